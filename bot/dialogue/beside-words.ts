/** Answers what is said beside any matter in so many words, wherever the conversation stands; what was going on goes on. */
import { shortName } from '../../core/answer/reply/plain-text.ts'
import { asksOthersData, asksWhoKnows, breaksOff, resumes, wantsCompany } from '../../core/input/beside-words.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { itemOf } from '../../core/town-context.ts'
import type { Reply, Turn } from './turn.ts'

/** Longer tells a story, whatever words stand in it. */
const A_SENTENCE = 40

/** The reply; null: it is of the matter itself. */
export function answerBesideWords(turn: Turn, text: string): Reply | null {
  const go = (said: string): Reply => ({ say: [{ text: said }], memory: turn.memory })
  if (turn.group || text.length > A_SENTENCE) return null
  const knows = asksWhoKnows(text)
  if (knows) return go(knows === 'device' ? DIALOGUE.onDevice(turn.conversation.channel === 'web') : knows === 'suffers' ? DIALOGUE.noHarm : DIALOGUE.whoSees) // prettier-ignore
  if (asksOthersData(text)) return go(DIALOGUE.ofOthers)
  if (wantsCompany(text)) return go(DIALOGUE.company)
  if (breaksOff(text)) return go(turn.memory.step?.name === 'intake' ? DIALOGUE.keptOpen : DIALOGUE.comeBack)
  const back = resumes(text)
  if (!back || back.rest !== '' || turn.memory.step) return null
  const item = itemOf(turn.ctx.townContext, turn.memory.item ?? null)
  return item ? go(DIALOGUE.goesOn(shortName(item))) : null
}
