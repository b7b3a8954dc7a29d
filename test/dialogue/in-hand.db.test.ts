/** What a resident says while a case is in hand reaches it: answers to its office, questions to its clerk, what was forgotten. */
import { expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { caseFiles, cases } from '../../db/schema.ts'
import { newcomers, offered, openDesk, pass, registered, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB', 李四: 'GFB' })
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore

const someone = newcomers('邻居')
const LAMP = '村口路灯不亮了，黑灯瞎火的'
const WELL = '饭馆门口那个下水井堵了往外冒 臭死了'

/** Reports something, has it registered and, where named, taken; its number. */
const reported = (who: string, what: string, by?: string): Promise<string> =>
  registered(desk, who, what, by ? { by } : {})

test.each([
  ['您家住西街几号？', '西街路口第三家 门口有棵大枣树 明天几点啊'],
  ['店里的还是路上的？发张照片', '路上的 就我店门口正对着 照片发你'],
  ['明天在家吗', '在'],
  ['明天上午去行不行', '行'],
  ['电话多少方便联系', '晚上打 白天下地'],
  ['是哪天坏的', '上礼拜刮大风那天 你们啥时候来'],
  ['大娘 您今年多大岁数', '七十五了 一个人过'],
  ['您是哪条胡同？井离您家大门有多远？', '三胡同最里头 就隔一堵墙 有三四米吧'],
])('whatever the answer to “%s” looks like, it is for who asked: %s', async (asked, answer) => {
  for (const word of ['进展', '答复', '联系', '告知']) {
    const who = someone()
    const number = await reported(who, WELL, '张三')
    await desk.says('张三', `${word} ${number} ${asked}`)
    expect(desk.last(who)).toContain(asked)
    expect(await turn(desk, who, answer)).toMatch(new RegExp(`已转给张三（${number}）`))
    expect(desk.last('张三')).toContain(answer.slice(0, 6))
  }
})

test('the photo that was asked for reaches who asked, and is in the case', async () => {
  const who = someone()
  const number = await reported(who, WELL, '张三')
  await desk.says('张三', `答复 ${number} 是哪口井？发张照片`)
  await desk.sends(who, { kind: 'file', name: 'a.png', type: 'image/png', size: 70 }, PNG)
  expect(desk.last(who)).toContain(`已转给张三（${number}）`)
  expect(desk.last('张三')).toMatch(/本人说】[^]*照片/)
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
  expect(await desk.database.db.$count(caseFiles, eq(caseFiles.caseId, c!.id))).toBe(1)
})

test('another matter asked while the office waits is answered, and the case left alone', async () => {
  const who = someone()
  const number = await reported(who, LAMP, '张三')
  await desk.says('张三', `进展 ${number} 是村口哪一盏？`)
  expect(await turn(desk, who, '办低保要什么材料')).toContain('户口簿')
  expect(await turn(desk, who, '谢谢')).toContain('不客气')
  expect(await turn(desk, who, '最东头那盏')).toContain(`（${number}）`)
})

test('a question is no answer: nothing ends by itself, and the clerk is told so', async () => {
  const who = someone()
  const number = await reported(who, LAMP)
  // 答复 of a case nobody has taken, in the words a card shows
  await desk.says('张三', `答复 ${number} 是哪根杆子 杆上有没有编号`)
  expect(desk.last(who)).toMatch(/张三问您：\n是哪根杆子[^]*直接在这里回/)
  expect(desk.last(who)).not.toContain('不回就算')
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
  expect(c?.state).toBe('assigned')
  await desk.says('张三', `答复 ${number} 已换灯泡，您看亮了吗`)
  expect(desk.last(who)).toContain('不回就算解决了')
})

test('how a case stands is told by whoever takes it: 进展 of one that nobody has is no refusal', async () => {
  const who = someone()
  const number = await reported(who, LAMP)
  const said = await turn(desk, '张三', `进展 ${number} 灯泡订了，明天下午去换`)
  expect(said).toMatch(/已认领/)
  expect(desk.last(who)).toMatch(/有进展：\n灯泡订了，明天下午去换/)
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
  expect(c?.state).toBe('assigned')
})

test('接单 takes a case as 认领 does, and 联系 says that it sends nothing', async () => {
  const number = await reported(someone(), LAMP)
  expect(await turn(desk, '张三', `接单 ${number}`)).toContain('已认领')
  expect(await turn(desk, '张三', `联系 ${number} 电话里说了明天去看`)).toContain('没有发给本人')
  expect(await turn(desk, '张三', `查 ${number}`)).toContain('电话里说了明天去看')
})

test('a head finds the decision that waits in 待办', async () => {
  await desk.staff('周主任', 'GGB', 'head')
  const who = someone()
  const number = await reported(who, LAMP, '张三')
  await desk.says('张三', `办结 ${number} 灯泡换好了`)
  await turn(desk, who, '没修好啊 还是黑的')
  expect(await turn(desk, '周主任', '待办')).toMatch(new RegExp(`${number}[^\\n]*重办`))
})

test.each([
  '哎妥了 那啥时候来人啊 我得在家等着不',
  '我是问他啥时候来 得有个准点吧 我上午得去地里',
  '好 那我明个去 找张三行不',
  '还没问我哪村呢就登记了？王家营北头 会不会砸着人啊',
  '西边养猪那家',
  '晕 就刚才说的那个 你们办公室电话多少',
  '咋给我转错了 我说的不是这个科室管的',
  '你给转到管路灯的那',
  '你咋知道是大姐 哈哈 我68了',
])('said while a case is in hand, for who has it: %s', async (text) => {
  const who = someone()
  const number = await reported(who, LAMP, '张三')
  expect(await turn(desk, who, text)).toContain(`已转给张三（${number}）`)
  expect(desk.last('张三')).toContain(text.slice(0, 5))
})

test.each(['催催 晚上能来不', '那可快点啊 别摔着人', '快点哈 中午饭点呢', '赶紧的吧 孩子放学打那过'])(
  'urged with more told: %s',
  async (text) => {
    const who = someone()
    const number = await reported(who, LAMP, '张三')
    for (let i = 0; i < 2; i++) {
      expect(await turn(desk, who, text)).toContain(number)
      expect(desk.last('张三')).toContain(text.slice(-4))
    }
  },
)

test('“那件” after it was asked which, with a look at the progress in between', async () => {
  const who = someone()
  const number = await reported(who, LAMP, '张三')
  await desk.says('张三', `办结 ${number} 修好了`)
  await turn(desk, who, '亮了一袋烟工夫又黑咧')
  expect(offered(desk, who)).toContain('是新的事')
  await turn(desk, who, '进度')
  expect(await turn(desk, who, '就那件 灯还黑着')).toContain(`${number} 的重办申请收到了`)
})

test('asked which case some words are for, 人工 makes a case of them', async () => {
  const who = someone()
  const number = await reported(who, LAMP, '张三')
  await desk.says('张三', `办结 ${number} 修好了`)
  await turn(desk, who, '亮了一袋烟工夫又黑咧')
  expect(offered(desk, who)).toContain('是新的事')
  const said = await turn(desk, who, '人工')
  expect(said).toContain('已为您登记')
  expect(said).not.toContain(number)
})

test.each([
  ['行吧谢谢你闺女 我去问问再说', /慢走|不客气/],
  ['……行我请假回去吧 谢谢', /慢走|不客气/],
  ['算了我百度吧', /慢走|好的/],
  ['我问问孩子归谁 行了我知道了', /慢走/],
  ['算了问12345吧 你们这啥也说不清', /对不起/],
  ['跟你说不明白 你就会车轱辘话', /对不起/],
  ['中 那我先回了啊 受累了', /慢走|不客气/],
])('a goodbye gets a human sentence and nothing to tap: %s', async (text, says) => {
  const who = someone()
  await turn(desk, who, '离婚带啥材料')
  expect(await turn(desk, who, text)).toMatch(says)
  expect(offered(desk, who)).toEqual([])
})

test('trouble in other words after an answer is a matter of its own', async () => {
  const who = someone()
  const number = await reported(who, WELL, '张三')
  await desk.says('张三', `答复 ${number} 已经疏通好了`)
  expect(await turn(desk, who, '四号楼道里的灯坏了好几天，晚上看不见')).not.toContain(number)
})

const HALF_AN_HOUR = 30 * 60_000
const FIVE_DAYS = 5 * 24 * 3_600_000

test('a case is talked about for half an hour after the last word in it, and no longer', async () => {
  const after = async (ms: number) => {
    const who = someone()
    await reported(who, LAMP, '张三')
    pass(desk, ms)
    return turn(desk, who, '咋给我转错了 我说的不是这个科室管的')
  }
  expect(await after(HALF_AN_HOUR - 1)).toContain('已转给张三')
  expect(await after(HALF_AN_HOUR)).not.toContain('已转给')
})

test('what the office asked is waited on for five days, and no longer', async () => {
  const after = async (ms: number) => {
    const who = someone()
    const number = await reported(who, WELL, '张三')
    await desk.says('张三', `进展 ${number} 是哪天坏的`)
    pass(desk, ms)
    return turn(desk, who, '上礼拜刮大风那天')
  }
  expect(await after(FIVE_DAYS - 1)).toContain('已转给张三')
  expect(await after(FIVE_DAYS)).not.toContain('已转给')
})

test('of two cases whose office asked, an answer that fits either is for the one asked last', async () => {
  const who = someone()
  const lamp = await reported(who, LAMP, '张三')
  const well = await reported(who, WELL, '张三')
  const asks = async (number: string) => {
    pass(desk, 60_000)
    await desk.says('张三', `进展 ${number} 明天在家吗`)
  }
  await asks(well)
  await asks(lamp)
  expect(await turn(desk, who, '在')).toContain(`（${lamp}）`)
  await asks(lamp)
  await asks(well)
  expect(await turn(desk, who, '在')).toContain(`（${well}）`)
})

test.each(['啥时候能来人', '多会儿来修', '派人来了没'])(
  'asked of the office before anybody took it: %s',
  async (text) => {
    const who = someone()
    const number = await reported(who, LAMP)
    expect(await turn(desk, who, text)).toContain(number)
  },
)

test('whoever complains without a name is told that what they add was heard', async () => {
  const who = someone()
  await turn(desk, who, '匿名投诉 李庄的会计收钱不给办事')
  expect(await turn(desk, who, '就是上礼拜三的事')).not.toBe('')
})
