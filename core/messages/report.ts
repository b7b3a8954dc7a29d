/** A report in words and tables: its title, what each line means, and the sheets of the spreadsheet. */
import type { CellValue } from '../assessment/csv.ts'
import { formatDate } from '../date.ts'
import { COUNTS, type Figures, type Group, type RateName, RATES, sayChange, sayShare } from '../report/figures.ts'
import { HOT_RULE, type HotSpot } from '../report/hot-spots.ts'
import type { ReportPeriod } from '../report/period.ts'

const COUNT_NAMES = Object.keys(COUNTS) as (keyof typeof COUNTS)[]
const RATE_NAMES = Object.keys(RATES) as RateName[]

/** '2026年11月1日至2026年11月30日' */
export const sayReportPeriod = ({ from, to }: ReportPeriod): string =>
  from === to ? formatDate(from) : `${formatDate(from)}至${formatDate(to)}`

export const reportTitle = (town: string, department: string | null): string => `${town}${department ?? ''}办件情况`

/** The head of every table of figures. */
export const FIGURE_HEAD: readonly string[] = [
  ...COUNT_NAMES.map((n) => COUNTS[n].label),
  ...RATE_NAMES.map((n) => RATES[n].label),
]

/** One row of it; a rate of too few is written as a count. */
export const figureCells = (f: Figures, minimum: number): (string | number)[] => [
  ...COUNT_NAMES.map((n) => f[n]),
  ...RATE_NAMES.map((n) => sayShare(f[n], minimum)),
]

/** How everything is reckoned, line by line. */
export const howReckoned = (minimum: number): readonly (readonly [label: string, how: string])[] => [
  ...COUNT_NAMES.map((n) => [COUNTS[n].label, COUNTS[n].how] as const),
  ...RATE_NAMES.map((n) => [RATES[n].label, RATES[n].how] as const),
  ['不算率', `不足 ${minimum} 件的只写件数，不算率`],
  ['科室', '按这件现在所在的科室'],
  ['集中反映', HOT_RULE],
  ['保密件', '监督投诉和信访只计数，内容不列'],
]

/** Against the year before, in words; where nothing was recorded then, that. */
export const sayYearBefore = (now: Figures, before: Figures, name: keyof typeof COUNTS): string =>
  before.received + before.done + before.late === 0
    ? '去年同期没有记录'
    : `比去年同期${sayChange(now[name], before[name])}`

export interface ReportSheet {
  readonly name: string
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

interface Reported {
  readonly period: ReportPeriod
  readonly department: string | null
  readonly minimum: number
  readonly figures: Figures
  readonly yearBefore: Figures
  readonly groups: readonly { readonly title: string; readonly groups: readonly Group[] }[]
  readonly trend: readonly { readonly from: string; readonly received: number; readonly done: number; readonly before: number }[]
  readonly hotSpots: readonly HotSpot[]
  readonly unanswered: { readonly most: readonly { readonly text: string; readonly times: number }[] }
  readonly words: readonly { readonly number: string; readonly on: string; readonly score: number | null; readonly text: string }[]
} // prettier-ignore

/** The report as sheets one can hand out; each has its title with the period. */
export function reportSheets(town: string, r: Reported): ReportSheet[] {
  const title = (what: string) => `${reportTitle(town, r.department)}：${what}（${sayReportPeriod(r.period)}）`
  const sheet = (name: string, head: readonly string[], rows: ReportSheet['rows']): ReportSheet => ({ name, title: title(name), head, rows }) // prettier-ignore
  return [
    sheet('总数', ['', ...FIGURE_HEAD], [
      ['本期', ...figureCells(r.figures, r.minimum)],
      ['去年同期', ...figureCells(r.yearBefore, r.minimum)],
    ]),
    ...r.groups.map((g) => sheet(`按${g.title}`, [g.title, ...FIGURE_HEAD], g.groups.map((one) => [one.label, ...figureCells(one.figures, r.minimum)]))),
    sheet('走势', ['从这天起', '收到', '办结', '去年同期收到'], r.trend.map((t) => [t.from, t.received, t.done, t.before])),
    sheet('集中反映', ['什么事', '什么地方', '件数', '从', '到', '编号'], r.hotSpots.map((h) => [h.what, h.where, h.numbers.length, h.from, h.to, h.numbers.join('、')])),
    sheet('没答上的问题', ['问题', '次数'], r.unanswered.most.map((q) => [q.text, q.times])),
    sheet('居民的话', ['日期', '编号', '评分', '说了什么'], r.words.map((w) => [w.on, w.number, w.score ?? '说没解决', w.text])),
    sheet('怎么算的', ['项', '怎么算'], howReckoned(r.minimum)),
  ]
} // prettier-ignore

/** The figures of a period as lines of text. */
export function reportText(town: string, r: Reported): string {
  const line = (label: string, f: Figures) => `${label}　${figureCells(f, r.minimum).map((cell, i) => `${FIGURE_HEAD[i]} ${cell}`).join('，')}` // prettier-ignore
  return [
    `${reportTitle(town, r.department)}（${sayReportPeriod(r.period)}）`,
    line('本期', r.figures),
    line('去年同期', r.yearBefore),
    ...r.groups.filter((g) => g.title === '科室').flatMap((g) => g.groups.map((one) => line(one.label, one.figures))),
    ...r.hotSpots.map((h) => `集中反映　${h.where} ${h.what} ${h.numbers.length} 件（${h.from} 至 ${h.to}）`),
  ].join('\n')
}
