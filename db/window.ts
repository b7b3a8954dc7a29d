/** The ledger of platforms that count: when a person last wrote, and how much was sent since. */
import { eq, sql } from 'drizzle-orm'
import type { Db } from './open.ts'
import { conversations } from './schema.ts'

export interface Sent {
  readonly lastInboundAt: Date | null
  readonly since: number
}

export async function sentSince(db: Db, conversationId: number): Promise<Sent> {
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
