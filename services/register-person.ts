/** Registers at the counter that somebody is one person, once staff have seen who it is. */
import type { Staff } from '../core/case/case.ts'
import { readCode } from '../core/input/typed-case-number.ts'
import { readContact } from '../core/input/contact.ts'
import { readPhone } from '../core/input/phone.ts'
import { STANDING_MESSAGES } from '../core/messages/standing.ts'
import type { RequestContext } from '../db/context.ts'
import { registerAtCounter } from '../db/people/standing.ts'
import type { NewMessage } from '../db/queue/outbox.ts'
import type { Tx } from '../db/types.ts'

/** What staff are told, and the letter to the person; the same from the chat and from the desk. */
export async function registerPerson(
  tx: Tx,
  ctx: RequestContext,
  staff: Staff,
  code: string,
  who: string,
): Promise<{ readonly ok: boolean; readonly text: string; readonly letters: readonly NewMessage[] }> {
  const no = (text: string) => ({ ok: false, text, letters: [] })
  const read = readContact(who)
  if (!read.ok || read.contact.name === '' || readPhone(read.contact.phone)?.kind !== 'mobile')
    return no(STANDING_MESSAGES.staffNoContact)
  const { contact } = read
  if (!ctx.cipher) return no(STANDING_MESSAGES.staffUnknown)
  const to = await registerAtCounter(tx, ctx, staff, readCode(code), contact.phone)
  if (to === null) return no(STANDING_MESSAGES.staffUnknown)
  return {
    ok: true,
    text: STANDING_MESSAGES.staffDone(contact.name),
    letters: [
      { conversationId: to, message: { text: STANDING_MESSAGES.registered }, urgency: 'push', about: 'standing' },
    ],
  }
}
