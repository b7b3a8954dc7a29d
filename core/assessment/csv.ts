/** CSV that a spreadsheet opens without running anything in it. */

/** Cells a spreadsheet would take for a formula get a quote in front. Source: OWASP, CSV injection. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠|]/

export function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** With a byte order mark: Excel takes the file for GBK without one. */
export const csv = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
