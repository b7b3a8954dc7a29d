/** What `town doctor` finds on a desk that is set up wrongly: real sockets, platforms on loopback with their own faults. */
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from '../../cli/doctor/examine.ts'
import { type Finding, line, summary } from '../../cli/doctor/finding.ts'
import { judgeClock, judgeDisk, judgeNode, judgePermissions } from '../../cli/doctor/machine.ts'
import { checkCertificate, clockOf, judgeCertificate } from '../../cli/doctor/outside.ts'
import { judgeCalendar } from '../../cli/doctor/town.ts'
import { readConfig } from '../../config.ts'
import { fakeMp, type FakeMp, MP } from '../support/fake-wechat-mp.ts'
import { fakeWecom, KF, WECOM } from '../support/fake-wecom.ts'
import { startTelegram, type TelegramStandin } from '../support/telegram-standin.ts'

const DATA = join(import.meta.dirname, '../../data')
const TOKEN = '4242:AAE-very_secret-token'
const NOW = new Date('2026-11-23T09:00:00+08:00')

let mp: FakeMp
let telegram: TelegramStandin
let dir: string
beforeAll(async () => {
  mp = await fakeMp()
  telegram = await startTelegram({ token: TOKEN })
  dir = mkdtempSync(join(tmpdir(), 'shouwen-doctor-'))
})
afterAll(async () => {
  await mp.close()
  await telegram.stop()
  rmSync(dir, { recursive: true, force: true })
})

async function examined(env: Record<string, string>): Promise<{ findings: Finding[]; text: string }> {
  const told: Finding[] = []
  const settings = { DATA_DIR: dir, TOWN_DIR: DATA, ...env }
  const all = await examine(
    () => readConfig(settings),
    (f) => void told.push(f),
  )
  expect(told).toEqual(all)
  // whether next year's calendar is wanted hangs on the day: judged by itself below
  const findings = all.filter((f) => f.about !== '工作日历')
  return { findings, text: [...findings.map(line), summary(findings)].join('\n') }
}

const OFFICIAL = { WECHAT_MP_APPID: MP.appId, WECHAT_MP_SECRET: MP.secret, WECHAT_MP_TOKEN: MP.token }

describe('a desk whose platforms answer', () => {
  test('is told so, each on a line, and the running desk’s token stays good', async () => {
    const { text } = await examined({
      ...OFFICIAL,
      WECHAT_MP_API_ROOT: mp.root,
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.root,
    })
    expect(text).toContain('好　　公众号：连得上，令牌拿得到。')
    expect(text).toMatch(/好　　Telegram：连得上，机器人是 @\w+。/)
    expect(text).toMatch(/好　　时钟：现在是北京时间 .*和微信对得上。/)
    expect(text).not.toContain('要修')
    expect(mp.tokens).toHaveLength(1)
  })
})

describe('a desk in WeCom', () => {
  const app = { WECOM_CORP_ID: WECOM.corpId, WECOM_AGENT_ID: WECOM.agentId, WECOM_SECRET: WECOM.secret, WECOM_TOKEN: 't', WECOM_AES_KEY: WECOM.aesKey } // prettier-ignore
  const service = { WECOM_KF_SECRET: KF.secret, WECOM_KF_TOKEN: 't', WECOM_KF_AES_KEY: KF.aesKey }

  test('is told for each of its two parts whether WeCom takes its calls, and else what to put right', async () => {
    const wecom = await fakeWecom()
    const at = { ...app, ...service, WECOM_API_ROOT: wecom.root }
    const { text } = await examined(at)
    expect(text).toContain('好　　企业微信应用：连得上，令牌拿得到。')
    expect(text).toContain('好　　微信客服：连得上，令牌拿得到。')
    wecom.refusal = 60020
    const refused = await examined({ ...at, WECOM_KF_SECRET: 'wrong-secret' })
    expect(refused.text).toContain(
      '要修　企业微信应用：企业微信不让这台服务器调用：请到管理后台这个应用的“企业可信IP”里加上 203.0.113.7。',
    )
    wecom.refusal = undefined
    const wrong = await examined({ ...at, WECOM_KF_SECRET: 'wrong-secret' })
    expect(wrong.text).toContain('要修　微信客服：企业微信说 WECOM_KF_SECRET 不对')
    expect(wrong.text).not.toContain('wrong-secret')
    await wecom.close()
  })
})

describe('a desk that is set up wrongly', () => {
  test('hears everything at once, in words, and no secret is printed', async () => {
    const { text, findings } = await examined({
      NODE_ENV: 'production',
      SECRET_KEY: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      DATABASE_URL: 'postgres://desk:very-secret@127.0.0.1:1/desk',
      PUBLIC_URL: 'http://town.test',
      WECHAT_MP_APPID: MP.appId,
      WECHAT_MP_SECRET: 'wrong-secret',
      WECHAT_MP_TOKEN: MP.token,
      WECHAT_MP_API_ROOT: mp.root,
      TELEGRAM_BOT_TOKEN: '1:wrong-token',
      TELEGRAM_API_ROOT: telegram.root,
    })
    for (const said of [
      '要修　SECRET_KEY：太简单',
      '要修　PUBLIC_URL：不是 https',
      '要修　数据库：连不上',
      '要修　公众号：AppSecret 不对',
      '要修　Telegram：令牌不对或已作废',
    ])
      expect(text).toContain(said)
    expect(text).not.toMatch(/very-secret|wrong-secret|wrong-token|aaaa/)
    expect(findings.filter((f) => f.level === 'mend')).toHaveLength(5)
  })

  test('hears which half of a channel is missing', async () => {
    const { text } = await examined({ WECHAT_MP_APPID: MP.appId, TELEGRAM_WEBHOOK: 'https://a.test', TELEGRAM_WEBHOOK_SECRET: 'x' }) // prettier-ignore
    expect(text).toContain('要修　公众号的设置：只设了一半，还缺 WECHAT_MP_SECRET、WECHAT_MP_TOKEN')
    expect(text).toContain('设了 TELEGRAM_WEBHOOK，却没有设 TELEGRAM_BOT_TOKEN')
  })

  test('hears of settings that cannot be read before anything else is asked', async () => {
    const { findings } = await examined({ NODE_ENV: 'production', PORT: 'three', RATE_LIMIT: 'off' })
    expect(findings.map((f) => f.says)).toEqual([
      'PORT 不是端口号（0—65535）。',
      '正式运行（NODE_ENV=production）必须设 SECRET_KEY：一长串随机字，另外存好一份。',
      '正式运行（NODE_ENV=production）不许设 RATE_LIMIT=off。',
    ])
  })

  test('hears that the town’s folder has no town in it', async () => {
    expect((await examined({ TOWN_DIR: dir })).text).toMatch(/要修　镇的资料：/)
  })
})

describe('clocks', () => {
  test('a platform’s Date header shows by how much ours is ahead', async () => {
    const server = http.createServer((_, response) => {
      response.setHeader('date', new Date(NOW.getTime() - 300_000).toUTCString())
      response.end()
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const clock = await clockOf('微信', `http://127.0.0.1:${port}/cgi`, () => NOW)
    server.close()
    expect(clock?.aheadMs).toBeGreaterThan(298_000)
    expect(judgeClock(NOW, null, [clock!])[0]).toMatchObject({ level: 'mend', says: expect.stringContaining('比微信快 300 秒') as string }) // prettier-ignore
    expect(await clockOf('微信', 'http://127.0.0.1:1', () => NOW)).toBeNull()
  })

  test.each([
    [0, 'good'],
    [-15_000, 'note'],
    [-180_000, 'mend'],
  ])('%i ms beside the database is %s', (aheadMs, level) => {
    expect(judgeClock(NOW, null, [{ whose: '数据库服务器', aheadMs }])[0]?.level).toBe(level)
  })
})

describe('certificates', () => {
  test('a server’s own is read: its end, and that browsers would not take it', async () => {
    const server = https.createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => void response.end())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`
    const seen = async (now: string) => (await checkCertificate(url, new Date(now)))[0]?.says
    expect(await seen('2026-12-01T00:00:00Z')).toContain('浏览器不认')
    expect(await seen('2126-11-08T13:00:00Z')).toContain('已经过期 3 天')
    server.close()
    expect(await checkCertificate('http://town.test', NOW)).toEqual([])
  })

  test.each([
    ['2026-11-27', 'mend'],
    ['2026-12-10', 'note'],
    ['2027-02-01', 'good'],
  ])('one that ends on %s is %s', (until, level) => {
    const seen = { ok: true, until: new Date(until), trusted: true, why: '' } as const
    expect(judgeCertificate('town.test', seen, NOW).level).toBe(level)
  })
})

test('disk, permissions and program are judged by what the desk needs', () => {
  expect(judgeDisk(300 * 1024 ** 2, 512).level).toBe('mend')
  expect(judgeDisk(2 * 1024 ** 3, 512).level).toBe('note')
  expect(judgeDisk(80 * 1024 ** 3, 512).level).toBe('good')
  expect(judgePermissions([{ path: '.env', mode: 0o100644 }])[0]).toMatchObject({ level: 'mend', says: expect.stringContaining('.env') as string }) // prettier-ignore
  expect(judgePermissions([{ path: '.env', mode: 0o100600 }])[0]?.level).toBe('good')
  expect(judgeNode('v18.20.0').level).toBe('mend')
  expect(judgeNode('v20.19.0').level).toBe('good')
})

test('a calendar year that is missing must be mended once it is needed', () => {
  const of = (now: string, ...years: number[]) => judgeCalendar(new Date(now), years.map((year) => ({ year, confirmed: true })))[0]?.level // prettier-ignore
  expect(of('2026-06-01T09:00:00+08:00', 2025)).toBe('mend')
  expect(of('2026-06-01T09:00:00+08:00', 2026)).toBe('note')
  expect(of('2026-12-01T09:00:00+08:00', 2026)).toBe('mend')
  expect(of('2026-12-01T09:00:00+08:00', 2026, 2027)).toBe('good')
})

/** Of a server on loopback in this file alone; ends in 2126. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggYcM9/qPPtlQmGKB
fO3yZoRBMWb/wCPBHt5PiEAQXs+hRANCAATW+577lZvEKtgwFtupz9EdMh2DCS4i
+Ngi/MGl8gm7rFdv7stK4ib4Dtlz8rLvMuYbbX2F7po06sKMj6IssY+k
-----END PRIVATE KEY-----`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUTvnNUkrc++wr8A8wi1rxt6Ry0EcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDEyMzAyOFoYDzIxMjYxMTA2
MTIzMDI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATW+577lZvEKtgwFtupz9EdMh2DCS4i+Ngi/MGl8gm7rFdv7stK4ib4
Dtlz8rLvMuYbbX2F7po06sKMj6IssY+ko28wbTAdBgNVHQ4EFgQUEU7jreLpB5TD
Dx0UbMBbfFilhFEwHwYDVR0jBBgwFoAUEU7jreLpB5TDDx0UbMBbfFilhFEwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAM/0uRjD3X195BK97YrcZB9v78xdHVrw21uMsozru6nhAiEA
4NJnm9CDFSLP37QZvNP5hCaGVYXnOTOg+6IZeTU0ohQ=
-----END CERTIFICATE-----`
