/** The holidays of a year are announced: open promises get their real dates. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCalendar } from '../../core/promise/calendar.ts'
import type { CalendarYear } from '../../core/promise/calendar-file.ts'
import { loadCalendarYear } from '../../db/catalog/load-calendar.ts'
import { join } from 'node:path'
import { recomputeDueDates } from '../../db/cases/recompute-due-dates.ts'
import { readCalendars } from '../../town-files.ts'
import { rig, type Rig } from './rig.ts'

let r: Rig
beforeEach(async () => {
  r = await rig('2026-12-25 09:00')
  await r.desk.staff('经办', 'NYB')
  await load(...readCalendars(join(import.meta.dirname, '../../data')))
})
afterEach(() => r.stop())

const load = (...years: CalendarYear[]) =>
  r.desk.database.db.transaction(async (tx) => {
    for (const year of years) await loadCalendarYear(tx, year, r.desk.now)
  })

/** A notice that gives the 4th off and works the Saturday before it instead. */
const notice: CalendarYear = {
  year: 2027,
  confirmed: true,
  source: 'https://www.gov.cn/example',
  days: [
    { date: '2027-01-01', name: '元旦', off: true },
    { date: '2027-01-02', name: '元旦', off: false },
    { date: '2027-01-04', name: '元旦', off: true },
  ],
}
const recompute = () => r.desk.database.db.transaction((tx) => recomputeDueDates(tx, r.desk.requestContext()))
const answerOf = async (id: number) => (await r.clocksOf(id)).find((p) => p.purpose === 'answer')
const events = async (id: number) =>
  (await r.desk.database.db.query.caseEvents.findMany()).filter((e) => e.caseId === id && e.action === 'redated')

test('an open promise that reaches into the year is redated, with an event and a word to the resident', async () => {
  const id = await r.open({ kind: 'report' }) // five working days: 28–31 December, then 4 January as assumed
  await r.act(id, '经办', 'claim')
  expect(await answerOf(id)).toMatchObject({ dueDate: '2027-01-04', provisional: true })
  r.clock('2026-12-26 10:00')
  await load(notice)
  expect(await recompute()).toBe(1)
  expect(await answerOf(id)).toMatchObject({ dueDate: '2027-01-02', provisional: false })
  expect((await answerOf(id))?.dueAt.toISOString()).toBe('2027-01-02T16:00:00.000Z')
  expect(await events(id)).toMatchObject([
    {
      actor: 'clock',
      open: true,
      data: {
        before: { dueDate: '2027-01-04', provisional: true },
        after: { dueDate: '2027-01-02', provisional: false },
      },
    },
  ])
  const [told] = await r.letters('resident', 'redated')
  expect(told?.text).toContain('“答复”原定2027年1月4日（周一）前，现在是2027年1月2日（周六）前')
  expect((await r.letters('经办', 'redated'))[0]?.text).toContain('答复期限随放假安排变动')
  expect(await recompute()).toBe(0)
  expect(await events(id)).toHaveLength(1)
})

test('whoever works on it is told, and the first responder who gave it away', async () => {
  await r.desk.staff('同事', 'NYB')
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.act(id, '经办', 'transfer', { to: '同事', text: '他管这个村' })
  await r.act(id, '同事', 'take')
  await load(notice)
  await recompute()
  for (const who of ['经办', '同事'])
    expect((await r.letters(who, 'redated')).map((l) => l.text)).toEqual([expect.stringContaining('答复期限随放假安排变动')]) // prettier-ignore
})

test('a date that holds only loses its mark: an event, and nobody is bothered', async () => {
  const id = await r.open({ kind: 'report' })
  await load({ ...notice, days: notice.days.slice(0, 1) })
  await recompute()
  expect(await answerOf(id)).toMatchObject({ dueDate: '2027-01-04', provisional: false })
  expect(await events(id)).toHaveLength(1)
  expect(await r.letters('resident', 'redated')).toEqual([])
})

test('what has ended or passed keeps its dates', async () => {
  const answered = await r.open({ kind: 'report' })
  await r.act(answered, '经办', 'claim')
  await r.act(answered, '经办', 'reply', { text: '修好了' })
  const passed = await r.open({ kind: 'report' })
  await r.act(passed, '经办', 'claim')
  await r.at('2027-01-05 00:00')
  const before = [await answerOf(answered), await answerOf(passed)]
  await load(notice)
  await recompute()
  expect([await answerOf(answered), await answerOf(passed)]).toEqual(before)
  expect(await events(passed)).toEqual([])
})

test('the scheduler redates by itself after a load, once among processes, before anything passes by the old dates', async () => {
  const id = await r.open({ kind: 'report' })
  await r.act(id, '经办', 'claim')
  await r.at('2026-12-25 10:00')
  // the notice moves the last day back to the 5th while the desk was off over the 4th
  r.clock('2027-01-05 00:30')
  await load({ ...notice, days: [notice.days[0]!, notice.days[2]!] })
  const world = { ...r.desk.townContext, calendar: makeCalendar([]) }
  expect(world.calendar.isConfirmed('2027-01-04')).toBe(false)
  await Promise.all([r.another(), r.another()].map((s) => s.runDue(r.desk.now)))
  expect(await answerOf(id)).toMatchObject({ dueDate: '2027-01-05', passedAt: null, provisional: false })
  expect(await r.breaches()).toEqual([])
  expect(await events(id)).toHaveLength(1)
})
