import { describe, expect, test } from 'vitest'
import { instant } from '../../core/date.ts'
import { afterQuietHours } from '../../core/quiet-hours.ts'
import { JOBS } from '../../scheduler/jobs.ts'
import { lastSlot } from '../../scheduler/time-slots.ts'

const at = (local: string) => instant(local.slice(0, 10), local.slice(11))

describe('the latest moment of a job', () => {
  test.each([
    ['30 8 * * *', '2026-02-09 08:29', '2026-02-08T08:30'],
    ['30 8 * * *', '2026-02-09 08:30', '2026-02-09T08:30'],
    ['40 8 * * 1', '2026-02-15 10:00', '2026-02-09T08:40'],
    ['20 3 1 * *', '2026-02-28 23:59', '2026-02-01T03:20'],
    ['*/15 9-11 * * *', '2026-02-09 11:59', '2026-02-09T11:45'],
    ['*/15 9-11 * * *', '2026-02-09 08:00', '2026-02-08T11:45'],
    ['0 8,15 * 12 *', '2026-02-09 08:00', '2025-12-31T15:00'],
    ['0 0 31 2 *', '2026-02-09 08:00', null],
  ])('%s seen at %s was %s', (cron, now, slot) => {
    expect(lastSlot(cron, at(now))).toBe(slot)
  })

  test('every job of the table has a moment within a year', () => {
    for (const job of Object.values(JOBS)) expect(lastSlot(job.cron, at('2026-02-09 08:00'))).not.toBeNull()
  })

  test.each(['30 8 * *', 'x * * * *', '1- * * * *'])('%s is refused', (cron) => {
    expect(() => lastSlot(cron, at('2026-02-09 08:00'))).toThrow(RangeError)
  })
})

describe('quiet hours', () => {
  const night = { rules: { quietFrom: '21:00', quietTo: '08:00' } }
  const noon = { rules: { quietFrom: '12:00', quietTo: '13:30' } }
  test.each([
    [night, '2026-02-09 20:59', '2026-02-09 20:59'],
    [night, '2026-02-09 21:00', '2026-02-10 08:00'],
    [night, '2026-02-10 00:00', '2026-02-10 08:00'],
    [night, '2026-02-10 07:59', '2026-02-10 08:00'],
    [night, '2026-02-10 08:00', '2026-02-10 08:00'],
    [noon, '2026-02-10 12:30', '2026-02-10 13:30'],
    [noon, '2026-02-10 21:30', '2026-02-10 21:30'],
  ])('%o: decided %s goes %s', (town, decided, goes) => {
    expect(afterQuietHours(at(decided), town)).toEqual(at(goes))
  })
})
