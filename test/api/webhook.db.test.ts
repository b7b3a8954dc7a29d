/** Clients are told: signed, in order, once; over a receiver that fails, hangs and answers 500. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import { makeWebhookPublisher } from '../../services/webhook-publisher.ts'
import { webhookChannel } from '../../bot/channels/webhook/index.ts'
import { faultOfAddress, isInward } from '../../adapters/allowed-address.ts'
import { postOut } from '../../bot/channels/webhook/post.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { pauseWebhook, resumeWebhook, stopWebhook } from '../../db/clients/webhooks.ts'
import { cases, clients, outbox, webhooks } from '../../db/schema.ts'
import { recordBreach } from '../../db/cases/case-rows.ts'
import { quiet } from '../support/quiet.ts'
import { type ApiRig, apiRig, AT } from './rig.ts'

interface Got {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly push: Record<string, unknown>
}
let receiver: Server
let answer: number | 'hang' | 'cut' = 200
let got: Got[] = []
let host: string
/** What a name server would say. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'hook.example.com': ['8.8.8.8', '2001:4860:4860::8888'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'half.example.com': ['8.8.8.8', '10.0.0.1'],
  'six.example.com': ['fd00::1'],
}
/** WEBHOOK_HOSTS of the sending side. */
const allowed: string[] = []
let rig: ApiRig
let now = new Date(AT)
let delivery: ReturnType<typeof makeDelivery>
let feed: ReturnType<typeof makeWebhookPublisher>

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      got.push({ headers: request.headers, body, push: JSON.parse(body) as Got['push'] })
      if (answer === 'cut') request.socket.destroy()
      else if (answer !== 'hang') response.writeHead(answer, { location: 'http://10.0.0.1/' }).end()
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  allowed.push(host)
  rig = await apiRig({
    webhookHosts: [host],
    lookUp: async (name) => NAMES[name] ?? Promise.reject(new Error('ENOTFOUND')),
  })
  const { database } = rig
  const channel = webhookChannel({ database, cipher: makeCipher('a-secret-key-of-the-tests'), publicUrl: () => 'https://town.test', hosts: allowed, now: () => now, timeoutMs: 300 }) // prettier-ignore
  delivery = makeDelivery({ database, channels: new Map([['webhook', channel]]), requestContext: () => rig.desk.setting(), now: () => now, random: () => 0.5, log: quiet, pause: async () => {} }) // prettier-ignore
  feed = makeWebhookPublisher({
    database,
    now: () => now,
    publicUrl: () => 'https://town.test',
    send: delivery.send,
    log: quiet,
  })
})
afterAll(async () => {
  await delivery.stop()
  receiver.closeAllConnections()
  receiver.close()
  await rig.close()
})
afterEach(async () => {
  answer = 200
  got = []
  await rig.database.db.update(clients).set({ revokedAt: now })
})

const settle = async (): Promise<void> => {
  await feed.tick()
  await delivery.tick()
  await delivery.drain()
}
/** Time passes and delivery looks again. */
const later = async (ms: number): Promise<void> => {
  now = rig.desk.now = new Date(now.getTime() + ms)
  await settle()
}
const REPORT = { text: '路灯坏了', department: 'GGB' }

async function subscriber(events: string[], scopes: Parameters<ApiRig['token']>[0] = ['cases:write', 'cases:read']) {
  await settle()
  const token = await rig.token(scopes)
  const made = await rig.post('/api/v1/webhooks', { url: `http://${host}/hook`, events }, token)
  expect(made.status).toBe(201)
  return { token, secret: made.body['secret'] as string, id: (made.body['webhook'] as { id: number }).id }
}
const open = async (token: string, more: object = {}) => (await rig.post('/api/v1/cases', { ...REPORT, ...more }, token)).body as unknown as { number: string } // prettier-ignore

describe('a change', () => {
  test('is pushed to who asked for it, signed, with nothing of who the resident is', async () => {
    const { token, secret } = await subscriber(['case.opened'])
    const { number } = await open(token, { reference: 'GD-7', contact: { name: '王小明', phone: '13800138000' } })
    await settle()
    expect(got).toHaveLength(1)
    const [{ headers, body, push }] = got as [Got]
    expect(push).toMatchObject({ event: 'case.opened', number, reference: 'GD-7', state: 'received' })
    expect(body).not.toMatch(/王小明|13800138000|路灯/)
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-shouwen-signature'] as string)!
    expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'))
    expect(Number(t)).toBe(Math.floor(now.getTime() / 1000))
    expect(headers['x-shouwen-event']).toBe('case.opened')
    await settle()
    expect(got).toHaveLength(1)
  })

  test('it did not ask for, another client’s and a confidential one are not', async () => {
    const mine = await subscriber(['case.answered'])
    await subscriber(['case.opened'], ['cases:all'])
    const other = await rig.token(['cases:write'])
    await open(mine.token)
    const { number } = await open(other)
    await rig.database.db.update(cases).set({ privacy: 'confidential' }).where(eq(cases.number, number))
    await settle()
    // the overseer hears of the first only
    expect(got.map((g) => g.push['number'])).not.toContain(number)
    expect(got).toHaveLength(1)
    expect(got[0]!.push).toMatchObject({ event: 'case.opened', reference: null, text: null })
  })

  test('a breach is told only where the scope allows it', async () => {
    await subscriber(['breach.found'], ['cases:read'])
    await subscriber(['breach.found'], ['breaches:read'])
    await rig.database.db.transaction((tx) => recordBreach(tx, rig.desk.setting(), { key: 'test:1', kind: 'late', caseId: null, promiseId: null, department: 'GGB', ownerId: null, dueDate: '2026-11-20', detail: '王五的事' })) // prettier-ignore
    await settle()
    expect(got).toHaveLength(1)
    expect(got[0]!.push).toMatchObject({ event: 'breach.found', breach: { department: 'GGB', dueDate: '2026-11-20' } })
    expect(got[0]!.body).not.toContain('王五')
  })
})

describe('a receiver in trouble', () => {
  test.each([
    ['answers 500', 500],
    ['sends elsewhere', 302],
    ['hangs', 'hang'],
    ['cuts the line', 'cut'],
  ] as const)('that %s is tried again later, and gets the same push in the same order', async (_, trouble) => {
    // prettier-ignore
    const { token } = await subscriber(['case.opened', 'case.ended'])
    answer = trouble
    const { number } = await open(token)
    await rig.post(`/api/v1/cases/${number}/actions`, { action: 'withdraw' }, token)
    await settle()
    expect(got.map((g) => g.push['event'])).toEqual(['case.opened'])
    answer = 200
    await later(500)
    expect(got).toHaveLength(1)
    await later(2_000)
    expect(got.map((g) => g.push['event'])).toEqual(['case.opened', 'case.opened', 'case.ended'])
    expect(got[1]!.push['id']).toBe(got[0]!.push['id'])
  })

  test('for a whole day is given up and kept for a person, and the client sees it', async () => {
    const { token } = await subscriber(['case.opened'])
    answer = 500
    await open(token)
    await settle()
    for (let i = 0; i < 12; i++) await later(5 * 3_600_000)
    expect(got).toHaveLength(10)
    const [row] = (await rig.get('/api/v1/webhooks', token)).body['webhooks'] as { dead: number; waiting: number }[]
    expect(row).toMatchObject({ dead: 1, waiting: 0 })
    expect((await rig.database.db.select().from(outbox).where(eq(outbox.state, 'dead'))).at(-1)).toMatchObject({ about: 'webhook', error: 'the client answered 500' }) // prettier-ignore
  })

  test('one in trouble does not hold up the others', async () => {
    const first = await subscriber(['case.opened'])
    const second = await subscriber(['case.opened'])
    answer = 'hang'
    await open(first.token)
    await feed.tick()
    await delivery.drain()
    answer = 200
    await open(second.token)
    await settle()
    expect(got).toHaveLength(2)
  })
})

test('a stopped subscription and a revoked token hear nothing more', async () => {
  const { token, id } = await subscriber(['case.opened'])
  const other = await rig.token(['cases:read'])
  const stop = (by: string) => fetch(`${rig.desk.url}/api/v1/webhooks/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${by}` } }) // prettier-ignore
  expect((await stop(other)).status).toBe(404)
  answer = 500
  await open(token)
  await settle()
  expect((await stop(token)).status).toBe(200)
  answer = 200
  await later(60_000)
  expect(got).toHaveLength(1)
})

describe('a paused subscription', () => {
  const tx = (work: Parameters<typeof rig.database.db.transaction<boolean>>[0]) => rig.database.db.transaction(work)

  test('loses nothing: what happened meanwhile goes in its order once it goes on', async () => {
    const { token, id } = await subscriber(['case.opened', 'case.ended'])
    await tx((t) => pauseWebhook(t, id, now))
    const { number } = await open(token)
    await settle()
    await rig.post(`/api/v1/cases/${number}/actions`, { action: 'withdraw' }, token)
    for (let i = 0; i < 5; i++) await open(token)
    await settle()
    expect(got).toEqual([])
    const [hook] = (await rig.get('/api/v1/webhooks', token)).body['webhooks'] as object[]
    expect(hook).toMatchObject({ paused: true, waiting: 7, dead: 0 })
    await tx((t) => resumeWebhook(t, id, now))
    await settle()
    expect(got.map((g) => g.push['event'])).toEqual([
      'case.opened',
      'case.ended',
      ...Array.from({ length: 5 }, () => 'case.opened'),
    ])
    expect(got[0]!.push['number']).toBe(number)
  })

  test('a push parked as it went on goes with the next change', async () => {
    const { token, id } = await subscriber(['case.opened'])
    await tx((t) => pauseWebhook(t, id, now))
    await open(token)
    await settle()
    await rig.database.db.update(webhooks).set({ pausedAt: null }).where(eq(webhooks.id, id))
    await open(token)
    await settle()
    expect(got).toHaveLength(2)
  })

  test('that is removed leaves nothing waiting', async () => {
    const { token, id } = await subscriber(['case.opened'])
    await tx((t) => pauseWebhook(t, id, now))
    await open(token)
    await settle()
    await tx((t) => stopWebhook(t, id, null, now))
    expect(await rig.database.db.select().from(outbox).where(eq(outbox.state, 'parked'))).toEqual([])
  })
})

describe('addresses', () => {
  test('that lead inward are refused when they are given', async () => {
    const token = await rig.token(['cases:read'])
    for (const url of ['http://example.com/', 'https://127.0.0.1/', 'https://10.1.2.3/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://169.254.169.254/latest', 'https://localhost/', 'https://db.internal/', 'https://intranet/', 'https://2130706433/', 'https://0x7f.1/', 'https://a:b@example.com/', 'ftp://example.com/', 'nonsense']) // prettier-ignore
      expect([url, await rig.post('/api/v1/webhooks', { url, events: ['case.opened'] }, token)]).toMatchObject([url, { status: 400 }]) // prettier-ignore
    expect(faultOfAddress('https://12345.example.gov.cn/hook', [])).toBeNull()
    expect(['8.8.8.8', '2001:4860:4860::8888'].map(isInward)).toEqual([false, false])
  })

  test.each([
    ['https://127.0.0.1.nip.io/', /^这是内网地址/],
    ['https://half.example.com/hook', /^这是内网地址/],
    ['https://six.example.com./hook', /^这是内网地址/],
    ['https://nobody.example.com/hook', /^查不到这个网址的主机名/],
    ['https://hook.example.com:22/', /只能用 https 的 443 端口/],
    ['https://hook.example.com:8443/', /只能用 https 的 443 端口/],
  ])('%s is refused in one sentence when it is given', async (url, said) => {
    const token = await rig.token(['cases:read'])
    const made = await rig.post('/api/v1/webhooks', { url, events: ['case.opened'] }, token)
    expect(made).toMatchObject({ status: 400, body: { message: expect.stringMatching(said) as string } })
    expect(made.body['message']).toMatch(/^[^。]+。$/)
  })

  test('a public name on 443 is taken, said or not', async () => {
    const token = await rig.token(['cases:read'])
    for (const url of ['https://hook.example.com/hook', 'https://hook.example.com:443/hook'])
      expect((await rig.post('/api/v1/webhooks', { url, events: ['case.opened'] }, token)).status).toBe(201)
  })

  // prettier-ignore
  test.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.31.255.255', '192.0.0.8', '192.88.99.1', '192.168.1.1', '198.19.0.1', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::10.0.0.1', '::ffff:10.0.0.1', '::ffff:0:10.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::a00:1', '64:ff9b:1:ffff::1', '100::1', '2001::1', '2001:10::1', '2001:db8::1', '2002:a00:1::', '3fff::1', '4000::1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'feff::1', 'ff02::1',
    'localhost', '', 'no address',
  ])('%s is inward', (address) => {
    expect(isInward(address)).toBe(true)
    if (/^[\da-f:.]+$/.test(address)) expect(faultOfAddress(`https://${address.includes(':') ? `[${address}]` : address}/`, [])).not.toBeNull()
  })

  test.each([
    'localhost.',
    'localhost..',
    'LOCALHOST.',
    'db.internal.',
    'a.localhost.',
    'intranet.',
    '127.0.0.1.',
    '0x7f000001.',
    '017700000001',
  ])('https://%s/ is refused however its name ends', (host) => {
    // what the parser itself refuses is no address either
    expect(faultOfAddress(`https://${host}/`, [])).not.toBeNull()
  })

  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '[64:ff9b:1::7f00:1]', 'localhost.'])(
    'http://%s is refused when something is sent, though nobody looks an address up',
    async (name) => {
      const url = new URL(`http://${name}:${host.split(':')[1]}/`)
      const fault = await postOut(url, '{}', { named: false, timeoutMs: 500, headers: {} }).catch((e: unknown) => e)
      expect(fault).toMatchObject({ verdict: 'refused', message: 'the address leads inward' })
      expect(got).toEqual([])
    },
  )

  test('taken out of WEBHOOK_HOSTS are not reached any more, and the letter is kept for a person', async () => {
    const { token, id } = await subscriber(['case.opened'])
    allowed.splice(0)
    await open(token)
    await settle()
    expect(got).toEqual([])
    const [letter] = await rig.database.db
      .select()
      .from(outbox)
      .where(eq(outbox.lane, `webhook:${id}`))
    expect(letter).toMatchObject({ state: 'refused' })
    allowed.push(host)
    await open(token)
    await settle()
    expect(got).toHaveLength(1)
  })

  test('whose name leads inward are refused when something is sent', async () => {
    const fault = await postOut(new URL(`http://localhost:${host.split(':')[1]}/`), '{}', { named: false, timeoutMs: 500, headers: {} }).catch((e: unknown) => e) // prettier-ignore
    expect(fault).toMatchObject({ verdict: 'refused', message: 'the address leads inward' })
    expect(got).toEqual([])
  })
})
