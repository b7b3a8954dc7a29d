/** Yes to an offer in whatever words: registered with all that was told, of the matter that was offered for. */
import { expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { cases } from '../../db/schema.ts'
import { newcomers, NUMBER, offered, openDesk, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB' })

const someone = newcomers('乡邻')
const caseIn = async (said: string) => {
  const number = NUMBER.exec(said)?.[0] ?? ''
  const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
  return c
}

test.each([
  ['登啊赶紧的', ''],
  ['行吧 登一个吧 跟管路灯的说说', '跟管路灯的说说'],
  ['登记呗 那你们啥时候给我信啊 打电话不', '啥时候给我信'],
  ['那登记吧 让人来看看', '让人来看看'],
  ['那登记吧让人来看看', '让人来看看'],
  ['登个吧', ''],
  ['嗯', ''],
  ['嗯呢', ''],
  ['你给报上去', ''],
  ['麻烦了', ''],
  ['那就麻烦你们了', ''],
  ['中啊 给俺记上吧，俺是西头第三家', '西头第三家'],
  ['好，你帮着反映一下', ''],
  ['可以可以 帮我转一下吧', ''],
  ['得，登上吧，晚上有人在家', '晚上有人在家'],
  ['我不是说了登吗 你咋老问', ''],
  ['成 转给管这事的人', ''],
  ['登记一下吧，谢谢啊', ''],
])('“%s” takes the offer, and what it tells goes along', async (yes, told) => {
  const who = someone()
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  const c = await caseIn(await turn(desk, who, yes))
  expect(c?.text).toContain('路灯一宿一宿不亮')
  expect(c?.text.startsWith('俺家门口')).toBe(true)
  expect(c?.text).toContain(told)
  expect(c?.department).toBe('GGB')
})

test.each(['行吧谢谢你 我去问问再说', '登记要多久给信', '登了吗', '我没叫你登啊', '先不登 我想想', '好 我回头再说'])(
  '“%s” is no yes',
  async (no) => {
    const who = someone()
    await turn(desk, who, '俺家门口路灯一宿一宿不亮')
    expect(await turn(desk, who, no)).not.toContain('已为您登记')
  },
)

test('the case holds what was told before the offer, and lies with whom it was offered to', async () => {
  const who = someone()
  await turn(desk, who, '村里的地道桥下头积水老深了')
  await turn(desk, who, '孩子上学都得蹚水过')
  const c = await caseIn(await turn(desk, who, '给我登记上 找管水的'))
  expect(c?.text).toMatch(/地道桥[^]*蹚水/)
})

test('what was asked and answered badly goes along with the yes', async () => {
  const who = someone()
  await turn(desk, who, '我那个养老钱上月就没打 这月也没有 是不是没去认证')
  await turn(desk, who, '我不会弄手机刷脸 眼花')
  await turn(desk, who, '那登记吧 让人给看看咋停的')
  const [c] = (await desk.database.db.select().from(cases)).sort((a, b) => b.id - a.id)
  expect(c?.text).toMatch(/养老钱上月就没打[^]*手机刷脸[^]*咋停的/)
})

test('another matter asked before is not carried into a report', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  const c = await caseIn(await turn(desk, who, '登个吧'))
  expect(c?.text).toBe('俺家门口路灯一宿一宿不亮')
})

test('a question under an offer is answered, and registers nothing', async () => {
  const who = someone()
  await turn(desk, who, '俺家门口路灯一宿一宿不亮')
  const said = await turn(desk, who, '好的，那办低保要什么材料')
  expect(said).toContain('身份证')
  expect(said).not.toMatch(NUMBER)
})

test.each([
  [
    '我要说个事儿 我们村自来水停了三天了 早起一会儿水也没有',
    '小漫河村的 前街 村里喇叭也不说',
    '不是流浪 是自来水停了！！你听不懂啊',
  ],
  ['那个煤改电 今年那个电费还给补不', '那个电费补的事 还没说呢', '我家装的空气能 一冬天两千多'],
])('the office an offer names is the one that gets it: %s', async (...said) => {
  const who = someone()
  let offer = ''
  for (const text of said) offer = await turn(desk, who, text)
  const registered = NUMBER.test(offer) ? offer : await turn(desk, who, '那登记吧')
  const named = /登记给(\S+?)？/.exec(offer)?.[1]
  if (named && named !== '工作人员') expect(registered).toContain(`负责：${named}`)
  expect((await caseIn(registered))?.text).toContain(said[0])
})

test.each(['那我给她办申请吧 你给我弄', '行 你帮我婆婆申请一个吧'])(
  '“%s” begins the application offered',
  async (yes) => {
    const who = someone()
    await turn(desk, who, '高龄津贴要带啥材料')
    expect(await turn(desk, who, yes)).toMatch(/给谁办|手上有/)
  },
)

test('a chat that may not take an application does not offer one', async () => {
  const who = someone()
  await desk.says(who, '办低保要什么材料', { channel: 'telegram' })
  expect(offered(desk, who)).not.toContain('我要申请')
  expect(offered(desk, who)).toContain('找工作人员')
  const web = someone()
  await desk.says(web, '办低保要什么材料', { channel: 'web' })
  expect(offered(desk, web)).toContain('我要申请')
})
