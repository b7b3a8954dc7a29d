/** Records what bot/outbound/messaging-window.ts decides by: when a person last wrote, and how much was sent since. */
import { eq, sql } from 'drizzle-orm'
import type { Db } from '../types.ts'
import { conversations } from '../schema.ts'

export interface SentCount {
  readonly lastInboundAt: Date | null
  readonly since: number
}

export async function messagesSentSince(db: Db, conversationId: number): Promise<SentCount> {
  const [row] = await db
    .select({ lastInboundAt: conversations.lastInboundAt, since: conversations.sentSince })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
  return row ?? { lastInboundAt: null, since: 0 }
}

/** One more call is about to be made: counted before, since one without an answer may count over there as well. */
export async function countSent(db: Db, conversationId: number): Promise<void> {
  await db
    .update(conversations)
    .set({ sentSince: sql`${conversations.sentSince} + 1` })
    .where(eq(conversations.id, conversationId))
}
