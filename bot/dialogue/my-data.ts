/** 我的资料: what the desk holds on the one who asks, and a file of it. */
import { EXPORT_CHOICE, HOLDINGS_SAY } from '../../core/messages/holdings.ts'
import { holdingFigures } from '../../services/export-person.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** How much is held, in one message; nothing of it where others read along. */
export async function tellHoldings(turn: Turn): Promise<Reply> {
  const { personId } = turn.conversation
  if (turn.group) return say(turn, DIALOGUE.groupOnly)
  const figures = personId === null ? null : await holdingFigures(turn.tx, turn.ctx, personId)
  if (!figures) return say(turn, HOLDINGS_SAY.nothing)
  return say(turn, HOLDINGS_SAY.summary(figures), turn.sendExport ? { choices: [EXPORT_CHOICE] } : {})
}

/** The file of it, sent once this message is done. */
export function sendHoldings(turn: Turn): Reply {
  const { sendExport, conversation } = turn
  const { personId, id } = conversation
  if (turn.group || personId === null || !sendExport) return say(turn, DIALOGUE.stale)
  return { ...say(turn, HOLDINGS_SAY.coming), afterwards: () => sendExport(personId, id) }
}
