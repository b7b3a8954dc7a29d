/** By when an item handed in on a day is done: the town's own promise where it has one, else the law's. */
import { instant, type LocalDate } from '../date.ts'
import type { Item } from '../catalog/item.ts'
import type { ClockSpec } from './time-promise.ts'
import type { TownContext } from '../town-context.ts'
import { dueDatesOf } from './start-clock.ts'
import { explain } from './explain.ts'

export interface ItemDue {
  readonly date: LocalDate
  readonly internal: LocalDate
  readonly amount: number
  readonly unit: 'working' | 'calendar'
  readonly authority: 'statutory' | 'promised'
  readonly basis: string
  /** Suggested, not yet published by the town. */
  readonly proposed: boolean
  /** Leans on a year whose holidays are not announced. */
  readonly provisional: boolean
  readonly explanation: string
}

/** Null where the town has promised nothing and no statutory limit was verified: then nobody may name a day. */
export function itemDueDate(item: Item, from: LocalDate, townContext: TownContext): ItemDue | null {
  const spec = specOf(item)
  if (!spec) return null
  const at = instant(from, '12:00')
  const clock = { ...spec, startDate: from, startedAt: at, pauses: [], extension: 0, provisional: false }
  const dates = dueDatesOf(clock, townContext, at)
  return {
    date: dates.dueDate,
    internal: dates.internalDue,
    amount: spec.amount,
    unit: spec.unit as ItemDue['unit'], // an item's limit is in days
    authority: spec.authority,
    basis: spec.basis,
    proposed: spec.proposed,
    provisional: dates.provisional,
    explanation: explain(
      { ...clock, provisional: dates.provisional },
      townContext.calendar,
      from,
      townContext.town.hours,
    ),
  }
}

function specOf({ promisedLimit: p, statutoryLimit: s }: Item): ClockSpec | null {
  const startEvent = '受理'
  if (p) return { family: 'SERVICE_PROMISED', basis: p.basis, authority: 'promised', proposed: p.proposed, unit: p.unit, amount: p.days, startEvent } // prettier-ignore
  if (s.days === null || !s.verified) return null
  return { family: 'SERVICE_STATUTORY', basis: s.basis, authority: 'statutory', proposed: false, unit: s.unit, amount: s.days, startEvent } // prettier-ignore
}
