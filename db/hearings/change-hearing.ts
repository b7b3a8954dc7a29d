/** Puts off or calls off a hearing, or gives a seat back, and tells everybody it concerns. */
import { fit } from '../../core/input/limits.ts'
import { and, count, eq } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { type HearingCall, hearingNeeded } from '../../core/challenge/hearing.ts'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { localDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { RequestContext } from '../context.ts'
import { type Hearing, hearingById, push } from './hearings.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { cases, challenges, challengeSeconds, hearings, hearingSignups } from '../schema.ts'

export interface Changed {
  readonly ok: boolean
  readonly text: string
  readonly letters: readonly NewMessage[]
}
const no = (text: string): Changed => ({ ok: false, text, letters: [] })

/** The hearing, locked, where this person may still change it; else why not. */
async function changeable(tx: Tx, ctx: RequestContext, by: Staff, id: number): Promise<Hearing | string> {
  if (by.role !== 'group') return '听证由领导小组改期或取消。'
  await tx.select({ id: hearings.id }).from(hearings).where(eq(hearings.id, id)).for('update')
  const h = await hearingById(tx, id)
  if (!h) return '没有这场听证。'
  if (h.state !== 'called' || h.heldOn === null) return '这场听证现在没有公告的时间，不用改。'
  if (h.heldOn < localDate(ctx.now)) return '听证的日子已经过了，请登记纪要。'
  return h
}

/** Another day, place or number of seats: those signed up keep their seats and are told, with whoever asked or seconded. */
export async function moveHearing(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  id: number,
  call: HearingCall,
  why: string,
): Promise<Changed> {
  const h = await changeable(tx, ctx, by, id)
  if (typeof h === 'string') return no(h)
  const [{ taken } = { taken: 0 }] = await tx.select({ taken: count() }).from(hearingSignups).where(eq(hearingSignups.hearingId, id)) // prettier-ignore
  if (call.seats < taken) return no(`已有 ${taken} 人报名，座位不能少于 ${taken}。`)
  const reason = maskPersonal(fit('hearingReason', why)).text
  const values = {
    heldOn: call.date,
    heldTime: call.time,
    place: fit('hearingPlace', call.place),
    seats: call.seats,
    changed: reason,
  }
  await tx.update(hearings).set(values).where(eq(hearings.id, id))
  await log(tx, ctx, by, id, 'move', 'called', reason, { ...call, from: h.heldOn })
  const messages = push(await concerned(tx, h), CHALLENGE_MESSAGES.moved({ ...h, ...values }, reason), `hearing:${id}:moved:${ctx.now.toISOString()}`) // prettier-ignore
  return { ok: true, text: `听证 ${id} 已改期，正在通知 ${messages.length} 人。`, letters: messages }
}

/** Called off. One that enough people asked for must be called anew within the days of a challenge. */
export async function cancelHearing(tx: Tx, ctx: RequestContext, by: Staff, id: number, why: string): Promise<Changed> {
  const h = await changeable(tx, ctx, by, id)
  if (typeof h === 'string') return no(h)
  if (!why.trim()) return no('要写明为什么取消。例：听证取消 3 当天有汛情')
  const { calendar, town } = ctx.townContext
  const [asked] = await tx.select({ seconds: challenges.seconds }).from(challenges).where(eq(challenges.caseId, h.caseId ?? 0)) // prettier-ignore
  const again = hearingNeeded(asked?.seconds ?? 0, town.rules.hearingSeconds)
  const callBy = calendar.addWorkdays(localDate(ctx.now), town.rules.challengeDays).date
  const reason = maskPersonal(fit('hearingReason', why)).text
  const to = await concerned(tx, h)
  await tx
    .update(hearings)
    .set({
      state: again ? 'due' : 'cancelled',
      heldOn: null,
      heldTime: null,
      changed: reason,
      ...(again ? { callBy } : {}),
    }) // prettier-ignore
    .where(eq(hearings.id, id))
  await tx.delete(hearingSignups).where(eq(hearingSignups.hearingId, id))
  await log(tx, ctx, by, id, 'cancel', again ? 'due' : 'cancelled', reason, { heldOn: h.heldOn, told: to.length })
  const messages = push(to, CHALLENGE_MESSAGES.cancelled(h, reason, again), `hearing:${id}:cancelled:${ctx.now.toISOString()}`) // prettier-ignore
  const next = again ? `附议人数已够，请在${callBy}前重新公告。` : ''
  return { ok: true, text: `听证 ${id} 已取消，正在通知 ${messages.length} 人。${next}`, letters: messages }
}

/** 取消报名: the seat goes back; false where they had none. */
export async function leaveHearing(tx: Tx, id: number, personId: number): Promise<boolean> {
  const gone = await tx
    .delete(hearingSignups)
    .where(and(eq(hearingSignups.hearingId, id), eq(hearingSignups.personId, personId)))
    .returning({ id: hearingSignups.id })
  return gone.length > 0
}

/** Whoever signed up, asked or seconded: each conversation once. */
async function concerned(tx: Tx, h: Hearing): Promise<number[]> {
  const signed = await tx.select({ to: hearingSignups.conversationId }).from(hearingSignups).where(eq(hearingSignups.hearingId, h.id)) // prettier-ignore
  const seconded = await tx.select({ to: challengeSeconds.conversationId }).from(challengeSeconds).where(eq(challengeSeconds.caseId, h.caseId ?? 0)) // prettier-ignore
  const asked = await tx
    .select({ to: cases.conversationId })
    .from(cases)
    .where(eq(cases.id, h.caseId ?? 0))
  return [...new Set([...signed, ...asked, ...seconded].map((r) => r.to).filter((to) => to !== null))]
}

const log = (tx: Tx, ctx: RequestContext, by: Staff, id: number, action: string, to: string, text: string, data: object) =>
  appendAccountEvent(tx, ctx, `hearing:${id}`, { action, from: 'called', to, actor: { kind: 'staff', staff: by, standsFor: [] }, text, data: { ...data } }) // prettier-ignore
