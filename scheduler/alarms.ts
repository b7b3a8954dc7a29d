/**
 * Calls staff again for alarms that nobody has acknowledged, by the table of the town. What was called is on the case, in
 * the transaction that queues the letters: each stage is called once, whatever the number of processes or restarts. By
 * night and on holidays as by day.
 */
import { longestWaitMs, nextCall, type AlarmRecipient } from '../core/case/alarm.ts'
import { maySee, type Case, type Staff } from '../core/case/case.ts'
import { localDate } from '../core/date.ts'
import type { Log } from '../core/log.ts'
import { ALARM } from '../core/messages/alarm.ts'
import { claimDueAlarm, dueAlarms, recordCall, saidSince } from '../db/cases/alarms.ts'
import type { RequestContext } from '../db/context.ts'
import { errorKind } from '../db/errors.ts'
import { allStaff, onDuty } from '../db/people/staff.ts'
import { enqueue, type LeasedMessages } from '../db/queue/outbox.ts'
import type { Database, Tx } from '../db/types.ts'
import { caseCardsFor } from '../services/notify-participants.ts'
import { makeRoster } from './recipients.ts'

const HOLD_MS = 120_000

/** True where there was one to call for. One that fails stops no other, and is tried again at the next look. */
export async function callForAlarms(o: {
  database: Database
  ctx: RequestContext
  send: (held: readonly LeasedMessages[]) => void
  log: Log
}): Promise<boolean> {
  const { ctx } = o
  const { db } = o.database
  const longest = longestWaitMs(ctx.townContext.town.alarm)
  const due = await dueAlarms(db, ctx.now, longest)
  for (const caseId of due) {
    try {
      o.send(await db.transaction((tx) => call(tx, ctx, caseId, longest)))
    } catch (error) {
      o.log.error({ err: errorKind(error), case: caseId }, 'an alarm could not be called for')
    }
  }
  return due.length > 0
}

async function call(tx: Tx, ctx: RequestContext, caseId: number, longest: number): Promise<LeasedMessages[]> {
  const caseContext = await claimDueAlarm(tx, caseId, ctx.now, longest)
  if (!caseContext) return []
  const made = nextCall(caseContext.case, ctx.townContext.town.alarm, ctx.now)
  const people = await recipients(tx, ctx, caseContext.case, made.to)
  await recordCall(tx, ctx, caseContext.case, made, ALARM.called(people.map((s) => s.name)))
  // the card says when it will be called for again
  const { alarmCalls, alarmNextAt } = { alarmCalls: made.calls, alarmNextAt: made.nextAt }
  const now = { ...caseContext, case: { ...caseContext.case, alarmCalls, alarmNextAt } }
  const ids = people.map((s) => s.id)
  const cards = await caseCardsFor(tx, ctx, now, ids, ALARM.callAgain, await saidSince(tx, caseId))
  const once = cards.map((m) => ({ ...m, onceKey: `alarm:${caseId}:${made.calls}:${m.conversationId}` }))
  return enqueue(tx, once, ctx.now, new Date(ctx.now.getTime() + HOLD_MS))
}

/** Who is called: each once, those who are away by whoever stands in for them. */
async function recipients(
  tx: Tx,
  { townContext: { town }, now }: RequestContext,
  c: Case,
  to: readonly AlarmRecipient[],
): Promise<Staff[]> {
  const today = localDate(now)
  const people = await allStaff(tx)
  const roster = makeRoster(people, today)
  const own = people.filter((s) => s.department === c.department).flatMap((s) => roster.present(s.id))
  const pick: Record<AlarmRecipient, () => readonly Staff[] | Promise<readonly Staff[]>> = {
    duty: () => onDuty(tx, c.department, town.fallback, today, (s) => !maySee(s, c)),
    department: () => own,
    head: () => roster.heads(c.department),
    group: () => roster.group,
    admin: () => roster.admins,
  }
  const found: Staff[] = []
  for (const who of to) found.push(...(await pick[who]()))
  return [...new Map(found.filter((s) => maySee(s, c)).map((s) => [s.id, s])).values()]
}
