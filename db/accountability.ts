/** All that time does to what the town answers for: what the scheduler calls, often and once a working day. */
import { makeAnchors } from './audit.ts'
import { breachTick } from './breach-tick.ts'
import type { Setting } from './cases.ts'
import { announceAnswers } from './challenges.ts'
import { disclosureTick, oweChangedItems } from './disclosure-duties.ts'
import { lateHearings, minutesDue, remindSitting } from './hearing-tick.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { pledgeTick } from './pledges.ts'

/**
 * Anchors the days that are over, puts findings to whoever explains them, passes what is overdue, tells answers and
 * hearings. Every letter has its own key: run as often as you like, each is said once.
 */
export async function accountabilityTick(tx: Tx, set: Setting): Promise<Letter[]> {
  await makeAnchors(tx, set)
  return [
    ...(await announceAnswers(tx, set)),
    ...(await remindSitting(tx, set)),
    // hearings first: a call that is late is a finding for the breaches of the same tick
    ...(await lateHearings(tx, set)),
    ...(await breachTick(tx, set)),
  ]
}

/** The reminders of a working day: what must be published or looked at again, pledges not signed, minutes not written. */
export async function dutiesTick(tx: Tx, set: Setting, since: Date | null): Promise<Letter[]> {
  await oweChangedItems(tx, set, since)
  return [...(await disclosureTick(tx, set)), ...(await pledgeTick(tx, set)), ...(await minutesDue(tx, set))]
}
