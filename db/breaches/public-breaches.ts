/** Reads what the public sees of breaches. */
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { BREACH_KINDS, type BreachKindName } from '../../core/breach/kinds.ts'
import { BREACH_STATES, type BreachState, MEASURES, type MeasureName } from '../../core/breach/lifecycle.ts'
import type { StoredPromise } from '../../core/case/case.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import type { PurposeName } from '../../core/case/purposes.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import type { PageSlice } from '../page-slice.ts'
import { breaches, breachFlows, cases, promises } from '../schema.ts'
import { sqlList } from '../sql-list.ts'

export interface PublicBreach {
  readonly id: number
  readonly department: string
  readonly kind: BreachKindName
  readonly label: string
  readonly foundOn: LocalDate
  readonly verdict: 'upheld' | 'dismissed' | 'referred'
  readonly decidedOn: LocalDate | null
  readonly reason: string
  /** Work done late: why, as explained (营商环境条例 36). */
  readonly why: string
  readonly measure: string
  readonly measureDue: LocalDate | null
  readonly state: string
  /** Only where the leading group said so. */
  readonly person: string | null
  /** What was promised, and whether it has come; null where no day was promised. */
  readonly promised: PromisedThen | null
}

/** A promise that was let pass, as the public may know it: what and by when, not whose. */
export interface PromisedThen {
  readonly purpose: PurposeName
  /** Null: of a kind that must not be recognised. */
  readonly kind: CaseKind | null
  readonly item: string | null
  readonly amount: number
  readonly unit: StoredPromise['unit']
  readonly dueOn: LocalDate
  /** The day it was done after all; null: not yet, or nobody waits for it any more. */
  readonly doneOn: LocalDate | null
  /** Somebody still waits. */
  readonly open: boolean
}

export interface OfBreaches extends PageSlice {
  readonly id?: number
  readonly department?: string
}

const SHOWN = (Object.keys(BREACH_STATES) as BreachState[]).filter((s) => BREACH_STATES[s].public)
const shown = (o: OfBreaches) =>
  and(
    inArray(breachFlows.state, SHOWN),
    o.id === undefined ? undefined : eq(breachFlows.breachId, o.id),
    o.department ? eq(breachFlows.department, o.department) : undefined,
  )

/** The notice board: decided breaches, newest first. No names of staff, no case numbers, no residents. */
export async function publicBreaches(db: Db | Tx, o: OfBreaches = {}): Promise<PublicBreach[]> {
  const found = await db
    .select({
      flow: breachFlows,
      foundOn: breaches.foundOn,
      ownerId: breaches.ownerId,
      promise: promises,
      kind: cases.kind,
      item: cases.item,
    })
    .from(breachFlows)
    .innerJoin(breaches, eq(breaches.id, breachFlows.breachId))
    .leftJoin(promises, eq(promises.id, breaches.promiseId))
    .leftJoin(cases, eq(cases.id, breaches.caseId))
    .where(shown(o))
    .orderBy(desc(breaches.foundOn), desc(breaches.id))
    .limit(o.limit ?? 50)
    .offset(o.offset ?? 0)
  const people = await rows<{ id: number; name: string }>(db, sql`select id, name from staff`)
  const explained = await explanations(
    db,
    found.map((f) => f.flow.breachId),
  )
  return found.map(({ flow, foundOn, ownerId, promise, kind: caseKind, item }) => {
    const kind = flow.kind as BreachKindName
    const person = flow.naming ? (people.find((s) => s.id === ownerId)?.name ?? null) : null
    const names = people.map((s) => s.name).filter((n) => n !== person)
    const referred = flow.state === 'referred'
    const why = BREACH_KINDS[kind].tellsWhy && !referred ? (explained.get(flow.breachId) ?? '责任人逾期未说明') : ''
    return {
      id: flow.breachId,
      department: flow.department,
      kind,
      label: BREACH_KINDS[kind].label,
      foundOn,
      verdict: referred ? 'referred' : (flow.verdict as 'upheld' | 'dismissed'),
      decidedOn: flow.decidedOn,
      reason: referred ? '' : withoutNames(flow.reason, names),
      why: withoutNames(why, names),
      measure: flow.measure === null ? '' : MEASURES[flow.measure as MeasureName].label,
      measureDue: flow.measureDue,
      state: BREACH_STATES[flow.state as BreachState].label,
      person: referred ? null : person,
      promised: promise && promisedThen(promise, caseKind, item),
    }
  })
}

function promisedThen(p: typeof promises.$inferSelect, caseKind: string | null, item: string | null): PromisedThen {
  const kind = caseKind as CaseKind | null // the column of an opened case
  // a complaint must not be recognised, not even by what it was about: 信访条例 30(3)
  const secret = kind === null || KINDS[kind].confidential
  const open = p.state === 'open' || p.state === 'paused'
  return {
    purpose: p.purpose, // written by applyPromiseChange() alone
    kind: secret ? null : kind,
    item: secret ? null : item,
    amount: p.amount,
    unit: p.unit,
    dueOn: p.dueDate,
    doneOn: (p.state === 'late' || p.state === 'met') && p.endedAt ? localDate(p.endedAt) : null,
    open,
  }
}

/** How many were found since the desk runs, and the highest number: the two differ by numbers that an older version lost. */
export async function breachesFound(db: Db | Tx): Promise<{ readonly found: number; readonly highest: number }> {
  const [row] = await rows<{ found: number; highest: number }>(
    db,
    sql`select count(*)::int as found, coalesce(max(id), 0)::int as highest from breaches`,
  )
  return row ?? { found: 0, highest: 0 }
}

/** How many the board holds: for the pages of it. */
export async function countPublicBreaches(db: Db | Tx, o: OfBreaches = {}): Promise<number> {
  return db.$count(breachFlows, shown(o))
}

export interface BreachTotal {
  readonly department: string
  readonly kind: BreachKindName
  readonly upheld: number
  readonly dismissed: number
  readonly referred: number
}

/** The board counted by department and kind, of breaches found from `from` up to and with `to`. */
export async function breachTotals(db: Db | Tx, o: { from?: LocalDate; to?: LocalDate } = {}): Promise<BreachTotal[]> {
  const states = sqlList(SHOWN)
  return rows<BreachTotal>(
    db,
    sql`select w.department, w.kind,
          count(*) filter (where w.state <> 'referred' and w.verdict = 'upheld')::int as upheld,
          count(*) filter (where w.state <> 'referred' and w.verdict = 'dismissed')::int as dismissed,
          count(*) filter (where w.state = 'referred')::int as referred
        from breach_flows w join breaches b on b.id = w.breach_id
        where w.state in (${states}) and b.found_on >= ${o.from ?? '0000'} and b.found_on <= ${o.to ?? '9999'}
        group by 1, 2 order by 1, 2`,
  )
}

/** The explanations as they were given, by breach. */
async function explanations(db: Db | Tx, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const subjects = sqlList(ids.map((id) => `breach:${id}`))
  const said = await rows<{ subject: string; text: string }>(
    db,
    sql`select distinct on (subject) subject, text from account_events
        where subject in (${subjects}) and action = 'explain' order by subject, seq`,
  )
  return new Map(said.map((e) => [Number(e.subject.slice('breach:'.length)), e.text]))
}

/** Names of staff blotted out: a breach on the desk is no finding of 政务失信 against a person (law facts 1.9). */
export const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((t, name) => (name.length > 1 ? t.replaceAll(name, '某同志') : t), text)
