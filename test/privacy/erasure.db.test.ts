/** 忘记我, table by table: every column that can hold a person has a line that says what becomes of it, and it does. */
import { eq, sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERASURE, type Fate } from '../../core/privacy/erasure.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { readFile } from '../../db/files/files.ts'
import { rows } from '../../db/rows.ts'
import * as schema from '../../db/schema.ts'
import { phoneJpeg } from '../support/pictures.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'

const TABLES = Object.values(schema).filter((t) => t instanceof PgTable).map((t) => getTableConfig(t)) // prettier-ignore
const WHO = ['persons', 'conversations']

/** Columns that can hold what somebody said, or that point to who it was. */
const holding = (table: (typeof TABLES)[number]): string[] => {
  const pointing = table.foreignKeys.map((key) => key.reference()).filter((r) => WHO.includes(getTableConfig(r.foreignTable).name)).flatMap((r) => r.columns.map((c) => c.name)) // prettier-ignore
  return table.columns.filter((c) => ['text', 'jsonb', 'bytea'].includes(c.getSQLType()) || pointing.includes(c.name)).map((c) => c.name) // prettier-ignore
}
const columnsOf = (table: string, fate?: Fate): string[] =>
  Object.entries(ERASURE[table] ?? {}).filter(([f]) => fate === undefined || f === fate).flatMap(([, names]) => names.split(' ').filter(Boolean)) // prettier-ignore

test('every column that can hold a person has one line in the table, and no line is of a column that is not there', () => {
  const inSchema = Object.fromEntries(TABLES.map((t) => [t.name, holding(t).sort()]))
  const inTable = Object.fromEntries(Object.keys(ERASURE).map((name) => [name, columnsOf(name).sort()]))
  expect(inTable).toEqual(inSchema)
})

describe('on a desk', () => {
  /** Stands in everything this person says and sends, and in nothing else. */
  const MARK = '紫藤胡同'
  /** The address of a member of staff who works on the web page. */
  const STAFF_PAGE = 'a-page-of-staff'
  const WHERE = { channel: 'telegram', id: '老李' } as const
  let desk: TestDesk
  let person: number
  let conversation: number
  let photos: { readonly inCase: number; readonly loose: number }

  const fileIds = async (): Promise<number[]> =>
    (await rows<{ id: number }>(desk.database.db, sql`select file_id as id from inbox where file_id is not null order by id`)).map((r) => r.id) // prettier-ignore
  const sends = (name: string) => desk.sends(WHERE.id, { kind: 'file', name, type: 'image/jpeg', size: 0 }, phoneJpeg(), { channel: WHERE.channel }) // prettier-ignore
  /** Telegram takes a letter a second in a chat: what is said in between waits. */
  const says = (text: string) => {
    desk.now = new Date(desk.now.getTime() + 5000)
    return desk.says(WHERE.id, text, { channel: WHERE.channel })
  }

  /** The newest letter of the chat: Telegram's pace decides when it goes, not what it says. */
  const written = async (): Promise<string> =>
    (await rows<{ text: string }>(desk.database.db, sql`select message->>'text' as text from outbox where lane = 'telegram:老李' order by id desc limit 1`))[0]!.text // prettier-ignore

  beforeAll(async () => {
    desk = await testDesk('2026-11-23T02:00:00Z')
    const { db } = desk.database
    await desk.staff('王芳', 'DQZX')
    await says(`${MARK}三号漏水，我叫李${MARK}，电话13900001111`)
    await says('人工')
    await sends(`${MARK}一.jpg`)
    const [first] = await db.select().from(schema.cases)
    await desk.says('王芳', `认领 ${first!.number}`)
    await desk.says('王芳', `答复 ${first!.number} 已经修好了`)
    await says(`${MARK}四号楼道里的灯坏了好几天，晚上看不见`)
    await says('人工')
    await sends(`${MARK}二.jpg`)
    const [a, b] = await fileIds()
    photos = { inCase: a!, loose: b! }
    const c = await db.transaction((tx) => conversationAt(tx, WHERE, false, desk.now))
    ;[person, conversation] = [c.personId!, c.id]
    const { cipher, random } = desk.requestContext()
    await db.update(schema.persons).set({ name: cipher.encrypt(MARK, random), confirmedBy: 'phone', confirmedMark: 'mark' }).where(eq(schema.persons.id, person)) // prettier-ignore
    await db.update(schema.cases).set({ particulars: cipher.encrypt(MARK, random) })
    await db.insert(schema.personCodes).values({ personId: person, kind: 'phone', codeMark: 'x', expiresAt: desk.now, createdAt: desk.now }) // prettier-ignore
    await db.insert(schema.subscriptions).values({ personId: person, conversationId: conversation, topic: 'category', value: MARK, at: desk.now }) // prettier-ignore
    await db.insert(schema.mailbox).values({ address: WHERE.id, author: 'resident', message: { text: MARK }, at: desk.now }) // prettier-ignore
    const [second] = await db
      .select()
      .from(schema.cases)
      .orderBy(sql`id desc`)
      .limit(1)
    await desk.says('王芳', `认领 ${second!.number}`)
    const [page] = await db.insert(schema.conversations).values({ channel: 'web', address: STAFF_PAGE, createdAt: desk.now }).returning() // prettier-ignore
    await db
      .insert(schema.staff)
      .values({ name: '李静', department: 'DQZX', role: 'clerk', conversationId: page!.id, createdAt: desk.now })
    const list = `${second!.number} 诉求 等接单\n　${MARK}四号楼道里的灯坏了\nBS20261101-0009 诉求 办理中\n　别人家的水管`
    await db.insert(schema.mailbox).values({ address: STAFF_PAGE, author: 'desk', message: { text: list }, at: desk.now }) // prettier-ignore
    await db.insert(schema.outbox).values({ lane: `web:${STAFF_PAGE}`, conversationId: page!.id, message: { text: `今天要办\n${list}` }, urgency: 'digest', about: 'reminder', notBefore: new Date(desk.now.getTime() + 3_600_000), createdAt: desk.now }) // prettier-ignore
    expect(await standing()).toEqual(expect.arrayContaining(['inbox.message', 'inquiries.text', 'cases.text', 'files.name', 'mailbox.message', 'subscriptions.value'])) // prettier-ignore
    await says('忘记我')
    await desk.sends(WHERE.id, { kind: 'choice', value: 'forget' }, undefined, { channel: WHERE.channel })
  })
  afterAll(() => desk.stop())

  const conditionOf = (table: string, inLane: boolean) =>
    table === 'files'
      ? sql`and not exists (select 1 from case_files f join cases c on c.id = f.case_id where f.file_id = t.id and c.state = 'answered')`
      : inLane && table !== 'lanes' ? sql`and lane = 'telegram:老李'` : sql`` // prettier-ignore

  /** Columns in which the mark stands; letters and messages: of this person's own conversation. */
  async function standing(): Promise<string[]> {
    const found: string[] = []
    for (const table of TABLES)
      for (const column of holding(table)) {
        const own = conditionOf(table.name, table.columns.some((c) => c.name === 'lane')) // prettier-ignore
        const [hit] = await rows<{ n: number }>(desk.database.db, sql`select count(*)::int as n from ${sql.identifier(table.name)} t where ${sql.identifier(column)}::text like ${`%${MARK}%`} ${own}`) // prettier-ignore
        if (hit!.n > 0) found.push(`${table.name}.${column}`)
      }
    return found
  }

  test('what they said stands only where the table says it is kept', async () => {
    const kept = Object.keys(ERASURE).flatMap((table) => columnsOf(table, 'kept').map((column) => `${table}.${column}`))
    expect((await standing()).filter((column) => !kept.includes(column))).toEqual([])
    expect(await standing()).toContain('cases.text')
  })

  test('staff are told nothing of it any more, in what was sent, what waits and on their page; others’ lines stay', async () => {
    const { db } = desk.database
    const all = await rows<{ text: string; state: string; about: string }>(db, sql`select message->>'text' as text, state, about from outbox where lane <> 'telegram:老李' union all select message->>'text', '', 'mailbox' from mailbox where address = ${STAFF_PAGE} order by text`) // prettier-ignore
    expect(all.filter((m) => m.text.includes(MARK))).toEqual([])
    const numbers = (await db.select().from(schema.cases)).map((c) => c.number)
    for (const number of numbers) expect(all.filter((m) => m.about === 'card' && m.text.includes(number) && m.text.includes('原话不再显示')).length, number).toBeGreaterThan(0) // prettier-ignore
    expect(all.filter((m) => m.state === 'waiting' && m.text.includes('原话不再显示')).length).toBeGreaterThan(0)
    expect(all.find((m) => m.about === 'mailbox')?.text).toContain('BS20261101-0009 诉求 办理中\n　别人家的水管')
    // who was withdrawn is told as before
    expect(all.filter((m) => /^【.*撤回.*】/.test(m.text)).length).toBeGreaterThan(0)
  })

  test('nothing but tombstones points to them, and the tombstone is empty', async () => {
    const [left] = await desk.database.db.select().from(schema.persons).where(eq(schema.persons.id, person))
    expect(left).toMatchObject({ name: null, phone: null, confirmedBy: null, confirmedMark: null })
    expect(left!.erasedAt).toEqual(desk.now)
    for (const table of TABLES)
      for (const key of table.foreignKeys.map((k) => k.reference()))
        for (const [of, id] of [['persons', person], ['conversations', conversation]] as const) {
          const column = key.columns[0]!.name
          if (getTableConfig(key.foreignTable).name !== of || [...columnsOf(table.name, 'tombstone'), ...columnsOf(table.name, 'kept')].includes(column)) continue // prettier-ignore
          const [hit] = await rows<{ n: number }>(desk.database.db, sql`select count(*)::int as n from ${sql.identifier(table.name)} where ${sql.identifier(column)} = ${id}`) // prettier-ignore
          expect([table.name, column, hit!.n]).toEqual([table.name, column, 0])
        } // prettier-ignore
  })

  test('contacts of all their cases are gone, what was open is withdrawn, what was answered stays as it was', async () => {
    const all = await desk.database.db.select().from(schema.cases).orderBy(schema.cases.id)
    expect(all.map((c) => [c.state, c.particulars, c.conversationId])).toEqual([
      ['answered', null, null],
      ['withdrawn', null, null],
    ])
  })

  test('a photo in a case that was answered is part of its file; of any other, name and bytes are gone', async () => {
    const read = (id: number) => readFile(desk.database, desk.requestContext().cipher, id)
    expect((await read(photos.inCase))?.name).toContain('一')
    expect(await read(photos.loose)).toBe(null)
  })

  test('what is kept is named to them, and their next word is a stranger’s', async () => {
    const [first] = await desk.database.db.select().from(schema.cases).orderBy(schema.cases.id)
    expect(await written()).toMatch(new RegExp(`已删除.*${first!.number}.*依法留存`))
    await says('进度')
    expect(await written()).toContain('您还没有登记过办件')
  })
})
