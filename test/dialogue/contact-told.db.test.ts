/** A telephone told in the middle of something else reaches whoever has the matter in hand, and nobody else. */
import { expect, test } from 'vitest'
import { isNotNull } from 'drizzle-orm'
import { persons } from '../../db/schema.ts'
import { newcomers, NUMBER, openDesk, pass, turn } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB' })
const PHONE = '13800005678'
const KEPT = /电话记下了（(?:\S+，)?138\*{4}5678），只给办这件事的人看/

const someone = newcomers('邻居')

/** What whoever took the case is shown of its resident. */
async function shownTo(clerk: string, number: string): Promise<string> {
  await desk.says(clerk, `联系方式 ${number}`)
  return desk.last(clerk)
}

test('told with the report, it is in the case that comes of it', async () => {
  const who = someone()
  expect(await turn(desk, who, `村口路灯不亮了，来修的时候打我电话${PHONE}`)).toMatch(KEPT)
  const number = NUMBER.exec(await turn(desk, who, '登记吧'))![0]
  await desk.says('张三', `认领 ${number}`)
  expect(await shownTo('张三', number)).toContain(PHONE)
})

test('told while a case is open, it is put into it, and its clerk is told that there is one', async () => {
  const who = someone()
  await turn(desk, who, '饭馆门口下水井堵了往外冒')
  const number = NUMBER.exec(await turn(desk, who, '人工'))![0]
  await desk.says('张三', `认领 ${number}`)
  await desk.says('张三', `进展 ${number} 电话多少方便联系`)
  pass(desk, 60_000)
  const before = desk.seen('张三').length
  const said = await turn(desk, who, `${PHONE} 我姓郝 晚上打 白天下地`)
  expect(said).toMatch(KEPT)
  expect(said).not.toContain('没有保存')
  const cards = desk.seen('张三').slice(before).map((m) => m.text).join('\n') // prettier-ignore
  expect(cards).toContain('留了联系电话')
  expect(cards).not.toContain(PHONE)
  expect(await shownTo('张三', number)).toContain(`郝，电话：${PHONE}`)
})

test('a yes with a name and a number registers, and keeps both', async () => {
  const who = someone()
  await turn(desk, who, '村东头路灯坏了没人修')
  const said = await turn(desk, who, `张桂英 ${PHONE}`)
  const number = NUMBER.exec(said)![0]
  expect(said).toMatch(KEPT)
  await desk.says('张三', `认领 ${number}`)
  expect(await shownTo('张三', number)).toContain(`张桂英，电话：${PHONE}`)
})

test.each([`低保要什么材料？我电话${PHONE}`, `老板电话${PHONE}，他欠我三个月工钱，找谁要`])(
  'where nobody would ring, or somebody else’s, it is masked and not kept: %s',
  async (text) => {
    const kept = () => desk.database.db.$count(persons, isNotNull(persons.phone))
    const before = await kept()
    expect(await turn(desk, someone(), text)).not.toContain('电话记下了')
    expect(await kept()).toBe(before)
  },
)

test('a chat that may keep no number says so, and where to leave it', async () => {
  const who = '电报上的'
  const says = (text: string) => desk.says(who, text, { channel: 'telegram' })
  await says('村口路灯坏了三天')
  await says('人工')
  await says(`打我电话${PHONE}`)
  expect(desk.last(who)).toContain('这个聊天不能存电话')
  expect(await desk.database.db.$count(persons, isNotNull(persons.phone))).toBe(3)
})
