/** 收到, without a number: which alarm is meant. */
import { maySee, type Staff } from '../../core/case/case.ts'
import { transition } from '../../core/case/lifecycle.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { ALARM } from '../../core/messages/alarm.ts'
import { waitingAlarms } from '../../db/cases/alarms.ts'
import { staffActor } from '../../services/staff-action.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { acknowledgeTap } from '../../core/messages/staff.ts'
import { perform } from './case-action.ts'

/** The one that waits for this person, or which of several. Null: none does, so the word says nothing to the desk. */
export async function acknowledgeAny(turn: Turn, staff: Staff, text: string): Promise<Reply | null> {
  const actor = await staffActor(turn, staff)
  const { by } = transition('acknowledge')
  const waiting = (await waitingAlarms(turn.tx)).filter((c) => {
    const roles = rolesOf(actor, c, [], turn.ctx.townContext.town)
    return maySee(staff, c) && by.some((role) => roles.has(role))
  })
  const [only, ...more] = waiting
  if (!only) return null
  if (more.length === 0) return perform(turn, actor, only, 'acknowledge', text === '' ? {} : { text })
  return say(turn, ALARM.which(waiting.map((c) => `${c.number} ${c.text.slice(0, 20)}`)), {
    choices: waiting.slice(0, 8).map((c) => ({ label: ALARM.tap(c.number), value: acknowledgeTap(c) })),
  })
}
