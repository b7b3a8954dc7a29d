/** What cannot be undone is asked once more: yes, no, or a question about what comes of it. */
import { ASKING } from '../../core/answer/text/asking.ts'
import type { Outgoing } from '../../core/channel.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import type { DialogueStep } from '../../db/people/conversations.ts'
import { forgetPerson } from './forget.ts'
import { performResidentVerb } from './resident-cases.ts'
import { type Reply, say, type Turn } from './turn.ts'

const YES = /^(是|对|嗯|好|行|中|确定|撤|删|没错|要)/u
const NO = /不|别|先|等|算了|错/u

/** What comes of a yes, and the question once more. */
function sureBeside({ memory }: Turn, step: Extract<DialogueStep, { name: 'confirm' | 'forget' }>): Outgoing {
  const { forget, withdraw, score } = DIALOGUE.beforeSure
  const text = step.name === 'forget' ? forget : step.verb === 'withdraw' ? withdraw : score
  return { text, ...(memory.choices ? { choices: memory.choices } : {}) }
}

/** Yes or no in words; null: neither, so it is a new question. */
export async function confirmed(
  turn: Turn,
  step: Extract<DialogueStep, { name: 'confirm' | 'forget' }>,
  text: string,
): Promise<Reply | null> {
  // a question is neither
  if (ASKING.test(text)) return { say: [sureBeside(turn, step)], memory: turn.memory }
  const short = text.length <= 12
  if (NO.test(text) && (short || step.name === 'forget')) return say(turn, DIALOGUE.notDone)
  if (!short || !YES.test(text)) return null
  return step.name === 'forget' ? forgetPerson(turn) : performResidentVerb(turn, step.verb, step.caseId)
}
