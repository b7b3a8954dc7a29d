/** What follows from how a letter went: a result that arrived is relayed, a person who cannot be reached is to be phoned. */
import { eq, sql } from 'drizzle-orm'
import { resultRelayed, type Setting } from '../db/cases.ts'
import { readLane } from '../db/conversations.ts'
import type { Tx } from '../db/open.ts'
import type { Letter, Outgo } from '../db/outbox.ts'
import type { Outcome } from '../db/outcomes.ts'
import { cases, staff } from '../db/schema.ts'

const KEPT: ReadonlySet<Outcome['state']> = new Set(['refused', 'unreachable', 'dead'])

/** False saves a letter the way through `consequences`. */
export const hasConsequences = (letter: Outgo, outcome: Outcome): boolean =>
  KEPT.has(outcome.state) ||
  outcome.state === 'parked' ||
  (outcome.state === 'sent' && (letter.caseId !== null || letter.reportTo !== null))

export async function consequences(
  tx: Tx,
  set: Setting,
  letter: Outgo,
  outcome: Outcome,
  now: Date,
): Promise<Letter[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  if (outcome.state === 'sent' && letter.caseId !== null) {
    if (letter.about === 'result') await resultRelayed(tx, set, letter.caseId)
    const [channel] = readLane(letter.lane)
    await tx.execute(
      sql`update notices set served_at = ${at}, served_by = ${channel}
          where case_id = ${letter.caseId} and kind <> 'third-party' and served_at is null and created_at <= ${letter.createdAt.toISOString()}::timestamptz
            and exists (select 1 from cases where id = ${letter.caseId} and conversation_id = ${letter.conversationId})`,
    )
  }
  if (outcome.state === 'unreachable')
    await tx.execute(
      sql`update conversations set unreachable_since = coalesce(unreachable_since, ${at}) where id = ${letter.conversationId}`,
    )
  const kept = KEPT.has(outcome.state)
  const parked = outcome.state === 'parked'
  if (outcome.state !== 'sent' && !kept && !parked) return []
  if (outcome.state === 'sent' && letter.reportTo === null) return []
  const about = letter.caseId === null ? null : await caseOf(tx, letter.caseId)
  const to = letter.reportTo ?? about?.firstResponder ?? null
  if (to === null || to === letter.conversationId) return []
  const number = about?.number ?? ''
  const theirs = about === null || about.conversation === letter.conversationId
  const text = parked
    ? `${number} 已排队：对方很久没来信，平台不让先发，对方一来信就自动送到；急事请打电话`
    : !kept
      ? `${number} 已送达本人`
      : theirs
        ? `${number} 未送达，请电话联系本人，联系后发：联系 ${number === '' ? '编号' : number} 说了什么`
        : `${number} 有一条给同事的消息没有送到，请直接告诉对方`
  // tried again and again while the window stays shut: said once
  const once = parked ? { onceKey: `parked:${letter.id}` } : {}
  return [{ conversationId: to, message: { text }, urgency: 'push', about: 'outcome', ...once }]
}

async function caseOf(tx: Tx, id: number) {
  const [row] = await tx
    .select({ number: cases.number, conversation: cases.conversationId, firstResponder: staff.conversationId })
    .from(cases)
    .leftJoin(staff, eq(staff.id, cases.firstResponderId))
    .where(eq(cases.id, id))
  return row ?? null
}
