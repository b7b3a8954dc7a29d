/** 上周小结 on the first working day of a week: a head reads their department, the leading group all of them. */
import { addDays, type LocalDate, weekday } from '../../core/date.ts'
import { weekText, type WeekFigures } from '../../core/messages/reminders.ts'
import type { Calendar } from '../../core/promise/calendar.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { weekFigures } from '../../db/cases/reminder-queries.ts'
import { done, type Done, type Run } from '../job.ts'
import { toStaff } from './staff-messages.ts'

const mondayOf = (date: LocalDate): LocalDate => addDays(date, -((weekday(date) + 6) % 7))

const isFirstWorkday = (date: LocalDate, calendar: Calendar): boolean =>
  calendar.isWorkday(date) && calendar.workdaysBetween(addDays(mondayOf(date), -1), date) === 1

export async function week({ tx, ctx, today }: Run): Promise<Done> {
  const { calendar, town } = ctx.townContext
  if (!isFirstWorkday(today, calendar)) return done()
  const monday = mondayOf(today)
  const from = addDays(monday, -7)
  const counts = await weekFigures(tx, from, monday)
  const figures: (WeekFigures & { code: string })[] = town.departments.map(({ code, name }) => ({
    opened: 0,
    ended: 0,
    open: 0,
    overdue: 0,
    breaches: 0,
    ...counts.find((c) => c.code === code),
    code,
    department: name,
  }))
  const busy = figures.filter((f) => f.opened + f.ended + f.open + f.overdue + f.breaches > 0)
  const people = await allStaff(tx)
  const messages: NewMessage[] = []
  for (const staff of people) {
    const mine =
      staff.role === 'group' ? busy : staff.role === 'head' ? busy.filter((f) => f.code === staff.department) : []
    if (mine.length > 0)
      messages.push(...toStaff([staff], weekText(from, addDays(monday, -1), mine), `week:${monday}`, 'digest'))
  }
  return done(messages)
}
