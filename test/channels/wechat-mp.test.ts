/** The town's Official Account over HTTP on loopback: the contract of every channel, and who is let in at the door. */
import { createServer } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { MARK } from '../../bot/channels/wechat-mp/incoming.ts'
import { WECHAT_MP_LIMIT, wechatMpChannel, type WechatMpOptions } from '../../bot/channels/wechat-mp/index.ts'
import type { Channel, Incoming } from '../../core/channel.ts'
import { channelContract, told, type Rig } from '../support/channel-contract.ts'
import { bodyOf, close, fakeMp, FOLLOWER, listen, MP, NOW, pushOf, sealed, xmlOf } from '../support/fake-wechat-mp.ts'
import { makeLogbook } from '../support/wechat-rig.ts'

const ready = (channel: Channel) =>
  vi.waitFor(() => expect(channel.health().state).toBe('ready'), { timeout: 4000, interval: 5 })

async function make(more: Partial<WechatMpOptions> = {}) {
  const fake = await fakeMp()
  const log = makeLogbook()
  const times = { timeoutMs: 300, superviseMs: 20 }
  const fixed = { maxFileBytes: 1_000_000, now: () => NOW, log }
  return { fake, log, channel: wechatMpChannel({ ...MP, ...times, ...fixed, root: fake.root, ...more }) }
}

async function mpRig(): Promise<Rig> {
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
  let last = ''

  /** Three tries, as the platform makes; resolves when the first has reached the desk. */
  async function push(xml: string) {
    last = xml
    const { query, body } = pushOf(xml, NOW, `n${++count}`)
    const reached = new Promise<void>((resolve) => (arrived = resolve))
    const pushing = (async () => {
      for (let tries = 0; tries < 3; tries++) {
        const response = await fetch(`${url}/?${new URLSearchParams(query).toString()}`, { method: 'POST', body })
        if ((await response.text()) === 'success') return
      }
    })()
    await Promise.race([reached, pushing])
  }
  const said = (fields: Record<string, string | number>) => push(xmlOf({ ...fields, MsgId: 7_000_000 + ++count }))
  return {
    channel,
    resident: { channel: 'wechat', id: MARK + FOLLOWER },
    limit: WECHAT_MP_LIMIT,
    pauseMs: 0,
    secret: MP.secret,
    says: (text) => said({ MsgType: 'text', Content: text }),
    redelivers: () => push(last),
    chooses: (label) => {
      const number = fake.screen.at(-1)?.split('\n').find((line) => line.endsWith(`. ${label}`)) // prettier-ignore
      return said({ MsgType: 'text', Content: number?.split('.')[0] ?? '' })
    },
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

channelContract('wechat official account', mpRig, {
  'names the pause a busy platform asks for': 'the platform counts calls per day and names no pause',
  'delivers a file with its bytes': 'the platform carries photos to residents, no other files: see below',
})

describe('the door of the Official Account', () => {
  const text = (fields = {}) => xmlOf({ MsgType: 'text', Content: '你好', MsgId: '23456789012345678', ...fields })

  async function knock(request: ReturnType<typeof pushOf>, more: Partial<WechatMpOptions> = {}) {
    const { fake, channel } = await make(more)
    const heard: Incoming[] = []
    await channel.start(async (message) => void heard.push(message))
    const answer = await channel.handle(request)
    await channel.stop()
    await fake.close()
    return { answer, heard }
  }
  const altered = (query: object, body?: string) => {
    const push = pushOf(text())
    return { ...push, query: { ...push.query, ...query }, ...(body !== undefined && { body }) }
  }

  test('lets in what is signed and sealed, with an id as long as WeChat makes it', async () => {
    const { answer, heard } = await knock(pushOf(text()))
    expect(answer).toEqual({ status: 200, body: 'success' })
    expect(heard).toMatchObject([{ id: 'mp:oAlice/23456789012345678', sender: 'mp:oAlice', body: { text: '你好' } }])
  })

  test('parses nothing of what stands around the seal, which nobody signed', async () => {
    const { body } = pushOf(text())
    const { answer, heard } = await knock(altered({}, `<!DOCTYPE x [<!ENTITY y "z">]>${'<a>'.repeat(15_000)}${body}</`))
    expect([answer.status, heard.length]).toEqual([200, 1])
  })

  const envelope = (seal: string) => `<xml><Encrypt><![CDATA[${seal}]]></Encrypt></xml>`
  test.each([
    ['a wrong signature', altered({ msg_signature: '0'.repeat(40) })],
    ['no signature', altered({ msg_signature: undefined })],
    ['a plain message, though sealing is agreed', altered({}, text())],
    ['another envelope under the same signature', altered({}, envelope(sealed(text({ Content: '转账' }))))],
    ['an old request', pushOf(text(), new Date(NOW.getTime() - 301_000))],
    ['a request from the future', pushOf(text(), new Date(NOW.getTime() + 301_000))],
    ['no time', altered({ timestamp: undefined })],
    ['a document type', pushOf(`<!DOCTYPE x [<!ENTITY y "z">]>${text()}`)],
    ['what is no XML', pushOf('hello')],
    ['more than 64 kB', pushOf(text({ Content: 'x'.repeat(70_000) }))],
  ])('refuses %s', async (_, request) => {
    const { answer, heard } = await knock(request)
    expect({ answer, heard }).toEqual({ answer: { status: 403, body: '' }, heard: [] })
  })

  test.each(['é'.repeat(40), '签'.repeat(40), '\u{1F600}'.repeat(20), ''])(
    'refuses a signature as long in characters, not in bytes (%s)',
    async (odd) => {
      for (const query of [{ msg_signature: odd }, { signature: odd, msg_signature: odd }])
        expect((await knock(altered(query))).answer.status).toBe(403)
      const shake = { method: 'GET', query: { ...pushOf(text()).query, signature: odd, echostr: '1' }, body: '' }
      expect((await knock(shake)).answer.status).toBe(403)
    },
  )

  test('tells by the address alone what is not from the platform', async () => {
    const { channel } = await make()
    const { query } = pushOf(text())
    expect(channel.admits(query)).toBe('yes')
    const wrong = [
      { ...query, signature: 'f'.repeat(40) },
      { ...query, nonce: 'another' },
      { ...query, timestamp: '1' },
      pushOf(text(), new Date(NOW.getTime() - 301_000)).query,
      {},
    ]
    expect(wrong.map((q) => channel.admits(q))).toEqual(wrong.map(() => 'no'))
    // some pushes carry only the signature over their envelope
    const { signature: _, ...sealedOnly } = query
    expect(channel.admits(sealedOnly)).toBe('perhaps')
    const plain = await make({ aesKey: undefined })
    expect(plain.channel.admits(sealedOnly)).toBe('no')
  })

  test('refuses an envelope for another account', async () => {
    expect((await knock(pushOf(text()), { appId: 'wx-another' })).answer.status).toBe(403)
  })

  test('answers the handshake only when it is signed', async () => {
    const { query } = pushOf(text())
    const shake = (more: object) => ({ method: 'GET', query: { ...query, echostr: '1234567890', ...more }, body: '' })
    expect((await knock(shake({}))).answer).toEqual({ status: 200, body: '1234567890' })
    expect((await knock(shake({ signature: 'f'.repeat(40) }))).answer.status).toBe(403)
    expect((await knock(shake({ echostr: '<script>' }))).answer.status).toBe(403)
  })

  test('a recording comes with its bytes', async () => {
    const { fake, channel } = await make()
    const got: Uint8Array[] = []
    await channel.start(async (_, file) => void got.push(await file!()))
    const MediaId = fake.addMedia(Buffer.from('#!AMR\nxx'))
    await channel.handle(pushOf(xmlOf({ MsgId: '5', MsgType: 'voice', MediaId, Format: 'amr' })))
    await channel.stop()
    await fake.close()
    expect(got.map((b) => Buffer.from(b).toString())).toEqual(['#!AMR\nxx'])
  })

  const said: [string, object, object | undefined][] = [
    ['a tapped menu', { MsgType: 'event', Event: 'CLICK', EventKey: 'help' }, { kind: 'choice', value: 'help' }],
    [
      'speech that WeChat has recognised',
      { MsgType: 'voice', MediaId: 'm', Format: 'amr', Recognition: '几点上班' },
      { kind: 'voice', name: '语音.amr', type: 'audio/amr', size: 0, heard: '几点上班' },
    ],
    [
      'other speech',
      { MsgType: 'voice', MediaId: 'm', Format: '../x' },
      { kind: 'voice', name: '语音.amr', type: 'audio/amr', size: 0 },
    ],
    ['speech without a recording', { MsgType: 'voice', Recognition: '' }, { kind: 'other', what: 'voice' }],
    [
      'a place',
      { MsgType: 'location', Location_X: '40.01', Location_Y: '117.4', Label: '集市' },
      { kind: 'place', lat: 40.01, lon: 117.4, system: 'gcj02', label: '集市' },
    ],
    [
      'a place without degrees',
      { MsgType: 'location', Location_X: '北', Location_Y: '' },
      { kind: 'other', what: 'location' },
    ],
    ['a card', { MsgType: 'link' }, { kind: 'other', what: 'unknown' }],
    ['a kind named as what every object has', { MsgType: 'constructor' }, { kind: 'other', what: 'unknown' }],
    ['following', { MsgType: 'event', Event: 'subscribe' }, { kind: 'text', text: '/start' }],
    ['no longer following', { MsgType: 'event', Event: 'unsubscribe' }, undefined],
    [
      'what WeChat does not pass on',
      { MsgType: 'text', Content: '【收到不支持的消息类型，暂无法显示】' },
      { kind: 'other', what: 'unknown' },
    ],
  ]
  test.each(said)('hears %s as what it is', async (_, fields, body) => {
    const { answer, heard } = await knock(pushOf(xmlOf({ MsgId: '1', ...fields })))
    expect(answer.body).toBe('success')
    expect(heard.map((message) => message.body)).toEqual(body ? [body] : [])
  })

  test('two followers may have messages of one number: both are heard', async () => {
    const ids = []
    for (const FromUserName of ['oAlice', 'oBob'])
      ids.push(...(await knock(pushOf(xmlOf({ MsgType: 'text', Content: '您好', MsgId: '1', FromUserName })))).heard.map((m) => m.id))
    expect(new Set(ids).size).toBe(2)
  }) // prettier-ignore
})

describe('sending through the Official Account', () => {
  const to = { channel: 'wechat', id: MARK + FOLLOWER } as const

  test('fetches one token for all, and a new one when the platform no longer takes it', async () => {
    const { fake, channel } = await make()
    await Promise.all(['一', '二', '三'].map((text) => channel.send(to, { text })))
    expect(fake.tokens).toHaveLength(1)
    fake.expire()
    await channel.send(to, { text: '四' })
    expect(fake.tokens).toHaveLength(2)
    expect(fake.screen).toHaveLength(4)
    await fake.close()
  })

  test('a photo goes as a photo, any other file is refused before anything is sent', async () => {
    const { fake, channel } = await make()
    const bytes = Uint8Array.from([255, 216, 255])
    await channel.send(to, { text: '', file: { name: '图.jpg', type: 'image/jpeg', bytes } })
    expect(Buffer.from(fake.files[0]!.bytes).equals(bytes)).toBe(true)
    const pdf = { name: '告知书.pdf', type: 'application/pdf', bytes }
    await expect(channel.send(to, { text: '请看', file: pdf })).rejects.toMatchObject({ verdict: 'refused' })
    expect(fake.screen).toEqual([])
    await fake.close()
  })

  test('a wrong secret is told in health, and shown nowhere', async () => {
    const { fake, log, channel } = await make({ secret: 'wrong-secret' })
    await channel.start(async () => undefined)
    expect(channel.health()).toMatchObject({ state: 'down', why: '公众号平台拒绝了本账号（错误码 40125）' })
    const error: unknown = await channel.send(to, { text: '您好' }).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ verdict: 'retry', ambiguous: false })
    expect([told(error), ...log.lines].join('\n')).not.toContain('wrong-secret')
    await channel.stop()
    await fake.close()
  })

  test('a key of the wrong form is refused at once', async () => {
    await expect(make({ aesKey: 'short' })).rejects.toThrow('WECHAT_MP_AES_KEY')
  })
})
