/** What a decision about a case reads, and what may come with it, as plain data. */
import type { ReplyInput, ReplyName } from '../disclosure/replies.ts'
import type { Case, StoredPromise, CaseRequest, Staff } from './case.ts'
import { RECEIPTS } from './clock-spec.ts'
import { KINDS } from './kinds.ts'
import type { PurposeName } from './purposes.ts'

/** What may come with an action. */
export interface ActionInput {
  readonly text?: string
  readonly list?: readonly string[]
  readonly staff?: Staff
  readonly department?: string
  readonly days?: number
  readonly procedure?: string
  /** Whose opinion is asked before something is disclosed. */
  readonly party?: string
  /** Of which item all is told at once; the case's own where it is about one. */
  readonly item?: string
  /** Which of the replies of 条例 36–39, and what it must say. */
  readonly reply?: { readonly type: ReplyName; readonly given: ReplyInput }
  readonly score?: number
  /** Whoever raised an alarm says that nobody is in danger, or no longer. */
  readonly noDanger?: boolean
}

export interface NearCase {
  readonly number: string
  /** Null: only known to be in the same village. */
  readonly metres: number | null
}

export interface CaseContext {
  readonly case: Case
  readonly promises: readonly StoredPromise[]
  readonly requests: readonly CaseRequest[]
  readonly staff: readonly Staff[]
  readonly lastUrgedOn: string | null
  /** Earlier open reports of the same thing near it. Absent: none, or nobody said where it is. */
  readonly near?: readonly NearCase[]
  /** Of a question put in public: whether it stands on the board. Absent: it was never put there. */
  readonly board?: { readonly published: boolean; readonly hidden: boolean }
}

export const isRunning = (p: StoredPromise): boolean => p.state === 'open' || p.state === 'paused'

/** 征求意见: whose opinion the law lets the clock stand still for (条例 33(3)). */
export const THIRD_PARTY = '征求第三方意见'
export const OTHER_AGENCY = '征求其他机关意见'

/** The clock of a purpose that still runs. */
export const runningClock = (ctx: CaseContext, purpose: PurposeName): StoredPromise | undefined =>
  ctx.promises.find((p) => p.purpose === purpose && isRunning(p))

/** The clock of the result that still runs. */
export const resultPromise = (ctx: CaseContext): StoredPromise | undefined =>
  runningClock(ctx, KINDS[ctx.case.kind].result)

/** The last date the office had the papers: the day it was opened, or the day the supplement came in. */
export const receivedOn = (ctx: CaseContext): string =>
  ctx.promises.filter((p) => RECEIPTS.includes(p.startEvent)).at(-1)?.startDate ?? ctx.case.openedOn
