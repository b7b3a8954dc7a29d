/** What a decision about a case reads, and what may come with it, as plain data. */
import type { Catalog, Item } from '../catalog/item.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import type { Calendar } from '../promise/calendar.ts'
import type { Town } from '../town.ts'
import type { Case, Promised, Request, Staff } from './case.ts'
import { KINDS } from './kinds.ts'

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
  readonly score?: number
  /** Which notice instead of the row's own: 不符合条件告知书, a disclosure reply … */
  readonly notice?: NoticeKind
}

export interface Situation {
  readonly case: Case
  readonly promises: readonly Promised[]
  readonly requests: readonly Request[]
  readonly staff: readonly Staff[]
  readonly lastUrgedOn: string | null
}

export const isRunning = (p: Promised): boolean => p.state === 'open' || p.state === 'paused'

/** The clock of the result that still runs. */
export const resultPromise = (at: Situation): Promised | undefined =>
  at.promises.find((p) => p.purpose === KINDS[at.case.kind].result && isRunning(p))

/** The last date the office had the papers: the day it was opened, or the day the supplement came in. */
export const receivedOn = (at: Situation): string =>
  at.promises.filter((p) => p.purpose === 'accept').at(-1)?.startDate ?? at.case.openedOn
