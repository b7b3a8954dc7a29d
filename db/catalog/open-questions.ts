/** Reads and settles what the desk could not answer: handed off, or told useless. */
import { and, desc, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import type { RequestContext } from '../context.ts'
import { caseEvents, cases, inquiries } from '../schema.ts'
import type { Db, Tx } from '../types.ts'

export interface OpenQuestion {
  readonly id: number
  readonly text: string
  readonly at: Date
  readonly item: string | null
  readonly feedback: string | null
  readonly caseId: number | null
  readonly number: string | null
  /** A matter of their own, which no answer to everybody settles. */
  readonly own: boolean
}

const isOpenQuestion = and(
  isNull(inquiries.settledAt),
  ne(inquiries.text, ''),
  or(eq(inquiries.feedback, 'useless'), inArray(inquiries.decision, ['handoff'])),
)

/** Newest first: handed off, or told useless, and not settled since. */
export async function openQuestions(
  db: Db | Tx,
  limit: number,
  o: { offset?: number; id?: number } = {},
): Promise<OpenQuestion[]> {
  const found = await db
    .select({
      id: inquiries.id,
      text: inquiries.text,
      at: inquiries.at,
      item: inquiries.item,
      feedback: inquiries.feedback,
      caseId: inquiries.caseId,
      number: cases.number,
      why: inquiries.why,
    })
    .from(inquiries)
    .leftJoin(cases, eq(cases.id, inquiries.caseId))
    .where(and(isOpenQuestion, o.id === undefined ? undefined : eq(inquiries.id, o.id)))
    .orderBy(desc(inquiries.id))
    .limit(limit)
    .offset(o.offset ?? 0)
  return found.map(({ why, ...q }) => ({ ...q, own: Array.isArray(why) && why.includes('person') }))
}

/** How many there are: for the pages of the list. */
export const countOpenQuestions = (db: Db | Tx): Promise<number> => db.$count(inquiries, isOpenQuestion)

/** The last answer a case was given; null where it has none. */
export async function replyOf(db: Db | Tx, caseId: number): Promise<string | null> {
  const [answer] = await db
    .select({ text: caseEvents.text })
    .from(caseEvents)
    .where(and(eq(caseEvents.caseId, caseId), inArray(caseEvents.action, ['reply', 'complete'])))
    .orderBy(desc(caseEvents.seq))
    .limit(1)
  return answer?.text || null
}

/** Answered for everybody, or set aside by a person. */
export async function settleQuestion(
  tx: Tx,
  ctx: RequestContext,
  of: { id: number } | { caseId: number },
): Promise<void> {
  await tx
    .update(inquiries)
    .set({ settledAt: ctx.now })
    .where(and(isNull(inquiries.settledAt), 'id' in of ? eq(inquiries.id, of.id) : eq(inquiries.caseId, of.caseId)))
}
