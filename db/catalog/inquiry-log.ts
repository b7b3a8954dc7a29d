/** Writes the log of questions for whoever improves the catalogue: masked, without who asked. */
import { and, asc, desc, eq, gte, lt } from 'drizzle-orm'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { Catalog } from '../../core/catalog/item.ts'
import { localDate, localTime } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { Tx } from '../types.ts'
import { cases, inquiries } from '../schema.ts'

/** Every question of a period, as logged: masked, without who asked. */
export async function allInquiries(tx: Tx, from: Date, to: Date) {
  return tx
    .select({
      id: inquiries.id,
      at: inquiries.at,
      channel: inquiries.channel,
      text: inquiries.text,
      decision: inquiries.decision,
      item: inquiries.item,
      facet: inquiries.facet,
      candidates: inquiries.candidates,
      why: inquiries.why,
      feedback: inquiries.feedback,
      settledAt: inquiries.settledAt,
      catalogVersion: inquiries.catalogVersion,
      number: cases.number,
    })
    .from(inquiries)
    .leftJoin(cases, eq(cases.id, inquiries.caseId))
    .where(and(gte(inquiries.at, from), lt(inquiries.at, to)))
    .orderBy(asc(inquiries.id))
}

/** A case came of this question. */
export async function linkInquiry(tx: Tx, id: number, caseId: number): Promise<void> {
  await tx.update(inquiries).set({ caseId }).where(eq(inquiries.id, id))
}

/** 没答对: the last answer of a conversation is for whoever improves the catalogue; nothing where none was given. */
export async function markLastAnswerUseless(tx: Tx, conversationId: number): Promise<void> {
  const [last] = await tx
    .select({ id: inquiries.id })
    .from(inquiries)
    .where(and(eq(inquiries.conversationId, conversationId), eq(inquiries.decision, 'answer')))
    .orderBy(desc(inquiries.id))
    .limit(1)
  if (last) await tx.update(inquiries).set({ feedback: 'useless' }).where(eq(inquiries.id, last.id))
}

// prettier-ignore
const DECISIONS: Readonly<Record<string, string>> = { answer: '直接答', choose: '反问', handoff: '转人工', urgent: '紧急', smalltalk: '闲聊' }
const FEEDBACK: Readonly<Record<string, string>> = { useful: '有用', useless: '没用' }

/** One logged question in the words of whoever reads the sheet. */
export function inquiryLine(q: Awaited<ReturnType<typeof allInquiries>>[number], catalog: Catalog) {
  const nameOf = (id: string) => {
    const item = catalog.items.find((i) => i.id === id)
    return item ? shortName(item) : id
  }
  const candidates = q.candidates as readonly { id: string; score: number }[]
  return {
    id: q.id,
    at: `${localDate(q.at)} ${localTime(q.at)}`,
    channel: q.channel,
    // once more: a rule that has become better since reaches what was logged before it
    text: maskPersonal(q.text).text,
    decision: DECISIONS[q.decision] ?? q.decision,
    item: q.item ? nameOf(q.item) : '',
    facet: q.facet,
    candidates: candidates.map((c) => `${nameOf(c.id)} ${Math.round(c.score * 100)}%`).join('、'),
    why: (q.why as readonly string[]).join('、'),
    feedback: FEEDBACK[q.feedback ?? ''] ?? '',
    settled: q.settledAt ? localDate(q.settledAt) : '',
    number: q.number ?? '',
    catalogVersion: q.catalogVersion,
  }
}
