/** The jobs of what the town answers for, by the scheduler and a moved clock alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anchors, breachFlows } from '../../db/schema.ts'
import { publicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { openDuties } from '../../db/disclosures/publication-duties.ts'
import { publishedAssessment } from '../../db/assessment/department-assessment.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { putCatalog } from '../../db/catalog/catalog-versions.ts'
import { type Rig, rig } from './rig.ts'

let r: Rig
const duties = (address: string) => r.letters(address).then((all) => all.map((l) => l.text))
beforeAll(async () => {
  r = await rig('2026-10-26 09:00')
  await r.desk.staff('农办丁', 'NYB')
  await r.desk.staff('农科长', 'NYB', 'head')
  await r.desk.staff('组长乙', 'DZB', 'group')
  await r.at('2026-10-26 10:00')
})
afterAll(() => r.stop())

test('a promise that passes is explained by whoever owned it, told in the daytime, without anybody asking', async () => {
  const id = await r.open({ kind: 'consultation' })
  await r.act(id, '农办丁', 'claim')
  await r.at('2026-10-28 00:20')
  const [flow] = await r.desk.database.db.select().from(breachFlows)
  expect(flow).toMatchObject({ state: 'found', due: '2026-11-02' })
  const asked = (await r.letters('农办丁', 'breach')).filter((l) => l.text.includes('违诺，请说明'))
  expect(asked).toMatchObject([{ notBefore: new Date('2026-10-28T08:00:00+08:00') }])
  await r.at('2026-11-03 00:20')
  const [after] = await r.desk.database.db.select().from(breachFlows)
  expect(after).toMatchObject({ state: 'explained' })
})

test('every day that is over has its anchor', async () => {
  const made = await r.desk.database.db.select().from(anchors)
  expect(made.map((a) => a.date)).toEqual([
    '2026-10-26',
    '2026-10-27',
    '2026-10-28',
    '2026-10-29',
    '2026-10-30',
    '2026-10-31',
    '2026-11-01',
    '2026-11-02',
  ])
})

test('an item that changed must be published again: its department is told, and publishing it ends the duty', async () => {
  const { db } = r.desk.database
  await r.at('2026-11-03 08:51')
  const [first, ...rest] = r.desk.townContext.catalog.items.filter((i) => i.owner === 'NYB')
  const others = r.desk.townContext.catalog.items.filter((i) => i.owner !== 'NYB')
  r.clock('2026-11-03 15:00')
  const aliases = rest.map((i) => ({ ...i, aliases: [...i.aliases, '又一种叫法'] }))
  await db.transaction((tx) => putCatalog(tx, [{ ...first!, fee: '每件5元' }, ...aliases, ...others], 'test', r.desk.now)) // prettier-ignore
  await r.at('2026-11-04 08:51')
  expect(await openDuties(db)).toMatchObject([{ department: 'NYB', what: `办事指南：${first!.name}`, dueOn: '2026-12-01' }]) // prettier-ignore
  await r.at('2026-11-17 08:51')
  expect((await duties('农科长')).some((t) => t.includes('请主动公开') && t.includes('2026-12-01前'))).toBe(true)
  await r.desk.says('农科长', `公开 登记 办事指南 ${first!.name} 任务1\n每件收费5元`)
  expect(await openDuties(db)).toEqual([])
})

test('what is withheld comes back to its head on the day it is looked at again', async () => {
  await r.desk.says('农科长', '公开 不公开 土地与宅基地 争议地块名单 第15条 2026-11-20 涉及当事人隐私')
  expect((await publicDisclosures(r.desk.database.db))[0]).toMatchObject({ state: 'withheld', reviewOn: '2026-11-20' })
  await r.at('2026-11-19 08:51')
  expect((await duties('农科长')).some((t) => t.includes('复核日到了'))).toBe(false)
  await r.at('2026-11-20 08:51')
  expect((await duties('农科长')).filter((t) => t.includes('复核日到了'))).toHaveLength(1)
})

test('on the first working day of a month the month is settled and the group alone reads what it proposes', async () => {
  const { db } = r.desk.database
  // twelve of November that nobody ever took up
  r.clock('2026-11-23 09:00')
  await db.transaction(async (tx) => {
    for (let i = 0; i < 12; i++)
      await openCase(tx, r.desk.requestContext(), { kind: 'consultation', item: null, department: 'NYB', text: '一件事', residentId: null, conversationId: null }) // prettier-ignore
  })
  await r.at('2026-11-30 08:56')
  expect(await publishedAssessment(db, '2026-11')).toBeNull()
  await r.at('2026-12-01 08:56')
  expect((await publishedAssessment(db, '2026-11'))?.rows.find((x) => x.department === 'NYB')?.figures.shares.completion).toEqual({ good: 0, of: 12 }) // prettier-ignore
  const told = (await duties('组长乙')).filter((t) => t.includes('2026-11 考核已算好'))
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('农业发展办公室：限期改正')
  expect((await duties('农科长')).some((t) => t.includes('考核已算好'))).toBe(false)
  await r.at('2026-12-02 08:56')
  expect((await duties('组长乙')).filter((t) => t.includes('2026-11 考核已算好'))).toHaveLength(1)
  // October had the desk's first week: settled when it was over
  expect(await publishedAssessment(db, '2026-10')).not.toBeNull()
})

test('whoever has not signed is asked once, their head reads the list once a month', async () => {
  const asked = (await duties('农办丁')).filter((t) => t.includes('个人公开承诺'))
  expect(asked).toHaveLength(1)
  expect((await duties('农科长')).filter((t) => t.includes('还没有签个人承诺的'))).toHaveLength(3)
})
