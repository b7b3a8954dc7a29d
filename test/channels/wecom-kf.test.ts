/** 微信客服 over HTTP on loopback: the contract of every channel, messages drawn by a cursor, menus, and the door. */
import { createServer } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import type { CursorShelf } from '../../bot/channels/wecom-kf/draw.ts'
import { kfChannel, type KfOptions } from '../../bot/channels/wecom-kf/index.ts'
import type { Channel, Incoming } from '../../core/channel.ts'
import { CHANNEL_TRAITS } from '../../core/channel-traits.ts'
import { channelContract, told, type Rig } from '../support/channel-contract.ts'
import { bodyOf, close, listen, NOW } from '../support/fake-wechat-mp.ts'
import { CUSTOMER, deliverThrice, fakeWecom, type FakeWecom, KF, WECOM, wecomHandshake, wecomPush } from '../support/fake-wecom.ts' // prettier-ignore
import { makeLogbook } from '../support/wechat-rig.ts'

const ready = (channel: Channel) =>
  vi.waitFor(() => expect(channel.health().state).toBe('ready'), { timeout: 4000, interval: 5 })

/** `kept`: what lies on it, to be looked at and to be set back. */
function shelf(kept = new Map<string, string>()): CursorShelf & { readonly kept: Map<string, string> } {
  return {
    kept,
    read: async (account) => kept.get(account),
    write: async (account, cursor) => void kept.set(account, cursor),
  }
}

async function make(more: Partial<KfOptions> = {}, clock = { now: NOW }) {
  const fake = await fakeWecom(() => clock.now)
  const log = makeLogbook()
  const times = { timeoutMs: 1000, superviseMs: 20, drawMs: 3_600_000 }
  const fixed = { maxFileBytes: 1_000_000, cursors: shelf(), now: () => clock.now, log }
  return { fake, log, channel: kfChannel({ ...KF, ...times, ...fixed, root: fake.root, ...more }) }
}

const pushOf = (token: string, nonce = 'n1', at = NOW) =>
  wecomPush({ MsgType: 'event', Event: 'kf_msg_or_event', Token: token, OpenKfId: CUSTOMER.kf }, at, nonce, KF)

async function kfRig(): Promise<Rig> {
  const { fake, channel } = await make()
  // delivery keeps the count of five, and what is beyond waits: here every part goes
  fake.most = Infinity
  let arrived: () => void = () => undefined
  const desk = createServer((request, response) => {
    void (async () => {
      const query = Object.fromEntries(new URL(request.url ?? '', 'http://localhost').searchParams)
      const answering = channel.handle({ method: 'POST', query, body: (await bodyOf(request)).toString() })
      arrived()
      const { status, body } = await answering
      response.writeHead(status).end(body)
    })()
  })
  const url = await listen(desk)
  let count = 0
  const push = (token: string) => {
    const reached = new Promise<void>((resolve) => (arrived = resolve))
    return deliverThrice(url, pushOf(token, `n${++count}`), reached)
  }
  const said = (message: Record<string, unknown>) => push(fake.customer(message))
  return {
    channel,
    resident: { channel: 'wecom-kf', id: `${CUSTOMER.kf}/${CUSTOMER.user}` },
    limit: CHANNEL_TRAITS['wecom-kf'].text,
    pauseMs: 60_000,
    secret: KF.secret,
    says: (text) => said({ msgtype: 'text', text: { content: text } }),
    async redelivers() {
      // the cursor goes back: what was drawn last is drawn once more
      fake.cursorFrom = fake.inbox.length - 1
      await push(`push-${fake.inbox.length}`)
      await vi.waitFor(() => expect(fake.drawn).toBeGreaterThanOrEqual(2))
      fake.cursorFrom = undefined
    },
    chooses: (label) => {
      const tapped = fake.menus.at(-1)?.find((item) => item.content === label)
      return said({ msgtype: 'text', text: { content: label, menu_id: tapped?.id } })
    },
    sendsFile: ({ bytes }) => said({ msgtype: 'file', file: { media_id: fake.addMedia(bytes) } }),
    sees: async () => fake.screen,
    receives: async () => fake.files,
    async platform(condition) {
      fake.condition = condition
      if (condition === 'up') await ready(channel)
    },
    close: async () => {
      await close(desk)
      await fake.close()
    },
  }
}

channelContract('wecom customer service', kfRig)

/** A channel that has begun, and what it has heard. */
async function begun(more: Partial<KfOptions> = {}, clock?: { now: Date }) {
  const { fake, channel, log } = await make(more, clock)
  const heard: Incoming[] = []
  await channel.start(async (message, file) => {
    if (file) await file()
    heard.push(message)
  })
  const knock = (token: string) => channel.handle(pushOf(token, 'n', clock?.now))
  return { fake, channel, log, heard, knock, end: () => channel.stop().then(() => fake.close()) }
}
const bodies = (heard: readonly Incoming[]) => heard.map((m) => m.body)
const write = (fake: FakeWecom, text: string, more: object = {}) =>
  fake.customer({ msgtype: 'text', text: { content: text }, ...more })

describe('what is drawn', () => {
  test('a cursor that is kept is gone on from by the next process, and one that goes back brings the same ids', async () => {
    const cursors = shelf()
    const one = await begun({ cursors })
    for (const text of ['一', '二', '三']) write(one.fake, text)
    expect((await one.knock('push-3')).status).toBe(200)
    expect(bodies(one.heard)).toMatchObject([{ text: '一' }, { text: '二' }, { text: '三' }])
    expect(cursors.kept.get(CUSTOMER.kf)).toBe('c3')
    // the push again, as after a lost answer: nothing is there any more
    await one.knock('push-3')
    expect(one.heard).toHaveLength(3)
    cursors.kept.set(CUSTOMER.kf, 'c1')
    await one.knock('push-3')
    expect(one.heard.slice(3).map((m) => m.id)).toEqual(one.heard.slice(1, 3).map((m) => m.id))
    await one.end()
  })

  test('what could not be stored is drawn again, and nothing before it is passed over', async () => {
    const cursors = shelf()
    const { fake, channel } = await make({ cursors })
    let away = true
    const heard: string[] = []
    await channel.start(async ({ body }) => {
      if (away && body.kind === 'text' && body.text === '二') throw new Error('the database is away')
      if (body.kind === 'text') heard.push(body.text)
    })
    for (const text of ['一', '二', '三']) write(fake, text)
    expect((await channel.handle(pushOf('push-3'))).status).toBe(503)
    expect([heard.includes('三'), cursors.kept.size]).toEqual([false, 0])
    away = false
    expect((await channel.handle(pushOf('push-3'))).status).toBe(200)
    expect([heard.slice(-3), cursors.kept.get(CUSTOMER.kf)]).toEqual([['一', '二', '三'], 'c3'])
    await channel.stop()
    await fake.close()
  })

  test('three thousand messages come in pages, in order for each person', async () => {
    const { fake, heard, knock, end } = await begun()
    for (let i = 0; i < 2500; i++) write(fake, String(i), { external_userid: i % 2 ? 'wmBob' : CUSTOMER.user })
    await knock('push-2500')
    const told = (who: string) =>
      heard.filter((m) => m.sender.endsWith(who)).map((m) => Number((m.body as { text: string }).text))
    for (const who of ['wmBob', CUSTOMER.user]) expect(told(who)).toEqual(told(who).toSorted((a, b) => a - b))
    expect(heard).toHaveLength(2500)
    expect(fake.drawn).toBe(4)
    await end()
  })

  test('what was written while nobody listened is drawn at the start, but not what a colleague has answered', async () => {
    const { fake, channel } = await make()
    write(fake, '低保怎么办')
    fake.customer({ msgtype: 'text', text: { content: '您好，请带身份证来' }, origin: 5 })
    write(fake, '还有一个问题')
    write(fake, '路灯坏了', { external_userid: 'wmBob' })
    const heard: Incoming[] = []
    await channel.start(async (message) => void heard.push(message))
    await vi.waitFor(() => expect(bodies(heard)).toMatchObject([{ text: '还有一个问题' }, { text: '路灯坏了' }]))
    await channel.stop()
    await fake.close()
  })

  // prettier-ignore
  const said: [string, object, object[]][] = [
    ['a place', { msgtype: 'location', location: { latitude: 23.1, longitude: 113.3, name: '村口' } }, [{ kind: 'place', lat: 23.1, lon: 113.3, system: 'gcj02', label: '村口' }]],
    ['a place without degrees', { msgtype: 'location', location: { latitude: '北' } }, [{ kind: 'other', what: 'location' }]],
    ['a visiting card', { msgtype: 'business_card', business_card: {} }, [{ kind: 'other', what: 'contact' }]],
    ['coming in', { msgtype: 'event', origin: 4, event: { event_type: 'enter_session', welcome_code: 'welcome-1' } }, [{ kind: 'text', text: '/start' }]],
    ['coming in again', { msgtype: 'event', origin: 4, event: { event_type: 'enter_session' } }, []],
    ['a hand-over to a colleague', { msgtype: 'event', origin: 4, event: { event_type: 'session_status_change', change_type: 1 } }, []],
    ['a colleague’s words', { msgtype: 'text', origin: 5, text: { content: '我来' } }, []],
    ['what is no message', { msgtype: 7 }, []],
  ]
  test.each(said)('hears %s as what it is', async (_, message, expected) => {
    const { fake, heard, knock, end } = await begun()
    expect((await knock(fake.customer(message as Record<string, unknown>))).status).toBe(200)
    expect(bodies(heard)).toEqual(expected)
    await end()
  })

  test('a recording comes with its bytes', async () => {
    const { fake, channel } = await make()
    fake.customer({ msgtype: 'voice', voice: { media_id: fake.addMedia(Buffer.from('#!AMR\nxx')) } })
    const got: string[] = []
    await channel.start(async ({ body }, file) => void got.push(body.kind, Buffer.from(await file!()).toString()))
    await vi.waitFor(() => expect(got).toEqual(['voice', '#!AMR\nxx']))
    await channel.stop()
    await fake.close()
  })

  test('a message that failed only afterwards is in the log, without whom it was for', async () => {
    const { fake, log, knock, end } = await begun()
    await knock(fake.customer({ msgtype: 'event', origin: 4, event: { event_type: 'msg_send_fail', fail_type: 10, external_userid: CUSTOMER.user } })) // prettier-ignore
    expect(log.lines.filter((l) => l.includes('message delivery failed'))).toHaveLength(1)
    expect(log.lines.join('\n')).not.toContain(CUSTOMER.user)
    await end()
  })
})

describe('what is sent', () => {
  const to = { channel: 'wecom-kf', id: `${CUSTOMER.kf}/${CUSTOMER.user}` } as const
  const choices = [{ label: '登记', value: 'register' }]

  test('the platform’s own count is believed: the sixth message waits for the person, who then opens the way again', async () => {
    const { fake, channel, knock, end } = await begun()
    await knock(write(fake, '在吗'))
    for (let i = 0; i < 5; i++) await channel.send(to, { text: String(i) })
    await expect(channel.send(to, { text: '六' })).rejects.toMatchObject({ verdict: 'retry', untilTheyWrite: true })
    await knock(write(fake, '说吧'))
    await channel.send(to, { text: '六' })
    expect(fake.screen.at(-1)).toBe('六')
    await end()
  })

  test('after two days, and while a colleague has the conversation, a message waits for the person too', async () => {
    const clock = { now: NOW }
    const { fake, channel, knock, end } = await begun({}, clock)
    await knock(write(fake, '在吗'))
    clock.now = new Date(NOW.getTime() + 48 * 3_600_000)
    await expect(channel.send(to, { text: '办好了' })).rejects.toMatchObject({ untilTheyWrite: true, ambiguous: false })
    await end()
  })

  test('whoever just came in is greeted by the code that came along, once and at once', async () => {
    const clock = { now: NOW }
    const { fake, channel, knock, end } = await begun({}, clock)
    const comes = () => fake.customer({ msgtype: 'event', origin: 4, event: { event_type: 'enter_session', welcome_code: 'welcome-1' } }) // prettier-ignore
    await knock(comes())
    await channel.send(to, { text: '您好' })
    await channel.send(to, { text: '请讲' })
    await knock(comes())
    clock.now = new Date(NOW.getTime() + 20_000)
    await channel.send(to, { text: '来晚了' })
    expect(fake.calls.filter((c) => c.includes('/send_msg'))).toEqual(['/cgi-bin/kf/send_msg_on_event', '/cgi-bin/kf/send_msg', '/cgi-bin/kf/send_msg']) // prettier-ignore
    await end()
  })

  test('a text too long for a menu has its choices printed, and the number comes back as the choice', async () => {
    const { fake, channel, heard, knock, end } = await begun()
    await channel.send(to, { text: '请看材料清单。'.repeat(60), choices })
    expect(fake.menus).toEqual([])
    expect(fake.screen.at(-1)).toMatch(/1\. 登记$/)
    await knock(write(fake, '1'))
    expect(bodies(heard)).toEqual([{ kind: 'choice', value: 'register' }])
    // after a menu, which shows no numbers, a number is a number
    await channel.send(to, { text: '要登记吗？', choices })
    await knock(write(fake, '1'))
    expect(bodies(heard).at(-1)).toEqual({ kind: 'text', text: '1' })
    await end()
  })

  test.each([
    [{ secret: WECOM.secret }, '没有这个接口的权限'],
    [{ secret: 'wrong-secret' }, 'WECOM_KF_SECRET 不对'],
  ])('a secret of another app and a wrong one are told in one sentence (%#)', async (more, words) => {
    const { fake, channel, log } = await make(more)
    await channel.start(async () => undefined)
    expect(channel.health()).toMatchObject({ state: 'down', why: expect.stringContaining(words) as string })
    const error: unknown = await channel.send(to, { text: '您好' }).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ verdict: 'retry', retryAfterMs: 60_000 })
    expect([told(error), ...log.lines].join('\n')).not.toContain(more.secret)
    await channel.stop()
    await fake.close()
  })
})

describe('the door of 微信客服', () => {
  test('refuses what is not signed by it, and answers its handshake', async () => {
    const { channel, fake } = await make()
    const { query, body } = pushOf('push-1')
    const bent = [
      { ...query, msg_signature: '0'.repeat(40) },
      { ...query, timestamp: '1' },
      { ...query, nonce: 'x' },
    ]
    for (const one of bent) expect((await channel.handle({ method: 'POST', query: one, body })).status).toBe(403)
    // the app's own pushes are signed by another token and sealed by another key
    expect((await channel.handle(wecomPush({ MsgType: 'event', Event: 'kf_msg_or_event' }))).status).toBe(403)
    expect(await channel.handle(wecomHandshake('word', KF))).toEqual({ status: 200, body: 'word' })
    expect(fake.calls).toEqual([])
    await fake.close()
  })
})
