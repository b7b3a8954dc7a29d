/** Where a matter goes that is not answered, why, and how it is sent elsewhere in one tap. */
import { expect, test } from 'vitest'
import { proposeDepartment } from '../../core/answer/policy/route-department.ts'
import { byLawElsewhere } from '../../core/answer/reply/matters-elsewhere.ts'
import { readTown } from '../../town-files.ts'
import { cases } from '../../db/schema.ts'
import { join } from 'node:path'
import { offered, openDesk, turn } from './rig.ts'

const town = readTown(join(import.meta.dirname, '../../data'))
const desk = await openDesk({ 管理甲: 'GGB', 安全乙: 'GAB', 中心丙: 'DQZX', 党办丁: 'DZB', 张大力: 'GGB' })

const latest = async () => (await desk.database.db.select().from(cases).orderBy(cases.id)).at(-1)!

test('the card says which words sent a matter here, and one tap sends it on; the resident hears who has it now', async () => {
  await turn(desk, '二婶', '李庄村口路灯坏了没人修')
  expect(await turn(desk, '二婶', '人工')).toContain('公共管理办公室')
  const card = desk.seen('管理甲').at(-1)!
  expect(card.text).toMatch(/分到这里，因为：.*路灯/)
  expect(card.text.split('\n').length).toBeLessThanOrEqual(12)
  const moves = card.choices!.filter((c) => c.value.startsWith('s:reroute:'))
  expect(moves.length).toBeGreaterThanOrEqual(2)
  expect(moves.length).toBeLessThanOrEqual(3)
  expect(moves.map((c) => c.label)).not.toContain('改派公共管理办公室')
  for (const { value } of moves) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(64)

  const to = moves.find((c) => c.label === '改派党群服务中心')!
  await desk.taps('管理甲', to.value)
  expect((await latest()).department).toBe('DQZX')
  expect(desk.last('二婶')).toContain('归党群服务中心负责')
  expect(desk.last('中心丙')).toContain((await latest()).number)
})

test('once somebody has claimed it the tap is refused in a sentence', async () => {
  const card = desk.seen('管理甲').find((m) => m.choices?.some((c) => c.value.startsWith('s:reroute:')))!
  await turn(desk, '中心丙', `认领 ${(await latest()).number}`)
  await desk.taps('管理甲', card.choices!.find((c) => c.value.startsWith('s:reroute:'))!.value)
  expect(desk.last('管理甲')).toMatch(/不能改派|不在您的权限/)
})

test('a complaint about somebody, in plain words, never meets them or their department, and has no tap that could', async () => {
  const said = await turn(desk, '老赵', '公共管理办公室的张大力态度太差，骂人')
  expect(said).toMatch(/看不到是您说的/)
  expect(await turn(desk, '老赵', '登记，找工作人员')).toContain('已为您登记')
  const c = await latest()
  expect(c).toMatchObject({ kind: 'complaint', department: 'DZB', accusedDepartment: 'GGB', privacy: 'confidential' })
  for (const who of ['张大力', '管理甲'])
    expect(JSON.stringify(desk.seen(who))).not.toContain(c.number)
  const card = desk.seen('党办丁').at(-1)!
  expect(card.text).toContain(c.number)
  expect(card.choices!.filter((x) => x.value.startsWith('s:reroute:'))).toEqual([])
}) // prettier-ignore

test.each([
  ['法院判了他不还钱，执行不下来找谁', '人民法院'],
  ['劳动仲裁裁了厂里不给', '仲裁委员会'],
  ['我的信访已经受理了，再给我登记一遍', '受理的单位'],
  ['我被电信诈骗了两万，昨天报的案', '派出所'],
  ['村书记贪污，我要找纪委', '纪检监察'],
])('“%s” is told where the law sends it', (text, where) => {
  expect(byLawElsewhere(text)).toContain(where)
})

test.each(['路灯坏了', '低保怎么还没发', '村里修路占了我家地', '邻居吵架'])('“%s” is the town’s own', (text) => {
  expect(byLawElsewhere(text)).toBeNull()
})

test('where the law sends it is said first, and help is still offered', async () => {
  const said = await turn(desk, '老钱', '法院判决下来半年了对方不还钱，你们给我去要')
  expect(said).toMatch(/^打官司[^\n]*法院[\s\S]*也可以登记/)
  expect(offered(desk, '老钱')).toContain('登记，找工作人员')
})

test('the department with most behind it comes first, the next likely ones after it', () => {
  const got = proposeDepartment('路灯坏了还漏电，有安全隐患', [{ owner: 'GGB', p: 0.6, words: ['路灯'] }], town.departments)
  expect(got).toMatchObject({ code: 'GGB', because: ['路灯'], others: ['GAB'] })
  expect(proposeDepartment('天气真好', [], town.departments)).toBeNull()
}) // prettier-ignore
