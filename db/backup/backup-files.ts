/** Writes the bytes of files into a backup, one file each, sealed as they lie there, and checks them on the way back. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import fs from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { UserError } from '../../core/errors.ts'
import type { FileParts } from '../files/file-parts.ts'
import { sealedLengths } from '../files/files.ts'
import { rows } from '../rows.ts'
import type { Tx } from '../types.ts'

export interface CopiedFile {
  readonly id: number
  /** Bytes before sealing, as its row says. */
  readonly size: number
  /** Of the bytes as they lie in the backup. */
  readonly sha256: string
}

const folder = (dir: string) => join(dir, 'files')

/** Copies every file whose bytes are there, one after the other. Throws where one is not whole. */
export async function copyFiles(tx: Tx, parts: FileParts, dir: string): Promise<CopiedFile[]> {
  const all = await rows<{ id: number; size: number }>(
    tx,
    sql`select id, size from files where sealed_key is not null and hash <> '' order by id`,
  )
  await fs.mkdir(folder(dir), { recursive: true, mode: 0o700 })
  const copied: CopiedFile[] = []
  for (const { id, size } of all) {
    const lengths = sealedLengths(size)
    const hash = createHash('sha256')
    const file = await fs.open(join(folder(dir), String(id)), 'w', 0o600)
    let length = 0
    try {
      for await (const part of parts.read(id, lengths)) {
        hash.update(part)
        length += part.length
        await file.writeFile(part)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    if (length !== lengths.reduce((sum, n) => sum + n, 0))
      throw new UserError(`第 ${id} 号文件的内容不完整，备份没有做成。`)
    copied.push({ id, size, sha256: hash.digest('hex') })
  }
  return copied
}

/** Puts one file back where files lie. Throws where it is missing or not what was copied. */
export async function bringBack(parts: FileParts, { id, size, sha256 }: CopiedFile, dir: string): Promise<void> {
  const name = join(folder(dir), String(id))
  const file = await fs.open(name, constants.O_RDONLY).catch(() => {
    throw new UserError(`备份缺少 files/${id}，没有恢复任何内容。`)
  })
  const hash = createHash('sha256')
  try {
    await parts.write(id, read())
  } finally {
    await file.close()
  }
  if (hash.digest('hex') !== sha256) throw new UserError(`files/${id} 被改动过或不完整，没有恢复任何内容。`)

  async function* read(): AsyncGenerator<Uint8Array> {
    for (const length of sealedLengths(size)) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, null)
      const part = buffer.subarray(0, bytesRead)
      hash.update(part)
      yield part
    }
  }
}
