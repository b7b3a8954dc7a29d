/** Reads everything a client may be shown of cases, without locking them: as many statements for many as for one. */
import { and, asc, eq, type AnyColumn, type SQL, sql } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { localDate } from '../../core/date.ts'
import { json } from '../rows.ts'
import type { publicEvents } from './find-cases.ts'
import type { noticesOf } from './public-case.ts'
import type { Db } from '../types.ts'
import { caseEvents, notices, promises, requests, staff } from '../schema.ts'

export interface CaseDetail extends CaseContext {
  readonly events: Awaited<ReturnType<typeof publicEvents>>
  readonly notices: Awaited<ReturnType<typeof noticesOf>>
}

/** Cases asked for in one statement: what else the desk does comes between. */
const TOGETHER = 200

export const detailOf = async (db: Db, c: Case): Promise<CaseDetail> => (await detailsOf(db, [c]))[0]!

/** The same of many, in their order. */
export async function detailsOf(db: Db, cases: readonly Case[]): Promise<CaseDetail[]> {
  const all: CaseDetail[] = []
  for (let from = 0; from < cases.length; from += TOGETHER)
    all.push(...(await readTogether(db, cases.slice(from, from + TOGETHER))))
  return all
}

async function readTogether(db: Db, cases: readonly Case[]): Promise<CaseDetail[]> {
  const ids = cases.map((c) => c.id)
  const staffIds = [...new Set(cases.flatMap((c) => [c.handlerId, c.firstResponderId]))].filter((id) => id !== null)
  const { caseId, action, text, at, toState, open } = caseEvents
  const { number, token, kind, createdAt } = notices
  const [clocks, people, events, letters, asked, urged] = await Promise.all([
    db.select().from(promises).where(among(promises.caseId, ids)).orderBy(asc(promises.id)),
    db.select().from(staff).where(among(staff.id, staffIds)),
    db.select({ caseId, at, action, toState, text }).from(caseEvents).where(and(among(caseId, ids), eq(open, true))).orderBy(asc(caseEvents.seq)), // prettier-ignore
    db.select({ caseId: notices.caseId, number, token, kind, createdAt }).from(notices).where(and(among(notices.caseId, ids), sql`${kind} not in ('transfer', 'third-party')`)).orderBy(asc(notices.id)), // prettier-ignore
    db.select().from(requests).where(among(requests.caseId, ids)).orderBy(asc(requests.id)),
    db.selectDistinctOn([caseId], { caseId, at }).from(caseEvents).where(and(among(caseId, ids), eq(action, 'urge'))).orderBy(caseId, sql`${caseEvents.id} desc`), // prettier-ignore
  ])
  const [clocksBy, eventsBy, lettersBy, askedBy, urgedBy] = [byCase(clocks), byCase(events), byCase(letters), byCase(asked), byCase(urged)] // prettier-ignore
  return cases.map((c) => {
    const urge = urgedBy.get(c.id)?.[0]
    return {
      case: c,
      promises: clocksBy.get(c.id) ?? [],
      staff: people.filter((s) => s.id === c.handlerId || s.id === c.firstResponderId),
      requests: askedBy.get(c.id) ?? [],
      lastUrgedOn: urge ? localDate(urge.at) : null,
      events: eventsBy.get(c.id) ?? [],
      notices: lettersBy.get(c.id) ?? [],
    }
  })
}

/** One parameter however many: each length of a list would be a statement of its own to prepare. */
const among = (column: AnyColumn, ids: readonly number[]): SQL =>
  sql`${column} = any(array(select value::bigint from jsonb_array_elements_text(${json(ids)})))`

function byCase<T extends { caseId: number | null }>(rows: readonly T[]): Map<number | null, T[]> {
  const by = new Map<number | null, T[]>()
  for (const row of rows) {
    const known = by.get(row.caseId)
    if (known) known.push(row)
    else by.set(row.caseId, [row])
  }
  return by
}
