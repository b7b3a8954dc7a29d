/** Names the small talk of acts in which nothing is asked, and when they are mere impatience. */
import type { Act } from '../model/acts.ts'
import type { Smalltalk } from '../understand.ts'

/** What small talk an act is, where its look does not say. */
export const TALK_OF: Readonly<Partial<Record<Act, Smalltalk>>> = {
  thanks: 'thanks', greet: 'greeting', bye: 'bye', who: 'who', abuse: 'abuse', joke: 'joke', more: 'more',
  safe: 'safe', solved: 'safe', confused: 'unheard', unsolved: 'unheard', urge: 'unheard', none: 'unheard', correct: 'unheard',
} // prettier-ignore

/** Acts of somebody who waits, thanks or goes; so short a text says no more. */
const CALM: ReadonlySet<Act> = new Set([
  'urge',
  'progress',
  'whom',
  'thanks',
  'bye',
  'greet',
  'solved',
  'safe',
  'rate',
  'yes',
  'no',
  'more',
])
const IMPATIENT = 14
const SURELY_CALM = 0.7
/** A few impatient or parting words, and nothing else. */
export const onlyWaits = (normal: string, act: Act, sure: number): boolean =>
  normal.length <= IMPATIENT && CALM.has(act) && sure >= SURELY_CALM
