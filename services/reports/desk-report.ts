/** A period for a leaders' meeting: read whole, counted, and laid out for the page, the printer and the spreadsheet alike. */
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { addDays, daysBetween, localDate, type LocalDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { type CaseFact, type Figures, figuresOf, type Group, groupsOf } from '../../core/report/figures.ts'
import { type HotSpot, hotSpots, placeNamed } from '../../core/report/hot-spots.ts'
import { pieceOf, piecesOf, type ReportPeriod, yearBefore } from '../../core/report/period.ts'
import { departmentOf } from '../../core/town.ts'
import { itemOf, type TownContext } from '../../core/town-context.ts'
import type { RequestContext } from '../../db/context.ts'
import {
  type AskedInVain,
  caseFacts,
  type Reader,
  reportedTexts,
  unansweredIn,
  unhappyWords,
} from '../../db/reports/case-facts.ts'
import type { Db, Tx } from '../../db/types.ts'

/** One piece of the period, with the same piece of the year before. */
export interface TrendPiece {
  readonly from: LocalDate
  readonly received: number
  readonly done: number
  readonly before: number
}

export interface UnhappyWord {
  readonly number: string
  readonly on: LocalDate
  /** Null: they did not rate, they said that it is not solved. */
  readonly score: number | null
  readonly text: string
}

export interface DeskReport {
  readonly period: ReportPeriod
  readonly before: ReportPeriod
  /** Null: the whole town. */
  readonly department: string | null
  /** Of fewer no rate is made. */
  readonly minimum: number
  /** The period is not over: its numbers still change. */
  readonly running: boolean
  readonly figures: Figures
  readonly yearBefore: Figures
  readonly groups: readonly { readonly title: string; readonly groups: readonly Group[] }[]
  readonly trend: readonly TrendPiece[]
  readonly hotSpots: readonly HotSpot[]
  readonly unanswered: { readonly asked: number; readonly most: readonly AskedInVain[] }
  readonly words: readonly UnhappyWord[]
}

const MOST_WORDS = 20
const MOST_QUESTIONS = 15

/** The whole report. `reader` null: the operator, who sees the town. */
export async function deskReport(
  db: Db | Tx,
  ctx: RequestContext,
  reader: Reader,
  period: ReportPeriod,
): Promise<DeskReport> {
  const { townContext, now } = ctx
  const before = yearBefore(period)
  const [facts, factsBefore, texts, unanswered, words] = [
    await caseFacts(db, reader, period, now),
    await caseFacts(db, reader, before, now),
    await reportedTexts(db, reader, period),
    await unansweredIn(db, period, MOST_QUESTIONS),
    await unhappyWords(db, reader, period, MOST_WORDS),
  ]
  return {
    period,
    before,
    department: reader?.role === 'head' ? departmentOf(townContext.town, reader.department).name : null,
    minimum: townContext.town.assessment.minimum,
    running: period.to >= localDate(now),
    figures: figuresOf(facts),
    yearBefore: figuresOf(factsBefore),
    groups: groupings(facts, townContext),
    trend: trendOf(facts, factsBefore, period, before),
    hotSpots: spotsOf(facts, texts, townContext),
    unanswered: { ...unanswered, most: unanswered.most.map((q) => ({ ...q, text: maskPersonal(q.text).text })) },
    words: words.map(({ at, text, ...w }) => ({ ...w, on: localDate(at), text: maskPersonal(text).text })),
  }
}

function groupings(facts: readonly CaseFact[], townContext: TownContext): DeskReport['groups'] {
  const { town } = townContext
  const by = (title: string, nameOf: (f: CaseFact) => string | null) => ({ title, groups: groupsOf(facts, nameOf) })
  return [
    by('科室', (f) => departmentOf(town, f.department).name),
    by('事项', (f) => matterOf(f, townContext)),
    by('首问责任人', (f) => f.first),
    by('类别', (f) => KINDS[f.kind].label),
    by('渠道', (f) => f.channel),
    by('村', (f) => f.village),
  ].filter(({ groups }) => groups.length > 0)
}

/** The item, else what is reported, as people call it. */
function matterOf(f: Pick<CaseFact, 'item' | 'report'>, townContext: TownContext): string | null {
  const item = itemOf(townContext, f.item)
  return item ? shortName(item) : (townContext.town.reports.find((r) => r.id === f.report)?.name ?? null)
}

function trendOf(facts: readonly CaseFact[], factsBefore: readonly CaseFact[], period: ReportPeriod, before: ReportPeriod): TrendPiece[] {
  const pieces = piecesOf(period)
  const trend = pieces.map((from) => ({ from, received: 0, done: 0, before: 0 }))
  for (const f of facts) {
    if (f.received) trend[pieceOf(pieces, f.openedOn)]!.received++
    if (f.doneOn !== null) trend[pieceOf(pieces, f.doneOn)]!.done++
  }
  for (const f of factsBefore) {
    // by how far into the period it fell: a leap day moves nothing out of it
    const day = addDays(period.from, daysBetween(before.from, f.openedOn))
    if (f.received) trend[pieceOf(pieces, day > period.to ? period.to : day)]!.before++
  }
  return trend
} // prettier-ignore

/** What lies close together: by item or what is reported, else by a department's own word; by village, else by the place named. */
function spotsOf(
  facts: readonly CaseFact[],
  texts: readonly { readonly id: number; readonly text: string }[],
  townContext: TownContext,
): HotSpot[] {
  const words = [...new Set(townContext.town.departments.flatMap((d) => d.keywords))]
  const said = new Map(texts.map((t) => [t.id, t.text]))
  return hotSpots(
    facts.flatMap((f) => {
      const text = said.get(f.id)
      if (!f.received || text === undefined) return []
      const what = matterOf(f, townContext) ?? words.find((w) => text.includes(w)) ?? null
      return [{ number: f.number, what, where: f.village ?? placeNamed(text), on: f.openedOn }]
    }),
  )
}
