/** Which of the acts that are allowed now is the usual next step, and which may wait: the order of the composer at the desk. */
import type { CaseKind } from './kinds.ts'
import type { Action } from './lifecycle.ts'

/** What waits for a decision first, then what brings the case on. What is not named here is never the usual step. */
const USUAL: readonly Action[] = [
  'acknowledge',
  'take',
  'hand-back',
  'grant-extension',
  'refuse-extension',
  'grant-reopen',
  'refuse-reopen',
  'claim',
  'accept',
  'resume',
  'supplement',
  'supply',
  'reply',
  'complete',
  'progress',
  'assign',
  'contact',
  'note',
]

/** Answered, not finished with a paper: for these 办结 is the rarer of the two. */
const ANSWERED: readonly CaseKind[] = ['consultation', 'report', 'complaint', 'challenge']
/** So many stand open; the rest are folded. */
const MOST = 2

/** The one or two usual next steps among those allowed, the most usual first, and all others in the order they were given. */
export function usualActions(
  allowed: readonly Action[],
  kind: CaseKind,
): { readonly usual: readonly Action[]; readonly more: readonly Action[] } {
  const rare = (action: Action): boolean =>
    action === 'complete' && ANSWERED.includes(kind) && allowed.includes('progress')
  const usual = USUAL.filter((action) => allowed.includes(action) && !rare(action)).slice(0, MOST)
  return { usual, more: allowed.filter((action) => !usual.includes(action)) }
}
