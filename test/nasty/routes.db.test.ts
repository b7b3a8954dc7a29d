/** Every route × one list of nasty inputs: never a fault of the desk's own, never an error in its log, always a sentence. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { FastifyInstance, InjectOptions, RouteOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StaffRole } from '../../core/case/case.ts'
import { SCOPES, type Scope } from '../../core/client/scopes.ts'
import { wechatMpChannel } from '../../bot/channels/wechat-mp/index.ts'
import { wecomChannel } from '../../bot/channels/wecom/index.ts'
import { kfChannel } from '../../bot/channels/wecom-kf/index.ts'
import { readCatalogFile, writeCatalogFile } from '../../cli/catalog-file.ts'
import { issueToken } from '../../db/clients/clients.ts'
import { bodyKey } from '../../web/bodies.ts'
import { BODY_LIMITS } from '../../web/body-limits.ts'
import { DESK_MODULES } from '../../web/desk/desk-modules.ts'
import { type Clerk, csrfIn, deskRig, type DeskRig } from '../desk/rig.ts'
import { openTestDb, partHere, type TestDb } from '../support/db.ts'
import { fakeMp, type FakeMp, MP, pushOf, xmlOf } from '../support/fake-wechat-mp.ts'
import { fakeWecom, type FakeWecom, KF, WECOM, wecomPush } from '../support/fake-wecom.ts'
import { rawRequest } from '../support/raw-request.ts'
import { SECRET, telegramRig, type TelegramRig } from '../support/telegram/rig.ts'
import { carried, NASTY_BODIES, NASTY_COUNT, NASTY_HEADERS, NASTY_QUERIES, NASTY_TEXTS } from './inputs.ts'

const AT = new Date('2026-11-23T01:00:00Z')
/** Held open until the reader hangs up: refused or opened before anything of the input is read, and tried in test/web/lines.db.test.ts. */
const LINES = new Set(['/api/chat/events', '/staff/events'])
/** Ends the session it is asked with: tried last. */
const LAST = '/staff/leave'

let database: TestDb
let desk: DeskRig
let telegram: TelegramRig
let mp: FakeMp
let wechat: ReturnType<typeof wechatMpChannel>
let platform: FakeWecom
let wecom: ReturnType<typeof wecomChannel>
let kf: ReturnType<typeof kfChannel>
const staff = {} as Record<StaffRole, Clerk>
const csrf = {} as Record<StaffRole, string>
let token: string
let chat: string
let number: string
const routes: { method: string; url: string; key: string | null }[] = []
const errors: string[] = []

beforeAll(async () => {
  database = await openTestDb()
  telegram = await telegramRig('webhook')
  mp = await fakeMp()
  const note = (fields: object, message: string): void => void errors.push(`${message} ${JSON.stringify(fields)}`)
  const nothing = () => undefined
  const log = { debug: nothing, info: nothing, warn: nothing, error: note }
  wechat = wechatMpChannel({ ...MP, timeoutMs: 3000, superviseMs: 1000, maxFileBytes: 1_000_000, now: () => AT, log, root: mp.root }) // prettier-ignore
  await telegram.channel.start(async () => undefined)
  await wechat.start(async () => undefined)
  platform = await fakeWecom()
  const calm = { timeoutMs: 3000, superviseMs: 1000, maxFileBytes: 1_000_000, now: () => AT, log, root: platform.root }
  wecom = wecomChannel({ ...WECOM, ...calm, taskId: () => 'task' })
  kf = kfChannel({ ...KF, ...calm, cursors: { read: async () => undefined, write: async () => undefined } })
  await wecom.start(async () => undefined)
  await kf.start(async () => undefined)
  const watch = (made: unknown): void => {
    const { fastify } = made as { fastify: FastifyInstance } // as node's documentation of the channel says
    fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const m of [method].flat()) routes.push({ method: m, url, key: bodyKey({ method, url }) })
    })
  }
  // fastify tells of every server it makes: a route is in the list as soon as it is registered
  subscribe('fastify.initialization', watch)
  desk = await deskRig(database, AT.toISOString(), {
    telegram: telegram.channel,
    ...{ wechatMp: wechat, wecom, wecomKf: kf },
    catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
    metrics: async () => 'figures 1\n',
    log,
  })
  unsubscribe('fastify.initialization', watch)
  for (const [role, name] of [['clerk', '王芳'], ['head', '孙丽'], ['group', '赵组'], ['admin', '钱管']] as const) {
    staff[role] = await desk.clerk(name, role === 'group' || role === 'admin' ? 'DZB' : 'GGB', role)
    csrf[role] = csrfIn((await staff[role].get('/staff')).body)
  } // prettier-ignore
  const client = { name: '12345', scopes: Object.keys(SCOPES) as Scope[], perMinute: 1_000_000, byStaffId: null }
  ;({ token } = await database.db.transaction((tx) => issueToken(tx, client, desk.now, desk.setting().random)))
  chat = (await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })).json<{ session: string }>().session
  number = await desk.opens()
})
afterAll(async () => {
  await telegram.channel.stop()
  await wechat.stop()
  await wecom.stop()
  await kf.stop()
  await platform.close()
  await desk.close()
  await telegram.close()
  await mp.close()
  await database.drop()
})

/** Names of fields anywhere in the sources of web/: a new one is tried from the day it is read. */
const FIELDS: readonly string[] = (() => {
  const dir = join(import.meta.dirname, '../../web')
  const sources = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'))
  const named = sources.flatMap(
    (file) =>
    [...readFileSync(join(dir, file), 'utf8').matchAll(/(?:\b(?:field|fields|query|textOf|formText)\((?:request, )?'|name="|^\s+|\{ )(\w{1,20})(?:'|"|: z\.)/gm)].map((m) => m[1]!), // prettier-ignore
  )
  return [...new Set(named)].filter((name) => name !== 'csrf')
})()

const role = (url: string): StaffRole => {
  const [room] = DESK_MODULES.filter((r) => url.startsWith(r.path)).sort((a, b) => b.path.length - a.path.length)
  return room?.who.at(-1) ?? 'clerk'
}

/** As whoever gets furthest: a member of staff the room lets in, a client that may do all, a resident, the platform. */
function known(url: string, method: string): Record<string, string> {
  if (url.startsWith('/staff')) return { cookie: staff[role(url)].cookie, ...(method === 'POST' ? { 'x-csrf': csrf[role(url)] } : {}) } // prettier-ignore
  if (/^\/(api\/v1|open311)/.test(url)) return { authorization: `Bearer ${token}` }
  if (url.startsWith('/telegram')) return { 'x-telegram-bot-api-secret-token': SECRET }
  return { 'x-session': chat }
}

/** Where an existing thing is named, so that what is read after it is reached. */
const place = (url: string, given?: string): string =>
  url
    .replace(/:(\w+)/g, (_, name: string) =>
      given !== undefined && name !== 'format' ? encodeURIComponent(given) : name === 'number' ? number : name === 'format' ? 'json' : '1',
    )
    .replace('*', () => (given === undefined ? 'nowhere' : encodeURIComponent(given))) // prettier-ignore

const queryOf = (text: string): string => FIELDS.map((name) => `${name}=${encodeURIComponent(carried(text))}`).join('&')
/** Fields that together fit into what the route takes; longer ones come alone, in `text`. */
function fieldsOf(text: string, most: number): Record<string, string> {
  const size = encodeURIComponent(carried(text)).length + 20
  return Object.fromEntries((size * FIELDS.length > most ? ['text', 'number', 'code'] : FIELDS).map((name) => [name, text]))
} // prettier-ignore

const signedQuery = (): string => new URLSearchParams(pushOf(xmlOf({ MsgType: 'text', Content: 'x', MsgId: 1 }), AT).query).toString() // prettier-ignore

const signed = (query: Record<string, string>): string => new URLSearchParams(query).toString()
/** Addresses whose query speaks for the platform: what comes after it is then read. */
const SIGNED: Readonly<Record<string, () => string>> = {
  '/wechat/mp': signedQuery,
  '/wecom/app': () => signed(wecomPush({ MsgType: 'text', Content: 'x' }, AT).query),
  '/wecom/kf': () => signed(wecomPush({ MsgType: 'event' }, AT, 'n', KF).query),
}

interface Try {
  readonly what: string
  readonly options: InjectOptions
}

function* tries({ method, url, key }: (typeof routes)[number]): Generator<Try> {
  const row = key === null ? null : BODY_LIMITS[key]!
  const headers = known(url, method)
  const to = (path: string, more: Partial<InjectOptions> = {}): InjectOptions => ({ method: method, url: path, ...more, headers: { accept: 'text/html', ...headers, ...(more.headers as object) } }) // prettier-ignore
  const at = SIGNED[url] ? `${url}?${SIGNED[url]()}` : place(url)
  const parametric = /[:*]/.test(url)
  for (const [nth, [name, text]] of NASTY_TEXTS.entries()) {
    const short = carried(text).slice(0, 1500)
    const third = nth % 3 === url.length % 3
    if (parametric && (row === null || third)) yield { what: `path: ${name}`, options: to(place(url, short)) }
    if (row === null && parametric && !third) continue
    if (row === null) yield { what: `query: ${name}`, options: to(`${place(url)}?${queryOf(short.slice(0, 120))}`) }
    else if (row.sender === 'client' || url.startsWith('/api') || url.startsWith('/telegram'))
      yield { what: `JSON: ${name}`, options: to(at, { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(fieldsOf(text, row.bytes)) }) } // prettier-ignore
    else
      yield { what: `form: ${name}`, options: to(at, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(fieldsOf(carried(text), row.bytes)).toString() }) } // prettier-ignore
  }
  for (const { name, type, body } of NASTY_BODIES)
    if (row !== null || name === 'JSON: NUL')
      yield { what: `body: ${name}`, options: to(at, { headers: type === undefined ? {} : { 'content-type': type }, payload: body }) } // prettier-ignore
  for (const [name, query] of NASTY_QUERIES) yield { what: `query: ${name}`, options: to(`${place(url)}?${query}`) }
  for (const [name, given] of NASTY_HEADERS) yield { what: `headers: ${name}`, options: to(at, { headers: given }) }
}

/** A refusal says one thing people can read; a redirect, what is not text and what machines are answered say none. */
function sentence(
  url: string,
  { statusCode, headers, rawPayload }: Awaited<ReturnType<FastifyInstance['inject']>>,
): boolean {
  if (statusCode < 400 || /^\/(telegram|wechat|wecom|healthz|metrics)/.test(url)) return true
  const body = (headers['content-encoding'] === 'br' ? brotliDecompressSync(rawPayload) : rawPayload).toString()
  if (/html/.test(String(headers['content-type']))) return /<(h1|p)[^>]*>[^<]+/.test(body)
  return /[\u4e00-\u9fff].*[。？！]/.test(body)
}

test('the list is long, and what is tried is every route there is', () => {
  expect(NASTY_COUNT).toBeGreaterThanOrEqual(120)
  const printed = desk.app.printRoutes({ commonPrefix: false }).match(/\([A-Z, ]+\)/g)?.length ?? 0
  expect(new Set(routes.map((r) => r.url)).size).toBeGreaterThanOrEqual(printed * 0.8)
  expect(routes.map((r) => `${r.method} ${r.url}`)).toEqual(expect.arrayContaining(['POST /wechat/mp', 'POST /wecom/app', 'POST /wecom/kf', 'GET /', 'POST /staff/cases/:number/do', 'GET /api/v1/cases/:number'])) // prettier-ignore
  expect(FIELDS).toEqual(expect.arrayContaining(['text', 'number', 'code', 'limit', 'after', 'reference']))
})

test('nothing of it is a fault of the desk’s own', { timeout: 900_000 }, async () => {
  const bad: string[] = []
  const one = async (route: (typeof routes)[number], { what, options }: Try): Promise<void> => {
    const before = errors.length
    const answer = await desk.app.inject(options)
    const at = `${route.method} ${route.url} — ${what}: `
    if (answer.statusCode >= 500) bad.push(`${at}${answer.statusCode} ${errors.slice(before).join(' | ').slice(0, 300)}`)
    else if (!sentence(route.url, answer)) bad.push(`${at}${answer.statusCode} without a sentence: ${answer.body.slice(0, 120)}`) // prettier-ignore
  } // prettier-ignore
  const order = routes
    // what takes every method answers all of them alike
    .filter(
      ({ url, method, key }) => !LINES.has(url) && method !== 'HEAD' && (!key?.startsWith('ALL') || method === 'POST'),
    )
    .sort((a, b) => Number(a.url === LAST) - Number(b.url === LAST))
  for (const route of order) {
    const waiting = partHere([...tries(route)], route.url.length)
    // a browser's six connections
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) await one(route, next)
      }),
    )
  }
  await desk.settled()
  expect(bad).toEqual([])
  expect(errors).toEqual([])
})

test('an address whose percent signs mean nothing is not found, in words', async () => {
  for (const path of [
    '/%',
    '/%zz',
    '/items/%c0%ae%c0%ae/',
    '/staff/%ff',
    '/api/v1/%ed%a0%80',
    '/open311/v2/%',
    '/a%00b',
    '//%%',
    '/static/%zz.css',
  ])
    for (const method of ['GET', 'POST']) {
      const answer = await rawRequest(desk.url, { method, path, headers: { accept: 'text/html', 'content-length': 0 } })
      expect([path, answer.status]).toEqual([path, /^\/staff/.test(path) ? 401 : 404])
      expect(answer.body).toMatch(/[\u4e00-\u9fff].*[。？！]/)
    }
  expect(errors).toEqual([])
})
