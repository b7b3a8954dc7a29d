/**
 * A slow, independent answer to "which day is it due?": every day of 2024–2026 written out in one list and walked. It reads
 * the calendar files by itself and shares no line with core/promise, so that a mistake there is not repeated here.
 */
import { readFileSync } from 'node:fs'

export interface OracleDay {
  date: string
  works: boolean
}

const pad = (n: number): string => String(n).padStart(2, '0')

function everyDay(): OracleDay[] {
  const listed: Record<string, boolean> = {}
  const days: OracleDay[] = []
  // 2024-01-01 was a Monday.
  let dayOfWeek = 1
  for (const year of [2024, 2025, 2026]) {
    const file = JSON.parse(readFileSync(new URL(`../../data/calendar/${year}.json`, import.meta.url), 'utf8')) as {
      days: { date: string; off: boolean }[]
    }
    for (const day of file.days) listed[day.date] = !day.off
    const february = year === 2024 ? 29 : 28
    const lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    lengths.forEach((length, month) => {
      for (let day = 1; day <= length; day++) {
        const date = `${year}-${pad(month + 1)}-${pad(day)}`
        days.push({ date, works: listed[date] ?? dayOfWeek < 6 })
        dayOfWeek = dayOfWeek === 7 ? 1 : dayOfWeek + 1
      }
    })
  }
  return days
}

export const DAYS: readonly OracleDay[] = everyDay()

const at = (date: string): number => DAYS.findIndex((day) => day.date === date)
const day = (index: number): OracleDay => {
  const found = DAYS[index]
  if (!found) throw new Error('outside 2024–2026')
  return found
}

export interface OraclePause {
  from: string
  to: string
}

/** The due day of `n` units after `start`: working days, or natural days with both rolls. */
export function oracleDue(unit: 'working' | 'calendar', start: string, n: number, pauses: OraclePause[] = []) {
  let index = at(start)
  let left = n
  while (left > 0) {
    index += 1
    const { date, works } = day(index)
    const still = pauses.some((pause) => at(date) > at(pause.from) && at(date) <= at(pause.to))
    if (!still && (unit === 'calendar' || works)) left -= 1
  }
  const raw = day(index).date
  let forward = index
  while (!day(forward).works) forward += 1
  let back = index
  while (!day(back).works) back -= 1
  if (back < at(start)) back = forward
  return { raw, legal: day(forward).date, internal: day(back).date }
}

/** Working days after `a` up to and with `b`, counted in the list. */
export function oracleBetween(a: string, b: string): number {
  return DAYS.slice(at(a) + 1, at(b) + 1).filter((day) => day.works).length
}

/** The working-time minutes of one day, each as 'HH:MM' at its beginning. */
export function officeMinutes(date: string): string[] {
  if (!day(at(date)).works) return []
  const minutes: string[] = []
  for (let minute = 0; minute < 1440; minute++) {
    const open = (minute >= 510 && minute < 720) || (minute >= 810 && minute < 1050)
    if (open) minutes.push(`${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`)
  }
  return minutes
}
