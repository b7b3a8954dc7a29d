/** What may be done to a case by whoever shows its number and look-up code, on its page and in a chat. Taking it back and putting it right are for whoever registered it. */
import type { Action } from './lifecycle.ts'

export const LOOKUP_ACTIONS = ['say', 'supply', 'urge', 'confirm', 'rate', 'reopen', 'ask-reopen'] as const satisfies readonly Action[] // prettier-ignore
export type LookupAction = (typeof LOOKUP_ACTIONS)[number]

export const isLookupAction = (action: Action): action is LookupAction =>
  (LOOKUP_ACTIONS as readonly Action[]).includes(action)
