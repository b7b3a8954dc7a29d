/** No secret stands in clear in any column of any table: what lets somebody in is derived, hashed, sealed or taken out. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../../app.ts'
import { readConfig } from '../../config.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { DeliveryError } from '../../core/channel.ts'
import { sha256 } from '../../core/hash-chain.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { EXPIRED, HIDDEN, hideNamedSecrets } from '../../core/privacy/hide-secrets.ts'
import { keepMessage, openMessage } from '../../core/privacy/kept-message.ts'
import type { Client } from '../../core/client/scopes.ts'
import { issueToken } from '../../db/clients/clients.ts'
import { sealLookupCodes } from '../../db/cases/seal-lookup-codes.ts'
import { MIGRATIONS, readJournal } from '../../db/migrate.ts'
import { openDb } from '../../db/open-database.ts'
import { inviteStaff } from '../../db/people/staff.ts'
import { resendMessage } from '../../db/queue/dead-letters.ts'
import { dropExpiredSecrets } from '../../db/queue/expired-secrets.ts'
import { rows } from '../../db/rows.ts'
import { bindCodes, cases, conversations, inbox, inquiries, mailbox, outbox } from '../../db/schema.ts'
import type { Database } from '../../db/types.ts'
import { type DeskRig, deskRig } from '../desk/rig.ts'
import { tablesHolding } from '../dialogue/rig.ts'
import { onServer, openTestDb, type TestDb } from '../support/db.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'
import { quiet } from '../support/quiet.ts'

const AT = '2026-11-23T02:00:00Z'
const MINUTE = 60_000
const random = (n: number) => randomBytes(n)
/** Where these stand, however they are written. */
const standing = (of: { database: Database }, ...words: string[]) =>
  tablesHolding(of.database, [...new Set(words.flatMap((w) => [w, w.toLowerCase()]))])
const codeIn = (text: string): string => /查询码[：: ]*([A-Z0-9]{6})/.exec(text)?.[1] ?? ''
const numberIn = (text: string): string => /BS\d{8}-\d{4}/.exec(text)?.[0] ?? ''

describe('on the web', () => {
  let database: TestDb
  let desk: DeskRig
  beforeAll(async () => {
    database = await openTestDb()
    desk = await deskRig(database, AT)
  })
  afterAll(async () => {
    await desk.close()
    await database.drop()
  })
  const newest = async (who: string): Promise<string> => (await desk.seen(who)).at(-1) ?? ''
  const own = async (who: string): Promise<string[]> =>
    (await desk.web.messages(who, null)).messages.filter((m) => m.from === 'resident').map((m) => m.text)
  const invite = async (name: string): Promise<string> =>
    (await database.db.transaction((tx) => inviteStaff(tx, desk.setting(), { name, department: 'GGB', role: 'clerk' }))).code // prettier-ignore
  const track = (number: string, code: string) =>
    desk.app.inject({
      method: 'POST',
      url: '/track',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ number, code }).toString(),
    })
  const api = (number: string, code: string) =>
    desk.app.inject({ url: `/api/v1/cases/${number}`, headers: { 'x-lookup-code': code } })

  test.each([
    ['as it is asked for', (code: string) => `/bind ${code}`],
    ['in small letters', (code: string) => `/BIND ${code.toLowerCase()}`],
    ['in Chinese, with a colon and a gap', (code: string) => `绑定码：${code.slice(0, 4)} ${code.slice(4)}`],
  ])('a binding code typed %s binds, and stands nowhere once it is answered', async (how, typed) => {
    const code = await invite(`员工${how}`)
    await desk.says(how, typed(code))
    expect(await newest(how)).toContain('绑定好了')
    expect(await standing(desk, code, code.slice(0, 4), code.slice(4))).toEqual([])
    expect(await own(how)).toEqual([expect.stringContaining(HIDDEN)])
  })

  test('a wrong one, one among other words and one without any are kept no more than the right one', async () => {
    const code = await invite('李忘')
    for (const said of ['/bind ZZZZ9999', `您好，我的绑定码 ${code} 怎么用`, code, `绑定码 ${code}怎么用`])
      await desk.says('stranger', said)
    expect(await standing(desk, 'ZZZZ9999', code)).toEqual([])
    const kept = await database.db.select({ text: inquiries.text }).from(inquiries)
    expect(kept.map((q) => q.text).join()).toContain(`绑定码 ${HIDDEN} 怎么用`)
    await desk.says('李忘', `/bind ${code}`)
    expect(await newest('李忘')).toContain('绑定好了')
  })

  test('its hash is keyed, and one of an older version is good for its day', async () => {
    const code = await invite('钱新')
    expect(await standing(desk, sha256(code))).toEqual([])
    const old = await invite('钱旧')
    await database.db.update(bindCodes).set({ codeHash: sha256(old) }).where(eq(bindCodes.codeHash, desk.setting().cipher.digest('bind code', old))) // prettier-ignore
    for (const [who, typed] of [['钱新', code], ['钱旧', old]] as const) {
      await desk.says(who, `/bind ${typed}`)
      expect(await newest(who)).toContain(`${who}，绑定好了`)
    } // prettier-ignore
  })

  test('a sign-in link is read by whom it was sent to for ten minutes, and lets them in, and stands nowhere', async () => {
    await desk.clerk('赵', 'GGB')
    const link = await desk.link('赵')
    const token = link.split('/').at(-1)!
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(await standing(desk, token)).toEqual([])
    expect(await newest('赵')).toContain(token)
    expect((await desk.app.inject({ method: 'POST', url: link })).headers.location).toBe('/staff')
    desk.now = new Date(desk.now.getTime() + 10 * MINUTE)
    expect(await newest('赵')).toContain(EXPIRED)
    expect(await newest('赵')).not.toContain(token)
    const sealed = () =>
      rows<{ n: number }>(database.db, sql`select count(*)::int as n from mailbox where message #> '{sealed,words}' is not null and message #> '{sealed,until}' is not null`) // prettier-ignore
    expect((await sealed())[0]!.n).toBeGreaterThan(0)
    await database.db.transaction((tx) => dropExpiredSecrets(tx, desk.now, 100))
    expect((await sealed())[0]!.n).toBe(0)
    expect(await newest('赵')).toContain(EXPIRED)
  })

  test('the sealed words of a letter go with its sending', async () => {
    const [left] = await rows<{ n: number }>(database.db, sql`select count(*)::int as n from outbox where state = 'sent' and message #> '{sealed,words}' is not null`) // prettier-ignore
    expect(left!.n).toBe(0)
  })

  test('a look-up code is told in the chat, opens the page and the API, and stands nowhere', async () => {
    await desk.says('老李', '人工')
    await desk.says('老李', '李庄路灯坏了')
    const told = await newest('老李')
    const [number, code] = [numberIn(told), codeIn(told)]
    expect(code).toMatch(/^[A-Z0-9]{6}$/)
    expect((await track(number, code)).statusCode).toBe(200)
    expect((await api(number, code)).json()).toMatchObject({ number, reach: 'own' })
    const wrong = code === 'AAAAAA' ? 'CCCCCC' : 'AAAAAA'
    expect((await track(number, wrong)).statusCode).toBe(404)
    expect((await api(number, wrong)).statusCode).toBe(404)
    await desk.says('老李', '我的办件')
    expect(await newest('老李')).toContain(`${number} `)
    expect(codeIn(await newest('老李'))).toBe(code)
    await desk.says('老李', `${number} ${code.toLowerCase()}`)
    await desk.says('老李', `您好，查询码：${code}，帮我看看`)
    await desk.says('老李', `那个灯还没修，${code} 这个码我留着呢`)
    await desk.says('别人', `帮我看看 ${number}，码是 ${code}`)
    expect(await standing(desk, code)).toEqual([])
    // what was said stays in the chat of whom it was said to
    expect((await desk.seen('老李')).filter((text) => text.includes(code))).toHaveLength(2)
    expect(await database.db.select({ code: cases.sealedLookupCode }).from(cases)).toContainEqual({ code: null })
  })

  test('so does one a clerk hands out, one of the API, and one of Open311', async () => {
    await desk.clerk('孙', 'GGB')
    await desk.says('孙', '代办登记 李庄井盖坏了')
    const walkIn = codeIn((await desk.seen('孙')).findLast((text) => text.includes('已登记')) ?? '')
    const given = { name: '12345', scopes: ['cases:write'] as Client['scopes'], perMinute: 600, byStaffId: null }
    const { token } = await database.db.transaction((tx) => issueToken(tx, given, desk.now, random))
    const made = await desk.app.inject({
      method: 'POST',
      url: '/api/v1/cases',
      headers: { authorization: `Bearer ${token}` },
      payload: { text: '李庄水管漏了', department: 'GGB', reference: 'GD-1' },
    })
    const { number, lookupCode, message } = made.json<{ number: string; lookupCode: string; message: string }>()
    expect(message).toContain(`查询码：${lookupCode}`)
    expect((await api(number, lookupCode)).statusCode).toBe(200)
    const open311 = await desk.app.inject({
      method: 'POST',
      url: '/open311/v2/requests.json',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        service_code: 'report-GGB',
        address_string: '李庄',
        description: '井盖',
      }).toString(),
    })
    const [request] = open311.json<{ service_request_id: string; lookup_code: string; service_notice: string }[]>()
    expect(request!.service_notice).toContain(request!.lookup_code)
    expect((await track(request!.service_request_id, request!.lookup_code)).statusCode).toBe(200)
    expect(walkIn).toMatch(/^[A-Z0-9]{6}$/)
    expect(await standing(desk, walkIn, lookupCode, request!.lookup_code)).toEqual([])
  })

  test('a notice, which never changes and is read by whoever has its address, does not name it', async () => {
    await desk.clerk('周', 'GFB')
    const number = await desk.opens({ kind: 'application', item: 'dibao', department: 'GFB' })
    await desk.says('周', `认领 ${number}`)
    await desk.says('周', `受理 ${number}`)
    const code = lookupCodeOf(desk.setting().cipher, { number, sealedLookupCode: null })
    const [notice] = await rows<{ token: string }>(database.db, sql`select n.token from notices n join cases c on c.id = n.case_id where c.number = ${number} and n.kind = 'acceptance'`) // prettier-ignore
    const page = await desk.app.inject({ url: `/notices/${notice!.token}`, headers: { accept: 'text/html' } })
    expect(page.body).toContain('登记时发送的查询码')
    expect(page.body).not.toContain(code)
    expect(await standing(desk, code)).toEqual([])
  })

  test('a code for the counter is read by its owner, used there, and stands nowhere', async () => {
    await desk.clerk('吴', 'DQZX')
    await desk.says('网民', '窗口登记')
    const code = /登记号：([A-Z0-9]{8})/.exec(await newest('网民'))![1]!
    expect(await standing(desk, code)).toEqual([])
    await desk.says('吴', `登记本人 ${code}`)
    await desk.says('吴', `登记本人 ${code} 李秀英 13812345678`)
    expect(await newest('吴')).toContain('已登记李秀英')
    expect(await standing(desk, code)).toEqual([])
  })
})

describe('on a platform', () => {
  let desk: TestDesk
  const sent: string[] = []
  beforeEach(async () => {
    desk = await testDesk(AT, undefined, { phoneCodes: { send: (_phone, code) => void sent.push(code) } })
    await desk.staff('clerk', 'GGB')
  })
  afterEach(() => desk.stop())
  const link = () => /\/staff\/enter\/([\w-]+)/.exec(desk.last('clerk'))?.[1] ?? ''
  const passes = async (minutes: number) => {
    desk.now = new Date(desk.now.getTime() + minutes * MINUTE)
    await desk.tick()
  }
  const letter = async () =>
    (await rows<{ id: number; state: string; words: unknown }>(desk.database.db, sql`select id, state, message #> '{sealed,words}' as words from outbox order by id desc limit 1`))[0]! // prettier-ignore

  test('a link that waits for its platform is sealed, and sent as it is within its time', async () => {
    desk.fail('clerk', new DeliveryError('retry', 'away'))
    await desk.says('clerk', '网页')
    expect(await letter()).toMatchObject({ state: 'waiting', words: [expect.stringMatching(/^v1\./)] })
    expect(await standing(desk, 'staff/enter')).toEqual([])
    desk.fail('clerk', null)
    await passes(5)
    expect(link()).toMatch(/^[\w-]{32}$/)
    expect(await letter()).toMatchObject({ state: 'sent', words: null })
    expect(await standing(desk, link())).toEqual([])
  })

  test('one that comes too late is not sent: whoever asked is told to ask again', async () => {
    desk.fail('clerk', new DeliveryError('retry', 'away'))
    await desk.says('clerk', '网页')
    desk.fail('clerk', null)
    await passes(11)
    expect(desk.last('clerk')).toContain(EXPIRED)
    expect(desk.last('clerk')).not.toContain('staff/enter')
  })

  test.each(['refused', 'unreachable'] as const)('%s by the platform it is gone from the row, now and when it is sent again', async (verdict) => {
    desk.fail('clerk', new DeliveryError(verdict, 'no'))
    await desk.says('clerk', '网页')
    const { id, ...kept } = await letter()
    expect(kept).toEqual({ state: verdict, words: null })
    desk.fail('clerk', null)
    await desk.database.db.transaction((tx) => resendMessage(tx, id, desk.now))
    await passes(11)
    expect(desk.last('clerk')).toContain(EXPIRED)
  }) // prettier-ignore

  test('a letter with a look-up code that did not go can be sent again, whole', async () => {
    await desk.says('resident', '人工')
    desk.fail('resident', new DeliveryError('refused', 'no'))
    await desk.says('resident', '李庄路灯坏了')
    const [{ id } = { id: 0 }] = await rows<{ id: number }>(desk.database.db, sql`select id from outbox where state = 'refused'`) // prettier-ignore
    const [{ number } = { number: '' }] = await desk.database.db.select({ number: cases.number }).from(cases)
    const code = lookupCodeOf(desk.requestContext().cipher, { number, sealedLookupCode: null })
    expect(await standing(desk, code)).toEqual([])
    desk.fail('resident', null)
    await desk.database.db.transaction((tx) => resendMessage(tx, id, desk.now))
    await passes(1)
    expect(codeIn(desk.last('resident'))).toBe(code)
    await desk.says('resident', '催办', { quoted: desk.last('resident') })
    await desk.says('resident', '还有一盏也坏了', { quoted: desk.last('resident') })
    expect(await standing(desk, code)).toEqual([])
  })

  test('a code said in a group, and a message of the desk that is quoted, leave nothing behind', async () => {
    const { code } = await desk.database.db.transaction((tx) => inviteStaff(tx, desk.requestContext(), { name: '新', department: 'GGB', role: 'clerk' })) // prettier-ignore
    await desk.says('group', `/bind ${code}`, { group: true, channel: 'telegram' })
    await desk.says('clerk', '网页')
    const token = link()
    await desk.says('clerk', '这个怎么用', { quoted: desk.last('clerk') })
    await desk.says('clerk', `我转发一下 http://town.test/staff/enter/${token}`)
    expect(await standing(desk, code, token)).toEqual([])
  })

  test('a code that came by text message is gone once it was read, right or wrong', async () => {
    await desk.says('网民', '确认电话')
    await desk.says('网民', '13812345678')
    const code = sent.at(-1)!
    const wrong = code === '123456' ? '654321' : '123456'
    for (const typed of [wrong, code]) await desk.says('网民', typed)
    expect(desk.last('网民')).toContain('确认好了')
    expect(await standing(desk, code, wrong)).toEqual([])
  })
})

describe('codes of an older version', () => {
  const OLD = 'QTRWXY'
  /** As the version before left them: a case with a code of its own, and the letter that told it. */
  async function before(db: Database['db'], address: string): Promise<string> {
    const at = sql`timestamptz '2026-11-20 09:00+08'`
    const text = JSON.stringify({ text: `已为您登记。\n编号：BS20261120-0001\n查询码：${OLD}\n负责：公共管理办公室`, choices: [] }) // prettier-ignore
    await db.execute(sql`insert into persons (created_at) values (${at})`)
    await db.execute(
      sql`insert into conversations (channel, address, person_id, created_at) select 'web', ${address}, max(id), ${at} from persons`,
    )
    await db.execute(
      sql`insert into cases (number, lookup_code, kind, state, department, text, opened_at, opened_on, moved_at, resident_id)
          select 'BS20261120-0001', ${OLD}, 'report', 'assigned', 'GGB', '路灯坏了', ${at}, '2026-11-20', ${at}, max(id) from persons`,
    )
    await db.execute(sql`insert into mailbox (address, author, message, at) values (${address}, 'desk', ${text}::jsonb, ${at})`) // prettier-ignore
    for (const state of ['sent', 'dead'])
      await db.execute(
        sql`insert into outbox (lane, conversation_id, message, urgency, about, state, not_before, created_at, settled_at)
            select 'web:' || ${address}, max(id), ${text}::jsonb, 'answer', 'answer', ${state}, ${at}, ${at}, ${at} from conversations`,
      )
    return 'BS20261120-0001'
  }

  test('are sealed where they lie, in the letters too, and are what they were to whom they were told', async () => {
    const database = await openTestDb()
    const desk = await deskRig(database, AT)
    try {
      const number = await before(database.db, '老王')
      expect(await standing(desk, OLD)).toHaveLength(3)
      const keys = desk.setting()
      expect(await sealLookupCodes(database.db, keys)).toBe(1)
      expect(await standing(desk, OLD)).toEqual([])
      expect(await sealLookupCodes(database.db, keys)).toBe(0)
      const [row] = await database.db.select().from(cases)
      expect(row!.sealedLookupCode).toMatch(/^v1\./)
      expect(lookupCodeOf(keys.cipher, row!)).toBe(OLD)
      expect(await desk.seen('老王')).toEqual([expect.stringContaining(`查询码：${OLD}\n`)])
      const api = await desk.app.inject({ url: `/api/v1/cases/${number}`, headers: { 'x-lookup-code': OLD } })
      expect(api.statusCode).toBe(200)
      await desk.says('老王', '我的办件')
      expect((await desk.seen('老王')).at(-1)).toContain(`${number} `)
      expect(codeIn((await desk.seen('老王')).at(-1)!)).toBe(OLD)
      expect(await standing(desk, OLD)).toEqual([])
      // under another key nobody reads it: the code that is made from the number counts
      const other = makeCipher('another key')
      expect(lookupCodeOf(other, row!)).toBe(lookupCodeOf(other, { number, sealedLookupCode: null }))
    } finally {
      await desk.close()
      await database.drop()
    }
  })

  test('what the migration finds of used binding codes and old links is gone, what only looks alike stays', async () => {
    const database = await openTestDb()
    const { db } = database
    try {
      const heard = ['/bind K7M2QXAB', '绑定 k7m2qxab', '绑定 社保卡', '怎么绑定手机', '人工'].map((text) => ({ body: { kind: 'text', text } })) // prettier-ignore
      const link = { text: '点下面的链接：\nhttps://town.test/staff/enter/AbCd-_1234567890' }
      for (const [i, message] of heard.entries())
        await db.insert(inbox).values({ channel: 'telegram', updateId: `u${i}`, lane: 'telegram:1', message, receivedAt: new Date(AT), doneAt: new Date(AT) }) // prettier-ignore
      await db.insert(mailbox).values([{ author: 'resident', message: { text: '/bind K7M2QXAB' } }, { author: 'desk', message: link }].map((m) => ({ ...m, address: 'a', at: new Date(AT) }))) // prettier-ignore
      const [c] = await db.insert(conversations).values({ channel: 'telegram', address: '1', createdAt: new Date(AT) }).returning() // prettier-ignore
      await db.insert(outbox).values({ lane: 'telegram:1', conversationId: c!.id, message: link, urgency: 'answer', about: 'answer', state: 'sent', notBefore: new Date(AT), createdAt: new Date(AT) }) // prettier-ignore
      const file = readFileSync(join(MIGRATIONS, `${readJournal().find((e) => e.tag.endsWith('_sealed_codes'))!.tag}.sql`), 'utf8') // prettier-ignore
      for (const step of file.split('--> statement-breakpoint').filter((s) => /^UPDATE/m.test(s))) await db.execute(sql.raw(step)) // prettier-ignore
      expect(await standing({ database }, 'K7M2QXAB', 'AbCd-_1234567890')).toEqual([])
      const left = await rows<{ text: string }>(
        db,
        sql`select message #>> '{body,text}' as text from inbox order by id`,
      )
      expect(left.map((r) => r.text)).toEqual([`/bind ${HIDDEN}`, `/bind ${HIDDEN}`, '绑定 社保卡', '怎么绑定手机', '人工']) // prettier-ignore
    } finally {
      await database.drop()
    }
  })

  test('are sealed by the start of the desk, and open the page', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'shouwen-codes-'))
    const server = onServer ? await openTestDb() : null
    const settings = { DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent', ...(server?.url ? { DATABASE_URL: server.url } : {}) } // prettier-ignore
    const config = readConfig(settings)
    const open = async () => server ?? openDb({ dir }, { log: quiet })
    try {
      const old = await open()
      const number = await before(old.db, '老王')
      if (!server) await old.close()
      const app = await startApp(config, { now: () => new Date(AT), random, log: quiet })
      const form = new URLSearchParams({ number, code: OLD })
      const page = await fetch(`${app.url}/track`, { method: 'POST', body: form, headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('路灯坏了')
      await app.stop()
      const after = await open()
      expect(await standing({ database: after }, OLD)).toEqual([])
      if (!server) await after.close()
    } finally {
      await server?.drop()
      rmSync(dir, { recursive: true, force: true })
    }
  }, 120_000)
})

describe('what is kept of a message', () => {
  const keys = { cipher: makeCipher('a key'), random }
  const now = new Date(AT)
  test('opens to what it was, whatever stood in it, and stays blank under another key', () => {
    const text = `一 A+B 二 ${HIDDEN} 三 A+B`
    const until = new Date(now.getTime() + MINUTE)
    const kept = keepMessage(keys, { text, choices: [], secret: { words: ['A+B', ''], until } })
    expect(kept.text).toBe(`一 ${HIDDEN} 二 ${HIDDEN} 三 ${HIDDEN}`)
    expect(openMessage(keys.cipher, kept, now).text).toBe(text)
    // said again it is sealed again
    expect(keepMessage(keys, openMessage(keys.cipher, kept, now))).toMatchObject({ text: kept.text, sealed: { until: until.toISOString() } }) // prettier-ignore
    expect(openMessage(makeCipher('another'), kept, now).text).toBe(kept.text)
    expect(openMessage(keys.cipher, kept, until).text).toBe(`一 ${EXPIRED} 二 ${EXPIRED} 三 ${EXPIRED}`)
    expect(keepMessage(keys, kept)).toEqual(kept)
  })

  test.each([
    '绑定银行卡怎么弄',
    '登记号是多少',
    '查询码在哪里看',
    '查询码 BS20261123-0007',
    'accepted',
    'ACCEPTED 了吗',
    '验证码收不到',
    '京A12345',
    '路灯编号 K3C4',
  ])('%s has no secret in it', (text) => expect(hideNamedSecrets(text)).toBe(text))
})
