/** The database the writer and the reader share: ours, or for comparison PGlite as it is shipped. */
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { openDb } from '../../db/open-database.ts'
import type { Database, Db } from '../../db/types.ts'
import * as schema from '../../db/schema.ts'
import { quiet } from './quiet.ts'

export async function openWritten(dir: string, shipped: boolean): Promise<Pick<Database, 'db' | 'close'>> {
  if (!shipped) return openDb({ dir }, { log: quiet })
  const client = await PGlite.create(dir)
  return { db: drizzle(client, { schema }) as unknown as Db, close: () => client.close() }
}
