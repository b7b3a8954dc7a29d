/** Keeps a catalogue file on the server while an admin reads what it would change: short, one a session, few in all. */
import { and, desc, eq, gt, inArray, lte } from 'drizzle-orm'
import { sha256 } from '../../core/hash-chain.ts'
import type { Db, Tx } from '../types.ts'
import { catalogDrafts as table } from '../schema.ts'

const MINUTE_MS = 60_000
/** Long enough to read a whole catalogue's changes. */
export const DRAFT_MS = 30 * MINUTE_MS
/** Of all sessions; the oldest makes room. */
const MOST = 8

export interface Draft {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Keeps a file for this session in place of the one before. Resolves with its hash. */
export async function putDraft(tx: Tx, session: string, file: Draft, now: Date): Promise<string> {
  const key = sha256(session)
  const draft = { name: file.name, bytes: file.bytes, hash: sha256(file.bytes), expiresAt: new Date(now.getTime() + DRAFT_MS) } // prettier-ignore
  await dropExpiredDrafts(tx, now)
  await tx
    .insert(table)
    .values({ session: key, ...draft })
    .onConflictDoUpdate({ target: table.session, set: draft })
  const spare = await tx.select({ session: table.session }).from(table).orderBy(desc(table.expiresAt)).offset(MOST)
  if (spare.length > 0) await tx.delete(table).where(inArray(table.session, spare.map((d) => d.session))) // prettier-ignore
  return draft.hash
}

/** The file this session sent under that hash; null once another took its place or its time is over. */
export async function draftOf(db: Db | Tx, session: string, hash: string, now: Date): Promise<Draft | null> {
  const [row] = await db
    .select({ name: table.name, bytes: table.bytes })
    .from(table)
    .where(and(eq(table.session, sha256(session)), eq(table.hash, hash), gt(table.expiresAt, now)))
  return row ?? null
}

export async function dropDraft(tx: Tx, session: string): Promise<void> {
  await tx.delete(table).where(eq(table.session, sha256(session)))
}

/** Also done each night: what nobody put in force does not stay. */
export async function dropExpiredDrafts(tx: Tx, now: Date): Promise<void> {
  await tx.delete(table).where(lte(table.expiresAt, now))
}
