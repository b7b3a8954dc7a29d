/** CSV that a spreadsheet opens without running anything in it. */

/** Cells a spreadsheet would take for a formula get a quote in front. Source: OWASP, CSV injection. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠|]/

export const safe = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

export type Value = string | number | null

export function cell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = safe(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** With a byte order mark: Excel takes the file for GBK without one. */
export const csv = (head: readonly string[], rows: readonly (readonly Value[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
