/** From outside, over the platforms' own wire: a resident in 微信客服 and a clerk in WeCom, from the report to the mended lamp. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTown, type Town } from '../support/outside.ts'
import { CUSTOMER, fakeWecom, type FakeWecom, KF, WECOM, wecomPush } from '../support/fake-wecom.ts'
import { PICTURES } from '../support/pictures.ts'

const START = '2026-11-23T09:00'
const AT = new Date(`${START}:00+08:00`)
let town: Town
let platform: FakeWecom
/** Seconds of the platform's own clock: two pushes of one second could be told apart by nothing else. */
let seconds = 0
const now = () => new Date(AT.getTime() + seconds * 1000)

beforeAll(async () => {
  platform = await fakeWecom(now)
  town = await openTown(START, {
    ...{ WECOM_CORP_ID: WECOM.corpId, WECOM_AGENT_ID: WECOM.agentId, WECOM_SECRET: WECOM.secret },
    ...{ WECOM_TOKEN: WECOM.token, WECOM_AES_KEY: WECOM.aesKey, WECOM_API_ROOT: platform.root },
    ...{ WECOM_KF_SECRET: KF.secret, WECOM_KF_TOKEN: KF.token, WECOM_KF_AES_KEY: KF.aesKey },
  })
}, 60_000)
afterAll(async () => {
  await town.stop()
  await platform.close()
}, 30_000)

/** The platform's three tries, a second and a third time though the first was taken: whatever it does, it counts once. */
async function push(path: string, { query, body }: ReturnType<typeof wecomPush>): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const url = `${town.url}${path}?${new URLSearchParams(query).toString()}`
    expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })).status).toBe(200)
  }
}

const clerk = (user: string, fields: Record<string, string>) =>
  push('/wecom/app', wecomPush({ FromUserName: user, AgentID: WECOM.agentId, ...fields }, now(), `n${++seconds}`))
const clerkSays = (user: string, Content: string) =>
  clerk(user, { MsgType: 'text', Content, MsgId: String(9_000_000 + seconds) })

async function resident(message: Record<string, unknown>): Promise<void> {
  seconds += 1
  const Token = platform.customer(message)
  await push('/wecom/kf', wecomPush({ MsgType: 'event', Event: 'kf_msg_or_event', Token, OpenKfId: CUSTOMER.kf }, now(), `k${seconds}`, KF)) // prettier-ignore
}
const residentSays = (content: string) => resident({ msgtype: 'text', text: { content } })

const onScreen = (what: string | RegExp) =>
  vi.waitFor(
    () => {
      const found = platform.screen.findLast((t) => (typeof what === 'string' ? t.includes(what) : what.test(t)))
      if (found === undefined) throw new Error(`not seen ${String(what)}: ${JSON.stringify(platform.screen.slice(-3))}`)
      return found
    },
    { timeout: 20_000, interval: 20 },
  )

test(
  'a report over 微信客服 reaches a clerk in WeCom as a card that acts, and the result goes back',
  { timeout: 60_000 },
  async () => {
    const invited = await town.town('staff', 'invite', '--name', '王芳', '--department', 'DQZX', '--role', 'clerk')
    await clerkSays('wangfang', `/bind ${/绑定码 (\w+)/.exec(invited)![1]!}`)
    await onScreen('绑定好了')

    await residentSays('村口的路灯坏了好几天了')
    await residentSays('登记')
    const before = performance.now()
    const opened = await onScreen(/编号：BS20261123-0001/)
    expect(opened).toContain('查询码')
    await vi.waitFor(() => expect(platform.cards.length).toBeGreaterThan(0), { timeout: 20_000, interval: 5 })
    expect(performance.now() - before).toBeLessThan(1000)
    const cards = platform.cards.filter((c) => c.user === 'wangfang')
    expect(cards).toHaveLength(1)

    await clerk('wangfang', platform.tap('认领'))
    await onScreen('首问责任人')
    await vi.waitFor(() => expect(cards[0]?.replaced).toBe('已点“认领”'))
    // the tap came three times and was done once
    expect(platform.screen.filter((t) => t.includes('BS20261123-0001 已认领'))).toHaveLength(1)

    await clerkSays('wangfang', '办结 0001 路灯已经换好，今晚能亮')
    expect(await onScreen('路灯已经换好')).toContain('办好了')
    expect(platform.screen.filter((t) => t.includes('路灯已经换好') && t.includes('办好了')).length).toBe(1)
    const tapped = platform.menus.at(-1)?.find((item) => item.content === '办好了')
    await resident({ msgtype: 'text', text: { content: '办好了', menu_id: tapped?.id } })
    await onScreen('结案')
  },
)

test('a photo from either side is kept, and what cannot be read is told so', { timeout: 60_000 }, async () => {
  await clerk('wangfang', { MsgType: 'image', MediaId: platform.addMedia(new Uint8Array(PICTURES['image/jpeg'])), MsgId: '8000001' }) // prettier-ignore
  await resident({ msgtype: 'image', image: { media_id: platform.addMedia(new Uint8Array(PICTURES['image/png'])) } })
  await vi.waitFor(() => expect(platform.calls.filter((c) => c.endsWith('/media/get'))).toHaveLength(2), 20_000)
  expect(town.printed()).not.toMatch(/"level":(50|60)/)
})
