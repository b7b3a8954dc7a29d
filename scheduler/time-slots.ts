/** The moments of a job: five cron fields read on the town's wall clock, against whatever clock is passed in. */
import { addDays, type LocalDate, localDate, localTime, weekday } from '../core/date.ts'

/** 'YYYY-MM-DDTHH:MM' in Asia/Shanghai: sorts as it runs. */
export type Slot = string

// A yearly job is found, and a date that never comes (31 February) ends the walk.
const DAYS_BACK = 366

/**
 * The latest moment of `cron` not after `now`; null where there was none within a year. Fields: a number, *, lists,
 * ranges, steps; day of month and day of week must both hold (0 is Sunday).
 */
export function lastSlot(cron: string, now: Date): Slot | null {
  const [minutes, hours, days, months, weekdays] = fields(cron)
  const at = localTime(now)
  for (let back = 0, date = localDate(now); back <= DAYS_BACK; back += 1, date = addDays(date, -1)) {
    if (!months(Number(date.slice(5, 7))) || !days(Number(date.slice(8))) || !weekdays(weekday(date))) continue
    const time = lastTime(hours, minutes, back === 0 ? at : '23:59')
    if (time !== null) return `${date}T${time}`
  }
  return null
}

export const dateOf = (slot: Slot): LocalDate => slot.slice(0, 10)

type Field = (value: number) => boolean

function lastTime(hours: Field, minutes: Field, until: string): string | null {
  const [hour, minute] = [Number(until.slice(0, 2)), Number(until.slice(3))]
  for (let h = hour; h >= 0; h -= 1) {
    if (!hours(h)) continue
    for (let m = h === hour ? minute : 59; m >= 0; m -= 1)
      if (minutes(m)) return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
  }
  return null
}

function fields(cron: string): [Field, Field, Field, Field, Field] {
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== 5) throw new RangeError(`not five fields: ${cron}`)
  return parts.map(field) as [Field, Field, Field, Field, Field] // five, just counted
}

function field(text: string): Field {
  const allowed = text.split(',').map((part) => {
    const read = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part)
    if (!read) throw new RangeError(`not a cron field: ${text}`)
    const [, from, to, step] = read
    const low = Number(from ?? 0)
    const high = from === undefined ? Infinity : Number(to ?? from)
    return (value: number) => value >= low && value <= high && (value - low) % Number(step ?? 1) === 0
  })
  return (value) => allowed.some((holds) => holds(value))
}
