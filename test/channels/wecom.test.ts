/** The town's WeCom app over HTTP on loopback: the contract of every channel, its cards, and who is let in at the door. */
import { createServer } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { wecomChannel, type WecomOptions } from '../../bot/channels/wecom/index.ts'
import type { Channel, Incoming } from '../../core/channel.ts'
import { CHANNEL_TRAITS } from '../../core/channel-traits.ts'
import { channelContract, told, type Rig } from '../support/channel-contract.ts'
import { bodyOf, close, listen, NOW } from '../support/fake-wechat-mp.ts'
import { deliverThrice, fakeWecom, MEMBER, WECOM, wecomHandshake, wecomPush } from '../support/fake-wecom.ts'
import { makeLogbook } from '../support/wechat-rig.ts'

const ready = (channel: Channel) =>
  vi.waitFor(() => expect(channel.health().state).toBe('ready'), { timeout: 4000, interval: 5 })
let cards = 0

async function make(more: Partial<WecomOptions> = {}) {
  const fake = await fakeWecom()
  const log = makeLogbook()
  const times = { timeoutMs: 1000, superviseMs: 20 }
  const fixed = { maxFileBytes: 1_000_000, taskId: () => `t${++cards}`, now: () => NOW, log }
  return { fake, log, channel: wecomChannel({ ...WECOM, ...times, ...fixed, root: fake.root, ...more }) }
}

async function wecomRig(): Promise<Rig> {
  const { fake, channel } = await make()
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
  let last: Record<string, string | number> = {}
  const push = (fields: Record<string, string | number>) => {
    last = fields
    const reached = new Promise<void>((resolve) => (arrived = resolve))
    return deliverThrice(url, wecomPush({ FromUserName: MEMBER, ...fields }, NOW, `n${++count}`), reached)
  }
  const said = (fields: Record<string, string | number>) =>
    push({ MsgId: 7_000_000 + ++count, AgentID: WECOM.agentId, ...fields })
  return {
    channel,
    resident: { channel: 'wecom', id: MEMBER },
    limit: CHANNEL_TRAITS.wecom.text,
    pauseMs: 60_000,
    secret: WECOM.secret,
    says: (text) => said({ MsgType: 'text', Content: text }),
    redelivers: () => push(last),
    chooses: (label) => push({ ...fake.tap(label), AgentID: WECOM.agentId }),
    sendsFile: ({ bytes }) => said({ MsgType: 'image', MediaId: fake.addMedia(bytes), PicUrl: 'http://x' }),
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

channelContract('wecom app', wecomRig)

async function knock(request: ReturnType<typeof wecomPush>, more: Partial<WecomOptions> = {}) {
  const { fake, channel } = await make(more)
  const heard: Incoming[] = []
  await channel.start(async (message) => void heard.push(message))
  const answer = await channel.handle(request)
  await channel.stop()
  await fake.close()
  return { answer, heard }
}
const text = (fields: Record<string, string | number> = {}) => ({
  ...{ FromUserName: MEMBER, MsgType: 'text', Content: '待办', MsgId: '23456789012345678', AgentID: WECOM.agentId },
  ...fields,
})

describe('the door of the WeCom app', () => {
  const altered = (query: object, body?: string) => {
    const push = wecomPush(text())
    return { ...push, query: { ...push.query, ...query }, ...(body !== undefined && { body }) }
  }

  test('lets in what is signed and sealed, with an id as long as WeCom makes it', async () => {
    const { answer, heard } = await knock(wecomPush(text()))
    expect(answer).toEqual({ status: 200, body: '' })
    expect(heard).toMatchObject([{ id: `${MEMBER}/23456789012345678`, sender: MEMBER, body: { text: '待办' } }])
  })

  test('parses nothing of what stands around the seal, which nobody signed', async () => {
    const { body } = wecomPush(text())
    const { answer, heard } = await knock(altered({}, `<!DOCTYPE x [<!ENTITY y "z">]>${'<a>'.repeat(15_000)}${body}</`))
    expect([answer.status, heard.length]).toEqual([200, 1])
  })

  const other = wecomPush(text({ Content: '办结 0001 已处理' })).body
  test.each([
    ['a wrong signature', altered({ msg_signature: '0'.repeat(40) })],
    ['no signature', altered({ msg_signature: undefined })],
    ['a signature as long in characters, not in bytes', altered({ msg_signature: 'é'.repeat(40) })],
    ['another envelope under the same signature', altered({}, other)],
    ['a plain message', altered({}, '<xml><Content>待办</Content></xml>')],
    ['an old request', wecomPush(text(), new Date(NOW.getTime() - 301_000))],
    ['a request from the future', wecomPush(text(), new Date(NOW.getTime() + 301_000))],
    ['no time', altered({ timestamp: undefined })],
    ['what is no XML', altered({}, 'hello')],
    ['half a body', altered({}, wecomPush(text()).body.slice(0, 120))],
    ['an envelope for another company', wecomPush(text(), NOW, 'n', { ...WECOM, corpId: 'ww-another' })],
    ['more than 64 kB', wecomPush(text({ Content: 'x'.repeat(70_000) }))],
  ])('refuses %s', async (_, request) => {
    const { answer, heard } = await knock(request)
    expect({ answer, heard }).toEqual({ answer: { status: 403, body: '' }, heard: [] })
  })

  test('answers the handshake with what lay sealed in it, and only when it is signed', async () => {
    const shake = wecomHandshake('1616140317555161061')
    expect((await knock(shake)).answer).toEqual({ status: 200, body: '1616140317555161061' })
    const bent = { ...shake, query: { ...shake.query, msg_signature: 'f'.repeat(40) } }
    expect((await knock(bent)).answer.status).toBe(403)
    expect((await knock(wecomHandshake('1', WECOM, new Date(NOW.getTime() - 301_000)))).answer.status).toBe(403)
  })

  test('tells by the address alone what is worth looking at', async () => {
    const { channel, fake } = await make()
    const { query } = wecomPush(text())
    const shake = wecomHandshake('1').query
    expect([channel.admits(query), channel.admits(shake)]).toEqual(['perhaps', 'yes'])
    const wrong = [{}, { ...query, timestamp: '1' }, { ...query, msg_signature: 'x' }, { ...shake, nonce: 'another' }]
    expect(wrong.map((q) => channel.admits(q))).toEqual(wrong.map(() => 'no'))
    await fake.close()
  })

  const quote = '这是一条引用/回复消息：\n“首问：\n【新办件】BS20261123-0007\n路灯坏了”\n------\n明天去修'
  // prettier-ignore
  const said: [string, Record<string, string>, object[]][] = [
    ['a tapped menu', { MsgType: 'event', Event: 'click', EventKey: 'todo' }, [{ kind: 'choice', value: 'todo' }]],
    ['a voice', { MsgType: 'voice', MediaId: 'm', Format: 'amr' }, [{ kind: 'other', what: 'voice' }]],
    ['a place', { MsgType: 'location', Location_X: '23.1', Location_Y: '113.3' }, [{ kind: 'other', what: 'location' }]],
    ['being let into the app', { MsgType: 'event', Event: 'subscribe' }, [{ kind: 'text', text: '/start' }]],
    ['opening the app', { MsgType: 'event', Event: 'enter_agent' }, []],
    ['what is for another app', { AgentID: '1000099' }, []],
    ['an empty text', { Content: '  ' }, []],
    ['a reply that quotes', { Content: quote }, [{ kind: 'text', text: '明天去修' }]],
    ['a reply that quotes, as WeChat prints it', { Content: '「首问：办件 0007」\n- - - - - - - - -\n好' }, [{ kind: 'text', text: '好' }]],
  ]
  test.each(said)('hears %s as what it is', async (_, fields, bodies) => {
    const { answer, heard } = await knock(wecomPush(text(fields)))
    expect(answer).toEqual({ status: 200, body: '' })
    expect(heard.map((message) => message.body)).toEqual(bodies)
  })

  test('a quoted card comes along, by which a case is known', async () => {
    const { heard } = await knock(wecomPush(text({ Content: quote })))
    expect(heard[0]?.quoted).toContain('BS20261123-0007')
  })
})

describe('sending through the WeCom app', () => {
  const to = { channel: 'wecom', id: MEMBER } as const
  const card = { text: '【新办件】BS20261123-0007\n路灯坏了', choices: [{ label: '认领', value: 's:claim:7:v1' }] }

  test('a tapped card takes no second tap, and says what was tapped once that is stored', async () => {
    const { fake, channel } = await make()
    let store: () => void = () => undefined
    const stored = new Promise<void>((resolve) => (store = resolve))
    const heard: Incoming[] = []
    await channel.start(async (message) => {
      await stored
      heard.push(message)
    })
    await channel.send(to, card)
    const push = wecomPush({ FromUserName: MEMBER, ...fake.tap('认领'), AgentID: WECOM.agentId })
    const answer = channel.handle(push)
    expect(fake.cards[0]?.replaced).toBeUndefined()
    store()
    expect((await answer).status).toBe(200)
    // the same push again, as after a lost answer: the same id, and the card stays as it is
    expect((await channel.handle(push)).status).toBe(200)
    await channel.stop()
    expect(heard.map((m) => [m.id, m.body])).toEqual([0, 1].map(() => [heard[0]!.id, { kind: 'choice', value: 's:claim:7:v1' }])) // prettier-ignore
    expect(fake.cards[0]?.replaced).toBe('已点“认领”')
    expect(fake.calls.filter((c) => c.endsWith('update_template_card'))).toHaveLength(2)
    await fake.close()
  })

  test('fetches one token for all, and a new one once when the platform no longer takes it', async () => {
    const { fake, channel } = await make()
    await Promise.all(['一', '二', '三'].map((said) => channel.send(to, { text: said })))
    fake.expire()
    await channel.send(to, { text: '四' })
    expect(fake.screen).toEqual(expect.arrayContaining(['一', '二', '三', '四']))
    expect(fake.calls.filter((c) => c === '/cgi-bin/gettoken')).toHaveLength(2)
    fake.refusal = 40014
    await expect(channel.send(to, { text: '五' })).rejects.toMatchObject({ verdict: 'retry' })
    expect(fake.calls.filter((c) => c === '/cgi-bin/gettoken')).toHaveLength(3)
    await fake.close()
  })

  test.each([
    [60020, '请到管理后台这个应用的“企业可信IP”里加上 203.0.113.7'],
    [48002, '没有这个接口的权限'],
    [301002, '不是同一个应用的'],
  ])('errcode %i is told to the operator in one sentence, and no letter is given up for it', async (code, words) => {
    const { fake, channel } = await make()
    fake.refusal = code
    await channel.start(async () => undefined)
    const health = channel.health()
    expect(health).toMatchObject({ state: 'down', why: expect.stringContaining(words) as string })
    await expect(channel.send(to, { text: '您好' })).rejects.toMatchObject({ verdict: 'retry', retryAfterMs: 60_000, ambiguous: false }) // prettier-ignore
    await channel.stop()
    await fake.close()
  })

  test('a wrong secret is told in health, and shown nowhere', async () => {
    const { fake, log, channel } = await make({ secret: 'wrong-secret' })
    await channel.start(async () => undefined)
    expect(channel.health()).toMatchObject({ state: 'down', why: '企业微信说 WECOM_SECRET 不对：请到管理后台重新查看 Secret，改好后重新启动' }) // prettier-ignore
    const error: unknown = await channel.send(to, { text: '您好' }).catch((cause: unknown) => cause)
    expect([told(error), ...log.lines].join('\n')).not.toContain('wrong-secret')
    await channel.stop()
    await fake.close()
  })

  test('an answer cut in the middle may have been a message that went', async () => {
    const { fake, channel } = await make()
    await channel.send(to, { text: '一' })
    fake.half = true
    await expect(channel.send(to, { text: '二' })).rejects.toMatchObject({ verdict: 'retry', ambiguous: true })
    await fake.close()
  })

  test('what a resident wrote is no link in a card or a text', async () => {
    const { fake, channel } = await make()
    const bad = '看<a href="http://evil.example">镇政府通知</a>'
    await channel.send(to, { text: bad })
    expect(fake.screen.at(-1)).toContain('href="http://evil.example"')
    await fake.close()
  })

  test('pictures go as pictures, other files as files, nobody but one member is ever written to', async () => {
    const { fake, channel } = await make()
    const bytes = new Uint8Array(20).fill(7)
    await channel.send(to, { text: '', file: { name: '图.jpg', type: 'image/jpeg', bytes } })
    await channel.send(to, { text: '请看', file: { name: '告知书.pdf', type: 'application/pdf', bytes } })
    expect(fake.files.map((f) => f.type)).toEqual(['image/jpeg', 'application/pdf'])
    await expect(channel.send(to, { text: '', file: { name: 'x', type: 'text/plain', bytes: new Uint8Array(2) } })).rejects.toMatchObject({ verdict: 'refused' }) // prettier-ignore
    for (const id of ['@all', 'a|b'])
      await expect(channel.send({ channel: 'wecom', id }, { text: '您好' })).rejects.toMatchObject({ verdict: 'refused' }) // prettier-ignore
    await fake.close()
  })

  test('a key of the wrong form is refused at once', async () => {
    await expect(make({ aesKey: 'short' })).rejects.toThrow('WECOM_AES_KEY')
  })
})
