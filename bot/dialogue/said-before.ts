/** Keeps what was said in a conversation until a case is begun, so that whoever gets the case reads all of it. */
import { ANNOUNCES } from '../../core/answer/policy/case-words.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import type { DialogueStep } from '../../db/people/conversations.ts'
import { fresh } from './read-message.ts'
import type { Reply, Turn } from './turn.ts'
import { telling } from './which-case.ts'

/** Messages kept. */
const MOST = 8
/** Steps that ask for something of their own. */
const APART: ReadonlySet<DialogueStep['name']> = new Set(['forget', 'confirm', 'phone', 'phone-code', 'correct', 'intake', 'reason', 'heard', 'quoted', 'file']) // prettier-ignore

/** The reply, remembering what was said; what reached a case or was a secret is not kept. */
export function rememberingSaid(turn: Turn, text: string, reply: Reply): Reply {
  const { said, step } = turn.memory
  if (turn.group || reply.memory.said !== said) return reply
  if ((reply.messages?.length ?? 0) > 0 || reply.typedSecrets || aboutConduct(text)) return reply
  if (step && APART.has(step.name)) return reply
  // an answer to it or a tick on its list tells nothing; a question in between does
  if (reply.memory.step?.name === 'papers' && reply.inquiry === undefined) return reply
  const before = said && fresh(turn) && !another(turn, text, reply) ? said : []
  const kept = [...new Set([...before, turn.redact(text, WHERE).text])].slice(-MOST)
  return { ...reply, memory: { ...reply.memory, said: kept } }
}

/** Whether another matter begins here. */
function another(turn: Turn, text: string, reply: Reply): boolean {
  if (ANNOUNCES.test(text) && (ANNOUNCES.exec(text)?.[0] ?? '') !== '') return true
  const { inquiry } = reply
  const { item: before, question } = turn.memory
  const had = telling((turn.memory.said ?? []).join(''))
  const shares = [...telling(text)].some((char) => had.has(char))
  if (!inquiry || shares) return false
  // told after an answer: something else than was asked
  if (inquiry.decision === 'handoff' && !ASKING.test(text)) return question?.answered === true
  return inquiry.decision === 'answer' && ASKING.test(text) && inquiry.item !== before
}
