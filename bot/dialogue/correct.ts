/** 更正: what we keep of a person shown back and put right; what a case says wrong, said again. Source: 个人信息保护法 45, 46. */
import { DAY_PART } from '../../core/case/number.ts'
import { CONTACT } from '../../core/messages/contact.ts'
import { maskContact, readContact } from '../../core/privacy/contact.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { contactOf, keepContact, mayKeep } from '../../db/particulars.ts'
import { move, ownCase } from './cases.ts'
import { type Reply, say, type Turn } from './context.ts'

const CORRECTION = new RegExp(String.raw`^更正[\s:：]*((?:${DAY_PART})?\d{4,5}(?!\d))?[\s:：,，]*(.*)$`, 'is')

/** 更正, 更正 李秀英 13812345678, 更正 0007 是三组，不是二组 */
export async function correct(turn: Turn, text: string): Promise<Reply> {
  const [, number, said = ''] = CORRECTION.exec(text) ?? []
  if (number !== undefined) {
    const own = await ownCase(turn, number)
    if (typeof own === 'string') return say(turn, own)
    if (!said.trim()) return say(turn, CONTACT.whichCase)
    return move(turn, own.id, 'correct', { text: maskPersonal(said.trim(), WHERE).text.slice(0, 1000) })
  }
  const domestic = turn.set.world.town.rules.domesticChannels.includes(turn.conversation.channel)
  if (!domestic || !mayKeep(turn.set)) return say(turn, CONTACT.domestic)
  if (said.trim()) return corrected(turn, said)
  const known = await contactOf(turn.tx, turn.set, turn.conversation.personId)
  return {
    say: [{ text: known ? CONTACT.held(maskContact(known)) : CONTACT.nothing }],
    memory: { ...turn.memory, step: { name: 'correct' } },
  }
}

/** The new name and number. */
export async function corrected(turn: Turn, text: string): Promise<Reply> {
  const { personId } = turn.conversation
  const contact = readContact(text)
  if (!contact || personId === null)
    return { say: [{ text: CONTACT.unread }], memory: { ...turn.memory, step: { name: 'correct' } } }
  const open = await keepContact(turn.tx, turn.set, personId, contact)
  const letters = []
  for (const id of open) letters.push(...((await move(turn, id, 'correct', { text: '联系方式已更正' })).letters ?? []))
  const now = await contactOf(turn.tx, turn.set, personId)
  return { ...say(turn, CONTACT.corrected(maskContact(now ?? contact), open.length)), letters, masked: [] }
}
