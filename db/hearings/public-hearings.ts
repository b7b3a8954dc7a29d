/** Reads hearings as the public sees them. */
import { asc, count, desc, eq, inArray } from 'drizzle-orm'
import type { HearingState } from '../../core/challenge/hearing.ts'
import type { LocalDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { Db, Tx } from '../types.ts'
import type { PageSlice } from '../page-slice.ts'
import { challenges, hearingQuestions, hearings, hearingSignups } from '../schema.ts'

export interface PublicHearing {
  readonly id: number
  readonly caseId: number | null
  readonly title: string
  readonly state: HearingState
  readonly callBy: LocalDate
  readonly heldOn: LocalDate | null
  readonly heldTime: string | null
  readonly place: string
  readonly seats: number
  readonly taken: number
  /** Why it was put off or called off last; empty where it was not. */
  readonly changed: string
  readonly minutes: string
  readonly questions: readonly { question: string; dueOn: LocalDate; answer: string | null }[]
}

/** Hearings as published, newest first; who signed up is not. */
export async function publicHearings(db: Db | Tx, o: PageSlice & { id?: number } = {}): Promise<PublicHearing[]> {
  const found = await db
    .select({ h: hearings, hiddenAt: challenges.hiddenAt })
    .from(hearings)
    .leftJoin(challenges, eq(challenges.caseId, hearings.caseId))
    .where(o.id === undefined ? undefined : eq(hearings.id, o.id))
    .orderBy(desc(hearings.id))
    .limit(o.limit ?? 50)
    .offset(o.offset ?? 0)
  const ids = found.map(({ h }) => h.id)
  if (ids.length === 0) return []
  const signed = await db.select({ id: hearingSignups.hearingId, n: count() }).from(hearingSignups).where(inArray(hearingSignups.hearingId, ids)).groupBy(hearingSignups.hearingId) // prettier-ignore
  const asked = await db.select().from(hearingQuestions).where(inArray(hearingQuestions.hearingId, ids)).orderBy(asc(hearingQuestions.id)) // prettier-ignore
  return found.map(({ h, hiddenAt }) => ({
    ...h,
    state: h.state as HearingState,
    // its title is the words of the question
    title: hiddenAt === null ? maskPersonal(h.title).text : '一件没有公开的质询',
    taken: signed.find((s) => s.id === h.id)?.n ?? 0,
    questions: asked
      .filter((q) => q.hearingId === h.id)
      .map(({ question, dueOn, answer }) => ({ question, dueOn, answer })),
  }))
}
