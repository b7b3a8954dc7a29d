/** The papers of one family for a life event: asked for, ticked off, kept while other things are asked, and done. */
import { expect, test } from 'vitest'
import { newcomers, offered, openDesk, turn } from './rig.ts'

const desk = await openDesk()

const someone = newcomers('街坊')
const tapOf = (who: string, label: string): string =>
  desk
    .seen(who)
    .at(-1)!
    .choices!.find((c) => c.label.includes(label))!.value
/** Number of a line of the list that begins with this name. */
const numberOf = (text: string, name: string): string => new RegExp(`(\\d+)\\. ${name}`).exec(text)![1]!

test('a death: three questions by number and in words, papers ticked by number and by name, a question between, all there', async () => {
  const who = someone()
  await turn(desk, who, '我爸走了，都要办些啥')
  expect(offered(desk, who).slice(-2)).toEqual(['告诉我要带哪些', '找工作人员'])
  const nth = offered(desk, who).indexOf('告诉我要带哪些') + 1
  expect(await turn(desk, who, String(nth))).toMatch(/^第一问，一共3问：老人交着、领着城乡居民养老保险吗/)
  expect(await turn(desk, who, '2')).toMatch(/^第二问.*房子、承包地/)
  expect(await turn(desk, who, '光有房子，没地')).toMatch(/^第三问.*公墓/)
  const list = await turn(desk, who, '不用')
  expect(list).toMatch(/用得上的材料：\n□ 1\. 死亡证明（原件）——火化和丧葬用/)
  expect(list).not.toMatch(/养老保险注销|承包|公墓|您能领|可以领/)
  expect(list.match(/居民身份证/g)).toHaveLength(1)
  expect(list).toMatch(/居民身份证（原件，看完还您）——迁户口、分户、销户；房产证（不动产登记）用/)
  expect(desk.seen(who).at(-1)!.link).toEqual({
    label: '打印这份清单',
    url: 'http://town.test/life/death?q1=2&q2=2&q3=2',
  })

  const left = await turn(desk, who, '1 2')
  expect(left).toMatch(/^记下了，手里有2样，还差\d样/)
  expect(left).not.toMatch(/\d\. 死亡证明/)
  expect(await turn(desk, who, '户口本也找着了')).toMatch(/手里有3样/)
  expect(offered(desk, who)).toContain('✓ 居民户口簿')

  const beside = await turn(desk, who, '残疾证去哪儿办')
  expect(beside).toMatch(/残疾[^]*材料清单给您留着，发“还差啥”/)
  expect(offered(desk, who)).not.toContain('都齐了')
  const again = await turn(desk, who, '还差啥')
  expect(again).toMatch(/✓ 1\. 死亡证明/)
  expect(again).toMatch(new RegExp(`□ ${numberOf(again, '居民身份证')}\\. 居民身份证`))

  await desk.taps(who, tapOf(who, '居民身份证'))
  expect(desk.last(who)).toMatch(/手里有4样/)
  const done = await turn(desk, who, '都齐了')
  expect(done).toMatch(/^要带的都备齐了。\n先办火化和丧葬：去.+窗口。\n办完再办迁户口、分户、销户：去.+派出所/)
  expect(desk.seen(who).at(-1)!.link!.url).toMatch(/have=1\.2\.3\.4\.5\.6/)
  // it is over: what is typed now is a question of its own
  expect(await turn(desk, who, '残疾证去哪儿办')).not.toContain('清单')
})

test('an answer left open keeps everything on the list, and an older question tapped again puts it right', async () => {
  const who = someone()
  await turn(desk, who, '儿媳妇刚生了二胎，都要跑哪些手续')
  await desk.taps(who, tapOf(who, '告诉我'))
  const first = desk.seen(who).at(-1)!.choices!
  await turn(desk, who, '说不好')
  await turn(desk, who, '没办呢')
  expect(await turn(desk, who, '领了')).toContain('出生医学证明')
  await desk.taps(who, first.find((c) => c.label === '还没生')!.value)
  await turn(desk, who, '还没办')
  const list = await turn(desk, who, '领证了')
  expect(list).toMatch(/结婚证（原件，看完还您）——生育登记用/)
  expect(list).not.toContain('出生医学证明')
})

test('a question in the middle of the questions is answered, and the one that stands is said again', async () => {
  const who = someone()
  await turn(desk, who, '儿子从部队回来，有什么政策')
  await desk.taps(who, tapOf(who, '告诉我'))
  expect(await turn(desk, who, '办残疾证去哪儿')).toMatch(/残疾[^]*刚才问您：到退役军人服务站登记过没/)
  expect(await turn(desk, who, '登记过了')).toMatch(/^第二问/)
})

test('danger is heard at once, whatever list is open; days later the list is forgotten', async () => {
  const who = someone()
  await turn(desk, who, '厂子黄了，有啥补助能领')
  await desk.taps(who, tapOf(who, '告诉我'))
  for (const answer of ['1', '1', '1']) await turn(desk, who, answer)
  expect(await turn(desk, who, '家里着火了快来人')).toMatch(/119/)
  expect(await turn(desk, who, '没事了，还差啥')).not.toContain('undefined')
  const other = someone()
  await turn(desk, other, '厂子黄了，有啥补助能领')
  await desk.taps(other, tapOf(other, '告诉我'))
  for (const answer of ['1', '1', '1']) await turn(desk, other, answer)
  const before = desk.now
  desk.now = new Date(before.getTime() + 3 * 86_400_000)
  expect(await turn(desk, other, '还差啥')).toMatch(/^没活干了.*用得上的材料/)
  desk.now = new Date(desk.now.getTime() + 8 * 86_400_000)
  expect(await turn(desk, other, '还差啥')).not.toContain('用得上的材料')
  desk.now = before
})

test('where choices are printed as numbers the list stands there alone, in the same order', async () => {
  const who = someone()
  const tell = (text: string) => desk.says(who, text, { channel: 'wechat' })
  await tell('我是外地来的，都要办些啥')
  await tell('告诉我要带哪些')
  for (const answer of ['想落户', '没有单位', '有住处']) await tell(answer)
  const shown = desk.seen(who).at(-1)!
  expect(shown.text).not.toMatch(/\d\. /)
  expect(shown.choices![0]!.label).toMatch(/^居民身份证（原件，看完还您）——居住证；/)
  await tell('1')
  expect(desk.seen(who).at(-1)!.choices![0]!.label).toMatch(/^✓ 居民身份证/)
})

test('a date is no tick on a list spoken of before, and a number of no paper shows the list again', async () => {
  const who = someone()
  await turn(desk, who, '我是外地来的，都要办些啥')
  await desk.taps(who, tapOf(who, '告诉我'))
  for (const answer of ['1', '1', '1']) await turn(desk, who, answer)
  expect(await turn(desk, who, '55')).toMatch(/用得上的材料：\n□ 1/)
  await desk.taps(who, 'i:dibao:place')
  expect(await turn(desk, who, '11 23')).not.toMatch(/手里有/)
  expect(await turn(desk, who, '1 2')).toMatch(/手里有2样/)
})

test('what may be danger is asked back, whatever was spoken of before it', async () => {
  const who = someone()
  await turn(desk, who, '厂子黄了，有啥补助能领')
  expect(await turn(desk, who, '家里着火了')).toMatch(/119/)
})

test('taps that name nothing there is are met with a sentence', async () => {
  const who = someone()
  for (const value of [
    'life',
    'life:nothing:',
    'life:birth:9',
    'life:birth:00000',
    'tick:birth:000:99',
    'tick:birth::x',
    'ticked:birth:',
  ]) {
    await desk.taps(who, value)
    expect(desk.last(who), value).toMatch(/[。：]/)
  }
})
