/**
 * Stores the bytes of files. On a server in a table, where every process reads them. Beside the embedded database in a
 * folder: there they would hold up everybody twice, once through its write-ahead log and once at the next checkpoint.
 */
import { constants } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '../types.ts'
import { rows } from '../rows.ts'
import { fileParts as table } from '../schema.ts'

/** Bytes of one part, at most, before sealing: none is so long that writing or reading it keeps others waiting. */
export const PART_BYTES = 128 * 1024

export interface FileParts {
  /** Writes a file's parts in order; resolves once they are on the disk. What was there under the number goes. */
  write(id: number, parts: AsyncIterable<Uint8Array>): Promise<void>
  /** The parts in order, each of `lengths`; ends early where one is missing. */
  read(id: number, lengths: readonly number[]): AsyncIterable<Uint8Array>
  /** Safe to do twice. */
  remove(id: number): Promise<void>
}

/** Lets the event loop see to others. */
export const pause = () => new Promise<void>((done) => setImmediate(done))

export const partsInTable = (db: Db | Tx): FileParts => ({
  async write(id, parts) {
    await this.remove(id)
    let nth = 0
    for await (const part of parts) {
      // base64 is made and read natively, where a driver writes bytea parameters as hex in JavaScript
      const text = Buffer.from(part).toString('base64')
      await db.execute(sql`insert into file_parts (file_id, nth, bytes) values (${id}, ${nth++}, decode(${text}, 'base64'))`) // prettier-ignore
      await pause()
    }
  },
  async *read(id, lengths) {
    for (const nth of lengths.keys()) {
      const [found] = await rows<{ text: string }>(
        db,
        sql`select encode(bytes, 'base64') as text from file_parts where file_id = ${id} and nth = ${nth}`,
      )
      if (!found) return
      yield Buffer.from(found.text, 'base64')
      await pause()
    }
  },
  async remove(id) {
    await db.delete(table).where(eq(table.fileId, id))
  },
})

/** One file each, under a folder for every thousand: reading and writing are done beside the event loop. */
export function partsInFolder(dir: string): FileParts {
  const folderOf = (id: number) => path.join(dir, String(Math.floor(id / 1000)))
  const nameOf = (id: number) => path.join(folderOf(id), String(id))
  return {
    async write(id, parts) {
      await fs.mkdir(folderOf(id), { recursive: true, mode: 0o700 })
      const file = await fs.open(nameOf(id), 'w', 0o600)
      try {
        for await (const part of parts) await file.writeFile(part)
        await file.sync()
      } finally {
        await file.close()
      }
      const folder = await fs.open(folderOf(id), constants.O_RDONLY)
      await folder.sync().finally(() => folder.close())
    },
    async *read(id, lengths) {
      const file = await fs.open(nameOf(id)).catch(unlessMissing)
      if (!file) return
      try {
        for (const length of lengths) {
          const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, null)
          if (bytesRead < length) return
          yield buffer
        }
      } finally {
        await file.close()
      }
    },
    async remove(id) {
      await fs.unlink(nameOf(id)).catch(unlessMissing)
    },
  }
}

function unlessMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
