/** Stores hearings 听证: called by the leading group, joined by residents, minuted, each question answered. */
import { fit } from '../../core/input/limits.ts'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { type HearingCall, type HearingState, signUp, type SignUp } from '../../core/challenge/hearing.ts'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { localDate, formatDate } from '../../core/date.ts'
import type { OverQuota } from '../../core/legal-quota.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { RequestContext } from '../context.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from '../people/staff.ts'
import { type QuotaSubject, overQuota } from '../legal-quotas.ts'
import { countsAsPerson, type Voice } from '../people/standing.ts'
import { cases, challengeSeconds, hearingQuestions, hearings, hearingSignups } from '../schema.ts'

/** Enough have seconded: the leading group must call a hearing. Once a challenge. */
export async function hearingDue(
  tx: Tx,
  ctx: RequestContext,
  c: typeof cases.$inferSelect,
  seconds: number,
): Promise<NewMessage[]> {
  const callBy = ctx.townContext.calendar.addWorkdays(localDate(ctx.now), ctx.townContext.town.rules.challengeDays).date
  const [made] = await tx
    .insert(hearings)
    .values({ caseId: c.id, state: 'due', title: c.text.slice(0, 60), callBy })
    .onConflictDoNothing()
    .returning({ id: hearings.id })
  if (!made) return []
  await appendAccountEvent(tx, ctx, `hearing:${made.id}`, { action: 'due', from: null, to: 'due', actor: { kind: 'clock' }, data: { caseId: c.id, seconds, callBy } }) // prettier-ignore
  const text = CHALLENGE_MESSAGES.mustCall(c.number, seconds, formatDate(callBy, localDate(ctx.now)))
  return toGroup(await allStaff(tx), text, `hearing:${made.id}:due`)
}

/** The same words to every member of the leading group, once. */
export function toGroup(people: readonly Staff[], text: string, key: string): NewMessage[] {
  return people
    .filter((s) => s.role === 'group' && s.conversationId !== null)
    .map((s) => ({
      conversationId: s.conversationId!,
      message: { text },
      urgency: 'push' as const,
      about: 'hearing',
      onceKey: `${key}:${s.id}`,
    }))
}

/** The same words to several conversations, once each. */
export const push = (conversations: readonly number[], text: string, key: string): NewMessage[] =>
  conversations.map((id) => ({
    conversationId: id,
    message: { text },
    urgency: 'push',
    about: 'hearing',
    onceKey: `${key}:${id}`,
  }))

export type Hearing = typeof hearings.$inferSelect

/** The hearing of a challenge, or null. */
export async function hearingOf(tx: Db | Tx, caseId: number): Promise<Hearing | null> {
  const [row] = await tx.select().from(hearings).where(eq(hearings.caseId, caseId))
  return row ?? null
}

export async function hearingById(tx: Db | Tx, id: number): Promise<Hearing | null> {
  const [row] = await tx.select().from(hearings).where(eq(hearings.id, id))
  return row ?? null
}

/** The leading group calls it; whoever asked or seconded is invited to sign up. A sentence where it may not. */
export async function callHearing(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  caseId: number,
  call: HearingCall,
): Promise<{ ok: boolean; text: string; letters: NewMessage[] }> {
  // prettier-ignore
  if (by.role !== 'group') return { ok: false, text: '听证由领导小组召开。', letters: [] }
  const [c] = await tx.select().from(cases).where(eq(cases.id, caseId)).for('no key update')
  if (c?.kind !== 'challenge') return { ok: false, text: '只有质询能召开听证。', letters: [] }
  const known = await hearingOf(tx, caseId)
  if (known && known.state !== 'due' && known.state !== 'cancelled')
    return { ok: false, text: '这个质询的听证已经公告过。', letters: [] }
  const values = {
    state: 'called',
    heldOn: call.date,
    heldTime: call.time,
    place: fit('hearingPlace', call.place),
    seats: call.seats,
  }
  const [h] = known
    ? await tx.update(hearings).set(values).where(eq(hearings.id, known.id)).returning()
    : await tx
        .insert(hearings)
        .values({ ...values, caseId, title: c.text.slice(0, 60), callBy: localDate(ctx.now) })
        .returning()
  await appendAccountEvent(tx, ctx, `hearing:${h!.id}`, { action: 'call', from: known?.state ?? null, to: 'called', actor: { kind: 'staff', staff: by, standsFor: [] }, data: { ...call } }) // prettier-ignore
  const text = CHALLENGE_MESSAGES.called(h!)
  const seconders = await tx.select().from(challengeSeconds).where(eq(challengeSeconds.caseId, caseId))
  const to = [c.conversationId, ...seconders.map((s) => s.conversationId)].filter((id) => id !== null)
  return {
    ok: true,
    text: `听证 ${h!.id} 已公告，正在通知 ${to.length} 人。`,
    letters: push([...new Set(to)], text, `hearing:${h!.id}:called:${call.date}:${call.time}`),
  }
}

/** One seat for one person while there are seats and the day has not passed; a seat is for somebody who counts as one. */
export async function joinHearing(
  tx: Tx,
  ctx: RequestContext,
  id: number,
  voice: Voice,
  asker: QuotaSubject,
): Promise<{ result: SignUp | 'none' | 'nobody' | OverQuota; hearing: Hearing | null }> {
  // prettier-ignore
  const [h] = await tx.select().from(hearings).where(eq(hearings.id, id)).for('update')
  if (!h) return { result: 'none', hearing: null }
  const taken = await tx.select().from(hearingSignups).where(eq(hearingSignups.hearingId, id))
  const { personId, conversationId, voter } = voice
  const mine = taken.some((s) => s.personId === personId || (voter !== null && s.voter === voter))
  const result = signUp({ ...h, state: h.state as HearingState }, taken.length, mine, localDate(ctx.now))
  if (result !== 'signed') return { result, hearing: h }
  if (!countsAsPerson(voice)) return { result: 'nobody', hearing: h }
  const over = await overQuota(tx, ['seat'], asker, ctx.now)
  if (over) return { result: over, hearing: h }
  await tx.insert(hearingSignups).values({ hearingId: id, personId, conversationId, voter, at: ctx.now })
  return { result, hearing: h }
}

/** Minutes are published; not before the day. Each correction stands in the log. */
export async function putMinutes(tx: Tx, ctx: RequestContext, by: Staff, id: number, text: string): Promise<string> {
  const h = await hearingById(tx, id)
  if (!h || h.heldOn === null) return '没有这场听证。'
  if (by.role === 'clerk') return '纪要由科室负责人或领导小组登记。'
  if (h.heldOn > localDate(ctx.now)) return '听证还没开，开完再登记纪要。'
  const minutes = maskPersonal(fit('hearingMinutes', text)).text
  await tx
    .update(hearings)
    .set({ minutes, state: h.state === 'called' ? 'held' : h.state })
    .where(eq(hearings.id, id))
  await appendAccountEvent(tx, ctx, `hearing:${id}`, { action: 'minutes', from: h.state, to: 'held', actor: { kind: 'staff', staff: by, standsFor: [] }, text: minutes }) // prettier-ignore
  return `听证 ${id} 的纪要已公开。现场提的问题逐个发：听证问题 ${id} 问题`
}

/** A question asked at the hearing, answered within the days of a challenge. */
export async function putQuestion(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  id: number,
  question: string,
): Promise<string> {
  const h = await hearingById(tx, id)
  if (!h || (h.state !== 'held' && h.state !== 'closed')) return '先登记这场听证的纪要。'
  const dueOn = ctx.townContext.calendar.addWorkdays(localDate(ctx.now), ctx.townContext.town.rules.challengeDays).date
  const [q] = await tx
    .insert(hearingQuestions)
    .values({ hearingId: id, question: maskPersonal(fit('hearingQuestion', question)).text, dueOn })
    .returning({ id: hearingQuestions.id })
  await tx.update(hearings).set({ state: 'held' }).where(eq(hearings.id, id))
  await appendAccountEvent(tx, ctx, `hearing:${id}`, { action: 'question', from: h.state, to: 'held', actor: { kind: 'staff', staff: by, standsFor: [] }, data: { question: q!.id, dueOn } }) // prettier-ignore
  return `问题 ${q!.id} 已登记，${dueOn}前答复。答复发：听证答复 ${q!.id} 内容`
}

/** The answer stands beside the question; the hearing is over once every question has one. */
export async function answerQuestion(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  id: number,
  answer: string,
): Promise<string> {
  const [q] = await tx.select().from(hearingQuestions).where(eq(hearingQuestions.id, id)).for('update')
  if (!q) return '没有这个问题。'
  if (q.answeredAt !== null) return '这个问题已经答复过了。'
  const text = maskPersonal(fit('hearingAnswer', answer)).text
  await tx.update(hearingQuestions).set({ answer: text, answeredAt: ctx.now }).where(eq(hearingQuestions.id, id))
  const open = await tx
    .select({ id: hearingQuestions.id })
    .from(hearingQuestions)
    .where(and(eq(hearingQuestions.hearingId, q.hearingId), isNull(hearingQuestions.answeredAt)))
  const state = open.length === 0 ? 'closed' : 'held'
  await tx.update(hearings).set({ state }).where(eq(hearings.id, q.hearingId))
  await appendAccountEvent(tx, ctx, `hearing:${q.hearingId}`, { action: 'answer', from: 'held', to: state, actor: { kind: 'staff', staff: by, standsFor: [] }, text, data: { question: id } }) // prettier-ignore
  return open.length === 0 ? '已答复，这场听证的问题都答复了。' : `已答复，还有 ${open.length} 个问题没答。`
}

/** Questions put for a hearing, in the order they came. */
export const hearingQuestionsOf = (db: Db | Tx, hearingId: number) =>
  db.select().from(hearingQuestions).where(eq(hearingQuestions.hearingId, hearingId)).orderBy(asc(hearingQuestions.id))
