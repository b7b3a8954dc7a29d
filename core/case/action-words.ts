/** What staff may type, read from the lifecycle table: 答复 and reply are the same word. */
import { type CaseKind, KINDS } from './kinds.ts'
import { type Action, type Transition, TRANSITIONS } from './lifecycle.ts'

/** Word to the actions it may mean; 批准 is granted to whichever request is open. */
export const ACTION_WORDS: ReadonlyMap<string, readonly Action[]> = (() => {
  const map = new Map<string, Action[]>()
  for (const row of TRANSITIONS as readonly Transition[])
    for (const word of row.words) map.set(word, [...(map.get(word) ?? []), row.action as Action])
  return map
})()

/**
 * What plain words on a quoted card do. An application ends with 办结 and a request for information with one of the
 * replies of the law: before that whatever is written is 进展.
 */
export const actionForPlainText = (kind: CaseKind): 'reply' | 'progress' =>
  KINDS[kind].accepts || kind === 'disclosure' ? 'progress' : 'reply'
