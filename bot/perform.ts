/** A member of staff moves a case, from the chat or at the desk: the same move, the same letters, the same plain words. */
import { type Actor, type Case, type Staff } from '../core/case/case.ts'
import { type Action, type Need, type Refusal, STATES, transition } from '../core/case/lifecycle.ts'
import type { With } from '../core/case/plan.ts'
import { KINDS } from '../core/case/kinds.ts'
import { clockLabel } from '../core/case/purposes.ts'
import { localDate } from '../core/date.ts'
import { moveCase, type Setting, situation } from '../db/cases.ts'
import type { Tx } from '../db/open.ts'
import type { Letter } from '../db/outbox.ts'
import { staffById, standsFor } from '../db/people.ts'
import { spread } from './spread.ts'

export type StaffActor = Extract<Actor, { kind: 'staff' }>

export async function actorOf({ tx, set }: { tx: Tx; set: Setting }, staff: Staff): Promise<StaffActor> {
  return { kind: 'staff', staff, standsFor: await standsFor(tx, staff.id, localDate(set.now)) }
}

export type Performed =
  | {
      readonly ok: true
      readonly text: string
      readonly noticeUrl: string | null
      /** A second notice, for somebody else: to be printed and served. */
      readonly besideUrl: string | null
      readonly letters: readonly Letter[]
    }
  | { readonly ok: false; readonly text: string; readonly because: Refusal; readonly letters: readonly [] }

/** What was on the screen is no longer so: the one who was first has done it, and this one is told how it stands. */
export const movedOn = (c: Case, action: Action): string =>
  `${c.number} 刚刚有变化，您的“${transition(action).words[0] ?? action}”没有做。现在是“${STATES[c.state].label}”，请看过再办。`

/** `missing` says what is still needed, as it is asked for where it was typed; `reportTo` hears how the letter went. */
export async function perform(
  tx: Tx,
  set: Setting,
  actor: StaffActor,
  c: Case,
  action: Action,
  given: With,
  o: { missing: (need: Need) => string; reportTo?: number },
): Promise<Performed> {
  const moved = await moveCase(tx, set, c.id, action, actor, given)
  const word = transition(action).words[0] ?? action
  if (!moved.ok) {
    const { because, detail } = moved
    const refused = (text: string) => ({ ok: false, text, because, letters: [] }) as const
    const now = await situation(tx, c.id)
    const handler = now.case.handlerId === null ? null : await staffById(tx, now.case.handlerId)
    if (action === 'claim' && handler && because === 'not-from-here')
      return refused(`${c.number} 已由${handler.id === actor.staff.id ? '您' : handler.name}接单，不用再认领。`)
    // prettier-ignore
    const why = {
      'not-from-here': `现在是“${STATES[now.case.state].label}”，不能${word}`,
      'not-this-kind': `“${KINDS[c.kind].label}”没有“${word}”这一步${c.kind === 'disclosure' ? '，收到就开始计时；怎么答复，发“帮助 公开”' : ''}`,
      'not-your-role': `“${word}”不在您的权限里${handler ? `，这件由${handler.name}办` : ''}`,
      'incomplete':    o.missing(detail as Need),
      'condition':     detail,
    }[because]
    return refused(`${c.number}：${why}。`)
  }
  const letters = await spread(tx, set, moved, action, o.reportTo)
  const told =
    moved.letters.length > 0
      ? '，正在告诉本人'
      : moved.after.case.conversationId === null && transition(action).tells
        ? '，本人没有聊天账号，请电话告知后发“联系”登记'
        : ''
  const due = moved.plan.promises.flatMap((p) =>
    p.does === 'start' && (p.purpose === 'complete' || p.purpose === 'supply' || p.purpose === 'consult')
      ? [
          `，${clockLabel(p.purpose, c.kind)}期限 ${p.row.dueDate}${p.row.provisional ? '（暂定，放假安排未公布）' : ''}`,
        ]
      : [],
  )
  const { noticeUrl, besideUrl } = moved
  return { ok: true, text: `${c.number} 已${word}${due.join('')}${told}。`, noticeUrl, besideUrl, letters }
}
