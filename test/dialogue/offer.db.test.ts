/** What was offered is taken or turned down in words; what is said after an alarm stays with it. */
import { expect, test } from 'vitest'
import { newcomers, NUMBER, offered, openDesk, pass, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB', 安全员: 'GAB' })

const someone = newcomers('乡亲')
const told = (who: string) => desk.seen(who).map((m) => m.text).join('\n') // prettier-ignore

test.each(['中', '好的', '登记吧', '那就麻烦你给登一下', '行，你给记上', '要', '嗯嗯', '给俺登记'])(
  'an offer to register, taken with “%s”',
  async (yes) => {
    const who = someone()
    await turn(desk, who, '俺家门口路灯一宿一宿不亮')
    expect(await turn(desk, who, yes)).toMatch(NUMBER)
  },
)

test.each(['不用了', '算了吧', '先不登', '甭麻烦了'])('an offer to register, turned down with “%s”', async (no) => {
  const who = someone()
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  expect(await turn(desk, who, no)).not.toMatch(NUMBER)
  // and taken after all, with what was said before
  const registered = await turn(desk, who, '哎还是给我登记一下吧')
  expect(registered).toMatch(NUMBER)
  expect(desk.last('张三')).toContain('路灯一宿一宿不亮')
})

test('a question in between is no yes, and yes to an answer registers nothing', async () => {
  const who = someone()
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  expect(await turn(desk, who, '登记要多久给答复？')).not.toMatch(NUMBER)
  const other = someone()
  await turn(desk, other, '办低保要什么材料')
  expect(await turn(desk, other, '好的')).not.toMatch(NUMBER)
})

test.each([
  ['村头水管一直漏', '靠面馆第二根，都漏了三天了', true],
  ['俺家门口路灯一宿一宿不亮', '催一下', true],
  ['俺家门口路灯一宿一宿不亮', '知道了', false],
  ['俺家门口路灯一宿一宿不亮', '谢谢啊', false],
  ['俺家门口路灯一宿一宿不亮', '你好', false],
  ['俺家门口路灯一宿一宿不亮', '要不算了', false],
  ['俺家门口路灯一宿一宿不亮', '得了吧不用', false],
  ['俺家门口路灯一宿一宿不亮', '你们几点下班', false],
  ['俺家门口路灯一宿一宿不亮', '办低保要什么材料', false],
])('after an offer: “%s”, then “%s”', async (told, then, registered) => {
  const who = someone()
  await turn(desk, who, told)
  const said = await turn(desk, who, then)
  expect(NUMBER.test(said)).toBe(registered)
})

test.each(['不光一盏，三盏都不亮', '好几天了', '中午就灭了'])(
  'what begins like a yes or a no and says more is not lost: “%s”',
  async (more) => {
    const who = someone()
    await turn(desk, who, '俺家门口路灯一宿一宿不亮')
    expect(await turn(desk, who, more)).toMatch(NUMBER)
    expect(desk.last('张三')).toContain(more)
  },
)

test('asked back about one matter, and to apply after an answer: words are enough', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  expect(offered(desk, who)).toContain('我要申请')
  expect(await turn(desk, who, '那给我妈办吧')).toMatch(/给谁办|手上有/)
})

test('what is said after an alarm stays with it, and every word reaches who is on duty', async () => {
  const who = someone()
  const number = NUMBER.exec(await turn(desk, who, '快来人有人掉塘里了'))![0]
  expect(await turn(desk, who, '用绳子拽行不行')).toMatch(/别等我[^]*110/)
  expect(told('安全员')).toContain('用绳子拽行不行')
  // the same alarm again: the numbers, and no second case
  const again = await turn(desk, who, '救命啊快淹死了')
  expect(again).toMatch(/120|110/)
  expect(again).toContain(number)
  expect(again).not.toContain('同时已经通知')
  expect(await turn(desk, who, '人拉上来了，没事了')).toContain('没事就好')
  expect(told('安全员')).toContain('没事了')
  // and it is over: what comes now is a question
  expect(await turn(desk, who, '办低保要什么材料')).toContain('身份证')
})

test('what goes on is not over', async () => {
  const who = someone()
  await turn(desk, who, '他喝酒了在打我')
  expect(await turn(desk, who, '他又来了')).not.toContain('没事就好')
})

test('a clear question leaves an alarm, and an old alarm is spoken of no more', async () => {
  const who = someone()
  await turn(desk, who, '他喝酒了在打我')
  expect(await turn(desk, who, '想离婚要带啥')).toContain('结婚证')
  pass(desk, 31 * 60_000)
  expect(await turn(desk, who, '说了你也不懂')).not.toContain('值班')
})

test('whoever wants to die is not sent away', async () => {
  const who = someone()
  await turn(desk, who, '活着没意思，不想活了')
  const said = await turn(desk, who, '说了你也不懂')
  expect(said).toContain('我在')
  expect(said).toContain('12356')
})

test.each(['我妈', '给我妈', '我爸', '俺老伴'])('“%s” alone is no danger', async (text) => {
  expect(await turn(desk, someone(), text)).not.toMatch(/120|110/)
})
