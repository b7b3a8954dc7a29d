/** Stores how far the messages of an account were drawn from a platform that is asked for them. */
import { and, eq, sql } from 'drizzle-orm'
import { drawCursors } from '../schema.ts'
import type { Db } from '../types.ts'

/** The cursors of a channel's accounts. Of two processes the later word stays: what is drawn twice for that has the ids of the first time. */
export const drawCursorsOf = (db: Db, channel: string, now: () => Date) => ({
  /** Undefined: nothing was drawn yet. */
  async read(account: string): Promise<string | undefined> {
    const [row] = await db
      .select({ cursor: drawCursors.cursor })
      .from(drawCursors)
      .where(and(eq(drawCursors.channel, channel), eq(drawCursors.account, account)))
    return row?.cursor
  },
  async write(account: string, cursor: string): Promise<void> {
    await db
      .insert(drawCursors)
      .values({ channel, account, cursor, drawnAt: now() })
      .onConflictDoUpdate({
        target: [drawCursors.channel, drawCursors.account],
        set: { cursor: sql`excluded.cursor`, drawnAt: sql`excluded.drawn_at` },
      })
  },
})
