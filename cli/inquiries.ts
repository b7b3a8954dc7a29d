/** `town inquiries export FILE`: the log of questions as a spreadsheet, masked, for whoever improves the catalogue. */
import { writeFileSync } from 'node:fs'
import { csv } from '../core/assessment/csv.ts'
import type { inquiryLine } from '../db/catalog/inquiry-log.ts'
import { workbook } from '../adapters/xlsx.ts'

export type InquiryLine = ReturnType<typeof inquiryLine>

// prettier-ignore
const COLUMNS: readonly (readonly [head: string, field: keyof InquiryLine])[] = [
  ['序号', 'id'], ['时间', 'at'], ['渠道', 'channel'], ['问题（已遮住个人信息）', 'text'], ['怎么处理的', 'decision'], ['事项', 'item'], ['问哪方面', 'facet'],
  ['候选', 'candidates'], ['反馈', 'feedback'], ['转成的办件', 'number'], ['已收录或划掉', 'settled'], ['判断依据', 'why'], ['目录版本', 'catalogVersion'],
]

/** As CSV, or XLSX where the name ends so. */
export async function writeInquiries(file: string, lines: readonly InquiryLine[]): Promise<void> {
  const head = COLUMNS.map(([title]) => title)
  const rows = lines.map((line) => COLUMNS.map(([, field]) => line[field]))
  writeFileSync(file, /\.xlsx$/i.test(file) ? await workbook([{ name: '咨询', head, rows }]) : csv(head, rows))
}
