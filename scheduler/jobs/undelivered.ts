/** Dead letters each working morning: what did not arrive since the last list, for a person to phone. */
import { instant } from '../../core/date.ts'
import { undeliveredText } from '../../core/messages/reminders.ts'
import { allStaff } from '../../db/people/staff.ts'
import { undelivered } from '../../db/cases/reminder-queries.ts'
import { done, type Done, type Run } from '../job.ts'
import { makeRoster } from '../recipients.ts'
import { toStaff } from './staff-messages.ts'

export async function undeliveredList({ tx, ctx, today, since }: Run): Promise<Done> {
  const { calendar } = ctx.townContext
  if (!calendar.isWorkday(today)) return done()
  // on a day off the slot passes without a list: what came since the last working morning is on this one
  const morning = instant(calendar.previousWorkday(today), '08:35')
  const found = await undelivered(tx, since && since < morning ? since : morning)
  if (found.length === 0) return done()
  const { admins } = makeRoster(await allStaff(tx), today)
  return done(toStaff(admins, undeliveredText(found), `undelivered:${today}`, 'digest'))
}
