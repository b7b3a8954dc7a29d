/** Questions put in public: what each is about, who seconds it, and its answer beside the thing. */
import { and, asc, count, desc, eq, inArray, isNull, not, sql } from 'drizzle-orm'
import type { CaseState } from '../core/case/lifecycle.ts'
import { type About, hearingNeeded } from '../core/challenge/hearing.ts'
import { CHALLENGE_SAYS } from '../core/challenge/say.ts'
import { type LocalDate, localDate, sayDate } from '../core/date.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import type { Setting } from './cases.ts'
import { hearingDue, push } from './hearings.ts'
import type { Db, Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import type { Slice } from './slice.ts'
import { caseEvents, cases, challenges, challengeSeconds, promises } from './schema.ts'

/** Says what a challenge case is about; called right after the case is opened. */
export async function registerChallenge(tx: Tx, caseId: number, about: About, aboutId: string): Promise<void> {
  await tx.insert(challenges).values({ caseId, about, aboutId }).onConflictDoNothing()
}

const ANSWERED: readonly CaseState[] = ['answered', 'completed', 'closed']
const PUBLIC: readonly CaseState[] = ['received', 'assigned', ...ANSWERED]

export interface PublicChallenge {
  readonly caseId: number
  readonly number: string
  readonly about: About
  readonly aboutId: string
  readonly department: string
  readonly question: string
  readonly askedOn: LocalDate
  readonly dueOn: LocalDate | null
  readonly seconds: number
  /** Null until it was given. */
  readonly answer: string | null
  readonly answeredOn: LocalDate | null
}

export interface OfChallenges extends Slice {
  readonly about?: About
  readonly aboutId?: string
  /** One question, by its case number. */
  readonly number?: string
  readonly department?: string
  /** Only those with an answer, or only those without. */
  readonly answered?: boolean
}

const hasAnswer = sql`(${inArray(cases.state, [...ANSWERED])} and exists (select 1 from case_events where case_id = ${cases.id} and action in ('reply','complete')))`

const shown = (o: OfChallenges) =>
  and(
    inArray(cases.state, [...PUBLIC]),
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
  const [answers, dues] = [await answersOf(db, ids), await duesOf(db, ids)]
  return found.map(({ challenge, c }) => {
    const answer = ANSWERED.includes(c.state as CaseState) ? answers.get(c.id) : undefined
    return {
      caseId: c.id,
      number: c.number,
      about: challenge.about as About,
      aboutId: challenge.aboutId,
      department: c.department,
      question: maskPersonal(c.text).text,
      askedOn: c.openedOn,
      dueOn: dues.get(c.id) ?? null,
      seconds: challenge.seconds,
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
export async function openChallenges(tx: Db | Tx, about: About, aboutId: string): Promise<number> {
  const open = await tx
    .select({ id: cases.id })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(and(eq(challenges.about, about), eq(challenges.aboutId, aboutId), inArray(cases.state, ['received', 'assigned']))) // prettier-ignore
  return open.length
}

/** 附议, once a person. The last one needed makes a hearing due and tells the leading group. */
export async function second(
  tx: Tx,
  set: Setting,
  number: string,
  person: { personId: number; conversationId: number },
): Promise<{ text: string; letters: Letter[] }> {
  const plain = (text: string) => ({ text, letters: [] })
  const [found] = await tx
    .select({ c: cases })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(eq(cases.number, number.toUpperCase()))
    .for('update')
  if (!found) return plain(CHALLENGE_SAYS.unknown)
  const { c } = found
  if (c.residentId === person.personId) return plain(CHALLENGE_SAYS.own)
  if (!['received', 'assigned'].includes(c.state)) return plain(CHALLENGE_SAYS.answered)
  const made = await tx
    .insert(challengeSeconds)
    .values({ caseId: c.id, ...person, at: set.now })
    .onConflictDoNothing()
    .returning({ id: challengeSeconds.id })
  if (made.length === 0) return plain(CHALLENGE_SAYS.already)
  const [row] = await tx
    .update(challenges)
    .set({ seconds: sql`${challenges.seconds} + 1` })
    .where(eq(challenges.caseId, c.id))
    .returning({ seconds: challenges.seconds })
  const seconds = row!.seconds
  const [due] = await tx
    .select({ on: promises.dueDate })
    .from(promises)
    .where(and(eq(promises.caseId, c.id), eq(promises.purpose, 'answer'), eq(promises.state, 'open')))
  const text = CHALLENGE_SAYS.seconded(seconds, due ? sayDate(due.on, localDate(set.now)) : '到期日')
  if (!hearingNeeded(seconds, set.world.town.rules.hearingSeconds)) return plain(text)
  return { text, letters: await hearingDue(tx, set, c, seconds) }
}

/** Answers told to those who seconded, once. */
export async function announceAnswers(tx: Tx, set: Setting): Promise<Letter[]> {
  const answered = await tx
    .select({ caseId: challenges.caseId, number: cases.number })
    .from(challenges)
    .innerJoin(cases, eq(cases.id, challenges.caseId))
    .where(and(isNull(challenges.announcedAt), inArray(cases.state, [...ANSWERED])))
  const letters: Letter[] = []
  for (const { caseId, number } of answered) {
    await tx.update(challenges).set({ announcedAt: set.now }).where(eq(challenges.caseId, caseId))
    const answer = (await answersOf(tx, [caseId])).get(caseId)
    const to = await tx.select().from(challengeSeconds).where(eq(challengeSeconds.caseId, caseId))
    const ids = to.map((s) => s.conversationId).filter((id) => id !== null)
    if (answer) letters.push(...push(ids, CHALLENGE_SAYS.answer(number, answer.text), `challenge:${caseId}:answer`))
  }
  return letters
}
