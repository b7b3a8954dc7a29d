/** What was not answered, and a good reply made an answer everybody gets: for the chat and for the desk. */
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import type { Catalog, Item } from '../core/catalog/item.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import type { Setting } from '../db/cases.ts'
import type { Db, Tx } from '../db/open.ts'
import { caseEvents, cases, inquiries } from '../db/schema.ts'
import { currentCatalog, putCatalog } from '../db/town.ts'

export interface Question {
  readonly id: number
  readonly text: string
  readonly at: Date
  readonly item: string | null
  readonly feedback: string | null
  readonly caseId: number | null
  readonly number: string | null
}

/** Newest first: handed off, or told useless, and not settled since. */
export async function openQuestions(db: Db | Tx, limit: number): Promise<Question[]> {
  return db
    .select({
      id: inquiries.id,
      text: inquiries.text,
      at: inquiries.at,
      item: inquiries.item,
      feedback: inquiries.feedback,
      caseId: inquiries.caseId,
      number: cases.number,
    })
    .from(inquiries)
    .leftJoin(cases, eq(cases.id, inquiries.caseId))
    .where(
      and(isNull(inquiries.settledAt), or(eq(inquiries.feedback, 'useless'), inArray(inquiries.decision, ['handoff']))),
    )
    .orderBy(desc(inquiries.id))
    .limit(limit)
}

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

/** Heads sign off the answers of their own matters, an admin all. */
export const mayPromote = (staff: Staff, item?: Item): boolean =>
  staff.role === 'admin' || (staff.role === 'head' && (item === undefined || item.owner === staff.department))

export const catalogNow = async (tx: Db | Tx, set: Setting): Promise<Catalog> =>
  (await currentCatalog(tx)) ?? set.world.catalog

/** Puts a question with its answer into the catalogue: found from the next question on. The caller has asked mayPromote. */
export async function addFaq(
  tx: Tx,
  set: Setting,
  by: Staff,
  item: Item,
  given: { readonly question: string; readonly asked: string; readonly answer: string; readonly source: string },
): Promise<{ version: string }> {
  const question = maskPersonal(given.question).text.slice(0, 200)
  const asked = maskPersonal(given.asked).text.slice(0, 200)
  const faq = {
    question,
    aliases: asked === question || asked === '' ? [] : [asked],
    answer: maskPersonal(given.answer).text,
  }
  const catalog = await catalogNow(tx, set)
  const items = catalog.items.map((i) =>
    i.id === item.id ? { ...i, faq: [...i.faq.filter((f) => f.question !== faq.question), faq] } : i,
  )
  const put = await putCatalog(tx, items, `faq:${given.source}:${by.id}`, set.now)
  // told on commit: every process takes the new catalogue without a restart
  await tx.execute(sql`select pg_notify('town', '')`)
  return { version: put.version }
}

/** Answered for everybody, or set aside by a person. */
export async function settleQuestion(tx: Tx, set: Setting, of: { id: number } | { caseId: number }): Promise<void> {
  await tx
    .update(inquiries)
    .set({ settledAt: set.now })
    .where(and(isNull(inquiries.settledAt), 'id' in of ? eq(inquiries.id, of.id) : eq(inquiries.caseId, of.caseId)))
}
