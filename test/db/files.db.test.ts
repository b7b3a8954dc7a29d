/** Files in the database: sealed in parts, dropped when nobody takes them, and those an older version left in clear. */
import { randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../../core/hash-chain.ts'
import { FILE_QUOTAS } from '../../core/file-quota.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { makeFileQuota } from '../../db/files/file-quota.ts'
import {
  attachFiles,
  dropFiles,
  dropUnattachedFiles,
  UNATTACHED_MS,
  readFile,
  removeDropped,
  sealedLengths,
  sealOldFile,
  storeFile,
} from '../../db/files/files.ts'
import { rows } from '../../db/rows.ts'
import { attempts, files } from '../../db/schema.ts'
import { townContext } from '../case/example-case.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const keys = { cipher: makeCipher('a key'), random: (n: number) => randomBytes(n) }
const WORDS = Buffer.from('这些字不能在数据库里读到')
/** Three parts, the last of them short. */
const LARGE = Buffer.concat([randomBytes(300_000), WORDS])

let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.db.execute(sql`truncate file_parts, files, case_files, attempts cascade`)
})

const store = (bytes: Uint8Array = LARGE, now = NOW) =>
  storeFile(database, keys, { name: '照片.jpg', type: 'image/jpeg', bytes }, { now, dropAfterMs: UNATTACHED_MS })
const read = (id: number) => readFile(database, keys.cipher, id)
const later = (ms: number) => new Date(NOW.getTime() + ms)
const drop = (now: Date) => database.db.transaction((tx) => dropUnattachedFiles(tx, now, 10))

/** What lies there of a file, part by part, wherever it does. */
async function lying(id: number, size = LARGE.length): Promise<Buffer[]> {
  const parts: Buffer[] = []
  for await (const part of database.fileParts(database.db).read(id, sealedLengths(size))) parts.push(Buffer.from(part)) // prettier-ignore
  return parts
}
const put = (id: number, parts: readonly Buffer[]) =>
  database.fileParts(database.db).write(
    id,
    (async function* () {
      yield* parts
    })(),
  )
/** Whether these bytes stand anywhere in clear. */
async function inClearSomewhere(id: number, bytes: Buffer): Promise<boolean> {
  const [found] = await rows<{ n: number }>(
    database.db,
    sql`select count(*) as n from files where position(decode(${bytes.toString('base64')}, 'base64') in bytes) > 0`,
  )
  return found!.n > 0 || Buffer.concat(await lying(id)).includes(bytes)
}

/** A row as the version before wrote it. */
async function inClear(name: string, bytes: Buffer): Promise<number> {
  const [row] = await rows<{ id: number }>(
    database.db,
    sql`insert into files (name, type, size, hash, bytes, created_at)
        values (${name}, 'image/jpeg', ${bytes.length}, ${sha256(bytes)}, decode(${bytes.toString('base64')}, 'base64'), ${NOW.toISOString()}::timestamptz)
        returning id`,
  )
  return row!.id
}

describe('a file stored', () => {
  test.each([1, 131_072, 131_073, 300_036])('of %i bytes comes back as it was', async (size) => {
    const bytes = LARGE.subarray(0, size)
    const id = await store(bytes)
    const back = await read(id)
    expect({ ...back, bytes: null }).toEqual({ name: '照片.jpg', type: 'image/jpeg', bytes: null })
    expect(Buffer.compare(back!.bytes, bytes)).toBe(0)
    expect(await lying(id, size)).toHaveLength(Math.ceil(size / 131_072))
  })

  test('lies nowhere in clear, and the row names the key of the desk', async () => {
    const id = await store()
    expect(await inClearSomewhere(id, WORDS)).toBe(false)
    const [row] = await database.db.select().from(files).where(eq(files.id, id))
    expect(row).toMatchObject({ bytes: null, size: LARGE.length, hash: sha256(LARGE) })
    expect(row!.sealedKey).toMatch(/^v1\.[0-9a-f]{8}\./)
  })

  test('does not open with another key, with its parts changed places, in the place of another, cut short, or touched', async () => {
    const id = await store()
    await expect(readFile(database, makeCipher('another'), id)).rejects.toThrow('another key')
    const [one, two, three] = (await lying(id)) as [Buffer, Buffer, Buffer]
    const touched = Buffer.from(one)
    touched[100]! ^= 1
    for (const parts of [
      [two, one, three],
      [one, one, three],
      [one, two],
      [touched, two, three],
    ]) {
      await put(id, parts)
      await expect(read(id)).rejects.toThrow()
    }
    const other = await store()
    await put(other, [one, two, three])
    await expect(read(other)).rejects.toThrow()
    await put(id, [one, two, three])
    expect(Buffer.compare((await read(id))!.bytes, LARGE)).toBe(0)
  })

  test('put out of reach is so at once, with the key; what lies there goes with the next turn of the job', async () => {
    const id = await store()
    const all = await lying(id)
    await database.db.transaction((tx) => dropFiles(tx, [id], NOW))
    expect(await read(id)).toBeNull()
    expect(await lying(id)).toEqual(all)
    const remove = () => database.db.transaction((tx) => removeDropped(tx, database.fileParts, 10))
    expect([await remove(), await remove()]).toEqual([1, 0])
    expect(await lying(id)).toEqual([])
  })

  test('a transaction taken back leaves it as it was', async () => {
    const id = await store()
    const broken = database.db.transaction(async (tx) => {
      await dropFiles(tx, [id], NOW)
      throw new Error('taken back')
    })
    await expect(broken).rejects.toThrow('taken back')
    expect(Buffer.compare((await read(id))!.bytes, LARGE)).toBe(0)
  })
})

test('a file that cannot be written to its end leaves nothing behind', async () => {
  let given = 0
  // the disk is full at the third part
  const random = (n: number) => {
    if (n !== 32 && ++given === 3) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return randomBytes(n)
  }
  const file = { name: '照片.jpg', type: 'image/jpeg', bytes: LARGE }
  await expect(storeFile(database, { ...keys, random }, file, { now: NOW, dropAfterMs: UNATTACHED_MS })).rejects.toThrow('no space') // prettier-ignore
  const [left] = await rows<{ files: number; newest: number }>(database.db, sql`select (select count(*) from files) as files, (select last_value from files_id_seq) as newest`) // prettier-ignore
  expect(left!.files).toBe(0)
  expect(await lying(left!.newest)).toEqual([])
})

describe('a file that no case takes', () => {
  test('is dropped after a day, bytes and name, and not an hour before', async () => {
    const id = await store()
    await drop(later(UNATTACHED_MS - 3_600_000))
    expect(await read(id)).not.toBeNull()
    await drop(later(UNATTACHED_MS))
    expect(await read(id)).toBeNull()
    await database.db.transaction((tx) => removeDropped(tx, database.fileParts, 10))
    expect(await lying(id)).toEqual([])
    const [row] = await database.db.select().from(files)
    expect(row).toMatchObject({ name: '', hash: '', sealedKey: null, dropAt: null })
  })

  test('half written, as a crash leaves it, is no file and goes with the others', async () => {
    const id = await store()
    await database.db.update(files).set({ hash: '' })
    await put(id, (await lying(id)).slice(0, 1))
    expect(await read(id)).toBeNull()
    expect(await drop(later(UNATTACHED_MS))).toBe(1)
  })

  test('stays once a case has it, and cannot be taken once it is gone', async () => {
    const kept = await store()
    const gone = await store()
    const ctx = { townContext, now: NOW, ...keys }
    const about = { kind: 'report', text: '路灯', item: null, department: 'GGB', residentId: null, conversationId: null } as const // prettier-ignore
    const caseContext = await database.db.transaction((tx) => openCase(tx, ctx, about))
    const attach = (ids: number[]) => database.db.transaction((tx) => attachFiles(tx, caseContext.case.id, ids, NOW))
    expect(await attach([kept])).toEqual([kept])
    await drop(later(400 * UNATTACHED_MS))
    expect(await read(kept)).not.toBeNull()
    expect(await attach([gone])).toEqual([])
  })
})

describe('a file an older version kept in clear', () => {
  test('is read, and sealed by the job, its name masked', async () => {
    const id = await inClear('身份证120225198001015678.jpg', LARGE)
    expect(await inClearSomewhere(id, WORDS)).toBe(true)
    expect(Buffer.compare((await read(id))!.bytes, LARGE)).toBe(0)
    const seal = () => database.db.transaction((tx) => sealOldFile(tx, database.fileParts, keys))
    expect([await seal(), await seal()]).toEqual([true, false])
    expect(await inClearSomewhere(id, WORDS)).toBe(false)
    const back = await read(id)
    expect(Buffer.compare(back!.bytes, LARGE)).toBe(0)
    expect(back!.name).toBe('身份证120xxxxxxxxxxx78.jpg')
  })
})

describe('quotas', () => {
  const MB = 1024 * 1024
  const quota = (maxMegabytes = 1_000_000) => makeFileQuota({ db: database.db, cipher: keys.cipher, maxMegabytes })
  const somebody = { lane: 'web:a', address: '203.0.113.1' }

  test('a conversation may send so many files a day, others and tomorrow are not touched by it', async () => {
    const q = quota()
    for (let i = 0; i < FILE_QUOTAS.conversation.files; i++) expect(await q.charge(somebody, 1, NOW)).toBeNull()
    expect(await q.charge(somebody, 1, NOW)).toBe('conversation')
    expect(await q.charge({ ...somebody, lane: 'web:b' }, 1, NOW)).toBeNull()
    expect(await q.charge(somebody, 1, later(86_400_000))).toBeNull()
  })

  test('so many megabytes; what does not fit is not counted, and something smaller still fits', async () => {
    const q = quota()
    const { megabytes } = FILE_QUOTAS.conversation
    for (let i = 0; i < megabytes / 10 - 1; i++) expect(await q.charge(somebody, 10 * MB, NOW)).toBeNull()
    expect(await q.charge(somebody, 6 * MB, NOW)).toBeNull()
    expect(await q.charge(somebody, 6 * MB, NOW)).toBe('conversation')
    expect(await q.charge(somebody, 4 * MB, NOW)).toBeNull()
    expect(await q.charge(somebody, 1, NOW)).toBe('conversation')
  })

  test('an address with ever new conversations, and ever new addresses, come to an end too', async () => {
    const q = quota()
    const full = async (name: keyof typeof FILE_QUOTAS, next: (i: number) => { lane: string; address?: string }) => {
      for (let i = 0; ; i++) {
        const refused = await q.charge(next(i), 100 * MB, NOW)
        if (refused) return expect(refused).toBe(name)
      }
    }
    await full('address', (i) => ({ lane: `web:${i}`, address: '203.0.113.9' }))
    await full('desk', (i) => ({ lane: `telegram:${i}` }))
    const [sum] = await rows<{ n: number }>(database.db, sql`select max(count) as n from attempts`)
    expect(sum!.n).toBeLessThanOrEqual(FILE_QUOTAS.desk.megabytes * 1024)
  })

  test('many at once, at two processes, get no more than the quota', async () => {
    const both = [quota(), quota()]
    const tries = Array.from({ length: 60 }, (_, i) => both[i % 2]!.charge(somebody, 1, NOW))
    const answers = await Promise.all(tries)
    expect(answers.filter((a) => a === null)).toHaveLength(FILE_QUOTAS.conversation.files)
  })

  test('what all files take has an end, and there is room again once some went', async () => {
    const id = await store(randomBytes(MB))
    expect(await quota(2).charge(somebody, MB, NOW)).toBeNull()
    expect(await quota(1).charge(somebody, 1, NOW)).toBe('storage')
    const q = quota(2)
    expect(await q.charge(somebody, MB, NOW)).toBeNull()
    expect(await q.charge(somebody, MB, NOW)).toBe('storage')
    await drop(later(UNATTACHED_MS))
    expect(await read(id)).toBeNull()
    expect(await q.charge(somebody, MB, later(UNATTACHED_MS))).toBeNull()
  })

  test('neither who nor from where can be read in what is counted', async () => {
    await quota().charge({ lane: 'web:mailbox-address', address: '203.0.113.77' }, 1, NOW)
    const kept = JSON.stringify(await database.db.select().from(attempts))
    expect(kept).not.toContain('mailbox-address')
    expect(kept).not.toContain('203.0.113.77')
  })
})
