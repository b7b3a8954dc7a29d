/** Writes and reads the feed of changes: numbered after they are committed, by one hand, so that a reader with a cursor misses none. */
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { eventFor } from '../../core/client/events.ts'
import type { ClientChange } from '../../core/client/change-payload.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { breaches, caseEvents, cases, changes, clientCases, counters } from '../schema.ts'

const KEY = 'changes'

/** Gives what is not numbered yet its numbers; the one row locked makes everybody else wait. Returns the new ones. */
export async function numberChanges(tx: Tx, limit = 500): Promise<number[]> {
  const waits = await rows(tx, sql`select 1 from changes where seq is null limit 1`)
  if (waits.length === 0) return []
  await tx.insert(counters).values({ key: KEY, last: 0 }).onConflictDoNothing()
  const [counter] = await tx.select().from(counters).where(eq(counters.key, KEY)).for('update')
  const given = await rows<{ seq: number }>(
    tx,
    sql`update changes c set seq = n.seq
        from (select id, ${counter!.last}::bigint + row_number() over (order by id) as seq
              from (select id from changes where seq is null order by id limit ${limit}) w) n
        where c.id = n.id returning c.seq`,
  )
  const numbers = given.map((r) => r.seq).sort((a, b) => a - b)
  if (numbers.length > 0)
    await tx
      .update(counters)
      .set({ last: numbers.at(-1)! })
      .where(eq(counters.key, KEY))
  return numbers
}

/** Numbered changes after a cursor, in order. */
export async function changesAfter(db: Db | Tx, after: number, limit: number): Promise<ClientChange[]> {
  const found = await db
    .select({ seq: changes.seq, e: caseEvents, b: breaches, c: cases, by: clientCases })
    .from(changes)
    .leftJoin(caseEvents, eq(caseEvents.id, changes.caseEventId))
    .leftJoin(breaches, eq(breaches.id, changes.breachId))
    .leftJoin(cases, sql`${cases.id} = coalesce(${caseEvents.caseId}, ${breaches.caseId})`)
    .leftJoin(clientCases, eq(clientCases.caseId, cases.id))
    .where(and(gt(changes.seq, after)))
    .orderBy(asc(changes.seq))
    .limit(limit)
  return found.map(({ seq, e, b, c, by }) => ({
    seq: seq!,
    event: e ? eventFor({ action: e.action, from: e.fromState, to: e.toState }) : 'breach.found',
    at: e?.at ?? b!.foundAt,
    case: c && {
      number: c.number,
      kind: c.kind,
      privacy: c.privacy,
      clientId: by?.clientId ?? null,
      reference: by?.reference ?? null,
    },
    action: e?.action ?? 'breach',
    from: e?.fromState ?? null,
    to: e?.toState ?? null,
    text: e?.text ?? '',
    breach: b && { id: b.id, kind: b.kind, department: b.department, dueDate: b.dueDate },
  }))
}
