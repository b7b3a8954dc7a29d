/** `town inquiries export FILE`: the log of questions as a spreadsheet, masked, for whoever improves the catalogue. */
import { writeFileSync } from 'node:fs'
import writeXlsxFile from 'write-excel-file/node'
import { csv } from '../core/assessment/csv.ts'

/** One line of the sheet; times as ISO text, for they come through a socket. */
export interface InquiryLine {
  readonly id: number
  readonly at: string
  readonly channel: string
  readonly text: string
  readonly decision: string
  readonly item: string
  readonly facet: string
  readonly candidates: string
  readonly why: string
  readonly feedback: string
  readonly settled: string
  readonly number: string
  readonly catalogVersion: string
}

// prettier-ignore
const HEAD: readonly (readonly [head: string, width: number, of: (q: InquiryLine) => string | number])[] = [
  ['序号', 8, (q) => q.id], ['时间', 18, (q) => q.at], ['渠道', 10, (q) => q.channel], ['问题（已遮住个人信息）', 50, (q) => q.text],
  ['怎么处理的', 12, (q) => q.decision], ['事项', 20, (q) => q.item], ['问哪方面', 12, (q) => q.facet], ['候选', 36, (q) => q.candidates],
  ['反馈', 8, (q) => q.feedback], ['转成的办件', 20, (q) => q.number], ['已收录或划掉', 12, (q) => q.settled], ['判断依据', 24, (q) => q.why], ['目录版本', 16, (q) => q.catalogVersion],
]

/** As CSV, or XLSX where the name ends so; cells are text, so that a spreadsheet runs nothing in them. */
export async function writeInquiries(file: string, lines: readonly InquiryLine[]): Promise<void> {
  if (!file.toLowerCase().endsWith('.xlsx'))
    return writeFileSync(
      file,
      csv(
        HEAD.map(([head]) => head),
        lines.map((q) => HEAD.map(([, , of]) => of(q))),
      ),
    )
  const rows = lines.map((q) =>
    HEAD.map(([, , of]) => {
      const value = of(q)
      return typeof value === 'number' ? { type: Number, value } : { type: String, value }
    }),
  )
  const head = HEAD.map(([value]) => ({ type: String, value, fontWeight: 'bold' as const }))
  await writeXlsxFile([head, ...rows], { columns: HEAD.map(([, width]) => ({ width })), stickyRowsCount: 1 }).toFile(
    file,
  )
}
