/** 投诉: about conduct, a department or a broken promise; kept from whoever it is about and their whole line. */
import { complaintParties } from '../../core/case/accused.ts'
import { allStaff } from '../../db/people/staff.ts'
import { tellOfRetaliation } from '../../services/intake/retaliation.ts'
import type { Reply, Turn } from './turn.ts'
import { openResidentCase } from './open-case.ts'
import { keptText, refuseOverQuota } from './quota-refusal.ts'

export async function openComplaint(turn: Turn, text: string): Promise<Reply> {
  const { tx, ctx } = turn
  const people = await allStaff(tx)
  const made = await openResidentCase(turn, {
    kind: 'complaint',
    text,
    item: null,
    ...complaintParties(text, people, ctx.townContext.town),
    privacy: /^匿名/.test(text) ? 'anonymous' : /^实名/.test(text) ? 'normal' : 'confidential',
  })
  if ('over' in made) return refuseOverQuota(turn, made.over, { kind: 'complaint', text: keptText(text) })
  const cards = await tellOfRetaliation(tx, ctx, made.caseId, text, people)
  return { say: [made.message], messages: [...made.messages, ...cards], memory: { said: [] } }
}
