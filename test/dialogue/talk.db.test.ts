/** Conversations as residents have them: follow-ups, choices, corrections, changes of subject, thanks, silence, groups. */
import { expect, test } from 'vitest'
import { cases } from '../../db/schema.ts'
import { newcomers, offered, openDesk, turn } from './rig.ts'

const desk = await openDesk()
const someone = newcomers('居民')

/** Says each line and returns what came back to each. */
async function talk(who: string, ...lines: string[]): Promise<string[]> {
  const said: string[] = []
  for (const line of lines) said.push(await turn(desk, who, line))
  return said
}

test('follow-ups stay with the matter: how long, money, for my mother, what else, thanks', async () => {
  const [papers, long, again, money, mother, more, thanks] = await talk(
    someone(), '办低保要什么材料', '那要多久', '好的，那去哪儿办', '收钱不', '我妈能代办吗', '还有呢', '谢谢啊',
  ) // prettier-ignore
  expect(papers).toMatch(/^低保，要带5样/)
  expect(long).toMatch(/^低保：.*工作日/)
  expect(again).toMatch(/^低保[，：]去/)
  expect(money).toMatch(/^办?低保.*(不收费|不收钱)/)
  expect(mother).toMatch(/^低保.*(替|委托|代)/)
  expect(more).toMatch(/低保/)
  expect(thanks).toMatch(/不客气/)
})

test('"还有呢" walks through the sides of a matter, and without a matter asks which', async () => {
  const who = someone()
  const said = await talk(who, '办低保要什么材料', '还有呢', '还有呢', '还有吗')
  expect(said.slice(1).map((t) => t.split('\n')[0])).toEqual([
    '低保这样办：', expect.stringMatching(/^低保要多少天/), expect.stringMatching(/^低保，去/),
  ]) // prettier-ignore
  expect(await turn(desk, someone(), '还有呢')).toMatch(/哪件事/)
})

test.each(['行了谢谢', '好的知道了', '嗯嗯，麻烦您了', '中'])('“%s” ends a matter and asks nothing', async (text) => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  expect(await turn(desk, who, text)).toBe('不客气。还有事随时说。')
})

test('another matter may be announced before it is named, and none of several named', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  expect(await turn(desk, who, '换个事')).toMatch(/^您说，想问哪件事/)
  expect(await turn(desk, who, '去哪儿办残疾证')).toMatch(/^残疾人证[，：]去/)
  const other = someone()
  await turn(desk, other, '我要办证')
  expect(await turn(desk, other, '都不对')).toMatch(/要不要登记/)
})

test.each([
  ['a number', () => '1'],
  ['a number in full width', () => '１'],
  ['its name', (labels: string[]) => labels[0]!],
  ['its name with a full stop', (labels: string[]) => `${labels[0]!}。`],
])('what was asked back is chosen by %s', async (_, type) => {
  const who = someone()
  expect(await turn(desk, who, '我要办证')).toMatch(/您问的是哪一件/)
  const labels = offered(desk, who)
  expect(labels.slice(-2)).toEqual(['都不是', '找工作人员'])
  expect(labels.length).toBeLessThanOrEqual(6)
  expect(await turn(desk, who, type(labels))).toContain(labels[0]!)
  expect(offered(desk, who)).toContain('一次看全')
})

test('a number that was not offered chooses nothing, and "10" is never "1"', async () => {
  const who = someone()
  await turn(desk, who, '我要办证')
  const [first] = offered(desk, who)
  expect((await turn(desk, who, '10')).split('\n')[0]).not.toContain(`${first}在镇里办`)
})

test('asked back, something else may be said: it is a new question', async () => {
  const who = someone()
  await turn(desk, who, '我要办证')
  expect(await turn(desk, who, '孩子上户口去哪儿')).toMatch(/^孩子上户口/)
})

test('"都不是" offers other words or a person, and opens nothing by itself', async () => {
  const who = someone()
  await turn(desk, who, '我要办证')
  expect(await turn(desk, who, '都不是')).toMatch(/换个说法/)
  expect(await desk.database.db.select().from(cases)).toEqual([])
  await turn(desk, who, '不用了')
  expect(await desk.database.db.select().from(cases)).toEqual([])
})

test('a correction leaves the wrong matter, and a new subject the old one', async () => {
  const who = someone()
  await turn(desk, who, '高龄津贴要什么材料')
  expect(await turn(desk, who, '不是，是残疾那个补贴')).toMatch(/残疾/)
  expect(await turn(desk, who, '换个事，孩子上户口去哪儿')).toMatch(/^孩子上户口/)
  expect(await turn(desk, who, '要带啥')).toMatch(/^孩子上户口，要带/)
})

test('after the time limit nothing is taken for a follow-up any more', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  const before = desk.now
  desk.now = new Date(before.getTime() + 31 * 60_000)
  const late = await turn(desk, who, '那要多久')
  desk.now = before
  expect(late).not.toMatch(/^低保要多少天/)
})

test('what was asked for long ago is not taken from what is said now', async () => {
  const who = someone()
  expect(await turn(desk, who, '人工')).toMatch(/一句话/)
  const before = desk.now
  desk.now = new Date(before.getTime() + 3 * 3_600_000)
  const said = await turn(desk, who, '办低保要什么材料')
  desk.now = before
  expect(said).toMatch(/^低保，要带/)
  expect(await desk.database.db.select().from(cases)).toEqual([])
})

test('in the middle of a description danger is danger', async () => {
  const who = someone()
  await turn(desk, who, '人工')
  expect(await turn(desk, who, '家里着火了快来人')).toMatch(/119/)
})

test('a tap on a matter leads on: the whole notice, another side, a report without papers', async () => {
  const who = someone()
  await turn(desk, who, '办低保要什么材料')
  expect(await turn(desk, who, '一次看全')).toMatch(/^【最低生活保障审核确认】一次性告知/)
  await desk.taps(who, 'i:jucan:general')
  expect(offered(desk, who)).toContain('在这里登记')
  expect(await turn(desk, who, '在这里登记')).toMatch(/一句话/)
  expect(await turn(desk, who, '后天家里摆四十桌')).toMatch(/已为您登记[\s\S]*公共安全办公室/)
  await desk.taps(who, 'i:weinuo:general')
  expect(await turn(desk, who, '在这里登记')).toMatch(/被投诉的人和科室看不到/)
})

test('in a group only what is public is said, and nothing is remembered of who asked', async () => {
  const group = '村民群'
  const asks = async (text: string) => {
    const before = desk.seen(group).length
    await desk.says(group, text, { group: true })
    return desk.seen(group).slice(before).map((m) => m.text).join('\n') // prettier-ignore
  }
  expect(await asks('办低保要什么材料')).toMatch(/^低保，要带/)
  expect(await asks('那要多久')).not.toMatch(/^低保要多少天/)
  expect(await asks('我的低保怎么还没发')).toMatch(/单独跟我说/)
  expect(await asks('进度')).not.toMatch(/BS\d{8}/)
})
