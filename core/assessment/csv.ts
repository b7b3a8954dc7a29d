/** CSV that a spreadsheet opens without running anything in it. */

/** Cells a spreadsheet would take for a formula get a quote in front. Source: OWASP, CSV injection. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠|]/

export const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

export type CellValue = string | number | null

export function csvCell(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = escapeFormula(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** With a byte order mark: Excel takes the file for GBK without one. */
export const csv = (head: readonly string[], rows: readonly (readonly CellValue[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
