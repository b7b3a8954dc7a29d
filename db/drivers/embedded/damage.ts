/** Refuses a database with damaged pages at start, and says which tables they belong to. */
import { basename } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { Log } from '../../../core/log.ts'
import type { Backend } from './backend.ts'
import { DirectoryUnusable, WHAT_TO_DO } from './lost.ts'
import { checkPages, type Damage } from './pages.ts'

const MOST_NAMED = 5

/**
 * Checks every page of a database that was just opened: PostgreSQL has mended by then what a crash had left half
 * written. Throws DirectoryUnusable where a checksum does not match.
 */
export async function refuseDamaged(client: PGlite, backend: Backend, dir: string, log: Log): Promise<void> {
  const began = performance.now()
  const { pages, damaged } = await checkPages(dir)
  log.debug({ pages, ms: Math.round(performance.now() - began) }, 'all pages of the embedded database were checked')
  if (damaged.length === 0) return
  const count = damaged.reduce((sum, d) => sum + d.pages, 0)
  const where = await namesOf(client, damaged)
  if (!backend.lost) await client.close()
  const named = where.slice(0, MOST_NAMED).join('、') + (where.length > MOST_NAMED ? ' 等' : '')
  throw new DirectoryUnusable(
    `数据目录 ${dir} 里有 ${count} 页数据损坏（每页 8 KB，校验和对不上，在 ${named}），程序没有启动。${WHAT_TO_DO}`,
  )
}

/** A table's name for each file where the catalogue can still be read, else the file's own. */
async function namesOf(client: PGlite, damaged: readonly Damage[]): Promise<string[]> {
  const nodes = damaged.map((d) => Number.parseInt(basename(d.file), 10))
  try {
    const { rows } = await client.query<{ node: number; name: string }>(
      `select pg_relation_filenode(c.oid)::int as node, coalesce(t.relname, i.relname, c.relname) as name
       from pg_class c
         left join pg_class t on t.reltoastrelid = c.oid
         left join pg_index x on x.indexrelid = c.oid
         left join pg_class i on i.oid = x.indrelid
       where pg_relation_filenode(c.oid) = any($1::int[])`,
      [nodes],
    )
    const names = new Map(rows.map((r) => [r.node, r.name]))
    return [...new Set(damaged.map((d, n) => names.get(nodes[n]!) ?? d.file))]
  } catch {
    return damaged.map((d) => d.file)
  }
}
