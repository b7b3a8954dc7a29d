/** A telephone told in the middle of something else: kept for whoever has the matter in hand, and said so. */
import { contactToldWith } from '../../core/input/contact.ts'
import type { Outgoing } from '../../core/channel.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { maskContact } from '../../core/privacy/kept-contact.ts'
import { casesOfResident, OPEN_STATES } from '../../db/cases/find-cases.ts'
import { contactOf, saveContact } from '../../db/people/contact-details.ts'
import { offersToRegister } from './register.ts'
import { performResidentAction } from './resident-cases.ts'
import type { Reply, Turn } from './turn.ts'

const OPEN: readonly string[] = OPEN_STATES

/** The reply, with the telephone kept where a case is open or is offered; elsewhere nobody would ring, and nothing is kept. */
export async function keepingContact(turn: Turn, text: string, reply: Reply): Promise<Reply> {
  const { personId, channel } = turn.conversation
  const { domesticChannels } = turn.ctx.townContext.town.rules
  const last = reply.say.at(-1)
  // asked for, and kept by what asked for it
  if (reply.masked?.length === 0 || turn.memory.step?.name === 'intake') return reply
  if (personId === null || turn.group || !last) return reply
  const told = contactToldWith(text)
  if (!told) return reply
  const offered = offersToRegister(last.choices)
  const open = (await casesOfResident(turn.tx, personId)).filter((c) => OPEN.includes(c.state) && c.privacy !== 'anonymous') // prettier-ignore
  if (!offered && open.length === 0) return reply
  if (!domesticChannels.includes(channel)) return withNote(reply, last, CONTACT.notHere)
  await saveContact(turn.tx, turn.ctx, personId, told)
  const messages = [...(reply.messages ?? [])]
  // whoever is sent the case just now is told with it
  for (const c of open.filter((one) => one.openedAt.getTime() < turn.ctx.now.getTime()))
    messages.push(...((await performResidentAction(turn, c.id, 'correct', { text: CONTACT.left })).messages ?? []))
  const contact = (await contactOf(turn.tx, turn.ctx, personId)) ?? told
  const memory = offered ? { ...reply.memory, contact: true } : reply.memory
  return { ...withNote(reply, last, CONTACT.keptBeside(maskContact(contact))), messages, memory }
}

/** The reply with what became of the number behind it, said once. */
const withNote = (reply: Reply, last: Outgoing, note: string): Reply => ({
  ...reply,
  say: [...reply.say.slice(0, -1), { ...last, text: `${last.text}\n${note}` }],
  masked: [],
})
