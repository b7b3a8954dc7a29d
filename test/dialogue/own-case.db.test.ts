/** What a resident says beside a case that is moving reaches it; what is new is a question like any other. */
import { expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { caseFiles, cases } from '../../db/schema.ts'
import { newcomers, NUMBER, offered, openDesk, pass, registered, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB' })

const someone = newcomers('街坊')
const told = (who: string) => desk.seen(who).map((m) => m.text).join('\n') // prettier-ignore

/** Reports something and has it registered; its number. */
const reported = (who: string, what: string): Promise<string> => registered(desk, who, what, { yes: '人工' })
const taken = async (number: string) => desk.says('张三', `认领 ${number}`)

test.each(['我那个事到哪步了', '修了没啊', '有信儿了吗', '咋没动静呢都两天了', '谁管我这事啊'])(
  'how far it is, asked as “%s”',
  async (asked) => {
    const who = someone()
    const number = await reported(who, '村口路灯不亮了，黑灯瞎火的')
    await taken(number)
    expect(await turn(desk, who, asked)).toContain(number)
  },
)

test('what the office asked is answered by the next words, and the handler reads them', async () => {
  const who = someone()
  const number = await reported(who, '供销社那儿路灯坏了')
  await taken(number)
  await desk.says('张三', `进展 ${number} 灯在供销社哪一边`)
  expect(await turn(desk, who, '南边 挨着理发店')).toMatch(new RegExp(`已转给张三（${number}）`))
  expect(desk.last('张三')).toMatch(new RegExp(`本人说】${number}[^]*理发店`))
  // a question of its own is answered, and the case is left alone
  expect(await turn(desk, who, '办低保要什么材料')).toContain('户口簿')
})

test.each(['东边，挨着小卖部', '靠桥那边的第二根杆子', '就是最里头那盏'])(
  'however an answer to the office’s question sounds: %s',
  async (answer) => {
    const who = someone()
    const number = await reported(who, '村口路灯不亮了，黑灯瞎火的')
    await taken(number)
    for (const word of ['进展', '答复']) {
      await desk.says('张三', `${word} ${number} 灯在村口哪一边？`)
      expect(await turn(desk, who, answer)).toContain(`已转给张三（${number}）`)
    }
  },
)

test('人工 just after a case was opened names that case, and opens no other', async () => {
  const who = someone()
  const number = await reported(who, '西头垃圾池满了没人拉')
  expect(await turn(desk, who, '人工')).toContain(number)
  expect(await turn(desk, who, '就在老槐树底下那个')).toContain(`（${number}）`)
})

test('what is broken again after it was done is asked about, and one tap takes the case up', async () => {
  const who = someone()
  const number = await reported(who, '南胡同路灯不亮')
  await taken(number)
  await desk.says('张三', `办结 ${number} 修好了`)
  expect(await turn(desk, who, '亮了一袋烟工夫又黑咧')).toContain(number.slice(-4))
  expect(offered(desk, who)).toContain('是新的事')
  expect(await turn(desk, who, '1')).toContain(`${number} 的重办申请收到了`)
})

test('of two cases the one is urged that the words are about', async () => {
  const who = someone()
  await taken(await reported(who, '村东头路灯坏了'))
  const toilet = await reported(who, '广场公厕没水了')
  await taken(toilet)
  expect(await turn(desk, who, '厕所那个也快点啊')).toContain(`${toilet} 已帮您催办`)
})

test('taking it back is asked once more', async () => {
  const who = someone()
  const number = await reported(who, '邻居家后院盖了二层，挡我家光')
  expect(await turn(desk, who, '我后悔了 撤')).toContain(`确定撤回 ${number}`)
  expect(await turn(desk, who, '先别撤')).toContain('没有动')
  await turn(desk, who, '还是撤了吧，不办了')
  expect(await turn(desk, who, '是')).toContain(`${number} 已撤回`)
})

test('done and not mended: asked again in the same words, and the handler hears them', async () => {
  const who = someone()
  const number = await reported(who, '村西路灯不亮')
  await taken(number)
  await desk.says('张三', `办结 ${number} 灯泡换好了`)
  expect(await turn(desk, who, '没修好啊 还是黑的')).toContain('重办')
  expect(desk.last('张三')).toContain('还是黑的')
})

test('the whole story goes with 人工, with the photo sent before', async () => {
  const who = someone()
  await turn(desk, who, '南河沿的垃圾半个月没人收了')
  await desk.sends(
    who,
    { kind: 'file', name: 'a.png', type: 'image/png', size: 70 },
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), // prettier-ignore
  )
  await turn(desk, who, '苍蝇嗡嗡的都没法开窗户')
  const said = await turn(desk, who, '人工')
  expect(said).toContain('一起带上了')
  const number = NUMBER.exec(said)![0]
  await taken(number)
  await desk.says('张三', `查 ${number}`)
  expect(desk.last('张三')).toMatch(/垃圾半个月[^]*苍蝇/)
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
  expect(await desk.database.db.$count(caseFiles, eq(caseFiles.caseId, c!.id))).toBe(1)
})

test('the same thing told twice is one case', async () => {
  const who = someone()
  const number = await reported(who, '村委会门口健身器材坏了')
  expect(await turn(desk, who, '村委会门口那个健身器材坏了')).toContain(number)
  pass(desk, 3_600_000)
  expect(await turn(desk, who, '村委会门口那个健身器材还坏着')).toContain(number)
})

test('whoever is forgotten leaves no clerk at work for nothing', async () => {
  const who = someone()
  const number = await reported(who, '村北路灯又坏了')
  await taken(number)
  await turn(desk, who, '忘记我')
  expect(await turn(desk, who, '先别删 灯修好再说')).toContain('没有动')
  await turn(desk, who, '删吧还是')
  expect(await turn(desk, who, '确定')).toContain('已删除')
  expect(desk.last('张三')).toMatch(new RegExp(`撤回】${number}`))
})

test('a low grade is read back before anything begins', async () => {
  const who = someone()
  const number = await reported(who, '文化广场路灯不亮')
  await taken(number)
  await desk.says('张三', `办结 ${number} 修好了`)
  await turn(desk, who, '修好了，谢谢')
  expect(await turn(desk, who, '一分')).toContain('打 1 分（非常不满意），对吗')
  expect(await turn(desk, who, '不是')).toContain('没有动')
  expect(told('张三')).not.toContain('差评')
})

test('an application is filled in with words, and a question in the middle does not end it', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  await desk.taps(who, 'apply:dibao')
  expect(await turn(desk, who, '给我妈')).toContain('手上有哪几样')
  expect(await turn(desk, who, '身份证户口本都有')).toMatch(/记下了，手上有：[^\n]*身份证[^]*还缺/)
  expect(await turn(desk, who, '要多久能批下来')).toContain('申请还开着')
  expect(await turn(desk, who, '别的还没有呢')).toContain('姓名和电话')
  expect(await turn(desk, who, '电话一三八零零零零四四四四 姓郝')).toMatch(NUMBER)
  expect(offered(desk, who)).toEqual([])
})

test('papers are ticked by what was said: one’s own card is nobody else’s, and a card is the bank’s', async () => {
  const who = someone()
  await turn(desk, who, '高龄津贴要什么材料')
  await desk.taps(who, 'apply:gaoling')
  await turn(desk, who, '给我妈')
  const said = await turn(desk, who, '身份证户口本都有')
  expect(said).toMatch(/手上有：居民身份证、居民户口簿。/)
  expect(await turn(desk, who, '卡也有')).toMatch(/手上有：[^\n]*社会保障卡/)
})

test('人工 beside a case just registered: more of it reaches it, another thing is a case of its own, a question is answered', async () => {
  const who = someone()
  const first = await reported(who, '李庄东头路灯坏了')
  expect(await turn(desk, who, '人工')).toContain(first)
  expect(await turn(desk, who, '就是李庄东头那个路灯，晚上看不见路')).toContain(first)
  await turn(desk, who, '人工')
  const second = NUMBER.exec(await turn(desk, who, '王庄水管漏了'))![0]
  expect(second).not.toBe(first)
  await turn(desk, who, '人工')
  expect(await turn(desk, who, '办低保要什么材料')).toContain('身份证')
})
