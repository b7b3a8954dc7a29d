/** The report for a leaders' meeting: what it counts, whom it shows what, and in which form it is handed out. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { moveCase } from '../../db/cases/change-case.ts'
import { appendCaseEvent } from '../../db/cases/case-rows.ts'
import { inquiries } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { unzip } from '../support/unzip.ts'
import { type Clerk, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let head: Clerk
let group: Clerk
const lamps: string[] = []

beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2025-11-05T02:00:00Z')
  await desk.opens({ from: '去年', text: '路灯坏了' })
  for (const at of ['2026-11-03', '2026-11-05', '2026-11-09']) {
    desk.now = new Date(`${at}T02:00:00Z`)
    lamps.push(await desk.opens({ from: `灯${at}`, text: '西街村口路灯不亮，我电话13800138000', report: 'streetlight' }))
  }
  await desk.opens({ from: '另一个', department: 'NYB', item: 'huanjing', text: '地里的水渠堵了' })
  await desk.opens({ from: '投诉人', kind: 'complaint', department: 'DZB', accusedDepartment: 'GGB', text: '西街村路灯没人管，态度不好' })
  desk.now = new Date('2026-11-10T02:00:00Z')
  const clerk = await desk.clerk('王芳', 'GGB')
  await clerk.post(`/staff/cases/${lamps[0]}/do`, { action: 'reply', version: '0', text: '换了灯泡' })
  const c = (await caseByNumber(database.db, lamps[0]!))!
  await database.db.transaction(async (tx) => {
    const ctx = desk.setting()
    await moveCase(tx, ctx, c.id, 'rate', { kind: 'resident' }, { score: 1 })
    await appendCaseEvent(tx, ctx, c.id, { action: 'why', from: 'answered', to: 'answered', actor: { kind: 'resident' }, text: '第二天又灭了，打13900139000没人接', data: {}, open: true })
    await moveCase(tx, ctx, c.id, 'reopen', { kind: 'resident' }, { text: '没解决' })
    await tx.insert(inquiries).values({ at: ctx.now, channel: 'web', text: '活动室几点开', decision: 'handoff', item: null, facet: 'general', candidates: [], why: [], catalogVersion: '' })
  })
  // past every promise of what is left open
  desk.now = new Date('2026-12-03T02:00:00Z')
  head = await desk.clerk('赵建国', 'GGB', 'head')
  group = await desk.clerk('陈书记', 'DZB', 'group')
}) // prettier-ignore
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const NOVEMBER = '/staff/report?from=2026-11-01&to=2026-11-30'
const tile = (body: string, label: string): string =>
  new RegExp(`<span>${label}</span>\\s*<b[^>]*>([^<]*)</b>`).exec(body)?.[1] ?? ''

test('the town is counted once, against the year before, and no rate is made of too few', async () => {
  const { body } = await group.get(NOVEMBER)
  expect(['收到', '办结', '解决率', '满意率'].map((l) => tile(body, l))).toEqual(['5', '1', '0/1', '0/1'])
  expect(Number(tile(body, '超期'))).toBeGreaterThanOrEqual(3)
  expect(body).toContain('比去年同期多 4')
  expect(body).toContain('不足 10 件，不算率')
  expect(body).toContain('活动室几点开')
  expect(body).toContain('第二天又灭了')
  expect(body).not.toContain('13900139000')
})

test('every way of grouping is a table of its own; one without a row is left out', async () => {
  const { body } = await group.get(NOVEMBER)
  const tables = [...body.matchAll(/<h3>按([^<]*)<\/h3>([\s\S]*?)<\/section>/g)].map(([, title, table]) => [
    title,
    [...table!.matchAll(/<th scope="row">([^<]*)<\/th>/g)].map(([, label]) => label),
  ])
  expect(Object.fromEntries(tables)).toEqual({
    科室: ['公共管理办公室', '党政办公室', '农业发展办公室'],
    事项: ['路灯', '垃圾、路灯、排水报修'],
    首问责任人: ['王芳'],
    类别: ['诉求', '监督投诉'],
    渠道: ['网页聊天'],
  })
})

test('three lamps of one village in a fortnight are a hot spot; the complaint about them is not in it', async () => {
  const { body } = await group.get(NOVEMBER)
  const spot = body.slice(body.indexOf('<h3>集中反映'), body.indexOf('<h3>没答上的问题'))
  expect(spot).toContain('西街村')
  for (const number of lamps) expect(spot).toContain(number)
  expect(spot.match(/\/staff\/cases\//g)).toHaveLength(3)
})

test('a head sees their own department, without the complaint about it', async () => {
  const { body } = await head.get(NOVEMBER)
  expect(tile(body, '收到')).toBe('3')
  expect(body).not.toContain('农业发展办公室')
  expect(body).not.toContain('监督投诉</th>')
})

test('curves are always drawn, the printed edge names the period, and the spreadsheet is ready to hand out', async () => {
  for (const draw of ['trend', 'departments'])
    for (const period of ['from=2026-11-01&to=2026-11-30', 'from=2020-01-01&to=2020-01-07']) {
      const svg = await group.get(`/staff/report/chart.svg?${period}&draw=${draw}`)
      expect(svg.headers['content-type']).toContain('image/svg+xml')
      expect(svg.body).toMatch(/^<svg[\s\S]*<path/)
    }
  const css = await group.get(NOVEMBER.replace('report?', 'report/print.css?'))
  expect(css.body).toContain('2026年11月1日至2026年11月30日')
  const file = await group.get(NOVEMBER.replace('report?', 'report/table.xlsx?'))
  const parts = unzip(file.rawPayload)
  const [sheet, book] = ['xl/worksheets/sheet1.xml', 'xl/workbook.xml'].map((name) => parts.get(name))
  expect(sheet).toMatch(/<sheetPr><pageSetUpPr fitToPage="1"\/><\/sheetPr>.*orientation="landscape" fitToWidth="1" fitToHeight="0"\/><headerFooter>/)
  expect(book).toContain("'总数'!$1:$2</definedName>")
}) // prettier-ignore

test('what is no period is told in a sentence', async () => {
  for (const [query, says] of [
    ['from=2026-11-30&to=2026-11-01', '请调过来'],
    ['from=2026-02-30&to=2026-03-01', '2026-11-01 这样'],
    ['from=2020-01-01&to=2026-11-01', '一次最多看 366 天'],
  ]) {
    const page = await group.get(`/staff/report?${query}`)
    expect([page.statusCode, page.body.includes(says!)], query).toEqual([422, true])
    expect((await group.get(`/staff/report/table.xlsx?${query}`)).statusCode).toBe(404)
  }
})
