/** All that time does to what the town answers for: one call for the scheduler. */
import type { Setting } from './cases.ts'
import { makeAnchors } from './audit.ts'
import { breachTick } from './breach-tick.ts'
import { announceAnswers } from './challenges.ts'
import { disclosureTick } from './disclosure-duties.ts'
import { lateHearings, remindSitting } from './hearings.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { pledgeTick } from './pledges.ts'

/**
 * Anchors the days that are over, puts findings to whoever explains them, passes what is overdue, tells answers and
 * hearings, reminds of duties. Every letter has its own key: run as often as you like, each is said once.
 */
export async function accountabilityTick(tx: Tx, set: Setting): Promise<Letter[]> {
  await makeAnchors(tx, set)
  return [
    // questions first: an answer that is late is a finding for the breaches of the same tick
    ...(await announceAnswers(tx, set)),
    ...(await remindSitting(tx, set)),
    ...(await lateHearings(tx, set)),
    ...(await breachTick(tx, set)),
    ...(await disclosureTick(tx, set)),
    ...(await pledgeTick(tx, set)),
  ]
}
