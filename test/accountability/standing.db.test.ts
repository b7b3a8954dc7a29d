/** What has effect in law costs something: counted per person and network, public only when looked at, persons counted as persons. */
import type { CaseKind } from '../../core/case/kinds.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Understand } from '../../core/answer/understand.ts'
import { LEGAL_QUOTAS } from '../../core/legal-quota.ts'
import { networkText, WIDE_SENDERS } from '../../core/network.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { hiddenChallenges } from '../../db/challenges/challenge-visibility.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import { caseEvents, cases, challengeSeconds, persons } from '../../db/schema.ts'
import { sweep } from '../../scheduler/sweep.ts'
import { quiet } from '../support/quiet.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { understanding } from '../support/web-rig.ts'

const MONDAY = '2026-11-23T09:00:00+08:00'
let desk: TestDesk
let serial = 0
/** Hears danger in one word and understands nothing else. */
const alarmed: Understand = (text) => understanding(text.includes('着火') ? { decision: 'urgent', danger: 'fire' } : {})
const someone = (what: string): string => `${what}${++serial}`
const codes: { phone: string; code: string }[] = []
beforeAll(async () => {
  desk = await testDesk(MONDAY, alarmed, { phoneCodes: { send: (phone, code) => void codes.push({ phone, code }) } })
  await desk.staff('办件员', 'DZB')
  await desk.staff('科长乙', 'DZB', 'head')
  await desk.staff('组长乙', 'DZB', 'group')
})
beforeEach(() => (desk.now = new Date(desk.now.getTime() + 86_400_000 * 7)))
afterAll(() => desk.stop())

const db = () => desk.database.db
const count = async (kind: CaseKind): Promise<number> =>
  (await db().select().from(cases).where(eq(cases.kind, kind))).length
const onBoard = async (number: string) => (await publicChallenges(db(), { number }))[0]
const said = (who: string): string => desk.seen(who).map((m) => m.text).join('\n') // prettier-ignore
async function asks(who: string, text: string, channel: 'web' | 'wechat' = 'web'): Promise<string> {
  await desk.says(who, `质询 ${text}`, { channel })
  return /BS\d{8}-\d{4}/.exec(desk.seen(who).slice(-2).map((m) => m.text).join())![0] // prettier-ignore
}
async function confirms(who: string, phone: string): Promise<void> {
  await desk.says(who, '确认电话')
  await desk.says(who, phone)
  await desk.says(who, codes.at(-1)!.code)
  expect(desk.last(who)).toContain('确认好了')
}
const passes = async (ms: number) => {
  desk.now = new Date(desk.now.getTime() + ms)
  await sweep({ database: desk.database, ctx: desk.requestContext(), send: () => {}, log: quiet })
  // what the sweep held for its own sender is free again
  desk.now = new Date(desk.now.getTime() + 180_000)
  await desk.tick()
}

describe('how often', () => {
  test('one session asks in public a few times a day; what it writes then is kept and registered the next day with a tap', async () => {
    const who = someone('爱问的')
    const before = await count('challenge')
    for (let i = 1; i <= 40; i++) await desk.says(who, `质询 第${i}笔钱去哪了`)
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.person)
    expect(desk.last(who)).toMatch(/质询已经有 5 次了.*先不登记[\s\S]*留着[\s\S]*窗口/)
    expect(
      desk
        .seen(who)
        .at(-1)
        ?.choices?.map((c) => c.label),
    ).toContain('再登记一次')
    await desk.taps(who, 'again')
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.person)
    desk.now = new Date(desk.now.getTime() + 86_400_000)
    await desk.says(who, '谢谢')
    await desk.taps(who, 'again')
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.person + 1)
    const all = await db().select().from(cases).where(eq(cases.kind, 'challenge'))
    expect(all.at(-1)?.text).toBe('第40笔钱去哪了')
    await desk.taps(who, 'again')
    expect(desk.last(who)).toContain('没有留着的话')
  })

  // each another matter: the same one told again is joined to its case
  const THINGS = ['路灯坏了', '水渠堵死', '垃圾成堆', '井盖丢失', '噪声扰民', '道板翘起', '公厕停用', '树枝断落', '护栏缺口', '电线低垂', '招牌松动'] // prettier-ignore
  test.each([
    ['complaint', '投诉', 5],
    ['report', '人工', 6],
  ] as const)('%s is counted where it is opened', async (kind, text, most) => {
    const who = someone('常来的')
    const before = await count(kind)
    for (let i = 0; i < most + 5; i++) {
      await desk.says(who, text)
      await desk.says(who, THINGS[i]!)
    }
    expect((await count(kind)) - before).toBe(most)
    // a person asked for again hears why at once; what is told after that is offered to be registered
    expect(desk.seen(who).slice(-2).map((m) => m.text).join('\n')).toMatch(/先不登记|已经登记了好几件/) // prettier-ignore
  })

  test('new sessions of one network are one source; whoever is known by an account is not stopped by it', async () => {
    const before = await count('challenge')
    const network = 'a network of today'
    for (let i = 0; i < 30; i++) await desk.says(someone('一批'), `质询 造谣${i}`, { network })
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.network)
    await desk.says(someone('微信来的'), '质询 为什么', { network, channel: 'wechat' })
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.network + 1)
    const late = someone('一批')
    await desk.says(late, '质询 我也想问', { network })
    expect(desk.last(late)).toMatch(/这个网络.*太多了[\s\S]*微信|窗口/)
  })

  test('three addresses cannot keep the town from asking, nor can one IPv6 line; the refusal says what to do', async () => {
    const before = await count('challenge')
    const asksFrom = async (network: string, times: number): Promise<number> => {
      const had = await count('challenge')
      for (let i = 0; i < times; i++) await desk.says(someone('造谣的'), `质询 造谣${++serial}`, { network })
      return (await count('challenge')) - had
    }
    for (let a = 0; a < 3; a++) await asksFrom(`v4-${a}`, 25)
    expect((await count('challenge')) - before).toBeLessThanOrEqual(3 * LEGAL_QUOTAS.challenge.network)
    let line = 0
    for (let a = 0; a < 20; a++) line += await asksFrom(networkText(`v6-${a}`, 'a line'), 1)
    expect(line).toBeLessThanOrEqual(LEGAL_QUOTAS.challenge.wide)
    for (let a = 0; a < 10; a++) expect(await asksFrom(`resident ${a}`, 1), `resident ${a}`).toBe(1)
    const refused = someone('造谣的')
    await desk.says(refused, '质询 还有', { network: 'v4-0' })
    expect(desk.last(refused)).toMatch(/^今天从您这个网络来的质询太多了，这一次先不登记。用微信、Telegram 发来的照常登记。\n您写的话给您留着/) // prettier-ignore
  })

  test('networks of one IPv6 line are counted together where something has effect in law', async () => {
    const before = await count('complaint')
    const { network, person } = LEGAL_QUOTAS.complaint
    const most = network * WIDE_SENDERS
    for (let a = 0; a < most / person + 3; a++) {
      const who = someone('告状的')
      for (let i = 0; i < person; i++) {
        await desk.says(who, '投诉', { network: networkText(`line-${a}`, 'one line') })
        await desk.says(who, `${THINGS[i]!}${a}号`, { network: networkText(`line-${a}`, 'one line') })
      }
    }
    expect((await count('complaint')) - before).toBe(most)
  })

  test('danger is answered with its number however often, and from one network few of it become urgent cases', async () => {
    const before = await count('report')
    for (let i = 0; i < 40; i++) {
      const who = someone('喊的')
      await desk.says(who, '着火了', { network: 'n2' })
      expect(desk.seen(who)[0]?.text).toContain('119')
    }
    expect((await count('report')) - before).toBe(LEGAL_QUOTAS.urgent.network)
  })

  test('subscriptions are counted too', async () => {
    const who = someone('订阅的')
    for (let i = 0; i <= LEGAL_QUOTAS.subscription.person; i++) await desk.says(who, '订阅 社会救助')
    expect(desk.last(who)).toContain('先不登记')
  })
})

describe('when it is public', () => {
  test('not before a person has released it, in chat with one word; the asker hears of it', async () => {
    const who = someone('居民')
    const number = await asks(who, '为什么路灯不修')
    expect(await onBoard(number)).toBeUndefined()
    expect(desk.last('办件员')).toContain('同意公开')
    await desk.says('办件员', `同意公开 ${number}`)
    expect(await onBoard(number)).toMatchObject({ question: '为什么路灯不修' })
    await desk.tick()
    expect(said(who)).toContain('您的质询已经公开')
  })

  test('or by itself after the working hours of the town, whatever nobody did, where it is known who asked', async () => {
    const who = someone('居民')
    const number = await asks(who, '钱花哪了', 'wechat')
    expect(said(who)).toMatch(/最晚.*自动放上/)
    await passes(3 * 3_600_000)
    expect(await onBoard(number)).toBeUndefined()
    await passes(2 * 86_400_000)
    expect(await onBoard(number)).toMatchObject({ question: '钱花哪了' })
    expect(said(who)).toContain('您的质询已经公开')
    const events = await db().select().from(caseEvents).innerJoin(cases, eq(cases.id, caseEvents.caseId)).where(eq(cases.number, number)) // prettier-ignore
    expect(events.map((e) => [e.case_events.action, e.case_events.actor])).toContainEqual(['publish', 'clock'])
  })

  test('a confirmed telephone keeps the clock', async () => {
    const who = someone('网页')
    await confirms(who, `1360000${String(++serial).padStart(4, '0')}`)
    const number = await asks(who, '电话确认过的')
    await passes(2 * 86_400_000)
    expect(await onBoard(number)).toBeDefined()
  })

  test('what a plain page asks is released by a person or never, and the page is told so', async () => {
    const who = someone('网页')
    const [left, seen] = [await asks(who, '李四吃回扣'), await asks(who, '王五吃回扣')]
    expect(said(who)).toContain('工作人员看过同意了，才放上公开栏')
    expect(said(who)).not.toContain('自动放上')
    await passes(30 * 86_400_000)
    expect(await onBoard(left)).toBeUndefined()
    await desk.says('办件员', `同意公开 ${seen}`)
    expect(await onBoard(seen)).toMatchObject({ question: '王五吃回扣' })
  })

  test('from forty networks come no more than a day’s releasers can read, and none of them is public by itself', async () => {
    const before = await count('challenge')
    for (let n = 0; n < 40; n++) {
      const who = someone('一条线')
      for (let i = 0; i < LEGAL_QUOTAS.challenge.person; i++)
        await desk.says(who, `质询 王五吃回扣第${i}次`, { network: `flood${n}` })
    }
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.desk)
    const late = someone('网页')
    await desk.says(late, '质询 路灯几时修', { network: 'quiet' })
    expect(desk.last(late)).toMatch(/今天从网页来的质询太多了[\s\S]*微信[\s\S]*留着/)
    await desk.says(someone('微信来的'), '质询 路灯几时修', { channel: 'wechat' })
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.desk + 1)
    await passes(2 * 86_400_000)
    expect((await publicChallenges(db(), { limit: 500 })).filter((c) => c.question.includes('吃回扣第'))).toEqual([])
    desk.now = new Date(desk.now.getTime() + 86_400_000)
    await desk.says(late, '质询 路灯几时修', { network: 'quiet' })
    expect((await count('challenge')) - before).toBe(LEGAL_QUOTAS.challenge.desk + 2)
  })

  test('until then whoever asked takes it back, and it never was public', async () => {
    const who = someone('居民')
    const number = await asks(who, '写错了', 'wechat')
    await desk.says(who, `撤回 ${number}`, { channel: 'wechat' })
    await passes(2 * 86_400_000)
    expect(await onBoard(number)).toBeUndefined()
  })

  test('a head keeps one off the board with a reason: recorded, told, published; it is answered all the same', async () => {
    const who = someone('居民')
    const number = await asks(who, '张三家的病是不是装的')
    await desk.says('办件员', `不公开 ${number} 涉及他人隐私`)
    expect(desk.last('办件员')).toContain('不在您的权限')
    await desk.says('科长乙', `不公开 ${number}`)
    expect(desk.last('科长乙')).toContain('还差内容')
    await desk.says('科长乙', `不公开 ${number} 涉及他人隐私`)
    await passes(2 * 86_400_000)
    expect(await onBoard(number)).toBeUndefined()
    expect(said(who)).toMatch(/没有放上公开栏[\s\S]*涉及他人隐私[\s\S]*投诉/)
    expect((await hiddenChallenges(db()))[0]).toMatchObject({ number, reason: '涉及他人隐私' })
    const events = await db().select().from(caseEvents).innerJoin(cases, eq(cases.id, caseEvents.caseId)).where(eq(cases.number, number)) // prettier-ignore
    expect(events.find((e) => e.case_events.action === 'hide')?.case_events).toMatchObject({ text: '涉及他人隐私', actor: 'staff' }) // prettier-ignore
    await desk.says('科长乙', `答复 ${number} 已查清，不是`)
    await desk.tick()
    expect(said(who)).toContain('已查清，不是')
  })

  test('what stood on the board is taken off it, and put back', async () => {
    const number = await asks(someone('居民'), '先放再撤')
    await desk.says('办件员', `同意公开 ${number}`)
    await desk.says('组长乙', `不公开 ${number} 点了私人的名`)
    expect(await onBoard(number)).toBeUndefined()
    await desk.says('组长乙', `同意公开 ${number}`)
    expect(await onBoard(number)).toBeDefined()
    await desk.says('组长乙', `同意公开 ${number}`)
    expect(desk.last('组长乙')).toContain('已经公开了')
  })
})

describe('who counts', () => {
  let number = ''
  beforeEach(async () => {
    number = await asks(someone('居民'), '桥什么时候修')
    await desk.says('办件员', `同意公开 ${number}`)
  })

  test('thirty web sessions are no thirty persons: taken, shown apart, and no hearing', async () => {
    for (let i = 0; i < 30; i++) await desk.says(someone('网页'), `附议 ${number}`, { network: `n${i}` })
    expect(await onBoard(number)).toMatchObject({ seconds: 0, webSeconds: 30 })
    expect(await publicHearings(db())).toEqual([])
    const who = someone('网页')
    await desk.says(who, `附议 ${number}`, { network: 'n0' })
    expect(desk.last(who)).toContain('您这个网络今天已经有人')
    await desk.says(who, `附议 ${number}`, { network: 'n99' })
    expect(desk.last(who)).toMatch(/单独列着[\s\S]*确认电话[\s\S]*窗口登记/)
  })

  test('twenty accounts are', async () => {
    for (let i = 0; i < desk.townContext.town.rules.hearingSeconds; i++)
      await desk.says(someone('微信'), `附议 ${number}`, { channel: i % 2 ? 'wechat' : 'telegram' })
    expect(await onBoard(number)).toMatchObject({ seconds: 20, webSeconds: 0 })
    expect(await publicHearings(db())).toMatchObject([{ state: 'due' }])
  })

  test('a confirmed telephone makes a web session count, the second it gave before included, and no telephone twice', async () => {
    const [first, other] = [someone('网页'), someone('网页')]
    const confirmed = async () => (await db().select().from(persons)).filter((p) => p.confirmedMark !== null).length
    const before = await confirmed()
    await desk.says(first, `附议 ${number}`)
    await confirms(first, '138 1234 5678')
    await desk.says(first, `附议 ${number}`)
    expect(desk.last(first)).toContain('现在有 1 人附议')
    expect(await onBoard(number)).toMatchObject({ seconds: 1, webSeconds: 0 })
    await confirms(other, '+86 13812345678')
    await desk.says(other, `附议 ${number}`)
    expect(desk.last(other)).toContain('已经附议过')
    expect(await onBoard(number)).toMatchObject({ seconds: 1 })
    // one telephone, one person: the first page is a plain one again
    expect((await confirmed()) - before).toBe(1)
    expect(JSON.stringify(await db().select().from(persons))).not.toContain('13812345678')
  })

  test('a wrong code confirms nobody, five of them end it, and it is not good for long', async () => {
    const who = someone('网页')
    await desk.says(who, '确认电话')
    await desk.says(who, '13900001111')
    const { code } = codes.at(-1)!
    const wrong = code === '000000' ? '111111' : '000000'
    for (let i = 0; i < 5; i++) await desk.says(who, wrong)
    expect(desk.last(who)).toContain('不对')
    await desk.says(who, code)
    expect(desk.last(who)).toContain('不能用了')
    await desk.says(who, '确认电话')
    await desk.says(who, '13900001111')
    const late = codes.at(-1)!.code
    desk.now = new Date(desk.now.getTime() + 11 * 60_000)
    await desk.says(who, late)
    expect(desk.last(who)).toMatch(/不能用了|编号|登记/)
    expect((await db().select().from(persons)).filter((p) => p.confirmedBy !== null && p.confirmedAt! > new Date(desk.now.getTime() - 3_600_000))).toEqual([]) // prettier-ignore
  })

  test('nobody’s telephone is rung all day by one page after another', async () => {
    const before = codes.length
    for (let i = 0; i < 6; i++) {
      const who = someone('网页')
      await desk.says(who, '确认电话')
      await desk.says(who, '13700002222')
    }
    expect(codes.length - before).toBe(LEGAL_QUOTAS['phone-code'].person)
  })

  test('the counter registers who has shown their card; the code works once', async () => {
    const who = someone('网页')
    await desk.says(who, '窗口登记')
    const code = /登记号：(\w{8})/.exec(desk.last(who))![1]!
    await desk.says(who, `登记本人 ${code} 李秀英 13611112222`)
    expect(desk.last(who)).not.toContain('已登记')
    await desk.says('办件员', `登记本人 ${code} 李秀英`)
    expect(desk.last('办件员')).toContain('还差本人的姓名和手机号')
    await desk.says('办件员', `登记本人 ${code} 李秀英 13611112222`)
    expect(desk.seen('办件员').at(-1)?.text).toContain('已登记李秀英')
    await desk.tick()
    expect(desk.last(who)).toContain('窗口给您登记好了')
    await desk.says('办件员', `登记本人 ${code} 王二 13611113333`)
    expect(desk.last('办件员')).toContain('没有这个登记号')
    await desk.says(who, `附议 ${number}`)
    expect(await onBoard(number)).toMatchObject({ seconds: 1 })
    const [row] = await db().select().from(challengeSeconds).where(eq(challengeSeconds.standing, 'counter'))
    expect(row).toMatchObject({ counted: true })
  })

  test('seats of a hearing are for persons: a plain web session takes none', async () => {
    for (let i = 0; i < 20; i++) await desk.says(someone('微信'), `附议 ${number}`, { channel: 'wechat' })
    const [h] = await publicHearings(db(), { limit: 1 })
    const day = new Date(desk.now.getTime() + 20 * 86_400_000).toISOString().slice(0, 10)
    await desk.says('组长乙', `召开听证 ${number} ${day} 14:00 3 礼堂`)
    for (let i = 0; i < 30; i++) await desk.says(someone('网页'), `报名 ${h!.id}`)
    expect((await publicHearings(db(), { id: h!.id }))[0]).toMatchObject({ taken: 0 })
    const who = someone('微信')
    await desk.says(who, `报名 ${h!.id}`, { channel: 'wechat' })
    expect(desk.last(who)).toContain('报名好了')
    const page = someone('网页')
    await desk.says(page, `报名 ${h!.id}`)
    expect(desk.last(page)).toMatch(/不能直接报名[\s\S]*窗口登记/)
  })
})
