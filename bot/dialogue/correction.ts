/** 更正: what we keep of a person shown back and put right; what a case says wrong, said again. Source: 个人信息保护法 45, 46. */
import { DAY_PART } from '../../core/case/case-number.ts'
import { readContact } from '../../core/input/contact.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { maskContact } from '../../core/privacy/kept-contact.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { contactOf, saveContact } from '../../db/people/contact-details.ts'
import { performResidentAction, ownCase } from './resident-cases.ts'
import { type Reply, say, type Turn } from './turn.ts'

const CORRECTION = new RegExp(String.raw`^更正[\s:：]*((?:${DAY_PART})?\d{4,6}(?!\d))?[\s:：,，]*(.*)$`, 'is')

/** 更正, 更正 李秀英 13812345678, 更正 0007 是三组，不是二组 */
export async function beginCorrection(turn: Turn, text: string): Promise<Reply> {
  const [, number, said = ''] = CORRECTION.exec(text) ?? []
  if (number !== undefined) {
    const own = await ownCase(turn, number)
    if (typeof own === 'string') return say(turn, own)
    if (!said.trim()) return say(turn, CONTACT.whichCase)
    return performResidentAction(turn, own.id, 'correct', { text: turn.redact(said.trim(), WHERE).text })
  }
  const domestic = turn.ctx.townContext.town.rules.domesticChannels.includes(turn.conversation.channel)
  if (!domestic) return say(turn, CONTACT.domestic)
  if (said.trim()) return applyCorrection(turn, said)
  const known = await contactOf(turn.tx, turn.ctx, turn.conversation.personId)
  return {
    say: [{ text: known ? CONTACT.held(maskContact(known)) : CONTACT.nothing }],
    memory: { ...turn.memory, step: { name: 'correct' } },
  }
}

/** The new name and number. */
export async function applyCorrection(turn: Turn, text: string): Promise<Reply> {
  const { personId } = turn.conversation
  const read = readContact(text)
  if (!read.ok || personId === null)
    return {
      say: [{ text: CONTACT.unread(read.ok ? { ok: false, because: 'nothing' } : read) }],
      memory: { ...turn.memory, step: { name: 'correct' } },
      masked: [],
    }
  const { contact } = read
  const open = await saveContact(turn.tx, turn.ctx, personId, contact)
  const letters = []
  for (const id of open)
    letters.push(...((await performResidentAction(turn, id, 'correct', { text: '联系方式已更正' })).messages ?? []))
  const now = await contactOf(turn.tx, turn.ctx, personId)
  return { ...say(turn, CONTACT.corrected(maskContact(now ?? contact), open.length)), messages: letters, masked: [] }
}
