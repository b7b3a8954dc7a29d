/** Facts about a case that conditions ask. */
import type { Item } from '../catalog/item.ts'
import { localDate } from '../date.ts'
import { alarmWaits } from './alarm.ts'
import { extensionMax, familyOf } from '../promise/clock-families.ts'
import type { Facts } from './lifecycle.ts'
import { resultPromise, type CaseContext } from './case-context.ts'
import type { TownContext } from '../town-context.ts'

export function factsOf(ctx: CaseContext, item: Item | null, townContext: TownContext, now: Date): Facts {
  const c = ctx.case
  const today = localDate(now)
  const asked = (kind: string) => ctx.requests.some((r) => r.kind === kind && r.state === 'open')
  const result = resultPromise(ctx)
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
      today <=
        townContext.calendar.addWorkdays(localDate(c.endedAt ?? c.answeredAt), townContext.town.rules.reopenDays).date,
    urgedLately: ctx.lastUrgedOn === today,
    alarmWaits: alarmWaits(c),
    licence: item?.family === 'licence' || item?.family === 'licence-joint',
    published: ctx.board?.published ?? false,
    hidden: ctx.board?.hidden ?? false,
  }
}
