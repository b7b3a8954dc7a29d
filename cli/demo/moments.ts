/** The line of time a demonstration is played along: moments in order, drawn by dice that fall the same for the same seed. */
import { addDays, instant, type LocalDate } from '../../core/date.ts'
import type { Calendar } from '../../core/promise/calendar.ts'

export interface Moment {
  readonly at: Date
  readonly does: () => Promise<unknown>
}

/** What a moment answers where what comes next depends on what it did. */
export interface Followed {
  readonly followedBy: readonly Moment[]
}

export const follows = (done: unknown): readonly Moment[] =>
  typeof done === 'object' && done !== null && 'followedBy' in done ? (done as Followed).followedBy : []

export interface Dice {
  /** From 0 up to, not with, 1. */
  (): number
}

/** The same numbers for the same seed (mulberry32). */
export function makeDice(seed: number): Dice {
  let s = seed
  return () => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const pick = <T>(dice: Dice, of: readonly T[]): T => of[Math.floor(dice() * of.length)]!

/** '09:10' some minutes later, within the day. */
export function later(time: string, minutes: number): string {
  const at = Math.min(Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes, 23 * 60 + 59)
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}

function* daysBetween(from: LocalDate, to: LocalDate): Generator<LocalDate> {
  for (let day = from; day <= to; day = addDays(day, 1)) yield day
}

/** Working days of a span, in order. */
export const workdays = (calendar: Calendar, from: LocalDate, to: LocalDate): LocalDate[] =>
  [...daysBetween(from, to)].filter((day) => calendar.isWorkday(day))

export const on = (day: LocalDate, time: string): Date => instant(day, time)

/** In the order of time; what falls in one minute stays as it was written. What is not yet, is left out. */
export const inOrder = (moments: readonly Moment[], before: Date): Moment[] =>
  moments.filter((m) => m.at < before).sort((a, b) => a.at.getTime() - b.at.getTime())
