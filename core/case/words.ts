/** What staff may type, read from the lifecycle table: 答复 and reply are the same word. */
import { type Action, type Transition, TRANSITIONS } from './lifecycle.ts'

/** Word to the actions it may mean; 批准 is granted to whichever request is open. */
export const ACTION_WORDS: ReadonlyMap<string, readonly Action[]> = (() => {
  const map = new Map<string, Action[]>()
  for (const row of TRANSITIONS as readonly Transition[])
    for (const word of row.words) map.set(word, [...(map.get(word) ?? []), row.action as Action])
  return map
})()
