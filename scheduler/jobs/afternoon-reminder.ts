/** 15:00: what falls due today and is still open. */
import { clockLabel } from '../../core/case/purposes.ts'
import { afternoonText, formatClockStanding } from '../../core/messages/reminders.ts'
import { caseLine } from '../../core/messages/staff.ts'
import { allStaff } from '../../db/people/staff.ts'
import { firstSaid, runningClocks } from '../../db/cases/reminder-queries.ts'
import { done, type Done, type Run } from '../job.ts'
import { makeRoster, type StaffRecipient } from '../recipients.ts'
import { reached, STAGES } from '../reminder-stages.ts'
import { toStaff } from './staff-messages.ts'

export async function afternoon({ tx, ctx, today }: Run): Promise<Done> {
  const { calendar } = ctx.townContext
  if (!calendar.isWorkday(today)) return done()
  const people = await allStaff(tx)
  const roster = makeRoster(people, today)
  const said: { key: string; staffId: number; promise: number; text: string }[] = []
  for (const { promise, case: c } of await runningClocks(tx, today)) {
    const stage = reached(promise, 'afternoon', today, calendar)
    if (!stage) continue
    const text = caseLine(c, formatClockStanding(clockLabel(promise.purpose, c.kind), promise, 0, today, ctx.now))
    for (const staff of roster.of(c, STAGES[stage.name].to as readonly StaffRecipient[]))
      said.push({
        key: `${promise.id}:${stage.name}:${stage.date}:${staff.id}`,
        staffId: staff.id,
        promise: promise.id,
        text,
      })
  }
  const fresh = await firstSaid(
    tx,
    said.map((s) => s.key),
    ctx.now,
  )
  return done(
    people.flatMap((staff) => {
      const theirs = said.filter((s) => s.staffId === staff.id && fresh.has(s.key))
      if (theirs.length === 0) return []
      const whileOpen = theirs.map((s) => s.promise)
      return toStaff([staff], afternoonText(theirs.map((s) => s.text)), `afternoon:${today}`, 'push').map((l) => ({
        ...l,
        whileOpen,
      }))
    }),
  )
}
