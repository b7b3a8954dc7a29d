/** Stores questions put in public: what each is about, who seconds it, and its answer beside the thing. */
import { and, asc, count, desc, eq, inArray, isNull, not, sql } from 'drizzle-orm'
import type { CaseState } from '../../core/case/lifecycle.ts'
import { type ChallengeSubject } from '../../core/challenge/hearing.ts'
import { CHALLENGE_MESSAGES } from '../../core/messages/challenge.ts'
import { type LocalDate, localDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { RequestContext } from '../context.ts'
import { onBoard } from './challenge-visibility.ts'
import { push } from '../hearings/hearings.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import type { PageSlice } from '../page-slice.ts'
import { caseEvents, cases, challenges, challengeSeconds, promises } from '../schema.ts'

/** Says what a challenge case is about; called right after the case is opened. */
export async function registerChallenge(
  tx: Tx,
  caseId: number,
  about: ChallengeSubject,
  aboutId: string,
): Promise<void> {
  await tx.insert(challenges).values({ caseId, about, aboutId }).onConflictDoNothing()
}

const ANSWERED: readonly CaseState[] = ['answered', 'completed', 'closed']
const PUBLIC: readonly CaseState[] = ['received', 'assigned', ...ANSWERED]

export interface PublicChallenge {
  readonly caseId: number
  readonly number: string
  readonly about: ChallengeSubject
  readonly aboutId: string
  readonly department: string
  readonly question: string
  readonly askedOn: LocalDate
  readonly dueOn: LocalDate | null
  /** Of people who count, and of plain web sessions, which are shown apart. */
  readonly seconds: number
  readonly webSeconds: number
  /** False only where `all` was asked for: not yet looked at, or kept off the board. */
  readonly published: boolean
  /** Not on the board yet, and a clock runs that puts it there. */
  readonly publishesItself: boolean
  readonly hiddenReason: string | null
  /** Null until it was given. */
  readonly answer: string | null
  readonly answeredOn: LocalDate | null
}

export interface OfChallenges extends PageSlice {
  readonly about?: ChallengeSubject
  readonly aboutId?: string
  /** One question, by its case number. */
  readonly number?: string
  readonly department?: string
  /** Only those with an answer, or only those without. */
  readonly answered?: boolean
  /** For staff: also what is not on the board. */
  readonly all?: boolean
}

const hasAnswer = sql`(${inArray(cases.state, [...ANSWERED])} and exists (select 1 from case_events where case_id = ${cases.id} and action in ('reply','complete')))`

const shown = (o: OfChallenges) =>
  and(
    inArray(cases.state, [...PUBLIC]),
    o.all ? undefined : onBoard,
    o.about === undefined ? undefined : eq(challenges.about, o.about),
    o.aboutId === undefined ? undefined : eq(challenges.aboutId, o.aboutId),
    o.number === undefined ? undefined : eq(cases.number, o.number),
    o.department === undefined ? undefined : eq(cases.department, o.department),
    o.answered === undefined ? undefined : o.answered ? hasAnswer : not(hasAnswer),
  )

/** Questions and answers as published, newest first; of one thing, or all. Nobody who asked or seconded is named. */
export async function publicChallenges(db: Db | Tx, o: OfChallenges = {}): Promise<PublicChallenge[]> {
  const found = await db
    .select({ challenge: challenges, c: cases })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(shown(o))
    .orderBy(desc(cases.id))
    .limit(o.limit ?? 50)
    .offset(o.offset ?? 0)
  const ids = found.map(({ c }) => c.id)
  const [answers, dues, clocked] = [await answersOf(db, ids), await duesOf(db, ids), await clockedOf(db, ids)]
  return found.map(({ challenge, c }) => {
    const answer = ANSWERED.includes(c.state) ? answers.get(c.id) : undefined
    return {
      caseId: c.id,
      number: c.number,
      about: challenge.about as ChallengeSubject,
      aboutId: challenge.aboutId,
      department: c.department,
      question: maskPersonal(c.text).text,
      askedOn: c.openedOn,
      dueOn: dues.get(c.id) ?? null,
      seconds: challenge.seconds,
      webSeconds: challenge.webSeconds,
      published: challenge.publishedAt !== null && challenge.hiddenAt === null,
      publishesItself: clocked.has(c.id),
      hiddenReason: challenge.hiddenAt === null ? null : challenge.hiddenReason,
      answer: answer?.text ?? null,
      answeredOn: answer?.on ?? null,
    }
  })
}

/** How many there are: for the pages of the list. */
export async function countPublicChallenges(db: Db | Tx, o: OfChallenges = {}): Promise<number> {
  const [row] = await db.select({ n: count() }).from(challenges).innerJoin(cases, eq(cases.id, challenges.caseId)).where(shown(o)) // prettier-ignore
  return row!.n
}

/** Those that a clock publishes where nobody looks at them. */
async function clockedOf(db: Db | Tx, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const running = await db
    .select({ caseId: promises.caseId })
    .from(promises)
    .where(and(inArray(promises.caseId, [...ids]), eq(promises.purpose, 'publish'), eq(promises.state, 'open')))
  return new Set(running.map((p) => p.caseId))
}

interface Answer {
  readonly text: string
  readonly on: LocalDate
}

/** The newest answer of each case. */
async function answersOf(db: Db | Tx, ids: readonly number[]): Promise<Map<number, Answer>> {
  if (ids.length === 0) return new Map()
  const said = await db
    .select({ caseId: caseEvents.caseId, text: caseEvents.text, at: caseEvents.at })
    .from(caseEvents)
    .where(and(inArray(caseEvents.caseId, [...ids]), inArray(caseEvents.action, ['reply', 'complete'])))
    .orderBy(asc(caseEvents.id))
  return new Map(said.map((e) => [e.caseId, { text: maskPersonal(e.text).text, on: localDate(e.at) }]))
}

/** By when each is answered: of a question put again, the newest date. */
async function duesOf(db: Db | Tx, ids: readonly number[]): Promise<Map<number, LocalDate>> {
  if (ids.length === 0) return new Map()
  const due = await db
    .select({ caseId: promises.caseId, on: promises.dueDate })
    .from(promises)
    .where(and(inArray(promises.caseId, [...ids]), eq(promises.purpose, 'answer')))
    .orderBy(asc(promises.id))
  return new Map(due.map((p) => [p.caseId, p.on]))
}

/** Questions about a thing that wait for their answer: it is not withdrawn before. */
export async function openChallenges(tx: Db | Tx, about: ChallengeSubject, aboutId: string): Promise<number> {
  const open = await tx
    .select({ id: cases.id })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(and(eq(challenges.about, about), eq(challenges.aboutId, aboutId), inArray(cases.state, ['received', 'assigned']))) // prettier-ignore
  return open.length
}

/** Answers told to those who seconded, once. */
export async function announceAnswers(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const answered = await tx
    .select({ caseId: challenges.caseId, number: cases.number })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(and(isNull(challenges.announcedAt), inArray(cases.state, [...ANSWERED])))
  const messages: NewMessage[] = []
  for (const { caseId, number } of answered) {
    await tx.update(challenges).set({ announcedAt: ctx.now }).where(eq(challenges.caseId, caseId))
    const answer = (await answersOf(tx, [caseId])).get(caseId)
    const to = await tx.select().from(challengeSeconds).where(eq(challengeSeconds.caseId, caseId))
    const ids = [...new Set(to.map((s) => s.conversationId).filter((id) => id !== null))]
    if (answer)
      messages.push(...push(ids, CHALLENGE_MESSAGES.answer(number, answer.text), `challenge:${caseId}:answer`))
  }
  return messages
}
