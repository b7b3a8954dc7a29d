/** A member of staff moves a case, from the chat or at the desk: the same move, the same letters, the same plain words. */
import { type Actor, type Case, type Staff } from '../core/case/case.ts'
import { type Action, type Need, type Refusal, STATES, transition } from '../core/case/lifecycle.ts'
import type { ActionInput } from '../core/case/case-context.ts'
import { ALARM, seenBy } from '../core/messages/alarm.ts'
import { KINDS } from '../core/case/kinds.ts'
import { clockLabel } from '../core/case/purposes.ts'
import { localDate } from '../core/date.ts'
import { moveCase, lockCaseContext } from '../db/cases/change-case.ts'
import type { RequestContext } from '../db/context.ts'
import type { Tx } from '../db/types.ts'
import type { NewMessage } from '../db/queue/outbox.ts'
import { staffById, standsFor } from '../db/people/staff.ts'
import { notifyParticipants } from './notify-participants.ts'

export type StaffActor = Extract<Actor, { kind: 'staff' }>

export async function staffActor({ tx, ctx }: { tx: Tx; ctx: RequestContext }, staff: Staff): Promise<StaffActor> {
  return { kind: 'staff', staff, standsFor: await standsFor(tx, staff.id, localDate(ctx.now)) }
}

export type StaffActionResult =
  | {
      readonly ok: true
      readonly text: string
      readonly noticeUrl: string | null
      /** A second notice, for somebody else: to be printed and served. */
      readonly secondNoticeUrl: string | null
      readonly messages: readonly NewMessage[]
    }
  | { readonly ok: false; readonly text: string; readonly because: Refusal; readonly messages: readonly [] }

/** What was on the screen is no longer so: the one who was first has done it, and this one is told how it stands. */
export const staleActionText = (c: Case, action: Action): string =>
  `${c.number} 刚刚有变化，您的“${transition(action).words[0] ?? action}”没有做。现在是“${STATES[c.state].label}”，请看过再办。`

/** What comes next where nothing is for staff to do. */
const WAITS: Partial<Record<Case['state'], string>> = {
  answered: '。本人还没回话，说没解决就会转回给您',
  completed: '。本人还没评价，要求重办就会转回给您',
}

/** `missing` says what is still needed, as it is asked for where it was typed; `reportTo` hears how the letter went. */
export async function performStaffAction(
  tx: Tx,
  ctx: RequestContext,
  actor: StaffActor,
  c: Case,
  action: Action,
  input: ActionInput,
  o: { missing: (need: Need) => string; reportTo?: number },
): Promise<StaffActionResult> {
  const moved = await moveCase(tx, ctx, c.id, action, actor, input)
  const word = transition(action).words[0] ?? action
  if (!moved.ok) {
    const { because, detail } = moved
    const refused = (text: string) => ({ ok: false, text, because, messages: [] }) as const
    const now = await lockCaseContext(tx, c.id)
    const handler = now.case.handlerId === null ? null : await staffById(tx, now.case.handlerId)
    if (action === 'claim' && handler && because === 'not-from-here')
      return refused(`${c.number} 已由${handler.id === actor.staff.id ? '您' : handler.name}接单，不用再认领。`)
    if (action === 'acknowledge' && now.case.alarmSeenAt)
      return refused(ALARM.already(c.number, seenBy(now, ctx.townContext.town)))
    // prettier-ignore
    const why = {
      'not-from-here': `现在是“${STATES[now.case.state].label}”，不能${word}${WAITS[now.case.state] ?? ''}`,
      'not-this-kind': `“${KINDS[c.kind].label}”没有“${word}”这一步${c.kind === 'disclosure' ? '，收到就开始计时；怎么答复，发“帮助 公开”' : ''}`,
      'not-your-role': `“${word}”不在您的权限里${handler ? `，这件由${handler.name}办` : ''}`,
      'incomplete':    o.missing(detail as Need),
      'condition':     detail,
    }[because]
    return refused(`${c.number}：${why}。`)
  }
  const messages = await notifyParticipants(tx, ctx, moved, action, o.reportTo)
  const told =
    moved.messages.length > 0
      ? '，正在告诉本人'
      : moved.after.case.conversationId === null && transition(action).residentMessage
        ? '，本人没有聊天账号，请电话告知后发“联系”登记'
        : ''
  const due = moved.plan.promises.flatMap((p) =>
    p.does === 'start' && (p.purpose === 'complete' || p.purpose === 'supply' || p.purpose === 'consult')
      ? [
          `，${clockLabel(p.purpose, c.kind)}期限 ${p.row.dueDate}${p.row.provisional ? '（暂定，放假安排未公布）' : ''}`,
        ]
      : [],
  )
  const { noticeUrl, secondNoticeUrl } = moved
  return { ok: true, text: `${c.number} 已${word}${due.join('')}${told}。`, noticeUrl, secondNoticeUrl, messages }
}
