/** The WeChat channel over a real wire: TLS and gRPC to a gateway in a second process, its crash and its return. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { wechatChannel } from '../../bot/channels/wechat/index.ts'
import type { Channel, Incoming } from '../../core/channel.ts'
import { channelContract } from '../support/channel-contract.ts'
import { makeLogbook, ready, settings, startGateway, TOKEN, wireRig, type Gateway } from '../support/wechat-rig.ts'
import { RESIDENT } from '../support/wechat-world.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
}, 30_000)
afterAll(() => gateway.kill())

channelContract('wechat over gRPC', () => wireRig(gateway), {
  'names the pause a busy platform asks for': 'WeChat gateways name no pause',
})

describe('wechat over gRPC', () => {
  const log = makeLogbook()
  let channel: Channel | undefined
  const heard: Incoming[] = []
  const texts = () => heard.map((message) => (message.body.kind === 'text' ? message.body.text : message.body.kind))
  afterEach(async () => {
    await channel?.stop()
    heard.length = 0
  })

  async function start(token: string, endpoint: string) {
    channel = wechatChannel({ ...settings(log), puppet: 'wechaty-puppet-service', token, endpoint })
    await channel.start(async (message) => void heard.push(message))
    return channel
  }
  const down = (it: Channel, why: RegExp) =>
    vi.waitFor(() => expect(it.health()).toMatchObject({ state: 'down', why: expect.stringMatching(why) as string }), {
      timeout: 8000,
      interval: 5,
    })

  test('is back within three seconds of a crashed gateway being back, and hears what is written from then on', async () => {
    await gateway.fresh()
    const it = await start(TOKEN, gateway.endpoint)
    await ready(it)
    await gateway.kill()
    await down(it, /网关/)
    await expect(it.send({ channel: 'wechat', id: RESIDENT }, { text: '您好' })).rejects.toMatchObject({
      verdict: 'retry',
      ambiguous: false,
    })
    await gateway.respawn()
    const began = performance.now()
    await ready(it)
    expect(performance.now() - began).toBeLessThan(3000)
    await gateway.world.writes({ text: '还在吗' })
    await vi.waitFor(() => expect(texts()).toEqual(['还在吗']), { timeout: 4000, interval: 5 })
    await it.send({ channel: 'wechat', id: RESIDENT }, { text: '在的' })
    expect(await gateway.world.screen()).toEqual(['在的'])
  }, 20_000)

  test('notices a gateway that hangs without closing the connection', async () => {
    await gateway.fresh()
    const it = await start(TOKEN, gateway.endpoint)
    await ready(it)
    gateway.pause()
    try {
      await down(it, /没有应答/)
    } finally {
      gateway.resume()
    }
    await ready(it)
  }, 20_000)

  test('says that the token is refused, and never shows it', async () => {
    await gateway.fresh()
    const wrong = 'insecure_99999999-0000-4000-8000-000000000000'
    const it = await start(wrong, gateway.endpoint)
    await down(it, /令牌/)
    expect(JSON.stringify([it.health(), log.lines])).not.toContain(wrong)
  })

  test('starts with nobody listening, says so, and does not throw', async () => {
    const it = await start(TOKEN, '127.0.0.1:1')
    expect(it.health()).toMatchObject({ state: 'down', why: '连不上微信网关' })
  })

  test('keeps the order of two hundred messages', async () => {
    await gateway.fresh()
    const it = await start(TOKEN, gateway.endpoint)
    await ready(it)
    const written = Array.from({ length: 200 }, (_, index) => `第 ${index} 条`)
    await Promise.all(written.map((text) => gateway.world.writes({ text })))
    await vi.waitFor(() => expect(heard).toHaveLength(200), { timeout: 8000, interval: 5 })
    expect(texts()).toEqual(written)
  }, 20_000)

  test('carries a file of eight hundred kilobytes both ways', async () => {
    await gateway.fresh()
    let fetched: Uint8Array | undefined
    const it = wechatChannel({
      ...settings(log),
      ...{ puppet: 'wechaty-puppet-service', token: TOKEN, endpoint: gateway.endpoint, times: { supervise: 20 } },
    })
    channel = it
    await it.start(async (message, file) => {
      fetched = await file?.()
      heard.push(message)
    })
    await ready(it)
    const bytes = Uint8Array.from({ length: 800_000 }, (_, index) => (index * 31) % 256)
    await gateway.world.writes({ file: { name: '户口本.pdf', type: 'application/pdf', bytes } })
    await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 8000, interval: 5 })
    expect(heard[0]?.body).toEqual({ kind: 'file', name: '户口本.pdf', type: 'application/pdf', size: 0 })
    expect(Buffer.from(fetched!).equals(bytes)).toBe(true)
    await it.send({ channel: 'wechat', id: RESIDENT }, { text: '', file: { name: '告知书.pdf', type: '', bytes } })
    expect(Buffer.from((await gateway.world.files())[0]!.bytes).equals(bytes)).toBe(true)
  }, 20_000)
})
