/** 我的资料: every table that can hold a person is told of or has a reason, and what is told is what is there. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ERASURE } from '../../core/privacy/erasure.ts'
import { HOLDING_PARTS, HOLDINGS } from '../../core/privacy/holdings.ts'
import { rows } from '../../db/rows.ts'
import { sql } from 'drizzle-orm'
import { phoneJpeg } from '../support/pictures.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'

test('every table with a line of erasure that is of a person has one here, and no line is of a table that is not there', () => {
  const ofPersons = Object.entries(ERASURE).filter(([, fates]) => Object.keys(fates).some((fate) => fate !== 'no'))
  expect(ofPersons.map(([name]) => name).filter((name) => !(name in HOLDINGS))).toEqual([])
  expect(Object.keys(HOLDINGS).filter((name) => !(name in ERASURE))).toEqual([])
  const told = new Set(Object.values(HOLDINGS).filter((part) => typeof part === 'string'))
  expect([...told].sort()).toEqual([...HOLDING_PARTS].sort())
})

let desk: TestDesk
const MINE = '柿子胡同三号漏水'
const THEIRS = '石榴胡同的井盖没了'
const numbers: string[] = []

beforeAll(async () => {
  desk = await testDesk('2026-11-23T02:00:00Z')
  await desk.staff('王芳', 'DQZX')
  for (const [who, text] of [
    ['老宋', MINE],
    ['老孟', THEIRS],
  ] as const) {
    await desk.says(who, text)
    await desk.says(who, '人工')
    numbers.push(/BS\d{8}-\d{4}/.exec(desk.last(who))![0])
  }
  await desk.says('老宋', '我叫宋长河，电话13800004444')
  await desk.sends('老宋', { kind: 'file', name: '漏水.jpg', type: 'image/jpeg', size: 0 }, phoneJpeg())
  await desk.says('王芳', `认领 ${numbers[0]}`)
  await desk.says('王芳', `查 ${numbers[0]}`)
  await desk.says('王芳', `备注 ${numbers[0]} 内部的话`)
})
afterAll(() => desk.stop())

test('what is held is told in one message, name and number masked, and nothing of anybody else', async () => {
  await desk.says('老宋', '我的资料')
  const said = desk.last('老宋')
  expect(said).toMatch(new RegExp(`宋\\*\\*，138\\*{4}4444[^]*照片、文件：1 个[^]*办件：1 件（${numbers[0]}`))
  expect(said).toMatch(/最长留一年[^]*忘记我/)
  expect(said).not.toContain('13800004444')
  expect(said).not.toContain(numbers[1])
})

test('the file has every word of it, and no note of the office', async () => {
  await desk.says('老宋', '我的资料')
  await desk.taps('老宋', 'export')
  const file = desk.seen('老宋').at(-1)?.file
  expect(file?.name).toMatch(/^我的资料-2026-11-23\.txt$/)
  const text = new TextDecoder().decode(file!.bytes)
  expect(text).toContain(MINE)
  expect(text).toContain('漏水.jpg')
  expect(text).toContain('宋**')
  for (const secret of [THEIRS, numbers[1]!, '内部的话', '13800004444']) expect(text).not.toContain(secret)
})

test('whoever was never here is told so, and a tap of another time brings nothing of anybody', async () => {
  await desk.says('生人', '我的资料')
  expect(desk.last('生人')).toMatch(/没有留过[^]*办件：0 件/)
})

test('once forgotten, nothing is held but the number of what the archives keep', async () => {
  await desk.says('老宋', '忘记我')
  await desk.taps('老宋', 'forget')
  await desk.says('老宋', '我的资料')
  expect(desk.last('老宋')).not.toMatch(/宋\*|138|漏水/)
  const [left] = await rows<{ n: number }>(desk.database.db, sql`select count(*)::int as n from files where name like '我的资料%' and sealed_key is not null`)
  expect(left!.n).toBe(0)
}) // prettier-ignore
