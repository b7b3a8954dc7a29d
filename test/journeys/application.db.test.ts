/** What a resident tells of themselves, and a request for information from the first word to the reply. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Case } from '../../core/case/case.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { sweep } from '../../scheduler/sweep.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'
import { quiet } from '../support/quiet.ts'
import { PICTURES } from '../support/pictures.ts'

let desk: TestDesk
beforeEach(async () => {
  desk = await testDesk('2026-08-03T09:00:00+08:00')
})
afterEach(() => desk.stop())

const at = (when: string) => (desk.now = new Date(`2026-${when}:00+08:00`))
const PHONE = '13812345678'
const due = async (purpose: string) =>
  (await desk.database.db.query.promises.findMany())
    .filter((p) => p.purpose === purpose)
    .sort((a, b) => a.id - b.id)
    .map((p) => `${p.dueDate} ${p.state}`)
const notices = async () =>
  (await desk.database.db.query.notices.findMany()).sort((a, b) => a.id - b.id).map((n) => n.number)
const said = (who: string): string =>
  desk
    .seen(who)
    .map((m) => m.text)
    .join('\n')
const numberOf = (text: string): string => /BS\d{8}-\d{4}/.exec(text)![0]

async function request(): Promise<string> {
  await desk.taps('老李', 'apply:xinxi-gongkai')
  expect(desk.last('老李')).toContain('想要什么信息')
  await desk.says('老李', '2025年村西排水工程的施工合同')
  expect(desk.last('老李')).toContain('怎么给您')
  await desk.says('老李', '1')
  expect(desk.last('老李')).toContain('请留个姓名和电话')
  await desk.says('老李', `李秀英 ${PHONE}`)
  return numberOf(desk.last('老李'))
}

test('a request for information: supplement counts anew, a third party is asked, the reply is one of the law’s', async () => {
  await desk.staff('张', 'DZB')
  const number = await request()
  expect(desk.last('老李')).toContain('最晚8月31日（周一）前答复您')
  expect(await due('complete')).toEqual(['2026-08-31 open'])
  expect(desk.last('张')).toContain('申请公开：2025年村西排水工程的施工合同。提供方式：在这里看')

  await desk.says('张', `补正 ${number} 写明要哪一部分`)
  expect(desk.last('老李')).toMatch(/说得不够清楚[^]*1\. 写明要哪一部分[^]*重新计算答复时间/)
  expect(await due('complete')).toEqual(['2026-08-31 void'])
  at('08-05T10:00')
  await desk.says('老李', '已补齐')
  expect(desk.last('老李')).toContain('最晚9月2日（周三）前答复您')
  expect(await due('complete')).toEqual(['2026-08-31 void', '2026-09-02 open'])

  at('08-10T09:00')
  await desk.says('张', `征求 ${number} 宏达公司：施工合同的单价`)
  expect(said('张')).toMatch(/已征求，对方提意见期限 2026-08-31[^]*发给宏达公司的征询书（请打印送达）：http/)
  expect(desk.last('老李')).toContain('依法要先问对方的意见')
  expect(JSON.stringify(desk.seen('老李').at(-1))).not.toContain('宏达公司')
  at('08-28T15:00')
  await desk.says('张', `恢复 ${number}`)
  // 3 of 20 used by 10 August; 17 more from 31 August: Sunday the 20th of September is worked
  expect(await due('complete')).toEqual(['2026-08-31 void', '2026-09-21 open'])
  expect(desk.last('老李')).toContain('接着办了')

  await desk.says('张', `答复 ${number} 不予公开`)
  expect(desk.last('张')).toContain('要写依据哪一条')
  await desk.says('张', `不予批准 ${number} 不行`)
  expect(desk.last('张')).toContain('没有“不予批准”这一步')
  await desk.says('张', `答复 ${number} 部分公开 15 理由：单价是商业秘密；途径：复印件；时间：9月1日`)
  expect(desk.last('老李')).toMatch(
    /信息公开答复：\n您要的信息可以公开的部分予以公开[^]*第15条[^]*理由：单价是商业秘密/,
  )
  expect(await notices()).toEqual([
    '别政公补〔2026〕1号',
    '别政特〔2026〕1号',
    '别政公征〔2026〕1号',
    '别政公复〔2026〕1号',
  ])
})

test('a third party that says nothing holds the clock to its last day and no longer', async () => {
  await desk.staff('张', 'DZB')
  const number = await request()
  at('08-10T09:00')
  await desk.says('张', `认领 ${number}`)
  await desk.says('张', `征求 ${number} 机关 区水务局：合办的文件`)
  at('09-02T09:00')
  await sweep({ database: desk.database, ctx: desk.requestContext(), send: () => {}, log: quiet })
  at('09-02T09:05')
  await desk.tick()
  expect(said('张')).toContain('对方到期没提意见，已恢复计时，请依法决定')
  expect(await due('complete')).toEqual(['2026-09-20 open'])
})

test('a name and a number are sealed, shown to who works on it, and each look is written down', async () => {
  await desk.staff('张', 'DZB')
  await desk.staff('外人', 'GGB')
  const number = await request()
  expect(JSON.stringify(await desk.database.db.query.cases.findMany())).not.toContain(PHONE)
  expect(JSON.stringify(await desk.database.db.query.persons.findMany())).not.toMatch(/李秀英|1381234/)
  expect(JSON.stringify(await desk.database.db.query.mailbox.findMany())).not.toContain(PHONE)
  expect(desk.seen('老李').some((m) => m.text.includes('遮住'))).toBe(false)
  await desk.says('外人', `联系方式 ${number}`)
  expect(desk.last('外人')).toContain('只给承办人')
  await desk.says('张', `认领 ${number}`)
  await desk.says('张', `联系方式 ${number}`)
  expect(desk.last('张')).toContain(`联系人：李秀英，电话：${PHONE}`)
  await desk.says('张', `联系方式 ${number}`, { channel: 'telegram' })
  const looks = (await desk.database.db.query.caseEvents.findMany()).filter((e) => e.action === 'looked-at-contact')
  expect(looks.map((e) => e.open)).toEqual([false])
})

test('what we keep of somebody, and what a case says wrong, is put right in the chat', async () => {
  await desk.staff('张', 'DZB')
  const number = await request()
  await desk.says('张', `认领 ${number}`)
  await desk.says('老李', '更正')
  expect(desk.last('老李')).toContain('李**，138****5678')
  await desk.says('老李', '13900001111')
  expect(
    desk.seen('老李').some((m) => m.text.includes('改好了，现在是：李**，139****1111。在办的 1 件也一起改了')),
  ).toBe(true)
  expect(desk.last('张')).toMatch(/【本人更正了内容】[^]*▸ 联系方式已更正/)
  await desk.says('张', `联系方式 ${number}`)
  expect(desk.last('张')).toContain('李秀英，电话：13900001111')
  await desk.says('老李', '更正 0001 是2024年的合同')
  expect(desk.last('老李')).toContain('按您说的更正了')
  expect(desk.last('张')).toContain('▸ 是2024年的合同')
  await desk.says('别人', `更正 ${number} 捣乱`)
  expect(desk.last('别人')).toContain('没有找到这个编号')
  await desk.says('电报', '更正', { channel: 'telegram' })
  expect(desk.last('电报')).toContain('这里不能收姓名和电话')
  await desk.says('老李', '忘记我')
  await desk.taps('老李', 'forget')
  await desk.says('老李', '更正')
  expect(desk.last('老李')).toContain('没有留您的姓名和电话')
})

test('who applies again is not asked again', async () => {
  await request()
  await desk.taps('老李', 'apply:zhaijidi')
  await desk.taps('老李', 'whom:0')
  await desk.taps('老李', 'submit')
  expect(desk.seen('老李').some((m) => m.text.includes('联系人还用上次留的（李**，138****5678）'))).toBe(true)
  expect(desk.last('老李')).toContain('编号：BS20260803-0002')
})

test('several open cases: the verb asks which one, a number says which, a photo too', async () => {
  await desk.staff('张', 'DQZX')
  for (const text of ['李庄路灯坏了', '王庄水管漏了']) {
    await desk.says('老李', '人工')
    await desk.says('老李', text)
  }
  await desk.says('老李', '催办')
  expect(desk.last('老李')).toContain('是哪一件')
  expect(
    desk
      .seen('老李')
      .at(-1)
      ?.choices?.map((c) => c.label),
  ).toEqual(['0002 王庄水管漏了', '0001 李庄路灯坏了'])
  await desk.says('老李', '2')
  expect(desk.last('老李')).toContain('BS20260803-0001 已帮您催办')
  await desk.says('老李', '撤回 0002')
  expect(desk.last('老李')).toContain('BS20260803-0002 已撤回')
  await desk.says('老李', '人工')
  await desk.says('老李', '井盖没了')
  const PNG = PICTURES['image/png']
  await desk.sends('老李', { kind: 'file', name: 'a.png', type: 'image/png', size: 5 }, PNG)
  expect(desk.last('老李')).toContain('这是给哪一件的')
  await desk.says('老李', '1')
  expect(desk.last('老李')).toContain('已放进 BS20260803-0003')
})

test('a caller’s number is kept sealed where it may be, and said plainly where it may not', async () => {
  await desk.staff('张', 'DQZX')
  await desk.says('张', `代办登记 李庄路灯坏了，来电 联系人 张大爷 ${PHONE}`)
  expect(desk.last('张')).toContain('电话存好了，要打时发：联系方式 0001')
  await desk.says('张', '联系方式 0001')
  expect(desk.last('张')).toContain(`张大爷，电话：${PHONE}`)
  const [c] = await desk.database.db.query.cases.findMany()
  expect(c!.text).toBe('李庄路灯坏了，来电')
})

test('一次性告知, 不符合条件 and 超时说明 reach the resident as notices', async () => {
  await desk.staff('张', 'DQZX')
  await desk.says('老李', '人工')
  await desk.says('老李', '想办低保')
  await desk.says('张', '认领 0001')
  await desk.says('张', '告知 0001')
  expect(desk.last('张')).toContain('要写哪个事项')
  await desk.says('张', '告知 0001 最低生活保障审核确认')
  expect(desk.last('老李')).toContain('一次给您写全了')
  expect(desk.seen('老李').at(-1)?.link?.url).toContain('/notices/')
  await desk.says('张', '超时说明 0001 3 等区里回话')
  expect(desk.last('张')).toContain('还没有超过期限')
  at('08-20T09:00')
  await desk.says('张', '超时说明 0001 3 等区里回话')
  expect(desk.last('老李')).toMatch(/没能按时答复您，对不起。\n原因：等区里回话/)
  expect(await notices()).toEqual(['别政告〔2026〕1号', '别政超〔2026〕1号'])
})

test('a resident types the bare words: 评价 and 没解决 after 办结, and 我的办件 lists every case with its code', async () => {
  await desk.staff('王', 'GFB')
  for (const tap of ['apply:gaoling', 'whom:0', 'submit', 'later']) await desk.taps('老李', tap)
  const number = numberOf(desk.last('老李'))
  await desk.says('王', `受理 ${number}`)
  await desk.says('王', `办结 ${number} 补贴下月到卡`)
  await desk.says('老李', '评价')
  expect(desk.last('老李')).toBe(`请给 ${number} 打个分：`)
  await desk.says('老李', '没解决')
  expect(desk.last('老李')).toBe(DIALOGUE.why)
  await desk.says('老李', '钱没到')
  expect((await desk.database.db.query.requests.findMany()).map((q) => q.kind)).toEqual(['reopening'])
  await desk.says('老李', '人工')
  await desk.says('老李', '李庄路灯坏了')
  await desk.says('老李', '我的办件')
  const cases = await desk.database.db.query.cases.findMany()
  expect(cases).toHaveLength(2)
  for (const c of cases) expect(desk.last('老李')).toContain(`${c.number} `)
  for (const c of cases)
    expect(desk.last('老李')).toContain(`查询码 ${lookupCodeOf(desk.requestContext().cipher, c as Case)}`)
  await desk.says('别人', '我的办件')
  expect(desk.last('别人')).toContain('您还没有登记过办件')
})
