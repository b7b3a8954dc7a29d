/** 忘记我, once it is confirmed. */
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { erasePerson } from '../../services/erase-person.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** 忘记我: what is open is withdrawn, what identifies the person is gone, and what must be kept is named. */
export async function forgetPerson(turn: Turn): Promise<Reply> {
  const erased = await erasePerson(turn.tx, turn.ctx, turn.conversation)
  if (!erased) return say(turn, DIALOGUE.stale)
  return {
    say: [{ text: DIALOGUE.forgotten(erased.kept) }],
    memory: { lookup: {} },
    messages: erased.messages,
    keptDone: true,
  }
}
