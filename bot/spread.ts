/** A change of a case told to everyone who must hear of it: the resident, the first responder, the handler, those on duty. */
import type { Staff } from '../core/case/case.ts'
import { maySee } from '../core/case/case.ts'
import { rolesOf } from '../core/case/roles.ts'
import { transition } from '../core/case/lifecycle.ts'
import type { Situation } from '../core/case/plan.ts'
import { localDate } from '../core/date.ts'
import { card, type Routing } from '../core/messages/staff.ts'
import type { Moved, Setting } from '../db/cases.ts'
import type { Tx } from '../db/open.ts'
import type { Letter } from '../db/outbox.ts'
import { onDuty, presentFor, standsFor } from '../db/people.ts'

async function cardFor(
  tx: Tx,
  set: Setting,
  at: Situation,
  staff: Staff,
  head: string,
  note = '',
  routing?: Routing,
): Promise<Letter | null> {
  if (staff.conversationId === null || !maySee(staff, at.case)) return null
  const stands = await standsFor(tx, staff.id, localDate(set.now))
  const roles = rolesOf({ kind: 'staff', staff, standsFor: stands }, at.case, at.requests, set.world.town)
  return {
    conversationId: staff.conversationId,
    message: card(head, at, set.world, set.now, roles, note, routing),
    urgency: 'push',
    about: 'card',
    caseId: at.case.id,
  }
}

/** Cards to everyone on duty in a department; the fallback and the admins stand in where nobody is. */
export async function cardsToDuty(
  tx: Tx,
  set: Setting,
  at: Situation,
  head: string,
  department = at.case.department,
  routing?: Routing,
): Promise<{ letters: Letter[]; staff: Staff[] }> {
  const staff = await onDuty(tx, department, set.world.town.fallback, localDate(set.now), (s) => !maySee(s, at.case))
  const letters = await Promise.all(staff.map((s) => cardFor(tx, set, at, s, head, '', routing)))
  return { letters: letters.filter((l) => l !== null), staff }
}

/** Cards to named people, or whoever sits in for them today. */
export async function cardsTo(
  tx: Tx,
  set: Setting,
  at: Situation,
  ids: readonly number[],
  head: string,
  /** What was said with it. */
  note = '',
): Promise<Letter[]> {
  const people = await presentFor(tx, ids, localDate(set.now))
  const letters: Letter[] = []
  for (const person of people) {
    const letter = await cardFor(tx, set, at, person, head, note)
    if (letter) letters.push(letter)
  }
  return letters
}

/** Every letter of one move. `reportTo`: the conversation of the staff member who made it. */
export async function spread(
  tx: Tx,
  set: Setting,
  moved: Extract<Moved, { ok: true }>,
  action: Parameters<typeof transition>[0],
  reportTo?: number,
): Promise<Letter[]> {
  const word = transition(action).words[0] ?? HEADS[action] ?? '有变化'
  const resident = moved.letters.map((l) =>
    reportTo === undefined ? l : { ...l, urgency: 'answer' as const, reportTo },
  )
  const hear = await cardsTo(tx, set, moved.after, moved.hear, HEADS[action] ?? word, noteOf(moved.plan))
  const duty = moved.card ? (await cardsToDuty(tx, set, moved.after, '新办件', moved.card)).letters : []
  return [...resident, ...hear, ...duty]
}

const GRADES = ['非常不满意', '不满意', '基本满意', '满意', '非常满意']

/** What whoever hears of a move must know of it: the days and why, the grade, the words. */
function noteOf({ text, data }: { text: string; data: Record<string, unknown> }): string {
  if (typeof data['score'] === 'number') return `评价：${GRADES[data['score'] - 1] ?? ''}`
  const days = typeof data['days'] === 'number' && !data['procedure'] ? `${data['days']}天。` : ''
  return days + text
}

// prettier-ignore
const HEADS: Partial<Record<Parameters<typeof transition>[0], string>> = {
  assign: '指派给您', transfer: '转办，请接收', take: '对方已接收', 'hand-back': '对方退回，仍由您办', expire: '转办没人接收，仍由您办',
  extend: '申请延期，请批准', 'grant-extension': '延期已批准', 'refuse-extension': '延期被驳回', supply: '材料已补', 'deem-accepted': '已视为受理',
  correct: '本人更正了内容', 'consult-over': '对方到期没提意见，已恢复计时，请依法决定', lapse: '逾期未补，已终止', confirm: '本人已确认', settle: '已结案', reopen: '本人说没解决', 'ask-reopen': '申请重办，请决定', 'grant-reopen': '批准重办',
  'refuse-reopen': '不同意重办', rate: '本人评价', urge: '催办', withdraw: '本人已撤回',
}
