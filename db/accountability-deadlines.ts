/** Acts on every date of breaches, hearings and publications that has passed: called by the scheduler, often and once a working day. */
import { makeAnchors } from './audit/verify-audit.ts'
import { advanceBreaches } from './breaches/breach-deadlines.ts'
import type { RequestContext } from './context.ts'
import { announceAnswers } from './challenges/challenges.ts'
import { remindPublicationDuties, addDutiesForChangedItems } from './disclosures/publication-duties.ts'
import { lateHearings, minutesDue, remindSitting } from './hearings/hearing-deadlines.ts'
import type { Tx } from './types.ts'
import type { NewMessage } from './queue/outbox.ts'
import { remindPledges } from './pledges/pledges.ts'

/**
 * Anchors the days that are over, puts findings to whoever explains them, passes what is overdue, tells answers and
 * hearings. Every letter has its own key: run as often as you like, each is said once.
 */
export async function advanceAccountability(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  await makeAnchors(tx, ctx)
  return [
    ...(await announceAnswers(tx, ctx)),
    ...(await remindSitting(tx, ctx)),
    // hearings first: a call that is late is a finding for the breaches of the same tick
    ...(await lateHearings(tx, ctx)),
    ...(await advanceBreaches(tx, ctx)),
  ]
}

/** The reminders of a working day: what must be published or looked at again, pledges not signed, minutes not written. */
export async function remindDuties(tx: Tx, ctx: RequestContext, since: Date | null): Promise<NewMessage[]> {
  await addDutiesForChangedItems(tx, ctx, since)
  return [
    ...(await remindPublicationDuties(tx, ctx)),
    ...(await remindPledges(tx, ctx)),
    ...(await minutesDue(tx, ctx)),
  ]
}
