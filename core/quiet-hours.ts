/** Quiet hours 免打扰: pushes that can wait are held overnight; answers never are. */
import { addDays, instant, localDate, localTime } from './date.ts'
import type { Town } from './town.ts'

type Rules = { readonly rules: Pick<Town['rules'], 'quietFrom' | 'quietTo'> }

/** When a push decided at `now` may go: at once by day, at the end of the quiet hours by night. The end itself is day. */
export function afterQuietHours(now: Date, town: Rules): Date {
  const { quietFrom, quietTo } = town.rules
  const date = localDate(now)
  const time = localTime(now)
  if (quietFrom > quietTo && time >= quietFrom) return instant(addDays(date, 1), quietTo)
  const from = quietFrom > quietTo ? '00:00' : quietFrom
  return from <= time && time < quietTo ? instant(date, quietTo) : now
}
