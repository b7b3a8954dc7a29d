/** Tables as an .xlsx file that opens in Excel and WPS and can be handed out as it is printed; nothing in it runs. */
import writeExcel, { type Cell, type Feature, type Image } from 'write-excel-file/node'
import { escapeFormula, type CellValue } from '../core/assessment/csv.ts'

export interface Sheet {
  /** At most 31 characters, of which Excel allows no []:*?/\ . */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
  /** A row of its own above the head, for a table that is read and not worked on. */
  readonly title?: string
  /** Stands over every printed page that has no title; absent: the name. */
  readonly heading?: string
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Excel refuses a cell of more characters. */
const LONGEST = 32_767
/** Excel refuses a page header of more characters, its codes included. */
const LONGEST_HEADING = 200
/** Characters; a column is as wide as its longest of the first rows, within these. */
const WIDTH = { least: 8, most: 48, looked: 200 }
const BORDER = { borderStyle: 'thin', borderColor: '#7f7f7f' } as const

/** Texts are cells of type text, and what looks like a formula has a quote before it, for whoever saves it as CSV. */
const cellOf = (value: CellValue): Cell =>
  value === null ? { type: String, ...BORDER } : typeof value === 'number' ? { value, type: Number, alignVertical: 'top', ...BORDER } : { value: escapeFormula(value).slice(0, LONGEST), type: String, wrap: true, alignVertical: 'top', ...BORDER } // prettier-ignore

/** Landscape A4, as wide as the paper, the head again on every page, with heading and page numbers. */
export async function workbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const named = sheets.map((sheet) => ({ ...sheet, name: sheet.name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31) }))
  const made = named.map(({ name, title, head, rows }) => ({
    sheet: name,
    orientation: 'landscape' as const,
    columns: head.map((label, i) => ({ width: widthOf([label, ...rows.slice(0, WIDTH.looked).map((row) => row[i] ?? '')]) })),
    data: [
      ...(title === undefined ? [] : [titleRow(title, head.length)]),
      head.map((value): Cell => ({ value, type: String, fontWeight: 'bold', wrap: true, align: 'center', backgroundColor: '#eef2f6', ...BORDER })),
      ...rows.map((row) => row.map(cellOf)),
    ],
    stickyRowsCount: title === undefined ? 1 : 2,
  })) // prettier-ignore
  return writeExcel(made, { features: [printed(named)] }).toBuffer()
}

const titleRow = (title: string, columns: number): Cell[] => [
  { value: title, type: String, fontWeight: 'bold', fontSize: 14, align: 'center', wrap: true, columnSpan: columns },
  ...Array.from({ length: columns - 1 }, () => null),
]

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What the library leaves out: the page as wide as the paper, its head and foot, and the rows that come again. */
const printed = (sheets: readonly Sheet[]): Feature<Image['content']> => ({
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (content, _options, { sheetIndex }) => {
          const sheet = sheets[sheetIndex]
          // an ampersand begins a code; doubled it is itself
          const heading = (sheet?.title !== undefined ? '' : (sheet?.heading ?? sheet?.name ?? '')).slice(0, LONGEST_HEADING).replaceAll('&', '&&') // prettier-ignore
          const feet = `<headerFooter>${heading && `<oddHeader>${xml(`&C${heading}`)}</oddHeader>`}<oddFooter>${xml('&C第 &P 页，共 &N 页')}</oddFooter></headerFooter>`
          return content
            .replace(/<worksheet[^>]*>/, (tag) => `${tag}<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
            .replace(/<pageSetup[^>]*\/>/, () => `<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>${feet}`)
        },
      },
      'xl/workbook.xml': {
        transform: (content) =>
          content.replace(/<definedNames\s*\/>|<definedNames>\s*<\/definedNames>/, () => {
            const rows = (s: Sheet) => (s.title === undefined ? '$1:$1' : '$1:$2')
            const quoted = (s: Sheet) => `'${s.name.replaceAll("'", "''")}'`
            return `<definedNames>${sheets.map((s, i) => `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${xml(`${quoted(s)}!${rows(s)}`)}</definedName>`).join('')}</definedNames>`
          }),
      },
    },
  },
}) // prettier-ignore

// a Chinese character is as wide as two Latin ones
const lengthOf = (value: CellValue): number =>
  Math.max(...String(value ?? '').split('\n').map((line) => [...line].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0))) // prettier-ignore

const widthOf = (values: readonly CellValue[]): number =>
  Math.min(WIDTH.most, Math.max(WIDTH.least, ...values.map((value) => lengthOf(value) + 2)))
