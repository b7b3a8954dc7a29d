/** Facts about a case that conditions ask. */
import type { Item } from '../catalog/item.ts'
import { localDate } from '../date.ts'
import { KINDS } from './kinds.ts'
import type { Facts } from './lifecycle.ts'
import type { Situation, World } from './situation.ts'

export function factsOf(at: Situation, item: Item | null, world: World, now: Date): Facts {
  const c = at.case
  const today = localDate(now)
  const asked = (kind: string) => at.requests.some((r) => r.kind === kind && r.state === 'open')
  const result = at.promises.find(
    (p) => p.purpose === KINDS[c.kind].result && (p.state === 'open' || p.state === 'paused'),
  )
  return {
    accepted: c.acceptedOn !== null,
    hasTransfer: asked('transfer'),
    hasExtension: asked('extension'),
    hasReopening: asked('reopening'),
    extended: (result?.extension ?? 0) > 0,
    overdue: result?.state === 'open' && result.dueAt <= now,
    listed: c.supplementLists > 0,
    relayed: c.relayed !== null,
    withinReopening:
      c.answeredAt !== null &&
      today <= world.calendar.addWorkdays(localDate(c.endedAt ?? c.answeredAt), world.town.rules.reopenDays).date,
    urgedLately: at.lastUrgedOn === today,
    licence: item?.family === 'licence' || item?.family === 'licence-joint',
    unassigned: c.handlerId === null,
  }
}
