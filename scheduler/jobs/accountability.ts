/** Every ten minutes: findings put to whoever explains them, what is overdue passed on, answers and hearings told. */
import { afterQuietHours } from '../../core/quiet-hours.ts'
import { advanceAccountability, remindDuties } from '../../db/accountability-deadlines.ts'
import { done, type Done, type Run } from '../job.ts'

export async function accountable({ tx, ctx }: Run): Promise<Done> {
  const notBefore = afterQuietHours(ctx.now, ctx.townContext.town)
  return done((await advanceAccountability(tx, ctx)).map((l) => ({ ...l, notBefore })))
}

/** On working days: what must be published or looked at again, pledges not signed, minutes not written. */
export async function duties({ tx, ctx, today, since }: Run): Promise<Done> {
  return done(ctx.townContext.calendar.isWorkday(today) ? await remindDuties(tx, ctx, since) : [])
}
