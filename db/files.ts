/** What was sent as a file, by what it really is. */
import { eq } from 'drizzle-orm'
import type { Tx } from './open.ts'
import { files } from './schema.ts'

/** The type found by its first bytes, not by its name; null where there is no such file. */
export async function fileType(tx: Tx, id: number): Promise<string | null> {
  const [row] = await tx.select({ type: files.type }).from(files).where(eq(files.id, id))
  return row?.type ?? null
}
