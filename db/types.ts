/** Declares the types of the handle of either database: the root, an open transaction, and what is opened and closed around them. */
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'
import type { FileParts } from './files/file-parts.ts'
import type * as schema from './schema.ts'

export type Schema = typeof schema
/** The root handle. Inside a transaction use the transaction: the root throws there. */
export type Db = PgDatabase<PgQueryResultHKT, Schema>
/** An open transaction; wherever a `Db` is asked for, it will do. */
export type Tx = PgTransaction<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>

/** Whether what is written is stored: the disk has room, and the database may be written. */
export type StorageState = 'ready' | 'full' | 'read-only'

export interface Database {
  /** A transaction's body may run again where two were in each other's way: outside the database it changes nothing. */
  readonly db: Db
  /** Where the bytes of files lie; `on`: the transaction they are read or written in, where they lie in a table. */
  readonly fileParts: (on: Db | Tx) => FileParts
  readonly kind: 'postgres' | 'embedded'
  /**
   * Calls `fn` for every NOTIFY on `topic`. Postgres forgets what was sent while the connection was down: after it is
   * back `fn` is called once with ''. Topics are lower-case words.
   */
  listen(topic: string, fn: (payload: string) => void): Promise<() => Promise<void>>
  /** A server's own disk, tried now and then; null where the database is embedded, whose disk is looked at. */
  readonly storage: { check(): Promise<StorageState> } | null
  /** Rejects when the database does not answer within three seconds. */
  ping(): Promise<void>
  close(): Promise<void>
}
