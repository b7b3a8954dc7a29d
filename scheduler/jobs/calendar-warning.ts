/** Next year's holidays are announced late in the year: who runs the desk is told until they are loaded. */
import { addDays, weekday, yearOf } from '../../core/date.ts'
import { yearText } from '../../core/messages/reminders.ts'
import { allStaff } from '../../db/people/staff.ts'
import { done, type Done, type Run } from '../job.ts'
import { makeRoster } from '../recipients.ts'
import { toStaff } from './staff-messages.ts'

const MONDAY = 1

export async function yearWarning({ tx, ctx, today }: Run): Promise<Done> {
  const { calendar } = ctx.townContext
  const missing = [yearOf(today), yearOf(today) + 1].find((year) => !calendar.isConfirmed(`${year}-06-15`))
  if (missing === undefined) return done()
  const month = today.slice(5, 7)
  // the present year without its notice is as urgent as December
  const daily = missing === yearOf(today) || month === '12'
  const weekly = month === '11' && (weekday(today) === MONDAY || addDays(today, -1).slice(5, 7) === '10')
  if (!daily && !weekly) return done()
  const { admins } = makeRoster(await allStaff(tx), today)
  return done(toStaff(admins, yearText(missing), `year:${missing}:${today}`, 'digest'))
}
