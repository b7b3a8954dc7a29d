/** An emergency told to the desk reaches a person within minutes: at night, on holidays, with two processes, over a restart. */
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NOTHING_UNDERSTOOD, type Understand } from '../../core/answer/understand.ts'
import { LEGAL_QUOTAS } from '../../core/legal-quota.ts'
import { caseEvents, cases, lanes, outbox, staff } from '../../db/schema.ts'
import { rig, type Rig } from './rig.ts'

/** Hears danger in one word and understands nothing else. */
const fire: Understand = (text, context) => ({
  ...NOTHING_UNDERSTOOD,
  ...(text.includes('着火') && !context?.calm ? { decision: 'urgent', danger: 'fire' } : {}),
})

let r: Rig
// the first night of Spring Festival
beforeEach(async () => {
  r = await rig('2026-02-17 02:00', fire)
  await r.desk.staff('值班', 'GAB')
  await r.desk.staff('同事', 'GAB')
  await r.desk.staff('负责人', 'GAB', 'head')
  await r.desk.staff('组长', 'DZB', 'group')
  await r.desk.staff('别科', 'NYB')
  await r.desk.database.db.update(staff).set({ onDuty: false })
  await duty('值班', true)
})
afterEach(() => r.stop())

const EVERYBODY = ['值班', '同事', '负责人', '组长', '别科'] as const
async function duty(name: string, onDuty: boolean): Promise<void> {
  await r.desk.database.db.update(staff).set({ onDuty }).where(eq(staff.name, name))
}
/** Urgent cards each has been queued. */
async function cards(): Promise<string> {
  const found = await Promise.all(
    EVERYBODY.map(async (who) => [who, (await r.letters(who, 'card')).filter((l) => l.text.includes('紧急')).length]),
  )
  return found.filter(([, n]) => n !== 0).map(([who, n]) => `${who}${n}`).join(' ') // prettier-ignore
}
const said = (who: string) => r.desk.seen(who).map((m) => m.text).join('\n') // prettier-ignore
const only = async () => (await r.desk.database.db.select().from(cases).orderBy(cases.id))[0]!
const raise = (who = '居民', text = '东头着火了') => r.desk.says(who, text)
const log = async () =>
  r.desk.database.db
    .select()
    .from(caseEvents)
    .where(eq(caseEvents.caseId, (await only()).id))
    .orderBy(caseEvents.seq)

describe('nobody answers', () => {
  test('each stage is called once, at its minute, by night and on a holiday; then all, so many times', async () => {
    await raise()
    expect(await cards()).toBe('值班1')
    for (const minute of ['02:01', '02:02']) await r.at(`2026-02-17 ${minute}`)
    expect(await cards()).toBe('值班1')
    for (const minute of ['02:03', '02:04', '02:05']) await r.at(`2026-02-17 ${minute}`)
    expect(await cards()).toBe('值班2 同事1 负责人1')
    await r.at('2026-02-17 02:06')
    await r.at('2026-02-17 02:07')
    expect(await cards()).toBe('值班2 同事1 负责人1 组长1')
    await r.at('2026-02-17 02:16')
    expect(await cards()).toBe('值班3 同事2 负责人2 组长2')
    for (let hour = 3; hour < 6; hour++)
      for (const minute of ['00', '10', '20', '30', '40', '50'])
        await r.at(`2026-02-17 ${String(hour).padStart(2, '0')}:${minute}`)
    expect(await cards()).toBe('值班14 同事13 负责人13 组长13')
    expect(await only()).toMatchObject({ alarmCalls: 14, alarmNextAt: null, alarmSeenAt: null })
  })

  test('the letters go at once and before all others, whatever rests', async () => {
    await raise()
    const { db } = r.desk.database
    // a back-off of hours after failures
    await db.update(lanes).set({ restUntil: new Date('2026-02-17T05:00:00Z') })
    await db.insert(lanes).values({ queue: 'out', lane: 'web:组长', channel: 'web', readyAt: r.desk.now, restUntil: new Date('2026-02-17T05:00:00Z') }) // prettier-ignore
    await r.at('2026-02-17 02:06')
    const sent = await db.select().from(outbox).where(eq(outbox.about, 'card'))
    expect(sent).toHaveLength(5)
    for (const letter of sent) expect(letter).toMatchObject({ urgency: 'alarm', state: 'sent' })
    expect(sent.every((l) => l.notBefore.getTime() <= r.desk.now.getTime())).toBe(true)
    expect(r.desk.last('组长')).toMatch(/^【紧急·没人回“收到”，再叫一次】/)
  })

  test('the card says what was told since, and the log whom it went to', async () => {
    await raise()
    await r.desk.says('居民', '二楼还有人')
    await r.at('2026-02-17 02:03')
    expect(r.desk.last('同事')).toMatch(/02:00 报来，还没有人回“收到”[\s\S]*东头着火了[\s\S]*二楼还有人[\s\S]*02:06 前/)
    expect(r.desk.last('同事')).toContain('值班电话：镇值班室')
    expect((await log()).at(-1)).toMatchObject({
      action: 'called-again',
      actor: 'clock',
      open: false,
      text: '没有人回“收到”，又告诉了值班、同事、负责人',
    })
  })

  test('two processes call once; a restart goes on where it was, and makes up for what was missed in one call', async () => {
    await raise()
    r.clock('2026-02-17 02:03')
    const [one, two] = [r.another(), r.another()]
    await Promise.all([one, two, one, two].map((s) => s.runDue(r.desk.now)))
    await r.at('2026-02-17 02:03')
    expect(await cards()).toBe('值班2 同事1 负责人1')
    // off from 02:04 to 04:00
    r.clock('2026-02-17 04:00')
    const after = r.another()
    await Promise.all([after, r.another()].map((s) => s.runDue(r.desk.now)))
    expect(await cards()).toBe('值班2 同事1 负责人1 组长1')
    await r.at('2026-02-17 04:10')
    expect(await cards()).toBe('值班3 同事2 负责人2 组长2')
  })

  test('a clock set back puts no call off', async () => {
    r.clock('2026-02-17 12:00')
    await raise()
    await r.at('2026-02-17 12:03')
    await r.at('2026-02-17 02:00')
    expect(await cards()).toBe('值班2 同事1 负责人1 组长1')
    await r.at('2026-02-17 02:01')
    expect(await cards()).toBe('值班2 同事1 负责人1 组长1')
    await r.at('2026-02-17 02:10')
    expect(await cards()).toBe('值班3 同事2 负责人2 组长2')
  })

  test('the timer looks at alarms beside the jobs', async () => {
    await raise()
    r.clock('2026-02-17 02:03')
    const scheduler = r.another()
    scheduler.start()
    await scheduler.stop()
    expect(await cards()).toBe('值班2 同事1 负责人1')
  })
})

describe('somebody answers', () => {
  const CALLED = ['值班', '同事', '负责人', '组长']
  beforeEach(async () => {
    await raise()
    await r.at('2026-02-17 02:03')
    await r.at('2026-02-17 02:06')
    r.clock('2026-02-17 02:07')
  })
  /** After this nobody is called; `by` has it, all others who were called were told so once, and so was the resident. */
  async function isTaken(by: string): Promise<void> {
    const before = await cards()
    for (const minute of ['02:16', '02:30', '03:00']) await r.at(`2026-02-17 ${minute}`)
    expect(await cards()).toBe(before)
    expect(await only()).toMatchObject({ alarmCalls: 2, alarmNextAt: null, alarmSeenAt: new Date('2026-02-16T18:07:00Z') }) // prettier-ignore
    for (const who of EVERYBODY) {
      const told = (await r.letters(who, 'alarm')).map((l) => l.text)
      expect(told, who).toHaveLength(CALLED.includes(who) && who !== by ? 1 : 0)
      for (const text of told) expect(text).toMatch(new RegExp(`（紧急）.*的${by}已收到，不再叫人`))
    }
    const seen = (await r.letters('居民')).filter((l) => l.text.includes('看到您的消息了'))
    expect(seen).toHaveLength(1)
    expect(seen[0]!.text).toMatch(new RegExp(`的${by}看到您的消息了.*还得您自己打 110、119、120`))
    expect(seen[0]!.text).not.toMatch(/赶去|马上到|路上/)
  }

  test.each([
    ['组长', '收到'],
    ['同事', '知道了'],
    ['同事', '收到，马上过去'],
    ['负责人', '收到 0001'],
    ['值班', '认领 0001'],
    ['值班', '备注 0001 打过电话了'],
  ])('%s: “%s”', async (who, words) => {
    await r.desk.says(who, words)
    expect(said(who)).toMatch(/BS20260217-0001 已(收到|认领|备注)/)
    await isTaken(who)
    expect((await log()).at(-1)).toMatchObject({ actor: 'staff', data: { seen: true } })
  })

  test('a card quoted, or its button, whatever was said since', async () => {
    const card = r.desk.seen('组长').at(-1)!
    await r.desk.says('居民', '还在烧')
    await r.desk.taps('组长', card.choices!.find((c) => c.label === '收到')!.value)
    expect(said('组长')).toContain('BS20260217-0001 已收到，正在告诉本人')
    await isTaken('组长')
    await r.desk.says('同事', '收到', { quoted: r.desk.seen('同事')[1]!.text })
    expect(r.desk.last('同事')).toContain('党政办公室的组长已经收到了')
  })

  test('the one who raised it reads who has seen it, never a day', async () => {
    await r.desk.says('居民', '进度')
    expect(r.desk.last('居民')).toMatch(/还没有人回话。要人马上来，还得您自己打/)
    await r.desk.says('组长', '收到')
    await r.desk.says('居民', '进度')
    expect(r.desk.last('居民')).toContain('02:07 党政办公室的组长看到了')
    await r.desk.says('值班', '认领 0001')
    await r.desk.says('居民', '进度')
    for (const { text } of r.desk.seen('居民')) expect(text).not.toMatch(/最晚|月\d+日（周/)
  })

  test.each(['组长', '值班'])('what is told on reaches %s who has seen it, and who is on duty, once', async (taker) => {
    await r.desk.says(taker, '收到')
    await r.desk.says('居民', '二楼还有人')
    for (const who of new Set([taker, '值班']))
      expect(
        r.desk.seen(who).filter((m) => m.text.includes('二楼还有人')),
        who,
      ).toHaveLength(1)
  })

  test('with two that wait it is asked which; with none the word is no command', async () => {
    r.clock('2026-02-17 02:08')
    await raise('另一位', '西头着火了')
    await r.desk.says('值班', '收到')
    expect(r.desk.last('值班')).toContain('您收到的是哪一件')
    expect(await only()).toMatchObject({ alarmSeenAt: null })
    await r.desk.says('值班', '2')
    await r.desk.says('值班', '收到')
    const all = await r.desk.database.db.select().from(cases).orderBy(cases.id)
    expect(all.every((c) => c.alarmSeenAt !== null)).toBe(true)
    await r.desk.says('值班', '收到')
    expect(r.desk.last('值班')).not.toMatch(/紧急|BS/)
    await r.desk.says('别科', '收到 0001')
    expect(r.desk.last('别科')).not.toContain('已收到，')
  })
})

describe('it is over', () => {
  test.each(['没事了', '人没事，火灭了', '误会了，没着火'])(
    '“%s”: nobody is called again, and all who were hear it once',
    async (words) => {
      await raise()
      await r.at('2026-02-17 02:03')
      await r.desk.says('居民', words)
      const before = await r.letters('同事')
      for (const minute of ['02:06', '02:16', '03:00']) await r.at(`2026-02-17 ${minute}`)
      expect(await r.letters('同事')).toEqual(before)
      expect(await r.letters('组长', 'card')).toEqual([])
      for (const who of ['值班', '同事', '负责人'])
        expect(
          (await r.letters(who, 'alarm')).map((l) => l.text),
          who,
        ).toEqual([expect.stringContaining('不再叫人')])
      expect(await r.letters('组长', 'alarm')).toEqual([])
      expect(await only()).toMatchObject({ alarmNextAt: null, alarmSeenAt: null })
    },
  )

  test('taken back: the same', async () => {
    await raise()
    await r.desk.says('居民', '撤回 0001')
    await r.desk.says('居民', '撤')
    for (const minute of ['02:03', '02:06']) await r.at(`2026-02-17 ${minute}`)
    expect(await only()).toMatchObject({ state: 'withdrawn', alarmNextAt: null })
    expect(await r.letters('同事', 'card')).toEqual([])
  })

  test('an ordinary case calls nobody', async () => {
    await r.open({ kind: 'report', department: 'GAB' })
    for (const minute of ['02:03', '02:06', '02:16']) await r.at(`2026-02-17 ${minute}`)
    expect(await cards()).toBe('')
  })
})

test('whoever cries a hundred times pages nobody a hundred times', async () => {
  for (let n = 0; n < 50; n++) {
    await raise('喊的人', `着火了 第${n}声`)
    await r.desk.says('喊的人', n > 40 ? '没事了' : '快来')
  }
  for (const minute of ['02:03', '02:06', '02:16']) await r.at(`2026-02-17 ${minute}`)
  expect(await r.desk.database.db.$count(cases)).toBe(LEGAL_QUOTAS.urgent.person)
  expect(await r.letters('组长', 'card')).toEqual([])
  // two cases, a dozen sentences handed on of each
  expect((await r.letters('值班', 'card')).length).toBeLessThanOrEqual(30)
})
