/** Photos sent in a chat, whatever the channel: what is kept of them, how many, and for how long. */
import { expect, test } from 'vitest'
import { FILE_QUOTAS } from '../../core/file-quota.ts'
import { makeFileQuota } from '../../db/files/file-quota.ts'
import { FILE_REFUSED } from '../../core/messages/files.ts'
import { beginReading } from '../../db/files/file-readings.ts'
import { readFile } from '../../db/files/files.ts'
import { inbox } from '../../db/schema.ts'
import { rig } from '../scheduler/rig.ts'
import { GPS_BYTES, phoneJpeg, slowHeic } from '../support/pictures.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'
import { tablesHolding } from './rig.ts'

const ID = '120225198001015678'
const photo = (name = 'photo.jpg') => ({ kind: 'file', name, type: 'image/jpeg', size: 0 }) as const

/** The newest file that came in, as it is kept. */
async function newest(desk: TestDesk) {
  const rows = await desk.database.db.select({ id: inbox.id, fileId: inbox.fileId }).from(inbox)
  const { fileId } = rows.sort((a, b) => a.id - b.id).at(-1)!
  return fileId === null ? null : readFile(desk.database, desk.requestContext().cipher, fileId)
}

test('a photo from any channel is kept without its place and under a name without numbers', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z')
  try {
    for (const channel of ['telegram', 'wechat', 'web'] as const) {
      await desk.sends(channel, photo(`赵小花${ID}.jpg`), phoneJpeg(6), { channel })
      const kept = await newest(desk)
      expect(Buffer.from(kept!.bytes).includes(GPS_BYTES), channel).toBe(false)
      expect(kept!.name, channel).toBe('赵小花120xxxxxxxxxxx78.jpg')
      expect(desk.seen(channel).map((m) => m.text).join(), channel).toContain('身份证号我遮住了') // prettier-ignore
    }
    expect(await tablesHolding(desk.database, [ID])).toEqual([])
  } finally {
    await desk.stop()
  }
})

test('a person who has sent enough today is told what to do, nothing more is kept, and tomorrow it goes on', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z', undefined, { quota: true })
  try {
    await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram' })
    expect(desk.last('老李')).toContain('照片收到了')
    const counted = makeFileQuota({ db: desk.database.db, cipher: desk.requestContext().cipher, maxMegabytes: 1000 })
    for (let i = 1; i < FILE_QUOTAS.conversation.files; i++)
      expect(await counted.charge({ lane: 'telegram:老李' }, 1, desk.now)).toBeNull()
    let fetched = 0
    await desk.sends('老李', { ...photo(), size: 5_000 }, phoneJpeg(), {
      channel: 'telegram',
      fetched: () => fetched++,
    })
    expect(desk.last('老李')).toMatch(/今天发的文件够多了.*请明天再发.*窗口。$/)
    expect(await newest(desk)).toBeNull()
    expect(fetched).toBe(0)
    await desk.sends('老王', photo(), phoneJpeg(), { channel: 'telegram' })
    expect(desk.last('老王')).toContain('照片收到了')
    desk.now = new Date('2026-11-24T02:00:00Z')
    await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram' })
    expect(desk.last('老李')).toContain('照片收到了')
  } finally {
    await desk.stop()
  }
})

test('the same message delivered again stores its file once', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z')
  try {
    let fetched = 0
    for (let i = 0; i < 3; i++)
      await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram', id: 'same', fetched: () => fetched++ })
    expect(fetched).toBe(1)
    expect(await desk.database.db.query.files.findMany()).toHaveLength(1)
  } finally {
    await desk.stop()
  }
})

test('a picture made to be slow is refused in one sentence, and the next one is taken', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z')
  try {
    const slow = slowHeic(1_000_000, { items: 900, extents: 100, length: 0xffffff })
    await desk.sends('老李', { ...photo('a.heic'), type: 'image/heic' }, slow, { channel: 'telegram' })
    expect(desk.last('老李')).toContain(FILE_REFUSED.unreadable)
    expect(await newest(desk)).toBeNull()
    await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram' })
    expect(desk.last('老李')).toContain('照片收到了')
    expect(await desk.database.db.query.attempts.findMany()).toEqual([])
  } finally {
    await desk.stop()
  }
})

test('what calls itself a picture and contains none is refused in one sentence, on any channel', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z')
  try {
    const nothing = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(26)])
    for (const channel of ['telegram', 'wechat', 'web'] as const) {
      await desk.sends(channel, photo(), nothing, { channel })
      expect(desk.last(channel), channel).toContain(FILE_REFUSED.unreadable)
      expect(await newest(desk), channel).toBeNull()
    }
  } finally {
    await desk.stop()
  }
})

test('a file that was being read when the process died twice is refused at its next delivery', async () => {
  const desk = await testDesk('2026-11-23T02:00:00Z')
  try {
    const reading = desk.requestContext().cipher.digest('file read', 'telegram deadly')
    // what two processes that died in it have left
    for (let i = 0; i < 2; i++) expect(await beginReading(desk.database.db, reading, desk.now)).toBe(true)
    await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram', id: 'deadly' })
    expect(desk.last('老李')).toContain(FILE_REFUSED.unreadable)
    expect(await newest(desk)).toBeNull()
    await desk.sends('老李', photo(), phoneJpeg(), { channel: 'telegram', id: 'other' })
    expect(desk.last('老李')).toContain('照片收到了')
  } finally {
    await desk.stop()
  }
})

test('a photo that no case takes is gone after a day; whoever hands it in later is asked to send it again', async () => {
  const r = await rig('2026-11-23 10:00')
  const { desk } = r
  try {
    await desk.taps('老李', 'apply:dibao')
    await desk.taps('老李', 'whom:0')
    await desk.sends('老李', photo(), phoneJpeg())
    expect(desk.last('老李')).toContain('已收到照片 1 张')
    await r.at('2026-11-24 09:10')
    expect(await newest(desk)).not.toBeNull()
    await r.at('2026-11-24 10:10')
    expect(await newest(desk)).toBeNull()
    await desk.taps('老李', 'submit')
    await desk.says('老李', '李秀英 13812345678')
    expect(desk.seen('老李').at(-2)!.text).toContain('已为您登记')
    expect(desk.last('老李')).toContain('请重新发一次')
    expect(await desk.database.db.query.caseFiles.findMany()).toEqual([])
  } finally {
    await r.stop()
  }
})

test('a photo in a case stays however long it takes', async () => {
  const r = await rig('2026-11-23 10:00')
  const { desk } = r
  try {
    await desk.says('老李', '人工')
    await desk.says('老李', '村口路灯坏了')
    await desk.sends('老李', photo(), phoneJpeg())
    expect(desk.last('老李')).toContain('已放进')
    await r.at('2026-12-23 10:10')
    expect(await newest(desk)).not.toBeNull()
  } finally {
    await r.stop()
  }
})
