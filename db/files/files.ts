/**
 * Stores files: a row each, and sealed bytes beside it under a key of the file's own. Whoever empties the row's key has put the
 * bytes beyond anybody's reach, in the same transaction; a job takes them away afterwards.
 */
import { createHash } from 'node:crypto'
import { eq, inArray, sql } from 'drizzle-orm'
import { storedName } from '../../core/file-types.ts'
import { decryptPart, ENCRYPTION_OVERHEAD, type Cipher, encryptPart } from '../../core/privacy/cipher.ts'
import type { Random } from '../../core/random.ts'
import { PART_BYTES, pause } from './file-parts.ts'
import type { Database, Db, Tx } from '../types.ts'
import { json, rows } from '../rows.ts'
import { caseFiles, files } from '../schema.ts'

export interface FileKeys {
  readonly cipher: Cipher
  readonly random: Random
}

export interface StoredFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** A file whose bytes are read as they are wanted. */
export interface OpenedFile {
  readonly name: string
  readonly type: string
  readonly size: number
  /**
   * Reads them anew in order, each part once it is asked for. Throws where they do not open or are not what was stored,
   * before the last part is given.
   */
  parts(): AsyncGenerator<Uint8Array>
}

/** The handle and the place of the bytes. */
export type FileStore = Pick<Database, 'db' | 'fileParts'>

const DAY_MS = 86_400_000
/** What nobody has taken into a case is kept so long. */
export const UNATTACHED_MS = DAY_MS
/** What the desk itself sent goes with the texts of the chat: scheduler/jobs/retention.ts. */
export const SENT_MS = 365 * DAY_MS

/** Runs work that yields where others may have their turn. */
export async function runYielding<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await pause()
  }
}

/** A part opens only at its own place in its own file, of as many parts. */
const place = (id: number, nth: number, count: number): string => `file ${id} ${nth}/${count}`
/** How long the parts of a file of so many bytes are, unsealed. */
const lengthsOf = (size: number): number[] =>
  Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, nth) => Math.min(PART_BYTES, size - nth * PART_BYTES))
/** The same, as they lie there. */
export const sealedLengths = (size: number): number[] => lengthsOf(size).map((n) => n + ENCRYPTION_OVERHEAD)

/** Seals parts of the plain bytes one by one; `seen` hears of each. */
async function* sealed(
  id: number,
  key: Uint8Array,
  plain: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  o: { count: number; random: Random; seen: (part: Uint8Array) => void },
): AsyncGenerator<Uint8Array> {
  // prettier-ignore
  let nth = 0
  for await (const part of plain) {
    o.seen(part)
    yield encryptPart(key, part, o.random, place(id, nth++, o.count))
    await pause()
  }
}

function* partsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) yield bytes.subarray(at, at + PART_BYTES)
}

/**
 * Stores a file outside any transaction, so that the embedded database serves others meanwhile. It may be read once the
 * promise resolves; what a crash leaves half is no file (its row has no hash) and is dropped at its time.
 */
export async function storeFile(
  o: FileStore,
  { cipher, random }: FileKeys,
  file: StoredFile,
  at: { now: Date; dropAfterMs: number },
): Promise<number> {
  const { name, type, bytes } = file
  const dropAt = new Date(at.now.getTime() + at.dropAfterMs)
  const key = random(32)
  const sealedKey = sealKey(cipher, key, random)
  const empty = { name, type, size: bytes.length, hash: '', sealedKey, dropAt, createdAt: at.now }
  const [row] = await o.db.insert(files).values(empty).returning({ id: files.id })
  const { id } = row!
  const hash = createHash('sha256')
  const count = lengthsOf(bytes.length).length
  try {
    await o.fileParts(o.db).write(id, sealed(id, key, partsOf(bytes), { count, random, seen: (part) => hash.update(part) })) // prettier-ignore
    await o.db
      .update(files)
      .set({ hash: hash.digest('hex') })
      .where(eq(files.id, id))
  } catch (error) {
    // on a full disk half a file would take the last room from everybody; what cannot be removed now is at its time
    const removing = o.fileParts(o.db).remove(id).then(() => o.db.delete(files).where(eq(files.id, id))) // prettier-ignore
    await removing.catch(() => undefined)
    throw error
  }
  return id
}

const sealKey = (cipher: Cipher, key: Uint8Array, random: Random): string =>
  cipher.encrypt(Buffer.from(key).toString('base64'), random)

interface Kept {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly size: number
  readonly hash: string
  readonly key: string | null
  /** Whether its bytes are in the row itself, not sealed. */
  readonly clear: boolean
}

async function row(db: Db | Tx, id: number): Promise<Kept | null> {
  const [found] = await rows<Kept>(
    db,
    sql`select id, name, type, size, hash, sealed_key as key, bytes is not null as clear from files where id = ${id}`,
  )
  return found && found.hash !== '' && (found.key !== null || found.clear) ? found : null
}

/** A file of which nothing is read yet; null where there is none or its bytes are gone. */
export async function openFile(o: FileStore, cipher: Cipher, id: number): Promise<OpenedFile | null> {
  const kept = await row(o.db, id)
  if (!kept) return null
  const { name, type, size, key } = kept
  return { name, type, size, parts: () => checked(kept, key === null ? partsInClear(o.db, kept) : partsOpened(o, cipher, kept, key)) } // prettier-ignore
}

/** The parts, the last only where all together are what was stored. */
async function* checked(kept: Kept, parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let at = 0
  let last: Uint8Array | null = null
  for await (const part of parts) {
    if (last) yield last
    last = part
    at += part.length
    hash.update(part)
    await pause()
  }
  if (at !== kept.size || hash.digest('hex') !== kept.hash) throw new Error('a file is not what was stored')
  if (last) yield last
}

/** All bytes of a file at once. */
export async function readAll(file: OpenedFile): Promise<StoredFile> {
  const bytes = Buffer.alloc(file.size)
  let at = 0
  for await (const part of file.parts()) {
    // what is longer than it should be is told at its end
    bytes.set(part.subarray(0, Math.max(0, file.size - at)), Math.min(at, file.size))
    at += part.length
  }
  return { name: file.name, type: file.type, bytes }
}

/**
 * A file with its bytes; null where there is none or its bytes are gone. Throws where they do not open, or are not what was
 * stored.
 */
export async function readFile(o: FileStore, cipher: Cipher, id: number): Promise<StoredFile | null> {
  const file = await openFile(o, cipher, id)
  return file && readAll(file)
}

async function* partsOpened(o: FileStore, cipher: Cipher, kept: Kept, sealedKey: string): AsyncGenerator<Uint8Array> {
  const key = Buffer.from(cipher.decrypt(sealedKey), 'base64')
  const lengths = sealedLengths(kept.size)
  let nth = 0
  for await (const part of o.fileParts(o.db).read(kept.id, lengths))
    yield decryptPart(key, part, place(kept.id, nth++, lengths.length))
}

/** As a version before left them, in the row. */
async function* partsInClear(db: Db | Tx, { id, size }: Kept): AsyncGenerator<Uint8Array> {
  for (const nth of lengthsOf(size).keys()) {
    const [found] = await rows<{ text: string }>(
      db,
      sql`select encode(substring(bytes from ${nth * PART_BYTES + 1} for ${PART_BYTES}), 'base64') as text from files where id = ${id}`,
    )
    yield Buffer.from(found?.text ?? '', 'base64')
  }
}

/** The type found by its first bytes, not by its name; null where there is no such file. */
export async function fileType(tx: Tx, id: number): Promise<string | null> {
  const [found] = await tx.select({ type: files.type }).from(files).where(eq(files.id, id))
  return found?.type ?? null
}

/** These files are kept from now on; answers those whose bytes are still there. */
export async function keepFiles(tx: Tx, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const kept = await rows<{ id: number }>(
    tx,
    sql`update files set drop_at = null
        where id = any(array(select value::bigint from jsonb_array_elements_text(${json(ids)})))
          and (sealed_key is not null or bytes is not null) returning id`,
  )
  const there = new Set(kept.map((k) => k.id))
  return ids.filter((id) => there.has(id))
}

/** Puts files into a case, which keeps them; answers those that could be: what lay too long is gone. */
export async function attachFiles(tx: Tx, caseId: number, ids: readonly number[], now: Date): Promise<number[]> {
  const kept = await keepFiles(tx, ids)
  if (kept.length > 0) await tx.insert(caseFiles).values(kept.map((fileId) => ({ caseId, fileId, at: now })))
  return kept
}

/** The files of a case. */
export const inCase = async (tx: Tx, caseId: number): Promise<number[]> =>
  (await tx.select({ id: caseFiles.fileId }).from(caseFiles).where(eq(caseFiles.caseId, caseId))).map((f) => f.id)

/** Puts bytes and names out of reach for good, whoever holds the files; the rows stay, for what points to them. */
export async function dropFiles(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx
    .update(files)
    .set({ name: '', hash: '', sealedKey: null, bytes: null, dropAt: now })
    .where(inArray(files.id, [...ids]))
}

/** Drops files whose time has come and that nothing has taken, at most `most`; answers how many. */
export async function dropUnattachedFiles(tx: Tx, now: Date, most: number): Promise<number> {
  const due = await rows<{ id: number }>(
    tx,
    sql`select id from files f where drop_at <= ${now.toISOString()}::timestamptz and (sealed_key is not null or bytes is not null)
          and not exists (select 1 from case_files c where c.file_id = f.id) and not exists (select 1 from case_materials m where m.file_id = f.id)
          and not exists (select 1 from pledge_photos p where p.file_id = f.id)
        order by drop_at limit ${most} for update skip locked`,
  )
  const ids = due.map((f) => f.id)
  await dropFiles(tx, ids, now)
  return ids.length
}

/** Takes away what is left of files dropped before, at most `most` of them; answers how many. */
export async function removeDropped(tx: Tx, fileParts: Database['fileParts'], most: number): Promise<number> {
  const gone = await rows<{ id: number }>(
    tx,
    sql`select id from files where drop_at is not null and sealed_key is null and bytes is null
        order by drop_at limit ${most} for update skip locked`,
  )
  for (const { id } of gone) {
    await fileParts(tx).remove(id)
    await tx.update(files).set({ dropAt: null }).where(eq(files.id, id))
    await pause()
  }
  return gone.length
}

/** Seals the oldest file that lies in clear; false where there is none. Names of that time were not masked: they are now. */
export async function sealOldFile(
  tx: Tx,
  fileParts: Database['fileParts'],
  { cipher, random }: FileKeys,
): Promise<boolean> {
  const [old] = await rows<Kept>(
    tx,
    sql`select id, name, type, size, hash, null as key, true as clear
        from files where bytes is not null order by id limit 1 for update skip locked`,
  )
  if (!old) return false
  const { id, size } = old
  const key = random(32)
  const count = lengthsOf(size).length
  await fileParts(tx).write(id, sealed(id, key, partsInClear(tx, old), { count, random, seen: () => undefined }))
  const name = storedName(old.name, /\.([^.]{1,10})$/.exec(old.name)?.[1] ?? 'bin')
  await tx
    .update(files)
    .set({ name, sealedKey: sealKey(cipher, key, random), bytes: null })
    .where(eq(files.id, id))
  return true
}
