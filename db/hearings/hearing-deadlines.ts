/** Acts on the dates of hearings: reminds whoever signed up, makes a breach of what is late. */
import { and, eq, inArray, isNull, lt, lte } from 'drizzle-orm'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { addDays, localDate } from '../../core/date.ts'
import { recordBreach } from '../cases/case-rows.ts'
import type { RequestContext } from '../context.ts'
import { push, toGroup } from './hearings.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from '../people/staff.ts'
import { cases, hearingQuestions, hearings, hearingSignups } from '../schema.ts'

/** Whoever signed up is reminded the day before and on the day. */
export async function remindSitting(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const today = localDate(ctx.now)
  const soon = await tx
    .select()
    .from(hearings)
    .where(and(eq(hearings.state, 'called'), inArray(hearings.heldOn, [today, addDays(today, 1)])))
  const messages: NewMessage[] = []
  for (const h of soon) {
    const signed = await tx.select().from(hearingSignups).where(eq(hearingSignups.hearingId, h.id))
    const ids = signed.map((s) => s.conversationId).filter((id) => id !== null)
    messages.push(...push(ids, CHALLENGE_MESSAGES.remind(h), `hearing:${h.id}:remind:${today}`))
  }
  return messages
}

/** A hearing that was held has minutes: the leading group is told the day after, and each week until it has. */
export async function minutesDue(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const today = localDate(ctx.now)
  const open = await tx
    .select({ id: hearings.id, heldOn: hearings.heldOn })
    .from(hearings)
    .where(and(eq(hearings.state, 'called'), lt(hearings.heldOn, today)))
  if (open.length === 0) return []
  const people = await allStaff(tx)
  return open.flatMap(({ id, heldOn }) => {
    const week = Math.floor((Date.parse(today) - Date.parse(heldOn!)) / (7 * 86_400_000))
    return toGroup(people, CHALLENGE_MESSAGES.minutesDue(id), `hearing:${id}:minutes:${heldOn!}:${week}`)
  })
}

/** A call or an answer that is late is a breach. */
export async function lateHearings(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const today = localDate(ctx.now)
  const { town } = ctx.townContext
  const office = town.departments.some((d) => d.code === 'DZB') ? 'DZB' : town.fallback
  const messages: NewMessage[] = []
  const uncalled = await tx
    .select({ id: hearings.id, callBy: hearings.callBy, number: cases.number, caseId: cases.id })
    .from(hearings)
    .innerJoin(cases, eq(cases.id, hearings.caseId))
    .where(and(eq(hearings.state, 'due'), lte(hearings.callBy, addDays(today, -1))))
  for (const h of uncalled) {
    const breach = { key: `hearing:${h.id}:${h.callBy}`, kind: 'late-challenge', caseId: h.caseId, promiseId: null, department: office, ownerId: null, dueDate: h.callBy, detail: '听证没有按时公告' } // prettier-ignore
    await recordBreach(tx, ctx, breach)
    messages.push(
      ...toGroup(await allStaff(tx), CHALLENGE_MESSAGES.lateCall(h.number), `hearing:${h.id}:late:${today}`),
    )
  }
  const unanswered = await tx
    .select({ id: hearingQuestions.id, dueOn: hearingQuestions.dueOn, caseId: cases.id, department: cases.department })
    .from(hearingQuestions)
    .innerJoin(hearings, eq(hearings.id, hearingQuestions.hearingId))
    .innerJoin(cases, eq(cases.id, hearings.caseId))
    .where(and(isNull(hearingQuestions.answeredAt), lte(hearingQuestions.dueOn, addDays(today, -1))))
  for (const q of unanswered) {
    const breach = { key: `hearing-question:${q.id}`, kind: 'late-challenge', caseId: q.caseId, promiseId: null, department: q.department, ownerId: null, dueDate: q.dueOn, detail: '听证上的问题没有按时答复' } // prettier-ignore
    await recordBreach(tx, ctx, breach)
  }
  return messages
}
