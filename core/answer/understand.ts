/** Declares the interface between the desk and whatever understands its residents' questions. Replaceable as a whole. */

import type { Act } from './model/acts.ts'

export const FACETS = [
  'general',
  'process',
  'eligibility',
  'place',
  'materials',
  'time',
  'result',
  'fee',
  'basis',
] as const
export type Facet = (typeof FACETS)[number]

export type Decision = 'answer' | 'choose' | 'handoff' | 'urgent' | 'smalltalk'
/** What kind of danger, which chooses the numbers told first; 'unsure': danger, but of which kind is not plain. */
export const DANGERS = [
  'fire', 'gas', 'electric', 'drowning', 'confined', 'traffic', 'illness', 'missing', 'violence', 'threat', 'sexual',
  'selfharm', 'fraud', 'poison', 'food', 'flood', 'building', 'bite', 'cold-hunger', 'crime', 'machine', 'hazard', 'unsure',
] as const // prettier-ignore
export type Danger = (typeof DANGERS)[number]
export type Smalltalk =
  'greeting' | 'thanks' | 'bye' | 'who' | 'abuse' | 'joke' | 'empty' | 'more' | 'office' | 'safe' | 'unheard' | 'other'

/** What was last spoken of; the caller forgets it after its time limit. */
export interface Context {
  readonly item?: string
  readonly facet?: Facet
  /** Item ids last offered as choices, in the order shown. */
  readonly offered?: readonly string[]
  /** Something is being told that is not answered yet, or was just registered. */
  readonly going?: boolean
  /** The matter spoken of before `item`: gone back to by whoever says that `item` was not meant. */
  readonly before?: string
  /** Its writer has said that nobody is in danger: no sign is taken for one. */
  readonly calm?: boolean
}

export interface Candidate {
  readonly id: string
  /** Calibrated probability that this is the item meant, 0 to 1. */
  readonly score: number
}

export interface Understanding {
  readonly decision: Decision
  /** Set when decision is 'answer'; may be set with 'handoff' (a pending matter of one's own under this item). */
  readonly item: string | null
  readonly facet: Facet
  /** Best first, at most 5. For 'choose' the first 2–4 are the ones to offer: `offer` says how many. */
  readonly candidates: readonly Candidate[]
  readonly offer: number
  /** Of which kind, where it is danger or perhaps is. */
  readonly danger: Danger | null
  /** Words that may mean danger or nothing: "is somebody in danger now?" is asked beside whatever else is said. */
  readonly perhapsDanger: boolean
  /** The fact of `item` that was asked for; null where none stands out. */
  readonly point: string | null
  /** Facts that may as well have been meant, said with the first; none where the first is plain. */
  readonly alsoPoints: readonly string[]
  /** Other facts of `item` that may have been meant, best first. */
  readonly beside: readonly string[]
  /** For 'choose': the fact of each offered matter that was asked for, in their order; null where none stands out. */
  readonly offerPoints: readonly (string | null)[]
  /** Id of the life event that all is asked of (life-events.yaml): its matters are the candidates, in order. */
  readonly event: string | null
  /** Id of a matter that the town does not do (elsewhere.yaml). */
  readonly elsewhere: string | null
  /** Id of what is reported (reports.yaml). */
  readonly report: string | null
  /** What the message does. */
  readonly act: Act
  /** How likely that is, 0 to 1. */
  readonly actSure: number
  readonly smalltalk: Smalltalk | null
  /** A second question of the same message, of another matter; its own `also` is null. */
  readonly also: Understanding | null
  /** Department code proposed for a case, with the words that decided. */
  readonly department: {
    readonly code: string
    readonly because: readonly string[]
    /** The next likely ones, best first. */
    readonly others?: readonly string[]
  } | null
  /** Asked for somebody else (parent, child, neighbour): the answer says whether one may act for another. */
  readonly forOther: boolean
  /** Short and for the log: which signals decided. Never the text itself. */
  readonly why: readonly string[]
}

/** Pure: the same text, context and catalogue version give the same understanding. Never throws; any length. */
export interface Understand {
  (text: string, context?: Context): Understanding
  /** Makes a quick look at the passages of one long text: false where understanding one would find no danger. */
  readonly dangerLook?: () => (passage: string) => boolean
}

/** An understanding in which nothing was found; the ground for those that stand for one thing only. */
export const NOTHING_UNDERSTOOD: Understanding = {
  decision: 'handoff', item: null, facet: 'general', candidates: [], offer: 0, danger: null, perhapsDanger: false,
  point: null, alsoPoints: [], beside: [], offerPoints: [], event: null, elsewhere: null, report: null, act: 'ask', actSure: 0, smalltalk: null, also: null, department: null,
  forOther: false, why: [],
} // prettier-ignore
