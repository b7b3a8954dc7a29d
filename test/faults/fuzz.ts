/**
 * Sends inputs bred from nasty ones to a desk as it is shipped, over HTTP and through the Telegram and WeChat stand-ins:
 * `npx tsx test/faults/fuzz.ts [--database embedded|server] [--inputs 1000000] [--seed 1] [--minutes 600] [--at-once 12]`
 * Prints its figures as JSON; exit code 1 where anything was answered 5xx, not answered, logged as an error or set aside, or
 * where the process ended. The same seed draws the same inputs.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { rows } from '../../db/rows.ts'
import { openDb } from '../../db/open-database.ts'
import { BODY_LIMITS } from '../../web/body-limits.ts'
import { fakeMp } from '../support/fake-wechat-mp.ts'
import { quiet } from '../support/quiet.ts'
import { type Input, request, staffCommand, telegramUpdate, text, WECHAT_SETTINGS, wechatPush } from './fuzz-inputs.ts'
import { chance, makeTown, settled } from './town.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'embedded' },
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    'at-once': { type: 'string', default: '12' },
  },
})
const kind = values.database === 'server' ? 'server' : 'embedded'
const most = Number(values.inputs)
const c = chance(Number(values.seed))
const ROOT = path.join(import.meta.dirname, '../..')
const CHATS = 300
const FIRST_CHAT = 1000
const STAFF = [['clerk', 'GGB'], ['head', 'GGB'], ['group', 'DZB'], ['admin', 'DZB']] as const // prettier-ignore
const ANSWER_MS = 60_000

// prettier-ignore
const PAGES = ['/', '/items', '/items/:id', '/life', '/life/:id', '/departments', '/board', '/breaches', '/challenges', '/disclosures', '/disclosures/:id', '/pledges', '/assessment', '/assessment/:period/chart.svg', '/anchors', '/feed.xml', '/rss.xml', '/track', '/chat', '/chat/plain', '/notices/:token', '/type', '/robots.txt', '/sitemap.xml', '/:any', '/static/*', '/api/docs', '/readyz', '/staff/enter/:token', '/api/chat/files/:id', '/pledges/photos/:id'].map((url) => ({ method: 'GET', url }))
// prettier-ignore
const API = ['/api/v1/items', '/api/v1/items/:id', '/api/v1/departments', '/api/v1/cases', '/api/v1/cases/:number', '/api/v1/changes', '/api/v1/webhooks', '/api/v1/board/:name', '/open311/v2/services.json', '/open311/v2/services/:code.xml', '/open311/v2/requests.xml', '/open311/v2/requests/:id.json', '/open311/v2/tokens/:id.json', '/open311/v2/discovery.xml'].map((url) => ({ method: 'GET', url }))
const DESK_PAGES = ['/staff', '/staff/find', '/staff/cases', '/staff/intake', '/staff/intake/:number', '/staff/report', '/staff/report/chart.svg', '/staff/report/print.css', '/staff/report/table.xlsx', '/staff/cases/:number', '/staff/questions', '/staff/delivery', '/staff/breaches/:id', '/staff/challenges/:number', '/staff/disclosures/:id', '/staff/assessment', '/staff/pledges', '/staff/audit', '/staff/catalog', '/staff/catalog/item/:id', '/staff/people', '/staff/calendar', '/staff/clients', '/staff/system', '/staff/*'].map((url) => ({ method: 'GET', url })) // prettier-ignore
const ENDS = new Set(['/staff/leave', '/staff/people/:id/leave', '/staff/clients/:id/revoke'])
const POSTS = Object.entries(BODY_LIMITS).flatMap(([key, { sender }]) => {
  const [methods = '', url = ''] = key.split(' ')
  // what only ends those it asks with; tried once each in test/nasty
  return ENDS.has(url) ? [] : [{ method: methods === 'DELETE' ? 'DELETE' : 'POST', url, sender }]
})
const sentBy = (...senders: string[]) => POSTS.filter((p) => senders.includes(p.sender))
const [OPEN_POSTS, CHAT_POSTS, STAFF_POSTS, CLIENT_POSTS] = [sentBy('anybody'), sentBy('chat'), sentBy('staff'), sentBy('client')] // prettier-ignore

const mp = await fakeMp()
const town = await makeTown(kind, CHATS + STAFF.length, {
  settings: { ...WECHAT_SETTINGS, WECHAT_MP_API_ROOT: mp.root, LOG_LEVEL: 'error' },
})
const desk = await town.desk()
const errors: string[] = []
desk.child.stdout?.on('data', (d: Buffer) => {
  for (const line of d.toString().split('\n')) if (line.startsWith('{')) errors.push(line.slice(0, 300))
})
const env = { ...process.env, DATA_DIR: path.join(town.base, 'data'), DATABASE_URL: 'url' in town.where ? town.where.url : '', SECRET_KEY: 'faults', LOG_LEVEL: 'silent' } // prettier-ignore
const cli = (...args: string[]): string => execFileSync(process.execPath, ['dist/cli/main.js', ...args], { cwd: ROOT, env }).toString() // prettier-ignore

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
interface Answer {
  readonly status: number
  readonly body: string
  readonly cookies: readonly string[]
  readonly ms: number
}
/** Status 0 where none came. */
function send({ method, path: at, headers, body }: Input): Promise<Answer> {
  const from = performance.now()
  return new Promise((done) => {
    const failed = (why: string): void => done({ status: 0, body: why, cookies: [], ms: performance.now() - from })
    try {
      const asking = http.request(
        {
          host: '127.0.0.1',
          port: desk.port,
          method,
          path: at,
          agent,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
        },
        (answer) => {
          // prettier-ignore
          const parts: Buffer[] = []
          answer.on('data', (d: Buffer) => void parts.push(d))
          answer.on('error', () => failed('cut'))
          answer.on(
            'end',
            () =>
          done({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString(), cookies: answer.headers['set-cookie'] ?? [], ms: performance.now() - from }), // prettier-ignore
          )
        },
      )
      asking.setTimeout(ANSWER_MS, () => asking.destroy(new Error('silent')))
      asking.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message))
      asking.end(body)
    } catch (error) {
      failed(error instanceof Error ? error.name : 'unknown') // node's own client will not send it
    }
  })
}
const json = { 'content-type': 'application/json' }
const telegram = (update: unknown): Input => ({ method: 'POST', path: '/telegram/webhook', headers: { ...json, 'x-telegram-bot-api-secret-token': 'fault-secret' }, body: JSON.stringify(update) }) // prettier-ignore
let serial = 0
const says = (chat: number, said: string): Promise<Answer> => send(telegram({ update_id: ++serial, message: { message_id: serial, date: Math.floor(Date.now() / 1000), chat: { id: chat, type: 'private' }, from: { id: chat, first_name: 'S', is_bot: false }, text: said } })) // prettier-ignore

const staff = STAFF.map(([role, department], i) => ({ chat: FIRST_CHAT + CHATS + i, role, department, headers: {} })) // prettier-ignore
for (const { chat, role, department } of staff) {
  const said = cli('staff', 'invite', '--name', `工作${role}`, '--department', department, '--role', role)
  await says(chat, `/bind ${/\b[A-Z0-9]{8}\b/.exec(said)?.[0]}`)
}
const token = /\bsw_\S+/.exec(cli('token', 'issue', '--name', 'fuzz', '--scopes', 'cases:write,cases:read,cases:all,breaches:read', '--per-minute', '100000'))?.[0] ?? '' // prettier-ignore
const sessions = await Promise.all(Array.from({ length: 60 }, async () => (JSON.parse((await send({ method: 'POST', path: '/api/chat/sessions', headers: {} })).body) as { session: string }).session)) // prettier-ignore

/** Signs everybody of the staff in at the desk: at the start, and again when their sessions have ended. */
async function enter(): Promise<void> {
  for (const one of staff) {
    const before = town.telegram.sees(one.chat).length
    await says(one.chat, '网页')
    let link: string | undefined
    for (let i = 0; !link && i < 100; i++, await wait(100))
      link = town.telegram.sees(one.chat).slice(before).map((m) => /\/staff\/enter\/[\w-]+/.exec(JSON.stringify(m))?.[0]).find(Boolean) // prettier-ignore
    if (!link) continue
    const [cookie] = (await send({ method: 'POST', path: link, headers: {} })).cookies
    one.headers = { cookie: cookie?.split(';')[0] ?? '' }
    const page = await send({ method: 'GET', path: '/staff', headers: one.headers })
    one.headers = { ...one.headers, 'x-csrf': /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '' }
  }
}
await enter()

const pick = <T>(from: readonly T[]): T => from[Math.floor(c() * from.length)]!
const resident = (): number => FIRST_CHAT + Math.floor(c() * CHATS)
let update = 1_000_000
/** What is sent, and how often of a hundred. */
// prettier-ignore
const KINDS: Readonly<Record<string, { of100: number; make: () => Input }>> = {
  ask:      { of100: 24, make: () => ({ method: 'POST', path: '/api/ask', headers: json, body: JSON.stringify({ text: text(c), ...(c() < 0.1 ? { session: text(c) } : {}) }) }) },
  pages:    { of100: 22, make: () => request(c, pick(PAGES), {}) },
  forms:    { of100: 10, make: () => request(c, pick(OPEN_POSTS), {}) },
  api:      { of100: 14, make: () => request(c, c() < 0.5 ? pick(API) : pick(CLIENT_POSTS), { authorization: `Bearer ${token}` }) },
  desk:     { of100: 10, make: () => request(c, c() < 0.5 ? pick(DESK_PAGES) : pick(STAFF_POSTS), pick(staff).headers) },
  chat:     { of100: 6,  make: () => c() < 0.5 ? { method: 'POST', path: '/api/chat/messages', headers: { ...json, 'x-session': pick(sessions) }, body: JSON.stringify(c() < 0.8 ? { text: text(c) } : { choice: text(c).slice(0, 200), client: text(c).slice(0, 100) }) } : request(c, pick(CHAT_POSTS), { 'x-session': pick(sessions) }) },
  telegram: { of100: 8,  make: () => { const own = c() < 0.25; return telegram(telegramUpdate(c, ++update, own ? pick(staff).chat : resident(), own ? staffCommand(c) : text(c))) } },
  wechat:   { of100: 6,  make: () => wechatPush(c, ++update, `oFollower${Math.floor(c() * 200)}`, text(c)) },
}
const DRAWN = Object.entries(KINDS).flatMap(([name, { of100 }]) => Array.from({ length: of100 }, () => name))

const megabytes = (): number => Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${desk.child.pid}/status`, 'utf8'))?.[1]) / 1024) // prettier-ignore
const sent: Record<string, number> = {}
const statuses: Record<string, number> = {}
const bad: string[] = []
let count = 0
let slowest = 0
let unsent = 0
let cut = 0
const began = performance.now()
const until = began + Number(values.minutes) * 60_000
const before = megabytes()
const waits: number[] = []
const probe = (async () => {
  for (; count < most && performance.now() < until && desk.up(); await wait(250)) waits.push((await send({ method: 'GET', path: '/healthz', headers: {} })).ms) // prettier-ignore
})()

async function sender(): Promise<void> {
  while (count < most && performance.now() < until && desk.up()) {
    count += 1
    const name = pick(DRAWN)
    const input = KINDS[name]!.make()
    sent[name] = (sent[name] ?? 0) + 1
    const { status, body, ms } = await send(input)
    statuses[status] = (statuses[status] ?? 0) + 1
    slowest = Math.max(slowest, ms)
    if (status === 0 && /^(TypeError|ERR_)/.test(body)) unsent += 1
    // an early refusal closes the connection while the rest of the body is on its way
    else if (status === 0 && /^(ECONNRESET|EPIPE)/.test(body)) cut += 1
    else if (status === 0 || status >= 500) bad.push(`${name} ${input.method} ${input.path.slice(0, 160)} ${JSON.stringify(String(input.body ?? '').slice(0, 300))} → ${status} ${body.slice(0, 120)}`) // prettier-ignore
    if (status === 401 && name === 'desk') signedOut += 1
    // what the stand-in remembers is not what is tried
    if (count % 20_000 === 0) {
      ;(town.telegram.calls as unknown[]).length = 0
      mp.calls.length = mp.screen.length = 0
      console.error(JSON.stringify({ count, minutes: +((performance.now() - began) / 60_000).toFixed(1), bad: bad.length, errors: errors.length, rssMb: megabytes() })) // prettier-ignore
    }
    if (signedOut > 40 && !entering) {
      entering = true
      await enter()
      signedOut = 0
      entering = false
    }
  }
}
let signedOut = 0
let entering = false
await Promise.all(Array.from({ length: Number(values['at-once']) }, sender))
await probe
const minutes = (performance.now() - began) / 60_000
const alive = desk.up()
const after = alive ? megabytes() : 0
const done = alive && (await settled(desk, 600_000))
const exit = alive ? await desk.signal('SIGTERM') : desk.child.exitCode
const database = await openDb(town.where, { log: quiet, pool: 1 })
const [left] = await rows<Record<string, number>>(
  database.db,
  sql`select (select count(*)::int from inbox) as messages, (select count(*)::int from inbox where failed is not null) as "setAside", (select count(*)::int from cases) as cases, (select count(*)::int from outbox) as letters`,
)
await database.close()
waits.sort((a, b) => a - b)
const ok = alive && exit === 0 && done && bad.length === 0 && errors.length === 0 && left?.['setAside'] === 0
for (const line of [...bad, ...errors].slice(0, 200)) console.error(line)
console.log(JSON.stringify({ ok, database: kind, seed: Number(values.seed), inputs: count, sent, statuses, fives: bad.length, notSent: unsent, cut, errorLines: errors.length, ended: !alive, exit, settled: done, ...left, minutes: +minutes.toFixed(1), slowestMs: Math.round(slowest), healthP99Ms: Math.round(waits[Math.floor(waits.length * 0.99)] ?? 0), rssMb: [before, after] })) // prettier-ignore
await town.remove()
await mp.close()
process.exit(ok ? 0 : 1)
