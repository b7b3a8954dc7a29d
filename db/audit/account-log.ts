/** Writes the one log of everything the town answers for besides cases: append-only, chained per subject. */
import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Actor } from '../../core/case/case.ts'
import { accountHash } from '../../core/audit/chain-checker.ts'
import type { RequestContext } from '../context.ts'
import type { Db, Tx } from '../types.ts'
import { accountEvents, staff } from '../schema.ts'

export interface NewAccountEvent {
  readonly action: string
  readonly from: string | null
  readonly to: string
  readonly actor: Actor
  readonly text?: string
  readonly data?: Record<string, unknown>
}

/** Appends to a subject's log. Takes the subject's lock until commit, so two writers never take one number. */
export async function appendAccountEvent(
  tx: Tx,
  ctx: RequestContext,
  subject: string,
  e: NewAccountEvent,
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${subject}))`)
  const [last] = await tx
    .select({ seq: accountEvents.seq, hash: accountEvents.hash })
    .from(accountEvents)
    .where(eq(accountEvents.subject, subject))
    .orderBy(desc(accountEvents.seq))
    .limit(1)
  const prev = last?.hash ?? ''
  const row = {
    subject,
    seq: (last?.seq ?? 0) + 1,
    at: ctx.now,
    action: e.action,
    fromState: e.from,
    toState: e.to,
    actor: e.actor.kind,
    staffId: e.actor.kind === 'staff' ? e.actor.staff.id : null,
    text: e.text ?? '',
    data: e.data ?? {},
  }
  await tx.insert(accountEvents).values({ ...row, prev, hash: accountHash(prev, row) })
}

export interface AccountLine {
  readonly at: Date
  readonly action: string
  readonly toState: string
  readonly staffId: number | null
  readonly text: string
  readonly data: Record<string, unknown>
}

/** A subject's log, oldest first. Internal: what of it is public is the caller's to choose. */
export async function readAccountLog(db: Db | Tx, subject: string): Promise<AccountLine[]> {
  return (await db
    .select({
      at: accountEvents.at,
      action: accountEvents.action,
      toState: accountEvents.toState,
      staffId: accountEvents.staffId,
      text: accountEvents.text,
      data: accountEvents.data,
    })
    .from(accountEvents)
    .where(eq(accountEvents.subject, subject))
    .orderBy(asc(accountEvents.seq))) as AccountLine[]
}

/** What was logged last of all subjects, newest first, with the name of whoever did it; and how much there is in all. */
export async function lastAccountEvents(db: Db, { limit, offset }: { limit: number; offset: number }) {
  const [count, found] = await Promise.all([
    db.$count(accountEvents),
    db
      .select({
        at: accountEvents.at,
        subject: accountEvents.subject,
        action: accountEvents.action,
        by: staff.name,
      })
      .from(accountEvents)
      .leftJoin(staff, eq(staff.id, accountEvents.staffId))
      .orderBy(desc(accountEvents.id))
      .limit(limit)
      .offset(offset),
  ])
  return { count, found }
}
