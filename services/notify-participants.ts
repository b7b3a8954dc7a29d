/** A change of a case told to everyone who must hear of it: the resident, the first responder, the handler, those on duty. */
import { type Staff, maySee } from '../core/case/case.ts'
import { rolesOf } from '../core/case/roles.ts'
import { transition } from '../core/case/lifecycle.ts'
import type { CaseContext } from '../core/case/case-context.ts'
import { localDate } from '../core/date.ts'
import { CARD_HEADINGS } from '../core/messages/action-labels.ts'
import { ALARM, seenBy } from '../core/messages/alarm.ts'
import { gradeOf } from '../core/input/rating.ts'
import { caseCard, type Routing } from '../core/messages/staff.ts'
import { calledFor } from '../db/cases/alarms.ts'
import type { MoveResult } from '../db/cases/change-case.ts'
import type { RequestContext } from '../db/context.ts'
import type { Tx } from '../db/types.ts'
import type { NewMessage } from '../db/queue/outbox.ts'
import { onDuty, substitutesFor, standsFor } from '../db/people/staff.ts'

async function cardFor(
  tx: Tx,
  ctx: RequestContext,
  caseContext: CaseContext,
  staff: Staff,
  head: string,
  note = '',
  routing?: Routing,
): Promise<NewMessage | null> {
  if (staff.conversationId === null || !maySee(staff, caseContext.case)) return null
  const stands = await standsFor(tx, staff.id, localDate(ctx.now))
  const roles = rolesOf(
    { kind: 'staff', staff, standsFor: stands },
    caseContext.case,
    caseContext.requests,
    ctx.townContext.town,
  )
  return {
    conversationId: staff.conversationId,
    message: caseCard(head, caseContext, ctx.townContext, ctx.now, roles, note, routing),
    urgency: caseContext.case.alarmAt ? 'alarm' : 'push',
    about: 'card',
    caseId: caseContext.case.id,
  }
}

/** Cards to everyone on duty in a department; the fallback and the admins stand in where nobody is. */
export async function caseCardsForDuty(
  tx: Tx,
  ctx: RequestContext,
  caseContext: CaseContext,
  head: string,
  department = caseContext.case.department,
  routing?: Routing,
  /** What was said with it. */
  note = '',
): Promise<{ letters: NewMessage[]; staff: Staff[] }> {
  const staff = await onDuty(
    tx,
    department,
    ctx.townContext.town.fallback,
    localDate(ctx.now),
    (s) => !maySee(s, caseContext.case),
  )
  const letters = await Promise.all(staff.map((s) => cardFor(tx, ctx, caseContext, s, head, note, routing)))
  return { letters: letters.filter((l) => l !== null), staff }
}

/** Cards to named people, or whoever sits in for them today. */
export async function caseCardsFor(
  tx: Tx,
  ctx: RequestContext,
  caseContext: CaseContext,
  ids: readonly number[],
  head: string,
  /** What was said with it. */
  note = '',
): Promise<NewMessage[]> {
  const people = await substitutesFor(tx, ids, localDate(ctx.now))
  const messages: NewMessage[] = []
  for (const person of people) {
    const message = await cardFor(tx, ctx, caseContext, person, head, note)
    if (message) messages.push(message)
  }
  return messages
}

/** Every letter of one move. `reportTo`: the conversation of the staff member who made it. */
export async function notifyParticipants(
  tx: Tx,
  ctx: RequestContext,
  moved: Extract<MoveResult, { ok: true }>,
  action: Parameters<typeof transition>[0],
  reportTo?: number,
): Promise<NewMessage[]> {
  const word = transition(action).words[0] ?? CARD_HEADINGS[action] ?? '有变化'
  const resident = moved.messages.map((l) =>
    reportTo === undefined ? l : { ...l, urgency: 'answer' as const, reportTo },
  )
  const hear = await caseCardsFor(
    tx,
    ctx,
    moved.after,
    moved.notifyStaffIds,
    CARD_HEADINGS[action] ?? word,
    noteOf(moved.plan),
  )
  const duty = moved.cardToDepartment
    ? (
        await caseCardsForDuty(
          tx,
          ctx,
          moved.after,
          CARD_HEADINGS[action] ?? '新办件',
          moved.cardToDepartment,
          undefined,
          noteOf(moved.plan),
        )
      ).letters
    : []
  const others = duty.filter((m) => !hear.some((one) => one.conversationId === m.conversationId))
  return [...resident, ...hear, ...others, ...(await alarmEndLetters(tx, ctx, moved))]
}

/** To all who were called for an alarm but whoever took it: that they will not be called again. Each once. */
async function alarmEndLetters(
  tx: Tx,
  { townContext: { town } }: RequestContext,
  { plan: { patch }, after }: Extract<MoveResult, { ok: true }>,
): Promise<NewMessage[]> {
  if (patch.alarmNextAt === undefined) return []
  const { id, number, alarmSeenBy } = after.case
  const taker = after.staff.find((s) => s.id === alarmSeenBy)
  const text = taker ? ALARM.taken(number, seenBy(after, town), taker.phone) : ALARM.over(number)
  const called = await calledFor(tx, id)
  return called
    .filter((conversationId) => conversationId !== taker?.conversationId)
    .map((conversationId) => ({
      conversationId,
      message: { text },
      urgency: 'alarm',
      about: 'alarm',
      caseId: id,
      onceKey: `alarm:${id}:${taker ? 'taken' : 'over'}:${conversationId}`,
    }))
}

/** What whoever hears of a move must know of it: the days and why, the grade, the words. */
function noteOf({ text, data }: { text: string; data: Record<string, unknown> }): string {
  if (typeof data['score'] === 'number') return `评价：${gradeOf(data['score'])}`
  const days = typeof data['days'] === 'number' && !data['procedure'] ? `${data['days']}天。` : ''
  return days + text
}
