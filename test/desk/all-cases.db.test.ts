/** The list of all cases: found by words, by whom they are of and by filters, among those one may see on the case's own page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Staff } from '../../core/case/case.ts'
import { readSearch } from '../../core/case/search-terms.ts'
import { encryptContact } from '../../db/people/contact-details.ts'
import { readableCaseById } from '../../db/cases/readable-cases.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { NO_FILTER, searchCases } from '../../db/cases/search-cases.ts'
import { allStaff, standsFor } from '../../db/people/staff.ts'
import { accountEvents, caseContacts, cases, ledgerExports, personalReads, savedViews } from '../../db/schema.ts'
import { readSheet } from 'read-excel-file/node'
import { eq, sql } from 'drizzle-orm'
import { localDate } from '../../core/date.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let wang: Clerk
let head: Clerk
let group: Clerk
let admin: Clerk
let elsewhere: Clerk
/** Numbers of cases. */
const made: Record<string, string> = {}
const IN_NUMBER = /data-row\s+id="case-\d+"[\s\S]*?href="\/staff\/cases\/([A-Z]+\d+-\d+)"/g
const numbers = (body: string): string[] => [...body.matchAll(IN_NUMBER)].map((m) => m[1]!)
const finds = async (who: Clerk, query: string): Promise<string[]> =>
  numbers((await who.get(`/staff/cases?${query}`)).body)
const q = (words: string): string => `q=${encodeURIComponent(words)}`
const names = (found: readonly string[]): string[] =>
  found.map((number) => Object.keys(made).find((name) => made[name] === number) ?? number).toSorted()

beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T01:00:00Z')
  wang = await desk.clerk('王芳', 'GGB')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  group = await desk.clerk('陈书记', 'DZB', 'group')
  admin = await desk.clerk('周敏', 'DZB', 'admin')
  elsewhere = await desk.clerk('孙丽', 'NYB')
  const contact = encryptContact(desk.setting(), { name: '李秀英', phone: '138 1234 5678' })
  made['lamp'] = await desk.opens({ text: '西街村东头71号路灯坏了七天', item: 'huanjing', particulars: contact })
  made['rubbish'] = await desk.opens({ text: '东马坊村垃圾没人收，味道大', item: 'huanjing' })
  made['land'] = await desk.opens({ text: '西街村承包地被邻居占了', department: 'NYB', kind: 'consultation' })
  made['dibao'] = await desk.opens({ text: '家里困难想问问怎么申请', item: 'dibao', department: 'NYB', kind: 'consultation' }) // prettier-ignore
  made['complaint'] = await desk.opens({ text: '王芳态度不好，推来推去', kind: 'complaint', department: 'DZB', accusedStaffId: wang.id, accusedDepartment: 'GGB' }) // prettier-ignore
  made['markup'] = await desk.opens({ text: '100%的“引号”\'"<b>与_下划线' })
  await wang.post(`/staff/cases/${made['lamp']}/do`, { action: 'claim', version: '0' })
  await wang.post(`/staff/cases/${made['lamp']}/do`, { action: 'note', version: '1', text: '电工老周说配电箱也锈了' })
  await wang.post(`/staff/cases/${made['rubbish']}/do`, { action: 'reply', version: '0', text: '已经清走了' })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

describe('what is found', () => {
  const SEARCHES: readonly (readonly [words: string, found: readonly string[]])[] = [
    ['路灯', ['lamp']],
    ['西街村', ['lamp', 'land']],
    ['西街 路灯', ['lamp']],
    ['路灯 垃圾', []],
    ['配电箱', ['lamp']], // of a note
    ['清走', ['rubbish']], // of an answer
    ['低保', ['dibao']], // of the item's name: nobody wrote the word
    ['71号', ['lamp']],
    ['引号', ['markup']],
    ['下划线 %', ['markup']],
    ['承包地，邻居', ['land']],
  ]
  test.each(SEARCHES)('%s', async (words, found) => {
    expect(names(await finds(group, q(words)))).toEqual(found)
  })

  test('a number whole leads to its case, its last digits to the list', async () => {
    expect((await group.get(`/staff/cases?${q(` ${made['lamp']!.toLowerCase()} `)}`)).headers.location).toBe(`/staff/cases/${made['lamp']}`) // prettier-ignore
    expect(await finds(group, q(made['land']!.slice(-4)))).toContain(made['land'])
    expect(await finds(group, q(String(Number(made['land']!.slice(-4)))))).toContain(made['land'])
  })

  test('ended ones too', async () => {
    await desk.says('resident', '您好')
    const [row] = await database.db.update(cases).set({ state: 'closed' }).where(eq(cases.number, made['markup']!)).returning({ id: cases.id }) // prettier-ignore
    expect(row).toBeDefined()
    expect(await finds(group, 'state=ended')).toEqual([made['markup']])
    expect(await finds(group, q('引号'))).toEqual([made['markup']])
  })

  const FILTERS: readonly (readonly [query: string, found: readonly string[]])[] = [
    ['state=assigned', ['lamp']],
    ['view=waiting', ['rubbish']],
    ['kind=consultation', ['dibao', 'land']],
    ['department=NYB', ['dibao', 'land']],
    ['item=huanjing', ['lamp', 'rubbish']],
    ['item=huanjing&state=open', ['lamp']],
    ['from=2026-11-23&to=2026-11-23&kind=complaint', ['complaint']],
    ['to=2026-11-22', []],
    ['channel=web&kind=complaint', ['complaint']],
    ['channel=phone', []],
    ['rating=bad', []],
    ['view=unclaimed&department=NYB', ['dibao', 'land']],
    [`${q('西街村')}&department=NYB`, ['land']],
  ]
  test.each(FILTERS)('%s', async (query, found) => {
    expect(names(await finds(group, query))).toEqual(found)
  })

  test('by handler and first responder', async () => {
    expect(names(await finds(group, `handler=${wang.id}`))).toEqual(['lamp', 'rubbish'])
    expect(names(await finds(group, `first=${wang.id}&state=open`))).toEqual(['lamp'])
    expect(names(await finds(wang, 'view=mine'))).toEqual(['lamp'])
  })
})

describe('who may see what', () => {
  test('the list holds exactly the cases whose own page opens, for everybody', async () => {
    const all = await database.db.select({ id: cases.id }).from(cases)
    const ctx = desk.setting()
    for (const staff of await allStaff(database.db)) {
      const readable: number[] = []
      for (const { id } of all) if (await readableCaseById(database.db, ctx, staff, id)) readable.push(id)
      const who = { staff, standsFor: await standsFor(database.db, staff.id, localDate(ctx.now)), town: ctx.townContext.town } // prettier-ignore
      const listed = await searchCases(database.db, ctx, who, NO_FILTER, { limit: 100, offset: 0 })
      expect(listed.ids.toSorted(), staff.name).toEqual(readable.toSorted())
      const worded = await searchCases(database.db, ctx, who, { ...NO_FILTER, terms: termsOf('西街村') }, { limit: 100, offset: 0 }) // prettier-ignore
      expect(
        worded.ids.every((id) => readable.includes(id)),
        staff.name,
      ).toBe(true)
    }
  })
  const termsOf = (typed: string) => {
    const read = readSearch(typed, [])
    return read.ok ? read.terms : []
  }

  test('a complaint is not found by the accused nor their department, and is by the group', async () => {
    expect(await finds(wang, q('推来推去'))).toEqual([])
    expect(await finds(head, q('推来推去'))).toEqual([])
    expect(names(await finds(group, q('推来推去')))).toEqual(['complaint'])
  })

  test.each(['李秀英', '13812345678', '138-1234-5678', '李秀英 路灯'])(
    'by %s only those find it whose work it is to phone, and that is logged',
    async (words) => {
      const before = await database.db.$count(personalReads, eq(personalReads.what, 'search'))
      expect(names(await finds(wang, q(words)))).toEqual(['lamp'])
      expect(names(await finds(head, q(words)))).toEqual(['lamp'])
      for (const who of [group, admin, elsewhere]) expect(await finds(who, q(words))).toEqual([])
      expect(await database.db.$count(personalReads, eq(personalReads.what, 'search'))).toBe(before + 2)
    },
  )

  test('half a name or half a telephone finds nobody, and neither stands in the table', async () => {
    for (const words of ['李秀', '1381234', '李秀英 垃圾']) expect(await finds(wang, q(words)), words).toEqual([])
    const marks = await database.db.select().from(caseContacts)
    expect(marks).toHaveLength(2)
    for (const { mark } of marks) expect(mark).not.toMatch(/李|138/)
  })
})

describe('what is typed badly is answered in one sentence', () => {
  test.each([
    ['灯', '“灯”只有一个字'],
    ['%', '没有可以找的字'],
    ['\'"', '没有可以找的字'],
    ['_ %', '没有可以找的字'],
    ['路'.repeat(500), '要找的话太长：最多 60 字，现在 500 字'],
    ['一样 二样 三样 四样 五样 六样 七样', '一次最多找 6 个词'],
  ])('%s', async (words, says) => {
    const page = await group.get(`/staff/cases?${q(words)}`)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(says.replaceAll('"', '&quot;'))
    expect(numbers(page.body)).toEqual([])
  })

  test.each(['state=nonsense', 'department=XX', 'handler=me', 'due=never', 'from=gestern', 'view=999', 'rating=9'])(
    '%s is said and left out',
    async (query) => {
      const page = await group.get(`/staff/cases?${query}`)
      expect(page.statusCode).toBe(200)
      expect(page.body).toMatch(/没有“[^”]+”这|没有这个筛选/)
      expect(numbers(page.body).length).toBeGreaterThan(3)
    },
  )

  test('dates the wrong way round', async () => {
    expect((await group.get('/staff/cases?from=2026-12-01&to=2026-11-01')).body).toContain('请对调')
  })
})

describe('kept searches', () => {
  test('one’s own are one’s own; a shared one is found by all and sealed in the table; only who kept it takes it away', async () => {
    expect((await wang.does('/staff/cases/views', { back: q('路灯'), name: '路灯的' })).body).toContain(
      '已存为“路灯的”',
    )
    expect((await head.does('/staff/cases/views', { back: 'item=huanjing', name: '环境', shared: 'yes' })).body).toContain('已存为') // prettier-ignore
    const rows = await database.db.select().from(savedViews)
    expect(rows.map((r) => r.search.startsWith('v1.'))).toEqual([true, true])
    const [lamps, all] = rows
    expect((await elsewhere.get('/staff/cases')).body).not.toContain('路灯的')
    expect((await elsewhere.get('/staff/cases')).body).toContain('环境')
    expect(names(await finds(wang, `view=${lamps!.id}`))).toEqual(['lamp'])
    expect(names(await finds(group, `view=${all!.id}`))).toEqual(['lamp', 'rubbish'])
    expect(await finds(elsewhere, `view=${all!.id}`)).toEqual([])
    expect((await elsewhere.does(`/staff/cases/views/${all!.id}/drop`)).body).toContain('没有这个筛选')
    expect((await head.does(`/staff/cases/views/${all!.id}/drop`)).body).toContain('已删除')
  })

  test('without a name, or shared by a clerk, it is not kept', async () => {
    const before = await database.db.$count(savedViews)
    expect((await wang.does('/staff/cases/views', { back: q('路灯'), name: '' })).body).toContain('起个名字')
    expect((await wang.does('/staff/cases/views', { back: q('路灯'), name: 'x', shared: 'yes' })).body).toContain(
      '由科室负责人',
    )
    expect(await database.db.$count(savedViews)).toBe(before)
  })
})

describe('a table to take away', () => {
  test('is what was found without what is confidential, masked, and an event of the log', async () => {
    const answer = await group.post('/staff/cases/export', { back: '' })
    expect(answer.headers['content-type']).toContain('spreadsheet')
    const [sheet] = await readSheetRows(answer.rawPayload)
    expect(sheet!.map((row) => row[0])).toEqual(['编号', ...['markup', 'dibao', 'land', 'rubbish', 'lamp'].map((n) => made[n])]) // prettier-ignore
    const [row] = await database.db.select().from(ledgerExports)
    expect(row).toMatchObject({ kind: 'case-list', rows: 5, staffId: group.id, masked: true })
    const events = await database.db.select().from(accountEvents).where(eq(accountEvents.subject, 'ledger'))
    expect(events.at(-1)).toMatchObject({ action: 'export', toState: 'case-list', staffId: group.id })
  })
  const readSheetRows = async (bytes: Buffer) => [await readSheet(bytes)]

  test('is not for clerks, and what was typed does not stand in the log', async () => {
    expect((await wang.get('/staff/cases')).body).not.toContain('下载表格')
    expect((await wang.does('/staff/cases/export', { back: '' })).body).toContain('由科室负责人、领导小组或管理员导出')
    await head.post('/staff/cases/export', { back: q('李秀英') })
    const events = await database.db.select().from(accountEvents).where(eq(accountEvents.subject, 'ledger'))
    expect(JSON.stringify(events)).not.toContain('李秀英')
    expect(events.at(-1)!.data).toMatchObject({ filters: ['q'] })
  })
})

test('of words that ten thousand cases hold every one is counted; of one more the newest are read and none is counted', async () => {
  const ctx = desk.setting()
  const staff = (await allStaff(database.db)).find((s) => s.id === group.id)!
  const who = { staff, standsFor: [], town: ctx.townContext.town }
  const { terms } = readSearch('蝗虫', []) as { terms: typeof NO_FILTER.terms } // plain words are read
  const found = () => searchCases(database.db, ctx, who, { ...NO_FILTER, terms }, { limit: 20, offset: 0 })
  const fill = (from: number, to: number) =>
    database.db.execute(sql`
      insert into cases (number, kind, state, version, department, text, opened_at, opened_on, moved_at)
      select 'BS20200102-' || i, 'report', 'closed', 1, 'GGB', '蝗虫', ${ctx.now.toISOString()}::timestamptz, '2020-01-02', ${ctx.now.toISOString()}::timestamptz
      from generate_series(${from}::int, ${to}::int) i`)
  await fill(10_000, 19_999)
  expect(await found()).toMatchObject({ count: 10_000, more: false })
  await fill(20_000, 20_000)
  const { ids, count, more } = await found()
  expect([ids.length, count, more]).toEqual([20, 20, true])
  expect(ids).toEqual(ids.toSorted((a, b) => b - a))
})

test('one person’s cases are not found by their name once it is forgotten', async () => {
  const c = (await caseByNumber(database.db, made['lamp']!))!
  expect(await database.db.$count(caseContacts, eq(caseContacts.caseId, c.id))).toBe(2)
  await desk.says('resident', '忘记我')
  await desk.says('resident', '确定删除')
  const staff = (await allStaff(database.db)).find((s: Staff) => s.id === wang.id)!
  expect(staff.name).toBe('王芳')
  expect(await database.db.$count(caseContacts, eq(caseContacts.caseId, c.id))).toBe(0)
})
