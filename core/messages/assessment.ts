/** A period as people read it: as text for the command line and the chat, as a table for a spreadsheet. */
import { addDays } from '../date.ts'
import type { CellValue } from '../assessment/csv.ts'
import {
  type Figures,
  type Formula,
  MEASURED,
  type MeasuredName,
  type Period,
  type DepartmentScore,
  type Scored,
} from '../assessment/score.ts'
import type { Share } from '../assessment/wilson-interval.ts'

const NAMES = Object.keys(MEASURED) as MeasuredName[]

const share = (s: Share): string => (s.of === 0 ? '—' : `${s.good}/${s.of}（${Math.round((100 * s.good) / s.of)}%）`)

/** Best first; those with too few last, without a rank. */
const rankDepartments = (rows: readonly DepartmentScore[]): DepartmentScore[] => [...rows].sort((a, b) => Number(b.scored.ranked) - Number(a.scored.ranked) || (b.scored.score ?? 0) - (a.scored.score ?? 0) || (a.department < b.department ? -1 : 1)) // prettier-ignore

/** The formula in one line: published beside every result. */
const formatFormula = (formula: Formula): string =>
  `公式：${NAMES.map((m) => `${MEASURED[m].label}×${formula.weights[m]}`).join(' + ')}，每件成立违诺扣 ${formula.perBreach} 分；不足 ${formula.minimum} 件的不计；办结不足 ${formula.minimum} 件的不排名。`

/** The period as text: the formula first, then the departments, those with too few last and without a rank. */
export function formatReport(period: Period, rows: readonly DepartmentScore[], formula: Formula): string {
  return [
    `考核 ${period.name}（${period.from} 至 ${addDays(period.to, -1)}）`,
    formatFormula(formula),
    ...rankDepartments(rows).map((r) =>
      [
        `${r.name}　${r.scored.ranked ? `${r.scored.score}（${r.scored.low}–${r.scored.high}）` : '数量太少，不排名'}　成立违诺 ${r.figures.breaches}`,
        `　${NAMES.map((m) => `${MEASURED[m].label} ${share(r.figures.shares[m])}`).join('；')}`,
      ].join('\n'),
    ),
  ].join('\n')
}

interface Table {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

const HEAD = ['得分', '得分下限', '得分上限', ...NAMES.flatMap((m) => [`${MEASURED[m].label}（达标）`, `${MEASURED[m].label}（总数）`]), '成立违诺'] // prettier-ignore
const cells = (scored: Scored, figures: Figures): CellValue[] => [
  ...(scored.ranked ? [scored.score, scored.low, scored.high] : ['数量太少，不排名', null, null]),
  ...NAMES.flatMap((m) => [figures.shares[m].good, figures.shares[m].of]),
  figures.breaches,
]

/** The period as sheets: the departments in their order, and the formula they were made by. */
export function reportTables(period: Period, rows: readonly DepartmentScore[], formula: Formula): Table[] {
  const head = ['名次', '科室', ...HEAD]
  const lines = rankDepartments(rows).map((r, i) => [
    r.scored.ranked ? i + 1 : null,
    r.name,
    ...cells(r.scored, r.figures),
  ])
  const how = [
    ...NAMES.map((m) => [MEASURED[m].label, MEASURED[m].from, formula.weights[m]]),
    ['成立违诺', '领导小组认定成立的，每件扣分', formula.perBreach],
    ['最少件数', '不足的不计、不排名', formula.minimum],
    ['期间', `${period.from} 至 ${addDays(period.to, -1)}`, null],
  ]
  return [
    { name: `考核 ${period.name}`, head, rows: lines },
    { name: '公式', head: ['指标', '怎么算', '权重或分数'], rows: how },
  ]
}

/** People of a period as one sheet: internal. */
export const peopleTable = (
  people: readonly { name: string; department: string; figures: Figures; scored: Scored }[],
  departmentName: (code: string) => string,
): Table => ({
  name: '个人（内部）',
  head: ['科室', '姓名', ...HEAD],
  rows: people.map((p) => [departmentName(p.department), p.name, ...cells(p.scored, p.figures)]),
})
