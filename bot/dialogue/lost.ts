/** Messages of which nothing came: the second in a row is met with a person, so that nobody is left talking to a machine. */
import type { Smalltalk, Understanding } from '../../core/answer/understand.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { offersToRegister } from './register.ts'
import type { Reply, Turn } from './turn.ts'

/** Talk that got what it was for; after any other a resident is no further than before. */
const MET: ReadonlySet<Smalltalk> = new Set(['thanks', 'bye', 'office', 'who', 'safe'])
/** So many in a row, this one counted, end with a person. */
const MOST_VAIN = 2

/** The reply, or the offer of a person where nothing came of this message and the one before it. */
export function endingInPerson(turn: Turn, u: Understanding, reply: Reply): Reply {
  const vain = u.decision === 'smalltalk' && !MET.has(u.smalltalk ?? 'other')
  if (vain && !turn.group) return inVain(turn, reply)
  // of what nothing near was found for, nothing came either, though a person was offered
  if (u.decision === 'handoff' && u.why.includes('nothing-near') && !turn.group)
    return { ...reply, memory: { ...reply.memory, lost: 1 } }
  const { lost: _, ...memory } = reply.memory
  return { ...reply, memory }
}

/** Counts a message nothing came of. */
export function inVain(turn: Turn, reply: Reply): Reply {
  const lost = (turn.memory.lost ?? 0) + 1
  if (lost < MOST_VAIN) return { ...reply, memory: { ...reply.memory, lost } }
  const offered = reply.say.some((m) => offersToRegister(m.choices))
  const said = offered ? reply.say : [{ text: DIALOGUE.lost, choices: DIALOGUE.registerOrNot }]
  return { ...reply, say: said, memory: { ...reply.memory, lost } }
}
