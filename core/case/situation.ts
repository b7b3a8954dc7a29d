/** What a decision about a case reads, and what may come with it, as plain data. */
import type { Catalog, Item } from '../catalog/item.ts'
import type { ReplyGiven, ReplyName } from '../disclosure/replies.ts'
import type { Calendar } from '../promise/calendar.ts'
import type { Town } from '../town.ts'
import type { Case, Promised, Request, Staff } from './case.ts'
import { RECEIPTS } from './clocks.ts'
import { KINDS } from './kinds.ts'
import type { PurposeName } from './purposes.ts'

/** What the town has published and decided; the same for every case at one moment. */
export interface World {
  readonly town: Town
  readonly calendar: Calendar
  readonly catalog: Catalog
  readonly publicUrl: string
}

export const itemOf = (world: World, id: string | null): Item | null =>
  world.catalog.items.find((item) => item.id === id) ?? null

/** What may come with an action. */
export interface With {
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
  readonly reply?: { readonly type: ReplyName; readonly given: ReplyGiven }
  readonly score?: number
}

export interface Situation {
  readonly case: Case
  readonly promises: readonly Promised[]
  readonly requests: readonly Request[]
  readonly staff: readonly Staff[]
  readonly lastUrgedOn: string | null
}

export const isRunning = (p: Promised): boolean => p.state === 'open' || p.state === 'paused'

/** 征求意见: whose opinion the law lets the clock stand still for (条例 33(3)). */
export const THIRD_PARTY = '征求第三方意见'
export const OTHER_AGENCY = '征求其他机关意见'

/** The clock of a purpose that still runs. */
export const runningOf = (at: Situation, purpose: PurposeName): Promised | undefined =>
  at.promises.find((p) => p.purpose === purpose && isRunning(p))

/** The clock of the result that still runs. */
export const resultPromise = (at: Situation): Promised | undefined => runningOf(at, KINDS[at.case.kind].result)

/** The last date the office had the papers: the day it was opened, or the day the supplement came in. */
export const receivedOn = (at: Situation): string =>
  at.promises.filter((p) => RECEIPTS.includes(p.startEvent)).at(-1)?.startDate ?? at.case.openedOn
