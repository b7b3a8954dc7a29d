/** Stores notices: numbered in series without gaps, never changed. */
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { canonical, sha256 } from '../../core/hash-chain.ts'
import { localDate, yearOf } from '../../core/date.ts'
import { composeNotice } from '../../core/notice/compose.ts'
import { type NoticeInput, NOTHING_SUBMITTED } from '../../core/notice/notice-input.ts'
import { type NoticeContent, type NoticeKind, noticeNumber } from '../../core/notice/kinds.ts'
import { randomToken } from '../../core/random.ts'
import { itemOf } from '../../core/town-context.ts'
import type { RequestContext } from '../context.ts'
import { nextNumber } from '../running-numbers.ts'
import { submittedDocuments } from './submitted-documents.ts'
import type { Db, Tx } from '../types.ts'
import { cases, notices } from '../schema.ts'

export interface Issued {
  readonly id: number
  readonly number: string
  readonly token: string
}

/** Issues one notice: takes the next number of its series and year. */
export async function issueNotice(
  tx: Tx,
  ctx: RequestContext,
  n: { caseId: number | null; kind: NoticeKind; content: NoticeContent; byStaffId: number | null },
): Promise<Issued> {
  const year = yearOf(localDate(ctx.now))
  const seq = await nextNumber(tx, `notice:${n.kind}:${year}`)
  const number = noticeNumber(ctx.townContext.town.noticePrefix, n.kind, year, seq)
  const [row] = await tx
    .insert(notices)
    .values({
      caseId: n.caseId,
      kind: n.kind,
      year,
      seq,
      number,
      token: randomToken(ctx.random),
      content: n.content,
      hash: sha256(canonical([number, n.content])),
      byStaffId: n.byStaffId,
      createdAt: ctx.now,
    })
    .returning({ id: notices.id, number: notices.number, token: notices.token })
  return row!
}

/** What a notice of a move is written from, besides what is read here: matter, town, moment and documents handed in. */
export type MoveNotice = Omit<NoticeInput, 'item' | 'town' | 'now' | 'submitted'>

/** Composes and issues one notice that a move calls for; `url` is where its page is. */
export async function issueMoveNotice(
  tx: Tx,
  ctx: RequestContext,
  kind: NoticeKind,
  move: MoveNotice,
): Promise<{ id: number; url: string }> {
  const c = move.situation.case
  const content = composeNotice(kind, {
    ...move,
    item: itemOf(ctx.townContext, move.given.item ?? c.item),
    town: ctx.townContext.town,
    now: ctx.now,
    submitted: kind === 'acceptance' ? await submittedDocuments(tx, c.id) : NOTHING_SUBMITTED,
  })
  const issued = await issueNotice(tx, ctx, { caseId: c.id, kind, content, byStaffId: move.by?.id ?? null })
  return { id: issued.id, url: `${ctx.townContext.publicUrl}/notices/${issued.token}` }
}

/** The resident's receipt, once; false where the notice is not theirs. Moment of service by receipt: 民诉法 90. */
export async function received(tx: Tx, noticeId: number, personId: number, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ id: notices.id, at: notices.receivedAt })
    .from(notices)
    .innerJoin(cases, eq(cases.id, notices.caseId))
    .where(and(eq(notices.id, noticeId), eq(cases.residentId, personId)))
  if (!row) return false
  if (row.at === null) await tx.update(notices).set({ receivedAt: now }).where(eq(notices.id, noticeId))
  return true
}

/** Seals the drafts of a case; returns their numbers. Without the seal a page is a draft (许可法 32(2)). */
export async function seal(tx: Tx, caseId: number, now: Date): Promise<string[]> {
  const sealed = await tx
    .update(notices)
    .set({ sealedAt: now })
    .where(and(eq(notices.caseId, caseId), isNull(notices.sealedAt)))
    .returning({ id: notices.id, number: notices.number })
  return sealed.sort((a, b) => a.id - b.id).map((n) => n.number)
}

/** A notice by the token in its address; null where there is none. */
export async function noticeByToken(db: Db, value: string): Promise<typeof notices.$inferSelect | null> {
  const [row] = await db.select().from(notices).where(eq(notices.token, value))
  return row ?? null
}

/** Notes by which channel the notices of a case reached its resident: those issued until the letter, each once. */
export async function markServed(
  tx: Tx,
  o: { caseId: number; conversationId: number; channel: string; upTo: Date; now: Date },
): Promise<void> {
  await tx.execute(
    sql`update notices set served_at = ${o.now.toISOString()}::timestamptz, served_by = ${o.channel}
        where case_id = ${o.caseId} and kind <> 'third-party' and served_at is null and created_at <= ${o.upTo.toISOString()}::timestamptz
          and exists (select 1 from cases where id = ${o.caseId} and conversation_id = ${o.conversationId})`,
  )
}

/** The text of the notice issued last for a case. */
export async function lastNoticeOf(tx: Tx, caseId: number): Promise<NoticeContent | null> {
  const [paper] = await tx
    .select({ content: notices.content })
    .from(notices)
    .where(eq(notices.caseId, caseId))
    .orderBy(desc(notices.id))
    .limit(1)
  return (paper?.content as NoticeContent | undefined) ?? null // written by issueNotice
}
