/** What machines ask for: chat platforms are never held up, those who only pretend soon are; figures are not for everybody. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wechatMpChannel } from '../../bot/channels/wechat-mp/index.ts'
import type { WebOptions } from '../../web/options.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { MP, NOW, pushOf, xmlOf } from '../support/fake-wechat-mp.ts'
import { quiet } from '../support/quiet.ts'
import { makeLogbook } from '../support/wechat-rig.ts'
import { webDesk } from '../support/web-rig.ts'

let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(() => database.drop())

async function desk<T>(changes: Partial<WebOptions>, work: (d: Awaited<ReturnType<typeof webDesk>>) => Promise<T>) {
  const d = await webDesk(database, NOW.toISOString(), changes)
  try {
    return await work(d)
  } finally {
    await d.close()
  }
}
const BURST = 1000

describe('the Telegram webhook', () => {
  const telegram = { admits: (s: string | undefined) => s === 'right', handleWebhook: async () => ({ status: 200 }) }
  test('takes any burst of the platform, and tells one who guesses the secret to wait', async () => {
    await desk({ telegram, rateLimit: true }, async ({ app }) => {
      const knock = async (secret: string, from: string) =>
        (await app.inject({ method: 'POST', url: '/telegram/webhook', payload: {}, headers: { 'x-telegram-bot-api-secret-token': secret, 'x-forwarded-for': from } })).statusCode // prettier-ignore
      const burst = []
      for (let i = 0; i < BURST; i++) burst.push(await knock('right', '149.154.167.1'))
      expect(new Set(burst)).toEqual(new Set([200]))
      const guesses = []
      for (let i = 0; i <= REQUESTS_PER_MINUTE.refused; i++) guesses.push(await knock(`guess ${i}`, '203.0.113.9'))
      expect([guesses.at(-2), guesses.at(-1)]).toEqual([401, 429])
      // behind a proxy that is not believed both have one address: the platform still gets through
      expect([await knock('right', '203.0.113.9'), await knock('wrong', '203.0.113.10')]).toEqual([200, 401])
    })
  })
})

describe('the address of the Official Account', () => {
  const open = (log = quiet) => wechatMpChannel({ ...MP, root: 'http://127.0.0.1:1', maxFileBytes: 1000, now: () => NOW, log }) // prettier-ignore
  const push = (n: number) => pushOf(xmlOf({ MsgType: 'text', Content: '您好', MsgId: String(n) }), NOW, `n${n}`)
  const urlOf = (query: object) => `/wechat/mp?${new URLSearchParams(query as Record<string, string>).toString()}`

  test('takes any burst of the platform, and tells one without its signature to wait, logging no more', async () => {
    const log = makeLogbook()
    const channel = open(log)
    await channel.start(async () => undefined)
    await desk({ wechatMp: channel, rateLimit: true, log }, async ({ app }) => {
      const send = async (query: object, body: string, from: string) =>
        (await app.inject({ method: 'POST', url: urlOf(query), payload: body, headers: { 'content-type': 'text/xml', 'x-forwarded-for': from } })).statusCode // prettier-ignore
      const burst = []
      for (let i = 0; i < BURST; i++) burst.push(await send(push(i).query, push(i).body, '183.3.234.1'))
      expect(new Set(burst)).toEqual(new Set([200]))
      const { query, body } = push(1)
      const guesses = []
      for (let i = 0; i <= REQUESTS_PER_MINUTE.refused + 40; i++) guesses.push(await send({ ...query, signature: 'é'.repeat(40) }, body, '203.0.113.19')) // prettier-ignore
      expect([guesses[0], guesses.at(-1)]).toEqual([403, 429])
      expect(log.lines.filter((l) => l.includes('was refused'))).toHaveLength(REQUESTS_PER_MINUTE.refused)
      expect(log.lines.filter((l) => l.startsWith('error'))).toEqual([])
      // signed over the envelope only: let in to be looked at, at a pace no town's account reaches
      const { signature: _, ...envelopeOnly } = query
      const looks = []
      for (let i = 0; i <= REQUESTS_PER_MINUTE.platform; i++) looks.push(await send({ ...envelopeOnly, msg_signature: '0'.repeat(40) }, body, '203.0.113.18')) // prettier-ignore
      expect([looks[0], looks.at(-1)]).toEqual([403, 429])
      expect(await send(push(7).query, push(7).body, '203.0.113.18')).toBe(200)
    })
    await channel.stop()
  })

  test.each([
    ['GET', 'signature'],
    ['POST', 'signature'],
    ['POST', 'msg_signature'],
  ] as const)('answers %s with a %s as long in characters, not in bytes, with 403', async (method, name) => {
    const channel = open()
    await channel.start(async () => undefined)
    await desk({ wechatMp: channel }, async ({ app }) => {
      const { query, body } = push(1)
      const { statusCode } = await app.inject({ method, url: urlOf({ ...query, [name]: 'é'.repeat(40), echostr: '1' }), ...(method === 'POST' ? { payload: body, headers: { 'content-type': 'text/xml' } } : {}) }) // prettier-ignore
      expect(statusCode).toBe(403)
    })
    await channel.stop()
  })

  test('a field that comes twice counts as none', async () => {
    const channel = open()
    await desk({ wechatMp: channel }, async ({ app }) => {
      const { query, body } = push(1)
      const answer = await app.inject({ method: 'POST', url: `${urlOf(query)}&timestamp=1&signature=x`, payload: body, headers: { 'content-type': 'text/xml' } }) // prettier-ignore
      expect(answer.statusCode).toBe(403)
    })
  })
})

describe('/metrics', () => {
  const metrics = async () => 'shouwen_up 1'

  test('without a token is for programs on this machine, and not there for anybody else', async () => {
    await desk({ metrics }, async ({ app }) => {
      const ask = async (remoteAddress: string, headers: Record<string, string> = {}) =>
        (await app.inject({ url: '/metrics', remoteAddress, headers })).statusCode
      expect([await ask('127.0.0.1'), await ask('::1')]).toEqual([200, 200])
      for (const peer of ['203.0.113.9', '172.18.0.1', '10.0.0.5']) expect([peer, await ask(peer)]).toEqual([peer, 404])
      // through a proxy on this machine, whatever it says
      for (const said of [
        { 'x-forwarded-for': '203.0.113.9' },
        { 'x-forwarded-for': '127.0.0.1' },
        { 'x-real-ip': '203.0.113.9' },
        { via: '1.1 proxy' },
      ])
        // prettier-ignore
        expect([said, await ask('127.0.0.1', said)]).toEqual([said, 404])
    })
  })

  test('with a token is for whoever sends it, from anywhere, and for nobody else, here neither', async () => {
    await desk({ metrics, metricsToken: 'a-long-token' }, async ({ app }) => {
      const ask = (authorization?: string) =>
        app.inject({ url: '/metrics', remoteAddress: '172.18.0.9', headers: authorization ? { authorization } : {} })
      expect((await ask('Bearer a-long-token')).body).toContain('shouwen_up')
      for (const wrong of [undefined, 'Bearer', 'Bearer a-long-toke', 'Bearer é', 'Basic a-long-token'])
        expect([wrong, (await ask(wrong)).statusCode, (await ask(wrong)).body]).toEqual([wrong, 401, ''])
      expect((await app.inject('/metrics')).statusCode).toBe(401)
    })
  })
})
