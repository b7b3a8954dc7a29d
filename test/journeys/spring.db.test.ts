/** A clerk's work over Spring Festival 2026 (9 February to 13 March): every due date as the official calendar has it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { PICTURES } from '../support/pictures.ts'

let desk: TestDesk
beforeEach(async () => {
  desk = await testDesk('2026-02-09T09:00:00+08:00')
})
afterEach(() => desk.stop())

const at = (when: string) => (desk.now = new Date(`2026-${when}:00+08:00`))
const JPEG = new Uint8Array(PICTURES['image/jpeg'])
const due = async (purpose: string) =>
  (await desk.database.db.query.promises.findMany())
    .filter((p) => p.purpose === purpose)
    .map((p) => `${p.dueDate} ${p.state}`)

async function apply(): Promise<string> {
  await desk.taps('老李', 'apply:zhaijidi')
  await desk.taps('老李', 'whom:0')
  await desk.says('老李', '1')
  await desk.taps('老李', 'submit')
  expect(desk.last('老李')).toContain('请留个姓名和电话')
  await desk.says('老李', '李秀英 13812345678')
  return /BS\d{8}-\d{4}/.exec(desk.last('老李'))![0]
}

test('an application over the festival: supplement, acceptance, transfer, pause, extension, completion', async () => {
  await desk.staff('张', 'NYB')
  await desk.staff('王', 'NYB')
  await desk.staff('科长', 'NYB', 'head')
  const number = await apply()
  expect(number).toBe('BS20260209-0001')
  expect(desk.last('老李')).toContain('最晚2月14日（周六）前') // 14 February is a make-up workday
  expect(desk.last('张')).toContain('受理或补正 2月14日（周六）前')

  at('02-10T10:00')
  await desk.says('张', `补正 ${number} 户口簿复印件；村民会议记录`)
  expect(desk.last('老李')).toMatch(/一次说全：\n1\. 户口簿复印件\n2\. 村民会议记录\n请在3月2日（周一）前补交/)
  expect(await due('supply')).toEqual(['2026-03-02 open'])
  await desk.says('张', `补正 ${number} 还要照片`)
  expect(desk.last('张')).toContain('现在是“待补材料”，不能补正')

  at('02-13T15:00')
  await desk.sends('老李', { kind: 'file', name: '../../户口.jpg', type: 'image/jpeg', size: 8 }, JPEG)
  expect(desk.last('老李')).toContain('已放进')
  await desk.says('老李', '已补齐')
  expect(desk.last('老李')).toContain('最晚2月27日（周五）前告诉您是否受理')
  expect(await due('accept')).toEqual(['2026-02-14 met', '2026-02-27 open'])
  await desk.says('张', `补正 ${number} 还要照片`)
  expect(desk.last('张')).toContain('补正只能一次告知全部')

  at('02-14T09:00')
  await desk.says('张', `受理 ${number}`)
  expect(desk.last('老李')).toMatch(/今天受理了。\n最晚3月13日（周五）前办完/)
  expect(await due('complete')).toEqual(['2026-03-13 open'])
  const accepted = (await desk.database.db.query.notices.findMany()).find((n) => n.kind === 'acceptance')!
  expect(accepted.number).toBe('别政受〔2026〕1号')
  expect(JSON.stringify(accepted.content)).toContain('2026年3月13日')
  expect(JSON.stringify(accepted.content)).toMatch(
    /说明手上已有的材料[^]*网上收到照片、文件1份：户口\.jpg（2026年2月13日）[^]*本事项所需的材料：/,
  )

  at('02-24T09:00')
  await desk.says('张', `转办 ${number} 王 他管这个村`)
  expect(desk.last('王')).toContain('【转办，请接收】')
  await desk.says('王', `接收 ${number}`)
  expect(desk.last('老李')).toContain('首问责任人张会一直跟到底')
  const c = (await desk.database.db.query.cases.findFirst())!
  const [zhang, wang] = await Promise.all(
    ['张', '王'].map(async (name) => (await desk.database.db.query.staff.findMany()).find((s) => s.name === name)!.id),
  )
  expect([c.firstResponderId, c.handlerId]).toEqual([zhang, wang])

  at('02-25T09:00')
  await desk.says('王', `中止 ${number} 现场踏勘 2`)
  expect(desk.last('老李')).toContain('这段时间不算在办理期限里')
  // its days are the clock's on the card, and stand before no words
  expect(desk.last('张')).toMatch(/^【中止】[^]*\n▸ 现场踏勘\n/)
  at('02-27T16:00')
  await desk.says('王', `恢复 ${number}`)
  // two working days stood still (26 and 27 February)
  expect(await due('complete')).toEqual(['2026-03-17 open'])

  at('03-02T09:00')
  await desk.says('王', `延期 ${number} 5 邻居有异议要核实`)
  await desk.says('王', `批准 ${number}`)
  expect(desk.last('王')).toContain('不在您的权限里')
  await desk.says('科长', `批准 ${number}`)
  expect(desk.last('老李')).toMatch(/需要多一些时间。[\s\S]*最晚3月24日（周二）前/)
  await desk.says('王', `延期 ${number} 1 再来`)
  expect(desk.last('王')).toContain('只能延期一次')

  at('03-10T09:00')
  await desk.says('王', `查 ${number}`)
  expect(desk.last('王')).toContain('因现场踏勘暂停计时')
  await desk.says('王', `办结 ${number} 批准书已做好，请到窗口领取`)
  expect(desk.last('老李')).toContain('批准书已做好')
  expect(await due('complete')).toEqual(['2026-03-24 met'])
  expect((await desk.database.db.query.notices.findMany()).map((n) => n.kind).sort()).toEqual([
    'acceptance',
    'completion',
    'extension',
    'special-procedure',
    'supplement',
    'transfer',
  ])
  await desk.says('科长', `用印 ${number}`)
  expect(desk.last('科长')).toContain('别政办〔2026〕1号')
})

test('a second supplement list is a head’s, with a reason, and a breach', async () => {
  await desk.staff('张', 'NYB')
  await desk.staff('科长', 'NYB', 'head')
  const number = await apply()
  await desk.says('张', `补正 ${number} 户口簿`)
  await desk.says('老李', '已补齐')
  await desk.says('张', `再补正 ${number} 照片 原因：政策变了`)
  expect(desk.last('张')).toContain('不在您的权限里')
  await desk.says('科长', `再补正 ${number} 照片`)
  expect(desk.last('科长')).toContain('还差内容')
  await desk.says('科长', `再补正 ${number} 照片 原因：政策变了`)
  expect(desk.last('老李')).toContain('1. 照片')
  expect((await desk.database.db.query.breaches.findMany()).map((b) => b.kind)).toEqual(['second-supplement'])
})

test('a file of another kind, or too large, is not taken and said so', async () => {
  await desk.sends(
    '老李',
    { kind: 'file', name: 'a.jpg', type: 'image/jpeg', size: 4 },
    new Uint8Array([0x50, 0x4b, 3, 4]),
  )
  expect(desk.last('老李')).toContain('只收照片、PDF、Word 和语音')
  await desk.sends(
    '老李',
    { kind: 'file', name: 'a.jpg', type: 'image/jpeg', size: 50e6 },
    new Uint8Array(11 * 1024 * 1024).fill(0xff),
  )
  expect(desk.last('老李')).toContain('不超过10MB')
  expect(await desk.database.db.query.files.findMany()).toEqual([])
})

test('a walk-in without a chat account is registered, and closes only after a recorded contact', async () => {
  await desk.staff('张', 'DQZX')
  await desk.says('张', '代办登记 李庄路灯坏了，来电')
  const number = /BS\d{8}-\d{4}/.exec(desk.last('张'))![0]
  expect(desk.last('张')).toContain('您是首问责任人')
  await desk.says('张', `答复 ${number} 已修好`)
  expect(desk.last('张')).toContain('请电话告知后发“联系”登记')
  await desk.says('张', `联系 ${number} 电话告诉本人了`)
  expect(await desk.database.db.query.cases.findFirst()).toMatchObject({ relayed: 'contact' })
})

test('while a colleague is away the substitute gets the cards and may act; the first responder stays', async () => {
  await desk.staff('张', 'DQZX')
  await desk.says('老李', '公厕没水')
  await desk.says('老李', '人工')
  const number = /BS\d{8}-\d{4}/.exec(desk.last('老李'))![0]
  await desk.says('张', `认领 ${number}`)
  await desk.staff('王', 'GGB')
  await desk.says('张', '代理 王 到 2026-02-28')
  await desk.says('老李', '催办')
  expect(desk.last('王')).toContain('【催办】')
  await desk.says('王', `进展 ${number} 水工明天到`)
  expect(desk.last('老李')).toContain('水工明天到')
  const c = (await desk.database.db.query.cases.findFirst())!
  expect(c.firstResponderId).toBe((await desk.database.db.query.staff.findMany()).find((s) => s.name === '张')!.id)
})

test('a bad rating asks why and opens a return visit; no answer in ten working days’ window after closing reopens by a head', async () => {
  await desk.staff('张', 'DQZX')
  await desk.staff('主任', 'DQZX', 'head')
  await desk.says('老李', '公厕没水')
  await desk.says('老李', '人工')
  const number = /BS\d{8}-\d{4}/.exec(desk.last('老李'))![0]
  await desk.says('张', `认领 ${number}`)
  await desk.says('张', `办结 ${number} 修好了`)
  await desk.says('老李', '评价')
  await desk.says('老李', '5')
  expect(desk.last('老李')).toContain('哪里不满意')
  await desk.says('老李', '第二天又没水')
  expect(await due('visit')).toEqual(['2026-02-14 open'])
  await desk.says('老李', '没解决')
  await desk.says('老李', '还是没水')
  expect(desk.last('老李')).toContain('由另一位负责人决定')
  await desk.says('张', `批准 ${number}`)
  expect(desk.last('张')).toContain('不在您的权限里')
  await desk.says('主任', `批准 ${number}`)
  expect(desk.last('老李')).toContain('重新办理')
})

test('forgetting a person withdraws what is open and starts anew', async () => {
  await desk.says('老李', '公厕没水')
  await desk.says('老李', '人工')
  await desk.says('老李', '忘记我')
  await desk.taps('老李', 'forget')
  await desk.says('老李', '进度')
  expect(desk.last('老李')).toContain('您还没有登记过办件')
  expect(await desk.database.db.query.cases.findFirst()).toMatchObject({ state: 'withdrawn' })
})
