/** 登记本人: somebody has come to the counter, staff have seen who it is, and their page counts as a person from now on. */
import type { Staff } from '../../core/case/case.ts'
import { STANDING_MESSAGES } from '../../core/messages/standing.ts'
import { readContact } from '../../core/input/contact.ts'
import { readCode } from '../../core/input/case-number.ts'
import { readPhone } from '../../core/input/phone.ts'
import type { Tx } from '../../db/types.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { RequestContext } from '../../db/context.ts'
import { registerAtCounter } from '../../db/people/standing.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import type { Command } from './parse-command.ts'

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

/** 登记本人 K7M2QXAB 李秀英 13812345678 */
export async function register(turn: Turn, staff: Staff, { whole }: Command): Promise<Reply> {
  const [, code = '', who = ''] = /^([0-9A-Za-z]{8})[\s,，]+(.+)$/s.exec(whole) ?? []
  if (!code) return say(turn, STANDING_MESSAGES.staffExample)
  const done = await registerPerson(turn.tx, turn.ctx, staff, code, who)
  return { ...say(turn, done.text), messages: done.letters, masked: [], typedSecrets: [code] }
}
