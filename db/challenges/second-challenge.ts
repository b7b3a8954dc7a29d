/** Records who else asks the same (附议). Those who count bring about a hearing; plain web sessions are taken and shown apart. */
import { and, eq, or, sql } from 'drizzle-orm'
import { hearingNeeded } from '../../core/challenge/hearing.ts'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { localDate, formatDate } from '../../core/date.ts'
import type { OverQuota } from '../../core/legal-quota.ts'
import { networkParts, WIDE_SENDERS } from '../../core/network.ts'
import { hearingDue } from '../hearings/hearings.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { tooManyAttempts } from '../people/staff.ts'
import { type QuotaSubject, overQuota } from '../legal-quotas.ts'
import { cases, challenges, challengeSeconds, promises } from '../schema.ts'
import type { RequestContext } from '../context.ts'
import { countsAsPerson, type Voice } from '../people/standing.ts'

export type SecondResult =
  | { readonly ok: true; readonly counted: boolean; readonly text: string; readonly letters: readonly NewMessage[] }
  | { readonly ok: false; readonly text: string }
  | { readonly ok: false; readonly over: OverQuota }
  /** A plain web session of a network from which this question was seconded today. */
  | { readonly ok: false; readonly sameNetwork: true }

const DAY_MS = 86_400_000

/**
 * Once a person, and once a telephone. A session that was taken apart before and has since shown who it is counts from
 * now on. The last one needed makes a hearing due and tells the leading group.
 */
export async function secondChallenge(
  tx: Tx,
  ctx: RequestContext,
  number: string,
  voice: Voice,
  asker: QuotaSubject,
): Promise<SecondResult> {
  const no = (text: string): SecondResult => ({ ok: false, text })
  const [found] = await tx
    .select({ c: cases, challenge: challenges })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(eq(cases.number, number.toUpperCase()))
    .for('no key update')
  // what is not on the board is nobody's to know of
  if (!found || found.challenge.publishedAt === null || found.challenge.hiddenAt !== null)
    return no(CHALLENGE_MESSAGES.unknown)
  const { c } = found
  if (c.residentId === voice.personId) return no(CHALLENGE_MESSAGES.own)
  if (!['received', 'assigned'].includes(c.state)) return no(CHALLENGE_MESSAGES.answered)
  const counts = countsAsPerson(voice)
  const before = await tx
    .select()
    .from(challengeSeconds)
    .where(
      and(
        eq(challengeSeconds.caseId, c.id),
        or(
          eq(challengeSeconds.personId, voice.personId),
          voice.voter === null ? undefined : eq(challengeSeconds.voter, voice.voter),
        ),
      ),
    )
  const own = before.find((s) => s.personId === voice.personId)
  if (before.some((s) => s.counted) || (own && !counts)) return no(CHALLENGE_MESSAGES.already)
  const over = await overQuota(tx, ['second'], asker, ctx.now)
  if (over) return { ok: false, over }
  const { network } = asker
  if (!counts && network !== null) {
    const { address, wide } = networkParts(network)
    const again = (whose: string, most: number) => tooManyAttempts(tx, `second:${c.id}:${whose}`, most, DAY_MS, ctx.now)
    if ((await again(`n${address}`, 1)) || (wide !== null && (await again(`w${wide}`, WIDE_SENDERS))))
      return { ok: false, sameNetwork: true }
  }
  await tx.insert(challengeSeconds).values({ ...voice, caseId: c.id, counted: counts, at: ctx.now })
  const [row] = await tx
    .update(challenges)
    .set({
      seconds: sql`${challenges.seconds} + ${counts ? 1 : 0}`,
      webSeconds: sql`${challenges.webSeconds} + ${counts ? (own ? -1 : 0) : 1}`,
    })
    .where(eq(challenges.caseId, c.id))
    .returning({ seconds: challenges.seconds })
  const { seconds } = row!
  const [due] = await tx
    .select({ on: promises.dueDate })
    .from(promises)
    .where(and(eq(promises.caseId, c.id), eq(promises.purpose, 'answer'), eq(promises.state, 'open')))
  const text = CHALLENGE_MESSAGES.seconded(seconds, due ? formatDate(due.on, localDate(ctx.now)) : '到期日')
  const enough = counts && hearingNeeded(seconds, ctx.townContext.town.rules.hearingSeconds)
  return { ok: true, counted: counts, text, letters: enough ? await hearingDue(tx, ctx, c, seconds) : [] }
}
