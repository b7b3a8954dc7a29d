/** Searches the list of all cases: by words, by whom they are of and by what they are, among those one may see. */
import { sql, type SQL } from 'drizzle-orm'
import type { CaseKind } from '../../core/case/kinds.ts'
import type { CaseState } from '../../core/case/lifecycle.ts'
import type { SearchTerm } from '../../core/case/search-terms.ts'
import type { LocalDate } from '../../core/date.ts'
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { contactDigest } from './case-contacts.ts'
import { type DueWithin, dueCaseIds, duePromises } from './late-cases.ts'
import { contactReadable, notAccused, type Viewer, waysToSee, waysToWork } from './visible-cases.ts'
import { sqlList } from '../sql-list.ts'

export interface CaseFilter {
  /** Every one must be met. */
  readonly terms: readonly SearchTerm[]
  readonly states: readonly CaseState[]
  readonly kind: CaseKind | null
  readonly withoutKinds: readonly CaseKind[]
  /** Codes: a department, and those that were merged into it. */
  readonly departments: readonly string[]
  readonly item: string | null
  readonly village: string | null
  readonly handlerId: number | null
  readonly firstResponderId: number | null
  readonly due: DueWithin | null
  readonly openedFrom: LocalDate | null
  readonly openedTo: LocalDate | null
  /** A channel of the chat, or how else it came: 'counter', 'phone', 'api'. */
  readonly channel: string | null
  readonly rating: number | 'bad' | null
  /** What the viewer works on or answers for, and what nobody of their department has taken. */
  readonly mine: boolean
}

export const NO_FILTER: CaseFilter = {
  terms: [],
  states: [],
  kind: null,
  withoutKinds: [],
  departments: [],
  item: null,
  village: null,
  handlerId: null,
  firstResponderId: null,
  due: null,
  openedFrom: null,
  openedTo: null,
  channel: null,
  rating: null,
  mine: false,
}

export interface FoundCases {
  /** In the order of the list: what is due first where it was asked for, else the newest first. */
  readonly ids: readonly number[]
  readonly count: number
  /** There are more than `count`: counting them all would take longer than anybody waits. */
  readonly more: boolean
  /** Of those found, which were found by a name or a telephone: whoever finds so has read it. */
  readonly byContact: readonly number[]
}

/** Counted so far; of words that more cases hold than this the newest are read, and none is counted. */
export const MOST_COUNTED = 1000
const COMMON_WORDS = 10_000
/** Cases of one name or one telephone that are looked at. */
const MOST_OF_ONE_CONTACT = 300

const both = (parts: readonly SQL[]): SQL => (parts.length === 0 ? sql`true` : sql.join([...parts], sql` and `))
const either = (parts: readonly SQL[]): SQL =>
  parts.length === 0 ? sql`false` : sql`(${sql.join([...parts], sql` or `)})`

interface SearchSlice {
  readonly limit: number
  readonly offset: number
  /** Counts no further; MOST_COUNTED where nothing is said. */
  readonly countTo?: number
}

/** Reads one page of what somebody may see. */
export const searchCases = (
  db: Db | Tx,
  ctx: RequestContext,
  who: Viewer,
  filter: CaseFilter,
  slice: SearchSlice,
): Promise<FoundCases> =>
  db.transaction(async (tx) => {
    // a plan made for anybody's search walks a million cases for whoever has three; compiling one, and calling
    // others to help, takes longer than it runs; what is looked for lies in memory
    await tx.execute(
      sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
                 set_config('random_page_cost', '1.1', true)`,
    )
    return search(tx, ctx, who, filter, slice)
  })

async function search(
  db: Tx,
  ctx: RequestContext,
  who: Viewer,
  filter: CaseFilter,
  { limit, offset, countTo = MOST_COUNTED }: SearchSlice,
): Promise<FoundCases> {
  const contacts = await contactsMeant(db, ctx, who, filter.terms)
  const where = both([notAccused(who.staff), ...conditions(filter)])
  const ways = filter.mine ? waysToWork(who) : waysToSee(who)
  const words = filter.terms.length > 0 ? textQueries(filter.terms, contacts) : null
  const common = words !== null && filter.due === null && (await isCommon(db, words))
  const all = common
    ? newest(ways, sql`${where} and ${holds(words)}`, offset + limit + 1)
    : filter.due !== null
      ? dueFirst(ctx.now, filter.due, sql`${where} and ${either(ways)}${words ? sql` and ${holds(words)}` : sql``}`)
      : words !== null
        ? ofWords(words, sql`${where} and ${either(ways)}`)
        : newest(ways, where, countTo + 1)
  const most = common ? offset + limit : words === null && filter.due === null ? countTo : null
  const [page] = await rows<{ count: number; ids: number[] }>(
    db,
    sql`with found as materialized (${all})
        select (select count(*)::int from found) as count,
               coalesce((select jsonb_agg(id order by nth) from (
                 select id, nth from found where nth > ${offset} order by nth limit ${limit}) page), '[]') as ids`,
  )
  const { count, ids } = page!
  const named = new Set(contacts.flat())
  return {
    ids: most === null || count <= most ? ids : ids.slice(0, Math.max(0, most - offset)),
    count: most === null ? count : Math.min(count, most),
    more: most !== null && count > most,
    byContact: ids.filter((id) => named.has(id)),
  }
}

/** What is asked of a case called c itself. */
function conditions(f: CaseFilter): SQL[] {
  return [
    f.states.length > 0 && sql`c.state in (${sqlList(f.states)})`,
    f.kind && sql`c.kind = ${f.kind}`,
    f.withoutKinds.length > 0 && sql`c.kind not in (${sqlList(f.withoutKinds)})`,
    f.departments.length > 0 && sql`c.department in (${sqlList(f.departments)})`,
    f.item && sql`c.item = ${f.item}`,
    f.village && sql`c.village = ${f.village}`,
    f.handlerId !== null && sql`c.handler_id = ${f.handlerId}`,
    f.firstResponderId !== null && sql`c.first_responder_id = ${f.firstResponderId}`,
    f.openedFrom && sql`c.opened_on >= ${f.openedFrom}`,
    f.openedTo && sql`c.opened_on <= ${f.openedTo}`,
    f.channel !== null && byChannel(f.channel),
    f.rating !== null && (f.rating === 'bad' ? sql`c.rating <= 2` : sql`c.rating = ${f.rating}`),
  ].filter((one): one is SQL => typeof one === 'object' && one !== null)
}

/** How many of what somebody may see are late, and fall due today: exactly as many as the lists of them hold. */
export async function countDue(
  db: Db | Tx,
  ctx: RequestContext,
  who: Viewer,
  mine: boolean,
): Promise<{ readonly late: number; readonly today: number }> {
  const counted = (due: DueWithin) => sql`select count(*)::int from (select distinct case_id from (${dueCaseIds(due, ctx.now)}) d) due
      join cases c on c.id = due.case_id where ${notAccused(who.staff)} and ${either(mine ? waysToWork(who) : waysToSee(who))}` // prettier-ignore
  const [row] = await rows<{ late: number; today: number }>(
    db,
    sql`select (${counted('late')}) as late, (${counted('today')}) as today`,
  )
  return row!
}

/** Villages that cases name, each once; the index is walked from one to the next. */
export const villagesNamed = async (db: Db | Tx): Promise<string[]> =>
  (
    await rows<{ village: string }>(
      db,
      sql`with recursive v as (
            (select village from cases where village is not null order by village limit 1)
            union all
            select (select c.village from cases c where c.village is not null and c.village > v.village order by c.village limit 1) from v where v.village is not null
          ) select village from v where village is not null limit 500`,
    )
  ).map(({ village }) => village)

const byChannel = (channel: string): SQL =>
  ['counter', 'phone', 'api'].includes(channel)
    ? sql`c.origin = ${channel}`
    : sql`c.origin = 'chat' and exists (select 1 from conversations v where v.id = c.conversation_id and v.channel = ${channel})`

/** For each word the cases whose name or telephone it is: only where the viewer may read those. */
async function contactsMeant(
  db: Db | Tx,
  ctx: RequestContext,
  who: Viewer,
  terms: readonly SearchTerm[],
): Promise<number[][]> {
  const marks = terms.map((term) => term.marks.map((mark) => contactDigest(ctx, mark)))
  if (marks.flat().length === 0) return terms.map(() => [])
  const found = await rows<{ id: number; mark: string }>(
    db,
    sql`select c.id, m.mark from case_contacts m join cases c on c.id = m.case_id
        where m.mark in (${sqlList(marks.flat())}) and ${contactReadable(who)} and ${notAccused(who.staff)}
        order by c.id desc limit ${MOST_OF_ONE_CONTACT}`,
  )
  return marks.map((of) => found.filter((row) => of.includes(row.mark)).map((row) => row.id))
}

interface TextQuery {
  /** Null: every case will do. */
  readonly query: string | null
  /** Only these; null: of all cases. */
  readonly among: readonly number[] | null
}

/** The ways to meet all words: each by what was said, or one or more of them by whom the case is of. */
function textQueries(terms: readonly SearchTerm[], contacts: readonly (readonly number[])[]): TextQuery[] {
  let queries: TextQuery[] = [{ query: null, among: null }]
  terms.forEach((term, i) => {
    const ids = contacts[i] ?? []
    queries = queries.flatMap(({ query, among }) => [
      { query: query === null ? `(${term.query})` : `${query} & (${term.query})`, among },
      ...(ids.length > 0 ? [{ query, among: among === null ? ids : among.filter((id) => ids.includes(id)) }] : []),
    ])
  })
  return queries
}

/** As ids of the index of words. */
const idsOf = ({ query, among }: TextQuery): SQL =>
  sql`select s.case_id from case_search s where ${query === null ? sql`true` : sql`s.words @@ ${query}::tsquery`}
      ${among === null ? sql`` : among.length === 0 ? sql` and false` : sql` and s.case_id in (${sqlList(among)})`}`

async function isCommon(db: Db | Tx, queries: readonly TextQuery[]): Promise<boolean> {
  const [all] = queries
  if (!all || all.query === null) return false
  const [row] = await rows<{ n: number }>(
    db,
    sql`select count(*)::int as n from (${idsOf(all)} limit ${COMMON_WORDS + 1}) counted`,
  )
  return row!.n > COMMON_WORDS
}

/** Looked at case by case, along the order of the list. `coalesce`: no index is asked, which would read them all first. */
const holds = (queries: readonly TextQuery[]): SQL =>
  either(
    queries.map(
      ({ query, among }) =>
        sql`(${query === null ? sql`true` : sql`coalesce((select s.words @@ ${query}::tsquery from case_search s where s.case_id = c.id), false)`}${
          among === null ? sql`` : among.length === 0 ? sql` and false` : sql` and c.id in (${sqlList(among)})`
        })`,
    ),
  )

/** The newest by each way of seeing them, put together: so many of all are the newest of all. */
const newest = (ways: readonly SQL[], where: SQL, most: number): SQL =>
  sql`select id, row_number() over (order by id desc) as nth from (${sql.join(
    [sql`(select 0::bigint as id where false)`, ...ways.map((way) => sql`(select c.id from cases c where ${way} and ${where} order by c.id desc limit ${most})`)],
    sql` union `,
  )}) c order by id desc limit ${most}` // prettier-ignore

const ofWords = (queries: readonly TextQuery[], where: SQL): SQL =>
  sql`select c.id, row_number() over (order by c.id desc) as nth
      from (${sql.join(queries.map(idsOf), sql` union `)}) hits join cases c on c.id = hits.case_id where ${where}`

/** Few promises are open: they are the way to their cases. What presses most comes first. */
const dueFirst = (now: Date, due: DueWithin, where: SQL): SQL =>
  sql`select c.id, row_number() over (order by due.due_at, c.id) as nth
      from (select case_id, min(due_at) as due_at from (${duePromises(due, now)}) d group by case_id) due
      join cases c on c.id = due.case_id where ${where}`
