/** 确认电话 and 窗口登记: how somebody who writes from a web page shows that they are one person. */
import { maskContact } from '../../core/privacy/kept-contact.ts'
import { findPhone } from '../../core/input/phone.ts'
import { STANDING_MESSAGES } from '../../core/messages/standing.ts'
import { LEGAL_QUOTAS } from '../../core/legal-quota.ts'
import { tooManyAttempts } from '../../db/people/staff.ts'
import { overQuota } from '../../db/legal-quotas.ts'
import { confirmationOf, confirmPhone, makeCounterCode, makePhoneCode } from '../../db/people/standing.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { quotaSubjectOf, refuseOverQuota } from './quota-refusal.ts'

const DAY_MS = 86_400_000

const placeOf = (turn: Turn): string => turn.ctx.townContext.town.place

/** Why there is nothing to confirm; null where there is. */
async function nothingToDo(turn: Turn): Promise<string | null> {
  const { personId, channel } = turn.conversation
  if (channel !== 'web' || personId === null) return STANDING_MESSAGES.notHere
  return (await confirmationOf(turn.tx, personId)) === null ? null : STANDING_MESSAGES.already
}

/** 确认电话: the number is asked for. */
export async function beginPhone(turn: Turn): Promise<Reply> {
  const done = await nothingToDo(turn)
  if (done !== null) return say(turn, done)
  if (!turn.phoneCodes || !turn.ctx.cipher) return say(turn, STANDING_MESSAGES.noTexts(placeOf(turn)))
  return { say: [{ text: STANDING_MESSAGES.askPhone }], memory: { ...turn.memory, step: { name: 'phone' } } }
}

/** The number: a code is sent to it, once what keeps the code is committed. Null: it was none, so it is something else. */
export async function phoneGiven(turn: Turn, text: string): Promise<Reply | null> {
  const found = findPhone(text)
  if (!found || found.digits < 7) return null
  const { tx, ctx, phoneCodes } = turn
  const asker = await quotaSubjectOf(turn)
  if (!asker || !phoneCodes || !ctx.cipher) return say(turn, STANDING_MESSAGES.noTexts(placeOf(turn)))
  if (found.read?.kind !== 'mobile')
    return {
      say: [{ text: STANDING_MESSAGES.phoneUnread(found.digits) }],
      memory: { ...turn.memory, step: { name: 'phone' } },
      masked: [],
    }
  const { phone } = found.read
  const over = await overQuota(tx, ['phone-code'], asker, ctx.now)
  if (over) return { ...refuseOverQuota(turn, over, null), masked: [] }
  // a telephone is not to be rung by one page after another
  const { person } = LEGAL_QUOTAS['phone-code']
  if (await tooManyAttempts(tx, `phone-code:${ctx.cipher.digest('phone code to', phone)}`, person, DAY_MS, ctx.now))
    return { ...refuseOverQuota(turn, { quota: 'phone-code', whose: 'person' }, null), masked: [] }
  const code = await makePhoneCode(tx, ctx, asker.personId, phone)
  return {
    say: [{ text: STANDING_MESSAGES.phoneSent(maskContact({ name: '', phone })) }],
    memory: { ...turn.memory, step: { name: 'phone-code' } },
    masked: [],
    afterwards: () => phoneCodes.send(phone, code),
  }
}

/** The code that came back. Null: it was none, so it is something else. */
export async function codeGiven(turn: Turn, text: string): Promise<Reply | null> {
  const code = /^\D{0,10}(\d{6})\D{0,5}$/.exec(text.normalize('NFKC'))?.[1]
  const { personId } = turn.conversation
  if (!code || personId === null || !turn.ctx.cipher) return null
  const read = await confirmPhone(turn.tx, turn.ctx, personId, code)
  const typedSecrets = [text]
  if (read === 'wrong')
    return {
      say: [{ text: STANDING_MESSAGES.phoneWrong }],
      memory: { ...turn.memory, step: { name: 'phone-code' } },
      typedSecrets,
    }
  return {
    ...say(turn, read === 'confirmed' ? STANDING_MESSAGES.confirmed : STANDING_MESSAGES.phoneOver),
    typedSecrets,
  }
}

/** 窗口登记: a code to show at the counter. */
export async function counterCode(turn: Turn): Promise<Reply> {
  const done = await nothingToDo(turn)
  if (done !== null) return say(turn, done)
  const { personId } = turn.conversation
  if (personId === null || !turn.ctx.cipher) return say(turn, STANDING_MESSAGES.notHere)
  const { code, until } = await makeCounterCode(turn.tx, turn.ctx, personId)
  return say(turn, STANDING_MESSAGES.counterCode(code, placeOf(turn)), { secret: { words: [code], until } })
}
