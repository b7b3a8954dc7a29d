/** Changes whether a question put in public stands on the board: published by a person or by its clock, taken off with a reason. */
import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { CaseContext } from '../../core/case/case-context.ts'
import { type LocalDate, localDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { Db, Tx } from '../types.ts'
import { cases, challenges } from '../schema.ts'

/** On the board now. */
export const onBoard = and(isNotNull(challenges.publishedAt), isNull(challenges.hiddenAt))

/** How a question stands to the board; undefined where it was never registered as one. */
export async function boardOf(tx: Db | Tx, caseId: number): Promise<CaseContext['board']> {
  const [row] = await tx
    .select({ publishedAt: challenges.publishedAt, hiddenAt: challenges.hiddenAt })
    .from(challenges)
    .where(eq(challenges.caseId, caseId))
  return row && { published: row.publishedAt !== null && row.hiddenAt === null, hidden: row.hiddenAt !== null }
}

/** Puts a question on the board or takes it off; the reason is published in its place. */
export async function showOnBoard(tx: Tx, caseId: number, shows: boolean, reason: string, now: Date): Promise<void> {
  const values = shows
    ? {
        publishedAt: sql`coalesce(${challenges.publishedAt}, ${now.toISOString()}::timestamptz)`,
        hiddenAt: null,
        hiddenReason: '',
      }
    : { hiddenAt: now, hiddenReason: maskPersonal(reason).text }
  await tx.update(challenges).set(values).where(eq(challenges.caseId, caseId))
}

export interface HiddenChallenge {
  readonly number: string
  readonly on: LocalDate
  readonly reason: string
}

/** What was kept off the board, newest first: that it was, and why; not what it said. */
export async function hiddenChallenges(db: Db | Tx, limit = 20): Promise<HiddenChallenge[]> {
  const found = await db
    .select({ number: cases.number, at: challenges.hiddenAt, reason: challenges.hiddenReason })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(isNotNull(challenges.hiddenAt))
    .orderBy(desc(challenges.hiddenAt))
    .limit(limit)
  return found.map(({ number, at, reason }) => ({ number, on: localDate(at!), reason }))
}
