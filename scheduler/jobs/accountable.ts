/** Every ten minutes: findings put to whoever explains them, what is overdue passed on, answers and hearings told. */
import { afterQuiet } from '../../core/quiet.ts'
import { accountabilityTick, dutiesTick } from '../../db/accountability.ts'
import { done, type Done, type Run } from '../job.ts'

export async function accountable({ tx, set }: Run): Promise<Done> {
  const notBefore = afterQuiet(set.now, set.world.town)
  return done((await accountabilityTick(tx, set)).map((l) => ({ ...l, notBefore })))
}

/** On working days: what must be published or looked at again, pledges not signed, minutes not written. */
export async function duties({ tx, set, today, since }: Run): Promise<Done> {
  return done(set.world.calendar.isWorkday(today) ? await dutiesTick(tx, set, since) : [])
}
