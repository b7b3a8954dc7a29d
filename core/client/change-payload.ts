/** What a client is told of one change: never more than its scopes allow, and never who the resident is. */
import { BREACH_KINDS } from '../breach/kinds.ts'
import { KINDS } from '../case/kinds.ts'
import { type CaseState, STATES } from '../case/lifecycle.ts'
import { type EventName, reachOf, type CaseOfChange } from './events.ts'
import { type Client, clientHasScope } from './scopes.ts'

/** One line of the feed as read from the logs. */
export interface ClientChange {
  readonly seq: number
  readonly event: EventName
  readonly at: Date
  readonly case: (CaseOfChange & { readonly number: string; readonly reference: string | null }) | null
  readonly action: string
  readonly from: string | null
  readonly to: string | null
  readonly text: string
  readonly breach: { readonly id: number; readonly kind: string; readonly department: string; readonly dueDate: string | null } | null // prettier-ignore
}

export interface ChangePayload {
  readonly id: number
  readonly event: EventName
  readonly at: string
  readonly number: string | null
  readonly reference: string | null
  readonly kind: string | null
  readonly action: string | null
  readonly from: string | null
  readonly state: string | null
  readonly stateLabel: string | null
  /** What the office wrote to the resident, to the client that brought the case only. */
  readonly text: string | null
  readonly breach: { readonly id: number; readonly kind: string; readonly label: string; readonly department: string; readonly dueDate: string | null } | null // prettier-ignore
  readonly url: string | null
}

const SAYS: ReadonlySet<string> = new Set(['progress', 'reply', 'complete', 'decline', 'refuse', 'pause', 'supplement'])

/** Null where this client has no business with it. */
export function changePayloadFor(
  t: ClientChange,
  client: Client,
  events: readonly string[],
  publicUrl: string,
): ChangePayload | null {
  if (!events.includes(t.event)) return null
  const reach = t.case && reachOf(client, t.case)
  const whole = { id: t.seq, event: t.event, at: t.at.toISOString() }
  const none = {
    reference: null,
    kind: null,
    action: null,
    from: null,
    state: null,
    stateLabel: null,
    text: null,
  } as const
  if (t.breach) {
    if (!clientHasScope(client, 'breaches:read')) return null
    const kind = t.breach.kind as keyof typeof BREACH_KINDS
    const breach = { ...t.breach, label: BREACH_KINDS[kind]?.label ?? t.breach.kind }
    return { ...whole, ...none, number: reach ? t.case.number : null, reference: reach === 'own' ? t.case!.reference : null, breach, url: null } // prettier-ignore
  }
  if (!t.case || !reach) return null
  return {
    ...whole,
    number: t.case.number,
    reference: reach === 'own' ? t.case.reference : null,
    kind: KINDS[t.case.kind].label,
    action: t.action,
    from: t.from,
    state: t.to,
    stateLabel: STATES[t.to as CaseState]?.label ?? t.to,
    text: reach === 'own' && SAYS.has(t.action) && t.text !== '' ? t.text : null,
    breach: null,
    url: `${publicUrl}/api/v1/cases/${t.case.number}`,
  }
}
