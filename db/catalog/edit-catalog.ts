/** Saves the catalogue as the desk edits it: one save at a time, each a whole new version. */
import { desc, eq, lt, sql } from 'drizzle-orm'
import type { Item } from '../../core/catalog/item.ts'
import type { Db, Tx } from '../types.ts'
import { catalogVersions as table } from '../schema.ts'
import type { RequestContext } from '../context.ts'
import { currentCatalog, putCatalog } from './catalog-versions.ts'

export const currentItems = async (db: Db | Tx): Promise<{ version: string; items: readonly Item[] }> =>
  (await currentCatalog(db)) ?? { version: '', items: [] }

/** The versions there were, newest first. */
export async function catalogVersions(
  db: Db,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ found: { id: number; version: string; source: string; createdAt: Date }[]; count: number }> {
  const found = await db
    .select({ id: table.id, version: table.version, source: table.source, createdAt: table.createdAt })
    .from(table)
    .orderBy(desc(table.id))
    .limit(limit)
    .offset(offset)
  return { found, count: await db.$count(table) }
}

/** One version beside the one before it. */
export async function versionItems(
  db: Db,
  id: number,
): Promise<{ version: string; items: readonly Item[]; before: readonly Item[] } | null> {
  // prettier-ignore
  const [row] = await db.select().from(table).where(eq(table.id, id))
  if (!row) return null
  const [before] = await db.select().from(table).where(lt(table.id, id)).orderBy(desc(table.id)).limit(1)
  return { version: row.version, items: row.items as Item[], before: (before?.items ?? []) as Item[] }
}

export interface Saved {
  readonly version: string
  readonly changed: boolean
  /** What stands instead, where `change` found that somebody else was first; null where it was saved. */
  readonly refused: Item | null
}

/** Puts in force what `change` makes of the items as they are now; nobody else saves meanwhile. */
export async function putItems(
  tx: Tx,
  ctx: RequestContext,
  change: (now: readonly Item[]) => readonly Item[] | Item | null,
  source: string,
): Promise<Saved> {
  await tx.execute(sql`lock table catalog_versions in share row exclusive mode`)
  const now = await currentItems(tx)
  const made = change(now.items)
  if (!Array.isArray(made)) return { version: now.version, changed: false, refused: made as Item | null }
  const put = await putCatalog(tx, made as readonly Item[], source, ctx.now)
  return { ...put, refused: null }
}
