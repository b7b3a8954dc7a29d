/** The hash chain of a log: each row's hash covers the row and the hash before it, so that no edit passes unseen. */
import { createHash } from 'node:crypto'

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** JSON with sorted keys: the same data gives the same text whatever database it came back from. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .join(',')}}`
  return JSON.stringify(value) ?? 'null'
}

export interface ChainedEvent {
  readonly caseId: number
  readonly seq: number
  readonly at: Date
  readonly action: string
  readonly fromState: string | null
  readonly toState: string
  readonly actor: string
  readonly staffId: number | null
  readonly text: string
  readonly data: unknown
  readonly open: boolean
}

/** The hash of one event after `prev` ('' for the first of a case). */
export const eventHash = (prev: string, e: ChainedEvent): string =>
  sha256(
    `${prev}\n${canonical([e.caseId, e.seq, e.at, e.action, e.fromState, e.toState, e.actor, e.staffId, e.text, e.data, e.open])}`,
  )
