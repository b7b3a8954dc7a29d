/** What clients are told of: one table for the feed, the webhooks and the documentation. */
import type { CaseKind } from '../case/kinds.ts'
import { KINDS } from '../case/kinds.ts'
import { type CaseState, STATES } from '../case/lifecycle.ts'
import type { Client } from './scopes.ts'

// prettier-ignore
export const EVENTS = {
  'case.opened':    { label: '登记了' },
  'case.moved':     { label: '有进展：接单、受理、补正、转办、延期等' },
  'case.answered':  { label: '答复了' },
  'case.completed': { label: '办结了' },
  'case.ended':     { label: '结束了：结案、不予受理、撤回、逾期未补' },
  'breach.found':   { label: '发现违诺' },
} as const satisfies Record<string, { label: string }>

export type EventName = keyof typeof EVENTS
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[]

/** Which event one line of a case's log is. */
export function eventFor(line: { action: string; from: string | null; to: string }): EventName {
  if (line.action === 'open') return 'case.opened'
  if (line.from === line.to) return 'case.moved'
  if (line.to === 'answered') return 'case.answered'
  if (line.to === 'completed') return 'case.completed'
  const state = STATES[line.to as CaseState] as (typeof STATES)[CaseState] | undefined // an old log may name a state no more
  return state?.turn === 'nobody' ? 'case.ended' : 'case.moved'
}

export interface CaseOfChange {
  readonly kind: CaseKind
  readonly privacy: 'normal' | 'confidential' | 'anonymous'
  /** Which client brought it. */
  readonly clientId: number | null
}

/** How much of a case a client may be shown: its resident's view, its state only, or nothing. */
export function reachOf(client: Client, c: CaseOfChange): 'own' | 'state' | null {
  if (c.clientId === client.id) return client.scopes.includes('cases:read') ? 'own' : null
  const open = c.privacy === 'normal' && !KINDS[c.kind].confidential
  return open && client.scopes.includes('cases:all') ? 'state' : null
}

/** Whether a client is told of such an event at all: one that its scopes never let it hear is not worth asking for. */
export const mayHear = ({ scopes }: Pick<Client, 'scopes'>, event: EventName): boolean =>
  event === 'breach.found'
    ? scopes.includes('breaches:read')
    : scopes.includes('cases:read') || scopes.includes('cases:all')
