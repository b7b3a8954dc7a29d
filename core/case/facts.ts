/** Facts about a case that conditions ask. */
import type { Item } from '../catalog/item.ts'
import { localDate } from '../date.ts'
import { extensionMax, familyOf } from '../promise/families.ts'
import type { Facts } from './lifecycle.ts'
import { resultPromise, type Situation, type World } from './situation.ts'

export function factsOf(at: Situation, item: Item | null, world: World, now: Date): Facts {
  const c = at.case
  const today = localDate(now)
  const asked = (kind: string) => at.requests.some((r) => r.kind === kind && r.state === 'open')
  const result = resultPromise(at)
  const family = result ? familyOf(result.family) : null
  return {
    accepted: c.acceptedOn !== null,
    hasTransfer: asked('transfer'),
    hasExtension: asked('extension'),
    hasReopening: asked('reopening'),
    running: result !== undefined,
    extendable: family !== null && result?.unit !== 'minutes' && extensionMax(family, result?.amount ?? 0) >= 1,
    extended: (result?.extension ?? 0) > 0,
    overdue: result?.state === 'open' && result.dueAt <= now,
    listed: c.supplementLists > 0,
    relayed: c.relayed !== null,
    withinReopening:
      c.answeredAt !== null &&
      today <= world.calendar.addWorkdays(localDate(c.endedAt ?? c.answeredAt), world.town.rules.reopenDays).date,
    urgedLately: at.lastUrgedOn === today,
    licence: item?.family === 'licence' || item?.family === 'licence-joint',
  }
}
