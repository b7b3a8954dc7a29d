/** The interface between the desk and whatever understands its residents' questions. Replaceable as a whole. */

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
/** What kind of danger, which chooses the numbers told first. */
export type Danger = 'crime' | 'fire' | 'medical' | 'selfharm' | 'missing' | 'hunger' | 'hazard'
export type Smalltalk = 'greeting' | 'thanks' | 'bye' | 'who' | 'abuse' | 'joke' | 'empty' | 'more' | 'office' | 'other'

/** What was last spoken of; the caller forgets it after its time limit. */
export interface Context {
  readonly item?: string
  readonly facet?: Facet
  /** Item ids last offered as choices, in the order shown. */
  readonly offered?: readonly string[]
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
  readonly danger: Danger | null
  readonly smalltalk: Smalltalk | null
  /** A second question found in the same message, to be answered after the first. */
  readonly also: { readonly item: string; readonly facet: Facet } | null
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
export type Understand = (text: string, context?: Context) => Understanding
