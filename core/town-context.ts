/** What the town has published and decided: every decision reads it beside its own case. */
import type { Catalog, Item } from './catalog/item.ts'
import type { Calendar } from './promise/calendar.ts'
import type { Town } from './town.ts'

/** What the town has published and decided; the same for every case at one moment. */
export interface TownContext {
  readonly town: Town
  readonly calendar: Calendar
  readonly catalog: Catalog
  readonly publicUrl: string
  /** The database holds a demonstration: every page says so. */
  readonly demo?: boolean
}

export const itemOf = (townContext: TownContext, id: string | null): Item | null =>
  townContext.catalog.items.find((item) => item.id === id) ?? null
