/** Messages of many people at once: handled together, as if each had been alone. */
import { sql } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { NOTHING_UNDERSTOOD, type Understand } from '../../core/answer/understand.ts'
import { rows } from '../../db/rows.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { pass } from './rig.ts'

const AT = '2026-11-23T09:00:00+08:00'
let desk: TestDesk
afterEach(() => desk.stop())

/** As a desk does at its start: whatever was left by who held it before is freed, once. */
async function working(...given: Parameters<typeof testDesk>): Promise<TestDesk> {
  const begun = await testDesk(...given)
  await begun.tick()
  return begun
}

const people = Array.from({ length: 30 }, (_, i) => `居民${i}`)

test('three messages each of thirty people, all at once: few transactions, every reply, in the order they were said', async () => {
  desk = await working(AT)
  const said = ['帮助', '隐私', '我的办件']
  await Promise.all(people.flatMap((who) => said.map((text) => desk.says(who, text))))
  const replies = people.map((who) => desk.seen(who).map((m) => m.text))
  await desk.says('一个人', '帮助')
  await desk.says('一个人', '隐私')
  await desk.says('一个人', '我的办件')
  const alone = desk.seen('一个人').map((m) => m.text)
  expect(new Set(alone).size).toBe(3)
  expect(replies).toEqual(people.map(() => alone))
  const [handled] = await rows<{ messages: number; transactions: number }>(
    desk.database.db,
    sql`select count(*) as messages, count(distinct xmin::text) as transactions from inbox where lane <> 'web:一个人' and done_at is not null`,
  )
  expect(handled!.messages).toBe(90)
  expect(handled!.transactions).toBeLessThan(30)
})

test('a message that breaks the desk is undone, tried and set aside alone; those it was with are answered at once, once', async () => {
  const broken: Understand = (text) => {
    if (text.includes('坏')) throw new Error('an engine at its wits’ end')
    return { ...NOTHING_UNDERSTOOD, } // prettier-ignore
  }
  desk = await working(AT, broken)
  await Promise.all(people.map((who, i) => desk.says(who, i === 7 ? '坏了' : '这事找谁')))
  expect(people.map((who) => desk.seen(who).length)).toEqual(people.map((_, i) => (i === 7 ? 0 : 1)))
  for (let i = 0; i < 5; i++) {
    pass(desk, 60_000)
    await desk.tick()
  }
  await desk.says('居民7', '这事找谁')
  expect(desk.seen('居民7')).toHaveLength(1)
  expect(people.map((who) => desk.seen(who).length)).toEqual(people.map(() => 1))
  const aside = await rows<{ lane: string; attempts: number }>(
    desk.database.db,
    sql`select lane, attempts from inbox where failed is not null`,
  )
  expect(aside).toEqual([{ lane: 'web:居民7', attempts: 5 }])
  const [asked] = await rows<{ n: number }>(desk.database.db, sql`select count(*) as n from inquiries`)
  expect(asked!.n).toBe(30)
})

test('a message that breaks the desk rests twice as long after every try; set aside it keeps nothing personal and holds nobody up', async () => {
  const broken: Understand = (text) => {
    if (text.includes('坏')) throw new Error('an engine at its wits’ end')
    return { ...NOTHING_UNDERSTOOD }
  }
  desk = await working(AT, broken)
  const attempts = async (): Promise<number> =>
    (await rows<{ attempts: number }>(desk.database.db, sql`select attempts from inbox where update_id = 'broken'`))[0]!
      .attempts
  await desk.says('居民', '坏了，电话13800138000', { id: 'broken' })
  const tried = [await attempts()]
  await desk.says('居民', '这事找谁')
  for (const rest of [1000, 2000, 4000, 8000]) {
    pass(desk, rest - 1)
    await desk.tick()
    tried.push(await attempts())
    pass(desk, 1)
    await desk.tick()
    tried.push(await attempts())
  }
  expect(tried).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5])
  // what waited behind it is answered in the same moment
  await desk.tick()
  expect(desk.seen('居民')).toHaveLength(1)
  const [aside] = await rows<{ text: string; failed: string }>(
    desk.database.db,
    sql`select message -> 'body' ->> 'text' as text, failed from inbox where update_id = 'broken'`,
  )
  expect(aside!.text).toMatch(/^坏了，电话/)
  expect(aside!.text).not.toContain('13800138000')
  expect(aside!.failed).toContain('Error')
})
