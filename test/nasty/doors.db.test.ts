/**
 * Every door people talk through × one list of what they say: chat of residents in every step, words of staff, look-up,
 * desk forms, API, Open311, imports. No fault of the desk's own, nothing cut in silence, no secret kept, one sentence.
 */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../core/input/limits.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { LONGEST_MESSAGE, shorten } from '../../core/long-text.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { readCatalogFile } from '../../cli/catalog-file.ts'
import { cases, inbox } from '../../db/schema.ts'
import { rows } from '../../db/rows.ts'
import type { Database } from '../../db/types.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { apiRig, type ApiRig } from '../api/rig.ts'
import { type Clerk, deskRig, type DeskRig } from '../desk/rig.ts'
import { openTestDb, partHere } from '../support/db.ts'
import { carried, NASTY_SAID, NASTY_TEXTS, type NastyText, SECRETS } from './inputs.ts'

const SAID: readonly NastyText[] = [...NASTY_TEXTS, ...NASTY_SAID]
/** Every text comes to every kind of door. */
const saidAt = (door: number): readonly NastyText[] => partHere(SAID, door)
/** A part of them for one room of a door: together the rooms hear all, each more than once. */
const partOf = (room: number, rooms: number): readonly NastyText[] =>
  saidAt(room).filter((_, n) => n % rooms === room % rooms)
const SENTENCE = /[\u4e00-\u9fff].*[。？！：”）]|[\u4e00-\u9fff]/

/** Rows of any table that hold a number nobody needs; in digits alone, as whoever searches would look. */
async function secretsIn({ db }: Database): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables)
    for (const secret of SECRETS) {
      const [row] = await rows<{ n: number }>(
        db,
        sql`select count(*)::int as n from ${sql.identifier(name)} t where regexp_replace(t::text, '[[:space:]—-]', '', 'g') like ${`%${secret}%`}`,
      )
      if (row!.n > 0) found.push(`${name}: ${secret}`)
    }
  return found
}

test('the list is long, and each of it is told apart by its name', () => {
  expect(SAID.length).toBeGreaterThanOrEqual(200)
})

describe('chat', () => {
  let desk: TestDesk
  let serial = 0
  beforeAll(async () => {
    desk = await testDesk('2026-11-23T10:00:00+08:00')
    await desk.staff('王芳', 'GGB')
    await desk.staff('孙丽', 'GGB', 'head')
    await desk.staff('赵组', 'DZB', 'group')
  })
  afterAll(() => desk.stop())

  const failed = async () =>
    (await desk.database.db.select().from(inbox)).filter((m) => m.failed !== null || m.doneAt === null).map((m) => JSON.stringify(m.message).slice(0, 200)) // prettier-ignore

  const STEPS: readonly (readonly [string, (who: string) => Promise<void>])[] = [
    ['a new person', async () => undefined],
    ['asked to describe', (who) => desk.says(who, '人工')],
    ['asked to complain', (who) => desk.says(who, '投诉')],
    ['asked to challenge', (who) => desk.says(who, '质询')],
    ['asked how to be reached', async (who) => { for (const tap of ['apply:dibao', 'whom:0', 'submit']) await desk.taps(who, tap) }],
    ['asked what information', (who) => desk.taps(who, 'apply:xinxi-gongkai')],
    ['putting a contact right', (who) => desk.says(who, '更正')],
    ['with a case', async (who) => { await desk.says(who, '人工'); await desk.says(who, '李庄路灯坏了') }],
    ['with an open choice', async (who) => { await desk.says(who, '人工'); await desk.says(who, '李庄路灯坏了'); await desk.says(who, '进度') }],
  ] // prettier-ignore

  test.each(STEPS.map((step, room) => [step[0], step[1], room] as const))(
    'a resident: %s',
    { timeout: 300_000 },
    async (_, begin, room) => {
      const bad: string[] = []
      for (const [what, text] of partOf(room, 3)) {
        // each case counts against a day of its own: the list is longer than anybody's quota
        desk.now = new Date(desk.now.getTime() + 60_000)
        const who = `居民${++serial}`
        await begin(who)
        const before = desk.seen(who).length
        await desk.says(who, text)
        const said = desk.seen(who).slice(before)
        if (said.length === 0 || !said.every((m) => SENTENCE.test(m.text))) bad.push(`${what}: ${JSON.stringify(said.map((m) => m.text)).slice(0, 120)}`) // prettier-ignore
        if (said.some((m) => SECRETS.some((secret) => m.text.includes(secret)))) bad.push(`${what}: told back`)
      }
      expect(bad).toEqual([])
      expect(await failed()).toEqual([])
    },
  )

  test('what a resident asked to have registered is kept whole, or they are told how much of it was not', async () => {
    for (const text of ['漏'.repeat(LONGEST_MESSAGE), '漏'.repeat(LONGEST_MESSAGE + 1), '路灯坏了。'.repeat(600)]) {
      const who = `居民${++serial}`
      await desk.says(who, '人工')
      const before = desk.seen(who).length
      await desk.says(who, text)
      const [c] = (await desk.database.db.select().from(cases)).sort((a, b) => b.id - a.id)
      expect(c!.text).toBe(shorten(text).text)
      const said = desk.seen(who).slice(before).map((m) => m.text).join('\n') // prettier-ignore
      expect(/太长|字没有/.test(said)).toBe(text.length > LONGEST_MESSAGE)
    }
  })

  const WORDS = ['', '查 ', '答复 ', '认领 ', '转办 0001 ', '延期 0001 ', '中止 0001 ', '补正 0001 ', '答复 0001 ', '备注 0001 ', '联系方式 ', '代办登记 ', '代办登记 路灯坏了 联系人 ', '登记本人 K7M2QXAB ', '代理 ', '违诺 ', '说明 1 ', '措施 1 限期整改 ', '召开听证 0001 ', '听证改期 1 ', '听证纪要 1 ', '听证问题 1 ', '听证答复 1 ', '考核 ', '考核 个人 ', '公开 ', '公开 登记 社会救助 ', '公开 登记 社会救助 标题\n', '公开 更新 1 ', '公开 不公开 ', '收录 ', '收录 0001 dibao ', '未答 ', '承诺 新文本 ', '科室承诺 确认 ', '投诉属实 0001 '] // prettier-ignore
  test.each(['王芳', '孙丽', '赵组'])('words of staff: %s', { timeout: 600_000 }, async (who) => {
    const bad: string[] = []
    // each text behind one word, another one for each member of staff
    for (const [n, [what, text]] of saidAt(6).entries()) {
      const word = WORDS[(n * 7 + who.charCodeAt(0)) % WORDS.length]!
      const before = desk.seen(who).length
      await desk.says(who, `${word}${text}`)
      const said = desk.seen(who).slice(before)
      if (said.length === 0 || !said.some((m) => SENTENCE.test(m.text))) bad.push(`${word}${what}: ${JSON.stringify(said.map((m) => m.text)).slice(0, 120)}`) // prettier-ignore
    }
    expect(bad).toEqual([])
    expect(await failed()).toEqual([])
  })

  test('a word of staff that is too long for its field is refused with the two numbers, and nothing of it is kept', async () => {
    const first = (await desk.database.db.select().from(cases)).find((c) => c.department === 'GGB')!.number
    await desk.says('王芳', `认领 ${first}`)
    for (const [who, text, most] of [
      ['赵组', `公开 登记 社会救助 ${'标'.repeat(201)}\n正文`, LIMITS.disclosureTitle.most],
      ['王芳', `补正 ${first} ${'料'.repeat(301)}`, LIMITS.listEntry.most],
      ['王芳', `征求 ${first} 某公司：${'料'.repeat(4000)}`, null],
    ] as const) {
      await desk.says(who, text)
      if (most !== null)
        expect(desk.last(who)).toMatch(new RegExp(`最多 ${most} 字，现在 ${most + 1} 字|没有“补正”这一步`))
    }
  })

  test('no table holds a number nobody needs, whoever said it and however', async () => {
    expect(await secretsIn(desk.database)).toEqual([])
  })
})

describe('programs', () => {
  let rig: ApiRig
  let token: string
  beforeAll(async () => {
    rig = await apiRig()
    token = await rig.token(['cases:write', 'cases:read', 'cases:all', 'items:read'], 1_000_000)
  })
  afterAll(() => rig.close())
  const textOf = async (number: string): Promise<string> =>
    (await rig.desk.database.db.select().from(cases)).find((c) => c.number === number)!.text

  test('POST /api/v1/cases keeps the whole text or refuses it in a sentence', { timeout: 120_000 }, async () => {
    const bad: string[] = []
    for (const [what, text] of [...saidAt(1), ['at the limit', '漏'.repeat(LIMITS.caseText.most)], ['past it', '漏'.repeat(LIMITS.caseText.most + 1)]] as const) {
      const answer = await rig.post('/api/v1/cases', { text, contact: { name: text.slice(0, 90), phone: '13812345678' } }, token)
      if (answer.status === 201) {
        const kept = await textOf(String(answer.body['number']))
        if (kept !== maskPersonal(cleanText(text).trim(), WHERE).text) bad.push(`${what}: kept ${kept.slice(0, 60)}`)
      } else if (answer.status !== 400 || !SENTENCE.test(String(answer.body['message']))) bad.push(`${what}: ${answer.status} ${answer.text.slice(0, 100)}`)
    } // prettier-ignore
    expect(bad).toEqual([])
  })

  test('POST /open311/v2/requests the same', { timeout: 120_000 }, async () => {
    const bad: string[] = []
    for (const [what, given] of [...saidAt(2), ['4,000', '漏'.repeat(4000)], ['4,001', '漏'.repeat(4001)]] as const) {
      const text = carried(given)
      const answer = await rig.form('/open311/v2/requests.json', { service_code: 'report-GGB', description: text, address_string: '李庄村口', first_name: '秀英', last_name: '李' }, token)
      if (answer.status === 201) {
        const kept = await textOf(String((answer.body as unknown as Record<string, string>[])[0]!['service_request_id']))
        if (!kept.startsWith(maskPersonal(cleanText(text).trim(), WHERE).text)) bad.push(`${what}: kept ${kept.slice(0, 60)}`)
      } else if (answer.status !== 400 || !SENTENCE.test(answer.text)) bad.push(`${what}: ${answer.status} ${answer.text.slice(0, 100)}`)
    } // prettier-ignore
    expect(bad).toEqual([])
  })

  test('a number of any spelling is looked up or not found, never a fault', { timeout: 120_000 }, async () => {
    const bad: string[] = []
    for (const [what, text] of saidAt(3)) {
      const number = encodeURIComponent(carried(text).slice(0, 300))
      const paths = [`/api/v1/cases/${number}`, `/open311/v2/requests/${number}.json`, `/open311/v2/tokens/${number}.json`, `/open311/v2/requests.json?service_request_id=${number}`, `/track?number=${number}`, `/?q=${number}`, `/chat?q=${number}`, `/chat/plain?q=${number}`]
      for (const path of paths) {
        const answer = await rig.get(path, token)
        if (answer.status >= 500 || (answer.status >= 400 && !SENTENCE.test(answer.text))) bad.push(`${what} ${path.slice(0, 60)}: ${answer.status}`)
      }
      for (const [path, body] of [['/api/ask', { text }], ['/api/v1/ask', { text }]] as const) {
        const answer = await rig.post(path, body, token)
        if (answer.status >= 500 || !SENTENCE.test(answer.text)) bad.push(`${what} ${path}: ${answer.status}`)
      }
    } // prettier-ignore
    expect(bad).toEqual([])
  })

  test('no table holds a number nobody needs', async () => expect(await secretsIn(rig.desk.database)).toEqual([]))
})

describe('the desk', () => {
  let desk: DeskRig
  let database: Awaited<ReturnType<typeof openTestDb>>
  let head: Clerk
  let group: Clerk
  let admin: Clerk
  let number: string
  beforeAll(async () => {
    database = await openTestDb()
    desk = await deskRig(database, '2026-11-23T01:00:00Z')
    head = await desk.clerk('孙丽', 'GGB', 'head')
    group = await desk.clerk('赵组', 'DZB', 'group')
    admin = await desk.clerk('钱管', 'DZB', 'admin')
    number = await desk.opens()
  })
  afterAll(async () => {
    await desk.close()
    await database.drop()
  })

  test('each form takes a text whole or says what is wrong', { timeout: 600_000 }, async () => {
    const bad: string[] = []
    const forms = (text: string): readonly (readonly [Clerk, string, Record<string, string>])[] => [
      [head, '/staff/disclosures/publish', { title: text.slice(0, 300), category: '社会救助', department: 'GGB', text }],
      [head, `/staff/cases/${number}/do`, { action: 'note', version: '0', text }],
      [group, '/staff/pledges/text', { text }],
      [admin, '/staff/people/invite', { name: text, department: 'GGB', role: 'clerk', phone: text }],
      [group, '/staff/breaches/1/do', { action: 'explain', version: '1', text }],
    ] // prettier-ignore
    for (const [n, [what, given]] of saidAt(4).entries()) {
      const text = carried(given)
      const [who, url, fields] = forms(text)[n % 5]!
      const answer = await who.does(url, fields)
      if (answer.statusCode >= 500 || !SENTENCE.test(answer.body)) bad.push(`${url} ${what}: ${answer.statusCode}`)
      const found = await who.get(`/staff/find?number=${encodeURIComponent(text.slice(0, 300))}`)
      if (found.statusCode >= 400) bad.push(`find ${what}: ${found.statusCode}`)
    }
    expect(bad).toEqual([])
  })

  test('a field that is too long is refused with its two numbers, and nothing is kept of it', async () => {
    const title = '标'.repeat(LIMITS.disclosureTitle.most + 1)
    const said = await head.does('/staff/disclosures/publish', { title, category: '社会救助', department: 'GGB', text: '正文' }) // prettier-ignore
    expect(said.body).toContain(`公开的标题太长了：最多 ${LIMITS.disclosureTitle.most} 字，现在 ${title.length} 字`)
    expect((await database.db.query.disclosures.findMany()).map((d) => d.title)).not.toContain(title.slice(0, 200))
    const pledge = await group.does('/staff/pledges/text', { text: '诺'.repeat(LIMITS.pledgeText.most + 1) })
    expect(pledge.body).toContain('承诺文本太长了')
  })
})

test('an import of anything is refused in sentences or read, never a fault', { timeout: 120_000 }, async () => {
  for (const [, text] of saidAt(5)) {
    const item = `- id: x\n  name: ${JSON.stringify(carried(text).slice(0, 500))}\n  owner: GGB\n`
    for (const [name, bytes] of [['items.yaml', item], ['items.yaml', text], ['items.json', text], ['items.xlsx', text], [carried(text).slice(0, 80), item]] as const) {
      const read = await readCatalogFile(name, Buffer.from(bytes)).catch((error: unknown) => {
        // a sentence for whoever imports, not a fault
        if (error instanceof Error && /[\u4e00-\u9fff]/.test(error.message)) return null
        throw error
      })
      expect(read === null || typeof read === 'object').toBe(true)
    }
  } // prettier-ignore
})
