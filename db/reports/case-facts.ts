/** Reads what a period knows of each case: once, from the logs and clocks, and counted in core/report/figures.ts. */
import { sql, type SQL } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { PURPOSES } from '../../core/case/purposes.ts'
import { channelLabel } from '../../core/channel-traits.ts'
import { addDays, instant, localDate } from '../../core/date.ts'
import type { CaseFact } from '../../core/report/figures.ts'
import type { ReportPeriod } from '../../core/report/period.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { sqlList } from '../sql-list.ts'

/** Whose report it is: null is the operator's, who sees the town whole. */
export type Reader = Pick<Staff, 'id' | 'role' | 'department'> | null

/** What the office owes, as everywhere at the desk; a nudge to follow up is no due date. */
const PROMISED = Object.entries(PURPOSES).filter(([name, p]) => p.owner === 'office' && name !== 'idle').map(([name]) => name) // prettier-ignore
const RESULT = ['answered', 'completed', 'declined']
const SOLVED = 'confirm'
const UNSOLVED = ['reopen', 'ask-reopen']
/** Kinds of which only numbers are shown. */
const CONFIDENTIAL = Object.entries(KINDS).filter(([, k]) => k.confidential).map(([name]) => name) // prettier-ignore

/** Cases this reader counts, of one called c: heads their department's; nobody one that is about them. */
const counted = (reader: Reader): SQL =>
  reader === null
    ? sql`true`
    : sql`c.accused_staff_id is distinct from ${reader.id}
        and (${reader.role === 'group'} or c.accused_department is distinct from ${reader.department})
        and (${reader.role !== 'head'} or c.department = ${reader.department})`

const bounds = ({ from, to }: ReportPeriod) => ({
  start: sql`${instant(from).toISOString()}::timestamptz`,
  end: sql`${instant(addDays(to, 1)).toISOString()}::timestamptz`,
})

type Row = Omit<CaseFact, 'channel' | 'doneOn' | 'received'> & {
  readonly channel: string | null
  readonly origin: string
  readonly doneAt: Date | null
}

/** Cases to which something happened in the period, oldest first. Late is read against `now`: a day to come is not late. */
export async function caseFacts(db: Db | Tx, reader: Reader, period: ReportPeriod, now: Date): Promise<CaseFact[]> {
  const { start, end } = bounds(period)
  const at = sql`${now.toISOString()}::timestamptz`
  const found = await rows<Row>(
    db,
    sql`with happened as (
          select case_id,
            max(at) filter (where to_state in (${sqlList(RESULT)}) and from_state is distinct from to_state) as done_at,
            (array_agg(action = ${SOLVED} order by seq desc) filter (where action in (${sqlList([SOLVED, ...UNSOLVED])})))[1] as solved,
            (array_agg((data->>'score')::int order by seq desc) filter (where action = 'rate'))[1] as score
          from case_events where at >= ${start} and at < ${end} group by case_id
        ), clocks as (
          select case_id,
            bool_or(purpose in (${sqlList(PROMISED)}) and not coalesce(ended_at < due_at, false) and state <> 'paused') as late,
            count(*) filter (where purpose in ('claim', 'accept') and state <> 'paused' and ended_at < due_at)::int as good,
            count(*) filter (where purpose in ('claim', 'accept') and state <> 'paused')::int as of
          from promises
          where due_at > ${start} and due_at <= least(${end}, ${at}) and not (state = 'void' and ended_at < due_at)
          group by case_id
        )
        select c.id, c.number, c.kind, c.department, c.item, c.report, c.village, s.name as first, v.channel, c.origin,
          c.opened_on as "openedOn", h.done_at as "doneAt", h.solved, h.score,
          coalesce(k.late, false) as late, coalesce(k.good, 0) as "answeredInTime", coalesce(k.of, 0) as "answeredOf"
        from cases c
          left join happened h on h.case_id = c.id left join clocks k on k.case_id = c.id
          left join staff s on s.id = c.first_responder_id left join conversations v on v.id = c.conversation_id
        where ((c.opened_on >= ${period.from} and c.opened_on <= ${period.to}) or h.case_id is not null or k.case_id is not null)
          and ${counted(reader)}
        order by c.id`,
  )
  return found.map(({ origin, channel, doneAt, ...row }) => ({
    ...row,
    received: row.openedOn >= period.from && row.openedOn <= period.to,
    doneOn: doneAt === null ? null : localDate(doneAt),
    channel: cameBy(origin, channel),
  }))
}

// prettier-ignore
const ORIGINS: Readonly<Record<string, string>> = { counter: '来访', phone: '来电', api: '别的平台转来' }

const cameBy = (origin: string, channel: string | null): string =>
  ORIGINS[origin] ?? (channel === null ? '聊天' : channelLabel(channel))

/** What residents wrote who gave two points or less in the period, or said it is not solved; none of confidential cases. */
export async function unhappyWords(
  db: Db | Tx,
  reader: Reader,
  period: ReportPeriod,
  limit: number,
): Promise<{ readonly number: string; readonly at: Date; readonly score: number | null; readonly text: string }[]> {
  const { start, end } = bounds(period)
  return rows(
    db,
    sql`select c.number, e.at, e.text, case when e.action = 'why' then c.rating end as score
        from case_events e join cases c on c.id = e.case_id
        where e.at >= ${start} and e.at < ${end} and e.action in ('why', ${sqlList(UNSOLVED)}) and e.actor = 'resident' and e.text <> ''
          and c.kind not in (${sqlList(CONFIDENTIAL)}) and ${counted(reader)}
        order by e.at desc, e.id desc limit ${limit}`,
  )
}

/** The words of reports and questions opened in the period, for what lies close together; none of confidential cases. */
export async function reportedTexts(
  db: Db | Tx,
  reader: Reader,
  period: ReportPeriod,
): Promise<{ readonly id: number; readonly text: string }[]> {
  return rows(
    db,
    sql`select c.id, c.text from cases c
        where c.opened_on >= ${period.from} and c.opened_on <= ${period.to} and c.kind in ('report', 'consultation') and ${counted(reader)}`,
  )
}

export interface AskedInVain {
  readonly text: string
  readonly times: number
}

/** Questions of the period that were not answered or whose answer was no use, most asked first; masked as they are kept. */
export async function unansweredIn(db: Db | Tx, period: ReportPeriod, limit: number): Promise<{ readonly asked: number; readonly most: AskedInVain[] }> {
  const { start, end } = bounds(period)
  const found = await rows<AskedInVain & { asked: number }>(
    db,
    sql`select text, count(*)::int as times, sum(count(*)) over ()::int as asked from inquiries
        where at >= ${start} and at < ${end} and text <> '' and (feedback = 'useless' or decision = 'handoff')
          and not coalesce(why @> '["person"]'::jsonb, false)
        group by text order by times desc, max(at) desc limit ${limit}`,
  )
  return { asked: found[0]?.asked ?? 0, most: found.map(({ text, times }) => ({ text, times })) }
} // prettier-ignore
