/** Whoever changed telephone, browser or channel finds their case again by number and look-up code; nobody else does. */
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { ChannelName } from '../../core/channel.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { MOST_WRITES } from '../../db/cases/track-writes.ts'
import { caseEvents, caseFiles, cases } from '../../db/schema.ts'
import { phoneJpeg } from '../support/pictures.ts'
import { newcomers, NUMBER, offered, openDesk, pass, saidTo, tablesHolding } from './rig.ts'

const desk = await openDesk({ 张三: 'GGB' })
const MINUTE = 60_000
const DAY = 86_400_000

const someone = newcomers('街坊')
const later = (ms: number) => pass(desk, ms)

/** What is answered on this channel. */
const on = (channel: ChannelName, who: string, text: string, network?: string): Promise<string> =>
  saidTo(desk, who, () => desk.says(who, text, { channel, ...(network ? { network } : {}) }))
const web = (who: string, text: string) => on('web', who, text)

/** Somebody's case of a street lamp, taken up; its number and code. */
async function reported(who: string, what = '南胡同路灯不亮了，黑灯瞎火的') {
  await web(who, what)
  const said = await web(who, '人工')
  const number = NUMBER.exec(said)![0]
  const code = /查询码：([A-Z0-9]{6})/.exec(said)![1]!
  await desk.says('张三', `认领 ${number}`)
  return { number, code }
}
const eventsOf = async (number: string) => {
  const c = (await caseByNumber(desk.database.db, number))!
  return desk.database.db.select().from(caseEvents).where(eq(caseEvents.caseId, c.id))
}
/** A code that fits the alphabet and is not this one. */
const otherThan = (code: string) => (code === 'WXJG9F' ? 'WXJG9G' : 'WXJG9F')
const ofDesk = /负责：|路灯|张三|南胡同|咨询/

describe.each(['telegram', 'web'] as const)('from the web to %s', (channel) => {
  const here = (who: string, text: string) => on(channel, who, text)

  test('number, then code, then what a resident wants of their case', async () => {
    const old = someone('旧手机')
    const fresh = someone('新手机')
    const { number, code } = await reported(old)
    const asked = await here(fresh, `我换了个手机 先前报的 ${number} 修没修啊`)
    expect(asked).toContain('查询码')
    expect(asked).not.toMatch(ofDesk)
    expect(await here(fresh, '您等哈 我找找那张纸')).toContain('不急')
    expect(await here(fresh, '没有查询码咋办')).toContain('请本人到窗口问')
    // something else in between, and a while to look for the paper
    await here(fresh, '办低保要什么材料')
    later(5 * MINUTE)
    const shown = await here(fresh, `找着了 记纸上呢 ${code.toLowerCase()}`)
    expect(shown).toMatch(new RegExp(`${number} 咨询`))
    expect(shown).toMatch(/张三[^]*不用再发查询码/)
    expect(offered(desk, fresh)).toEqual([`催办 ${number.slice(-4)}`, '看完了，关上'])
    later(DAY)
    expect(await here(fresh, '有信儿没')).toContain(number)
    expect(await here(fresh, '进度')).toContain(number)
    expect(await here(fresh, '修没修啊')).toContain(`${number} 咨询`)
    expect(await here(fresh, '我的办件')).toContain(number)
    const before = desk.seen(old).length
    expect(await here(fresh, '捎句话 灯杆子也歪了，靠着墙')).toMatch(/收到，已转给张三/)
    expect(desk.last('张三')).toMatch(/本人说[^]*灯杆子也歪了/)
    // whoever registered it hears what was done, where it was registered
    expect(desk.seen(old).slice(before).map((m) => m.text).join()).toContain('灯杆子也歪了') // prettier-ignore
    expect(await here(fresh, '催办')).toContain('已帮您催办')
    // news of it go to where it was registered
    const count = desk.seen(fresh).length
    await desk.says('张三', `办结 ${number} 换了灯泡`)
    expect(desk.seen(fresh)).toHaveLength(count)
    expect(await here(fresh, '有信儿没')).toContain('换了灯泡')
    expect(await here(fresh, '修好了')).toContain('结案')
    expect(offered(desk, fresh)).toHaveLength(5)
    expect(await here(fresh, '1')).toContain('谢谢您的评价')
    const [c] = await desk.database.db.select().from(cases).where(eq(cases.number, number))
    expect(c).toMatchObject({ state: 'closed', rating: 5 })
  })

  test('both in one message, code first', async () => {
    const { number, code } = await reported(someone('旧手机'))
    expect(await here(someone('新手机'), `查询码是${code}，编号 ${number.toLowerCase()}`)).toContain(`${number} 咨询`)
  })

  test('the code in one message, its number in the next', async () => {
    const fresh = someone('新手机')
    const { number, code } = await reported(someone('旧手机'))
    expect(await here(fresh, `好像是 ${code}`)).toContain('办件编号')
    expect(await here(fresh, number)).toContain(`${number} 咨询`)
  })

  test('not urged or taken back by number alone, nor taken back with its code', async () => {
    const fresh = someone('新手机')
    const { number, code } = await reported(someone('旧手机'))
    expect(await here(fresh, `催办 ${number}`)).toContain('把登记时给的查询码也发来')
    await here(fresh, code)
    expect(await here(fresh, '撤回')).toContain('登记时的聊天里说')
    expect(await here(fresh, `撤回 ${number}`)).toContain('登记时的聊天里说')
    expect(await here(fresh, '不用修了，给我撤了吧')).not.toContain('已撤回')
    expect(await here(fresh, `更正 ${number} 不是路灯`)).not.toContain('按您说的更正了')
    expect((await caseByNumber(desk.database.db, number))!.state).toBe('assigned')
    expect(await here(fresh, '我的办件')).not.toContain(code)
  })

  test('a photo reaches the office as words of the resident', async () => {
    const fresh = someone('新手机')
    const { number, code } = await reported(someone('旧手机'))
    await here(fresh, `${number} ${code}`)
    await desk.sends(fresh, { kind: 'file', name: '灯.jpg', type: 'image/jpeg', size: 0 }, phoneJpeg(), { channel })
    expect(desk.last(fresh)).toContain(`（${number}）`)
    expect(desk.last('张三')).toMatch(/本人说[^]*照片/)
    const c = (await caseByNumber(desk.database.db, number))!
    expect(await desk.database.db.select().from(caseFiles).where(eq(caseFiles.caseId, c.id))).toHaveLength(1)
  })
})

test('closed again, and over after a week, the code is asked for', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, `${number} ${code}`)
  expect(await web(fresh, '看完了，关上')).toContain('关上了')
  expect(await web(fresh, '进度')).not.toContain(number)
  expect(await web(fresh, number)).toContain('查询码也发来')
  expect(await web(fresh, code)).toContain(`${number} 咨询`)
  later(8 * DAY)
  expect(await web(fresh, '进度')).not.toContain(number)
  expect(await web(fresh, '催办')).not.toContain('已帮您催办')
})

test('the number is remembered for half an hour', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, number)
  later(31 * MINUTE)
  expect(await web(fresh, code)).toContain('办件编号')
})

test('a stranger hears the same of a number that exists and of one that does not', async () => {
  const { number } = await reported(someone('旧手机'))
  const none = 'BS20250101-9999'
  for (const say of [(n: string) => n, (n: string) => `进度 ${n}`, (n: string) => `我报的 ${n} 咋样了`]) {
    const heard = await web(someone(), say(number))
    expect(heard.replaceAll(number, none)).toBe(await web(someone(), say(none)))
    expect(heard).not.toMatch(ofDesk)
  }
  const [a, b] = [someone(), someone()]
  await web(a, number)
  await web(b, none)
  for (let i = 0; i < 5; i++) expect((await web(a, 'WXJG9A')).replaceAll(number, none)).toBe(await web(b, 'WXJG9A'))
})

test('guessing is slowed, and locks nobody else out', async () => {
  const owner = someone('旧手机')
  const { number, code } = await reported(owner)
  const guesser = someone('生人')
  await web(guesser, number)
  for (let i = 0; i < 3; i++) expect(await web(guesser, otherThan(code))).toContain('对不上')
  expect(await web(guesser, otherThan(code))).toMatch(/请过30 秒再试/)
  // the right one is not looked at either until then
  const heard = await web(guesser, code)
  expect(heard).toContain('再试')
  expect(heard).not.toMatch(ofDesk)
  expect(await web(owner, '进度')).toContain(number)
  expect(await web(someone('新手机'), `${number} ${code}`)).toContain(`${number} 咨询`)
  later(31_000)
  expect(await web(guesser, code)).toContain(`${number} 咨询`)
})

test('tries of a browser are those of its network, whatever sessions it makes', async () => {
  const { number, code } = await reported(someone('旧手机'))
  for (let i = 0; i < 3; i++) await on('web', someone('生人'), `${number} ${otherThan(code)}`, 'one network')
  expect(await on('web', someone('生人'), `${number} ${code}`, 'one network')).toContain('再试')
  expect(await on('web', someone('新手机'), `${number} ${code}`, 'another')).toContain(`${number} 咨询`)
})

test('the code of another case opens nothing', async () => {
  const fresh = someone('新手机')
  const mine = await reported(someone('旧手机'))
  const theirs = await reported(someone('旧手机'), '西头垃圾池满了没人拉')
  const heard = await web(fresh, `${theirs.number} ${mine.code}`)
  expect(heard).toContain('对不上')
  expect(heard).not.toMatch(/垃圾/)
  expect(await web(fresh, '进度')).not.toContain(theirs.number)
})

test('no more may be written by a code in a day than on its page', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, `${number} ${code}`)
  for (let i = 0; i < MOST_WRITES; i++) {
    later(10_000)
    await web(fresh, `捎句话 灯杆子歪了 ${i}`)
  }
  expect(await web(fresh, '捎句话 还歪着')).toContain('发得够多了')
  const said = (await eventsOf(number)).filter((e) => e.action === 'say')
  expect(said).toHaveLength(MOST_WRITES)
})

test('no code that was typed stands anywhere afterwards, right or wrong, nor what waits for its number', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, `好像是 ${code}`)
  await web(fresh, '等我找找编号')
  await web(fresh, number)
  await web(fresh, `捎句话 我的码是 ${code} 记着呢`)
  const other = someone('新手机')
  await web(other, number)
  await web(other, 'QW77ZX')
  await web(other, 'qw 77 zx')
  await web(other, `${code}9`)
  await web(other, `这个对不对啊 ${code.toLowerCase()}`)
  const typed = [code, code.toLowerCase(), 'QW77ZX', 'qw 77 zx']
  expect(await tablesHolding(desk.database, typed)).toEqual([])
})

test('who registered it is forgotten: nobody it was shown to sees or moves it', async () => {
  const owner = someone('旧手机')
  const fresh = someone('新手机')
  const { number, code } = await reported(owner)
  await web(fresh, `${number} ${code}`)
  await web(owner, '忘记我')
  await web(owner, '1')
  expect(desk.last(owner)).toContain('已删除')
  expect(await web(fresh, '进度')).not.toContain(number)
  expect(await web(fresh, number)).toContain('查询码也发来')
  expect(await web(fresh, code)).toContain('对不上')
})

test('我的资料 names the case that was opened here, and nothing of what is in it', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, `${number} ${code}`)
  await web(fresh, '我的资料')
  await desk.taps(fresh, 'export')
  const text = new TextDecoder().decode(desk.seen(fresh).at(-1)!.file!.bytes)
  expect(text).toMatch(new RegExp(`【凭查询码打开的办件】\\n${number}`))
  expect(text).toContain('【办件（按档案规定保存）】没有')
})

test('who was let in asks to be forgotten: the case is not theirs, and stays', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, `${number} ${code}`)
  await web(fresh, '忘记我')
  await web(fresh, '1')
  expect(desk.last(fresh)).toContain('已删除')
  expect((await caseByNumber(desk.database.db, number))!.state).toBe('assigned')
  expect(await web(fresh, '进度')).not.toContain(number)
})

test.each(['QW77ZX', '好像是 QW77ZX', 'WXJG9F', '找着了 记纸上呢 WXJG9F', '查询码 wxjg9f'])(
  'with no number known %j is no alarm and no question, and asks for the number',
  async (text) => {
    const who = someone()
    expect(await web(who, text)).toMatch(/^这像是查询码。请把办件编号也发来[^]*/)
    expect(offered(desk, who)).toEqual([])
  },
)

test.each([
  ['我换手机了 以前报的事咋查', '把编号和查询码一起发来'],
  ['查询码是啥', '6 位字母和数字'],
  ['我编号丢了咋办', '编号在登记时的消息里'],
])('asked how, “%s” is told how', async (text, says) => {
  expect(await web(someone(), text)).toContain(says)
})

test('who registered it here is told their own code', async () => {
  const owner = someone('旧手机')
  const { number, code } = await reported(owner)
  expect(await web(owner, '我的查询码是多少')).toContain(`${number} 咨询 办理中 查询码 ${code}`)
})

test('danger beside number and code is danger', async () => {
  const { number, code } = await reported(someone('旧手机'))
  expect(await web(someone(), `${number} ${code} 着火了快来人`)).toContain('119')
})

test('a code of the wrong length is no try', async () => {
  const fresh = someone('新手机')
  const { number, code } = await reported(someone('旧手机'))
  await web(fresh, number)
  for (let i = 0; i < 4; i++) expect(await web(fresh, code.slice(0, 5) + '9A')).toContain('7 位')
  expect(await web(fresh, code)).toContain(`${number} 咨询`)
})

test('in a group nothing is looked up', async () => {
  const { number, code } = await reported(someone('旧手机'))
  const group = someone('群')
  await desk.says(group, `${number} ${code}`, { group: true })
  expect(desk.last(group)).not.toMatch(ofDesk)
})
