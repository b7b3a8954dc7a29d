/** Reads the conversation of one case as staff see it: what was asked before it, what was said in it and how that arrived, its files. */
import { and, asc, between, desc, eq, gt, inArray, isNull, lt, lte, max, min, ne, sql } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import { caseEvents, caseFiles, cases, files, inquiries, outbox, staff } from '../schema.ts'
import type { Db, Tx } from '../types.ts'

/** One line of the log. */
export interface CaseEvent {
  readonly at: Date
  readonly action: string
  readonly actor: string
  /** The member of staff who did it. */
  readonly by: string | null
  readonly text: string
  readonly data: Record<string, unknown>
  /** False: only staff see it. */
  readonly open: boolean
}

export interface CaseFile {
  readonly id: number
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  readonly at: Date
}

/** One question before the case, and what the desk said to it. */
export interface EarlierQuestion {
  readonly at: Date
  readonly text: string
  readonly answers: readonly string[]
}

/** The log of a case, oldest first. */
export async function caseLog(db: Db | Tx, caseId: number): Promise<CaseEvent[]> {
  const found = await db
    .select({
      at: caseEvents.at,
      action: caseEvents.action,
      actor: caseEvents.actor,
      by: staff.name,
      text: caseEvents.text,
      data: caseEvents.data,
      open: caseEvents.open,
    })
    .from(caseEvents)
    .leftJoin(staff, eq(staff.id, caseEvents.staffId))
    .where(eq(caseEvents.caseId, caseId))
    .orderBy(asc(caseEvents.seq))
  return found as CaseEvent[] // data is an object: appendCaseEvent wrote it
}

/** The files of a case, oldest first. */
export const filesOfCase = (db: Db, caseId: number): Promise<CaseFile[]> =>
  db
    .select({ id: files.id, name: files.name, type: files.type, size: files.size, at: caseFiles.at })
    .from(caseFiles)
    .innerJoin(files, eq(files.id, caseFiles.fileId))
    .where(eq(caseFiles.caseId, caseId))
    .orderBy(asc(caseFiles.id))

/** More letters than these are not matched to the moves that caused them. */
const MOST_LETTERS = 300

/** How the letters of the moves of a case arrived: the state of the outbox row by the instant of the move, in milliseconds. */
export async function letterStates(db: Db, caseId: number, conversationId: number): Promise<Map<number, string>> {
  const found = await db
    .select({ at: outbox.createdAt, state: outbox.state })
    .from(outbox)
    .where(
      and(
        eq(outbox.caseId, caseId),
        eq(outbox.conversationId, conversationId),
        inArray(outbox.about, ['case', 'result']),
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(MOST_LETTERS)
  return new Map(found.map((l) => [l.at.getTime(), l.state]))
}

/** What was asked so long before a case mostly led to it. */
const BEFORE_MS = 2 * 3_600_000
const MOST_BEFORE = 6
/** So many letters before the first of the case are looked through for the answers: the outbox knows no conversation by an index. */
const LETTERS_BEFORE = 5000

/**
 * What its resident asked in the same conversation just before, and was answered, oldest first: since their case before, two
 * hours at most. Nothing for who did not want to be known.
 */
export async function askedBefore(db: Db, c: Case): Promise<EarlierQuestion[]> {
  const { conversationId, residentId } = c
  if (conversationId === null || residentId === null || c.privacy === 'anonymous') return []
  const [[last], [first]] = await Promise.all([
    db
      .select({ at: max(cases.openedAt) })
      .from(cases)
      .where(and(eq(cases.residentId, residentId), lt(cases.id, c.id))),
    db
      .select({ id: min(outbox.id) })
      .from(outbox)
      .where(eq(outbox.caseId, c.id)),
  ])
  const since = new Date(Math.max(c.openedAt.getTime() - BEFORE_MS, last?.at ? last.at.getTime() : 0))
  const asked = await db
    .select({ at: inquiries.at, text: inquiries.text })
    .from(inquiries)
    .where(
      and(
        gt(inquiries.at, since),
        lte(inquiries.at, c.openedAt),
        eq(inquiries.conversationId, conversationId),
        ne(inquiries.text, ''),
        // a greeting leads to nothing
        ne(inquiries.decision, 'smalltalk'),
      ),
    )
    .orderBy(desc(inquiries.id))
    .limit(MOST_BEFORE)
  if (asked.length === 0) return []
  const answers =
    first?.id == null
      ? []
      : await db
          .select({ at: outbox.createdAt, text: sql<string>`${outbox.message}->>'text'` })
          .from(outbox)
          .where(
            and(
              between(outbox.id, first.id - LETTERS_BEFORE, first.id),
              eq(outbox.conversationId, conversationId),
              eq(outbox.about, 'answer'),
              isNull(outbox.caseId),
              // what was said as it was opened tells how the case stands: the thread says that itself
              lt(outbox.createdAt, c.openedAt),
            ),
          )
          .orderBy(asc(outbox.id))
  return asked.reverse().map((question) => ({
    ...question,
    answers: answers.filter((a) => a.at.getTime() === question.at.getTime() && a.text !== '').map((a) => a.text),
  }))
}
