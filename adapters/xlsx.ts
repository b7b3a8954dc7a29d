/** Tables as an .xlsx file that opens in Excel and WPS; nothing in it runs. */
import writeExcel, { type Cell } from 'write-excel-file/node'
import { escapeFormula, type CellValue } from '../core/assessment/csv.ts'

export interface Sheet {
  /** At most 31 characters, of which Excel allows no []:*?/\ . */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Excel refuses a cell of more characters. */
const LONGEST = 32_767
/** Characters; a column is as wide as its longest of the first rows, within these. */
const WIDTH = { least: 8, most: 48, looked: 200 }

/** Texts are cells of type text, and what looks like a formula has a quote before it, for whoever saves it as CSV. */
const cellOf = (value: CellValue): Cell =>
  value === null ? null : typeof value === 'number' ? { value, type: Number } : { value: escapeFormula(value).slice(0, LONGEST), type: String, wrap: true, alignVertical: 'top' } // prettier-ignore

export async function workbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const made = sheets.map(({ name, head, rows }) => ({
    sheet: name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31),
    columns: head.map((title, i) => ({ width: widthOf([title, ...rows.slice(0, WIDTH.looked).map((row) => row[i] ?? '')]) })),
    data: [head.map((value): Cell => ({ value, type: String, fontWeight: 'bold' })), ...rows.map((row) => row.map(cellOf))],
    stickyRowsCount: 1,
  })) // prettier-ignore
  return writeExcel(made).toBuffer()
}

// a Chinese character is as wide as two Latin ones
const lengthOf = (value: CellValue): number =>
  Math.max(...String(value ?? '').split('\n').map((line) => [...line].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0))) // prettier-ignore

const widthOf = (values: readonly CellValue[]): number =>
  Math.min(WIDTH.most, Math.max(WIDTH.least, ...values.map((value) => lengthOf(value) + 2)))
