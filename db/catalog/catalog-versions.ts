/** Stores catalogue versions whole; the newest is in force. */
import { desc, eq, sql } from 'drizzle-orm'
import type { Catalog, Item } from '../../core/catalog/item.ts'
import { canonical, sha256 } from '../../core/hash-chain.ts'
import { localDate } from '../../core/date.ts'
import { nextNumber } from '../running-numbers.ts'
import type { Db, Tx } from '../types.ts'
import { catalogVersions } from '../schema.ts'

/** The catalogue in force; null before the first load. */
export async function currentCatalog(db: Db | Tx): Promise<Catalog | null> {
  const [row] = await db.select().from(catalogVersions).orderBy(desc(catalogVersions.id)).limit(1)
  return row ? { version: row.version, items: row.items as Item[] } : null
}

/**
 * Puts a catalogue in force as a new version 'YYYY-MM-DD.N'; the same content again changes nothing. With `unless` a file
 * that was loaded before does not undo what was changed on the desk since.
 */
export async function putCatalog(
  tx: Tx,
  items: readonly Item[],
  source: string,
  now: Date,
  unless: 'current' | 'ever' = 'current',
): Promise<{ version: string; changed: boolean }> {
  const hash = sha256(canonical(items))
  const [last] = await tx.select().from(catalogVersions).orderBy(desc(catalogVersions.id)).limit(1)
  if (
    last &&
    (last.hash === hash ||
      (unless === 'ever' && (await tx.select().from(catalogVersions).where(eq(catalogVersions.hash, hash))).length > 0))
  )
    return { version: last.version, changed: false }
  const day = localDate(now)
  const version = `${day}.${await nextNumber(tx, `catalog:${day}`)}`
  await tx.insert(catalogVersions).values({ version, items: [...items], hash, source, createdAt: now })
  return { version, changed: true }
}

/** Two who change the catalogue at once: the second reads what the first has put in force. */
export const lockCatalog = (tx: Tx): Promise<unknown> =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('catalog', 0))`)
