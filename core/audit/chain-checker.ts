/** Follows many chains at once through one stream of events in id order, and names the first broken link. */
import { canonical, sha256 } from '../hash-chain.ts'
import type { LocalDate } from '../date.ts'

/** One link as it comes from the database. `owner`: the case or subject whose chain it is. */
export interface ChainLink {
  readonly id: number
  readonly owner: string
  readonly seq: number
  readonly prev: string
  readonly hash: string
}

/** How a link is broken: a row changed, one is missing before it, or it stands in the wrong place. */
export type ChainFault = 'edited' | 'missing' | 'reordered'

export interface ChainChecker {
  /** Null where the link holds. `recomputed`: the hash of what the row says now, after `prev` as it should be. */
  see(link: ChainLink, recomputed: (prev: string) => string): ChainFault | null
  /** How many links a chain has had so far. */
  length(owner: string): number
}

/** A checker with empty chains. */
export function makeChainChecker(): ChainChecker {
  const ends = new Map<string, { seq: number; hash: string }>()
  return {
    see(link, recomputed) {
      const end = ends.get(link.owner) ?? { seq: 0, hash: '' }
      ends.set(link.owner, { seq: link.seq, hash: link.hash })
      if (link.seq <= end.seq) return 'reordered'
      // a later number may be a deletion, or two links that changed places: the hash before tells nothing apart
      if (link.seq > end.seq + 1) return 'missing'
      if (link.prev !== end.hash || recomputed(end.hash) !== link.hash) return 'edited'
      return null
    },
    length: (owner) => ends.get(owner)?.seq ?? 0,
  }
}

/** Of core/hash-chain.ts eventHash, for the log of everything that is not a case. */
export interface AccountEvent {
  readonly subject: string
  readonly seq: number
  readonly at: Date
  readonly action: string
  readonly fromState: string | null
  readonly toState: string
  readonly actor: string
  readonly staffId: number | null
  readonly text: string
  readonly data: unknown
}

export const accountHash = (prev: string, e: AccountEvent): string =>
  sha256(
    `${prev}\n${canonical([e.subject, e.seq, e.at, e.action, e.fromState, e.toState, e.actor, e.staffId, e.text, e.data])}`,
  )

export interface DayTotals {
  readonly cases: number
  readonly accounts: number
  /** SHA-256 over '<id>:<hash>\n' of the day's events in id order, one for each log. */
  readonly casesHash: string
  readonly accountsHash: string
}

/** The anchor of a day: covers both logs and the anchor before it, so that no day can be cut out or off. */
export const anchorHash = (prev: string, date: LocalDate, day: DayTotals): string =>
  sha256(`${prev}\n${canonical([date, day.cases, day.casesHash, day.accounts, day.accountsHash])}`)
