/** The WeChat channel over puppet-mock inside this process: the contract of every channel, and what only WeChat does. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeLanes } from '../../bot/channels/wechat/lanes.ts'
import { nextHealth } from '../../bot/channels/wechat/health.ts'
import { gatewayFault } from '../../bot/channels/wechat/puppets.ts'
import { wechatChannel, type WechatOptions } from '../../bot/channels/wechat/index.ts'
import type { Health, Incoming } from '../../core/channel.ts'
import { channelContract } from '../support/channel-contract.ts'
import { inProcessRig, makeLogbook, settings, TOKEN, type WechatRig } from '../support/wechat-rig.ts'
import { GROUP } from '../support/wechat-world.ts'

channelContract('wechat, puppet in process', inProcessRig, {
  'names the pause a busy platform asks for': 'WeChat gateways name no pause',
})

const WAIT = { timeout: 4000, interval: 5 }

describe('wechat', () => {
  let rig: WechatRig
  const heard: Incoming[] = []
  const failures: unknown[] = []
  afterEach(async () => {
    await rig.channel.stop()
    heard.length = failures.length = 0
  })

  async function start(more: Partial<WechatOptions> = {}) {
    rig = await inProcessRig(more)
    await rig.channel.start(async (message, file) => {
      await file?.().catch((error: unknown) => failures.push(error))
      heard.push(message)
    })
    return rig
  }
  const hears = (count: number) => vi.waitFor(() => expect(heard).toHaveLength(count), WAIT)
  const state = (expected: Partial<Health>) =>
    vi.waitFor(() => expect(rig.channel.health()).toMatchObject(expected), WAIT)

  test('hears a group only when it is mentioned, and answers into the group', async () => {
    const { world, channel } = await start()
    await world.writes({ text: '今天真冷', group: true })
    await world.writes({ text: '@小助手\u2005几点上班', group: true, mentions: true })
    await hears(1)
    expect(heard[0]).toMatchObject({ from: { id: GROUP }, group: true, body: { text: '几点上班' } })
    await channel.send(heard[0]!.from, { text: '八点半' })
    expect(await world.screen()).toEqual(['八点半'])
  })

  test('does not hear itself, nor official accounts', async () => {
    const { world } = await start()
    await world.writes({ text: '我自己', from: 'wxid_desk' })
    await world.writes({ text: '贷款优惠', from: 'wxid_bank' })
    await world.writes({ text: '您好' })
    await hears(1)
    expect(heard[0]?.body).toEqual({ kind: 'text', text: '您好' })
  })

  test('a message that the gateway cannot tell does not hold up the next', async () => {
    const log = makeLogbook()
    const { world } = await start({ log })
    await world.writes({ text: '谁说的', from: 'wxid_nobody' }).catch(() => undefined)
    await world.writes({ text: '您好' })
    await hears(1)
    expect(heard[0]?.body).toEqual({ kind: 'text', text: '您好' })
  })

  test('accepts a friend, unless the setting says no', async () => {
    await (await start()).world.asksToBeFriend()
    await vi.waitFor(async () => expect(await rig.world.accepted()).toEqual(['friendship-1']), WAIT)
    await rig.channel.stop()
    await (await start({ acceptFriends: false })).world.asksToBeFriend()
    await rig.world.writes({ text: '之后' })
    await hears(1)
    expect(await rig.world.accepted()).toEqual([])
  })

  test('shows the code to scan, then is ready; a logout is told with its reason', async () => {
    const { world, channel } = await start()
    await world.logsIn(false)
    await world.logsOut()
    await state({ state: 'down', why: '微信账号已退出登录，等待重新扫码' })
    await expect(channel.send(rig.resident, { text: '您好' })).rejects.toMatchObject({ verdict: 'retry' })
    await world.shows('https://login.weixin.qq.com/l/abc')
    await state({ state: 'needs-login', qr: 'https://login.weixin.qq.com/l/abc' })
    await world.logsIn(true)
    await state({ state: 'ready' })
  })

  test('a file beyond the limit is told, its bytes are not to be had', async () => {
    const { world } = await start({ maxFileBytes: 100 })
    await world.writes({ file: { name: '大.pdf', type: 'application/pdf', bytes: new Uint8Array(101) } })
    await hears(1)
    expect(heard[0]?.body).toMatchObject({ kind: 'file', name: '大.pdf' })
    expect(failures).toEqual([expect.any(RangeError)])
  })

  test('a number is a choice only until the desk says something else', async () => {
    const { world, channel, resident } = await start()
    await channel.send(resident, { text: '满意吗', choices: [{ label: '满意', value: 'rate:5' }] })
    await world.writes({ text: '10' })
    await world.writes({ text: '１' })
    await hears(2)
    await channel.send(resident, { text: '请问几个人办理？' })
    await world.writes({ text: '1' })
    await hears(3)
    expect(heard.map((message) => message.body)).toEqual([
      { kind: 'text', text: '10' },
      { kind: 'choice', value: 'rate:5' },
      { kind: 'text', text: '1' },
    ])
  })

  test('keeps the order of a conversation while the database is away, and other conversations too', async () => {
    rig = await inProcessRig()
    const stored: string[] = []
    let away = true
    let tries = 0
    await rig.channel.start(async ({ body }) => {
      tries++
      if (away) throw new Error('the database is away')
      stored.push(body.kind === 'text' ? body.text : body.kind)
    })
    for (const text of ['一', '二', '三']) await rig.world.writes({ text })
    await vi.waitFor(() => expect(tries).toBeGreaterThan(2), WAIT)
    expect(stored).toEqual([])
    away = false
    await vi.waitFor(() => expect(stored).toEqual(['一', '二', '三']), WAIT)
  })
})

describe('lanes', () => {
  const make = (max: number) => {
    const log = makeLogbook()
    return { log, lanes: makeLanes({ what: 'work', max, retryMs: 1, longestRetryMs: 1, log }) }
  }

  test('hold no more than they may, and say what was dropped', async () => {
    const { log, lanes } = make(2)
    const taken = ['a', 'b', 'c'].map((lane) => lanes.push(lane, async () => undefined))
    expect(taken).toEqual([true, true, false])
    expect(log.lines).toEqual(['error full, dropped {"what":"work","held":2}'])
    await lanes.drain()
  })

  test('end although the work cannot be done: one more try, then given up and logged', async () => {
    const { log, lanes } = make(2)
    lanes.push('a', async () => Promise.reject(new Error('secret words')))
    await lanes.drain()
    expect(log.lines.at(-1)).toMatch(/^error given up/)
    expect(log.lines.join()).not.toContain('secret')
  })
})

describe('settings', () => {
  const endpoint = '127.0.0.1:8788'
  test.each([
    ['wechaty-puppet-wechat4u', { token: TOKEN, endpoint }, /封号/],
    ['wechaty-puppet-xp', { token: TOKEN, endpoint }, /政务账号/],
    ['wechaty-puppet-padlocal', { token: TOKEN, endpoint }, /停止服务/],
    ['wechaty-puppet-official-account', { token: TOKEN, endpoint }, /WECHAT_MP/],
    ['wechaty-puppet-new', { token: TOKEN, endpoint }, /没有这种接入方式/],
    ['wechaty-puppet-service', { endpoint }, /WECHATY_TOKEN/],
    ['wechaty-puppet-service', { token: '2b7a5c3e-1d5f-4c88-9a51', endpoint }, /前缀/],
    ['wechaty-puppet-service', { token: TOKEN }, /网关地址/],
    ['wechaty-puppet-service', { token: TOKEN, endpoint: 'http://gateway' }, /网关地址/],
  ])('%s with %j is refused in one sentence', (puppet, rest, why) => {
    expect(gatewayFault({ puppet, ...rest })).toMatch(why)
    expect(() => wechatChannel({ ...settings(makeLogbook()), puppet, ...rest })).toThrow(why)
  })

  test('a service with token and address is fine', () => {
    expect(gatewayFault({ puppet: 'wechaty-puppet-service', token: TOKEN, endpoint })).toBeUndefined()
  })
})

describe('health', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 1, minute))
  test('keeps the first moment it went down', () => {
    const down = nextHealth({ state: 'ready' }, { kind: 'lost', why: '一' }, at(1))
    expect(nextHealth(down, { kind: 'lost', why: '二' }, at(2))).toEqual({ state: 'down', since: at(1), why: '二' })
  })

  test('a login told before the connecting is done is not forgotten', () => {
    const ready = nextHealth({ state: 'starting' }, { kind: 'login' }, at(1))
    expect(nextHealth(ready, { kind: 'connected' }, at(2))).toEqual({ state: 'ready' })
  })

  test('says when nobody has logged in and nothing is there to scan', () => {
    expect(nextHealth({ state: 'starting' }, { kind: 'nobody' }, at(1))).toMatchObject({ state: 'down' })
    expect(nextHealth({ state: 'ready' }, { kind: 'nobody' }, at(1))).toEqual({ state: 'ready' })
  })
})
