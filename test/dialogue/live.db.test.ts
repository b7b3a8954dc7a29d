/** A reply promoted in one process is the answer of every process, at once and without a restart. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type App, startApp } from '../../app.ts'
import { readConfig } from '../../config.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { callControl } from '../../db/drivers/embedded/control-socket.ts'
import { filesOf } from '../../db/drivers/embedded/open-embedded.ts'
import { inviteStaff } from '../../db/people/staff.ts'
import { onServer, openTestDb, type TestDb } from '../support/db.ts'
import { quiet } from '../support/quiet.ts'

const dirs: string[] = []
const apps: App[] = []
let database: TestDb | null = null
const now = () => new Date()
const random = (n: number) => randomBytes(n)
/** Two processes on one database have the same key. */
const SECRET_KEY = 'of this test'

async function desk(): Promise<App> {
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-live-'))
  dirs.push(dir)
  const url = database?.url
  const config = readConfig({ DATA_DIR: dir, PORT: '0', SECRET_KEY, RATE_LIMIT: 'off', LOG_LEVEL: 'silent', ...(url ? { DATABASE_URL: url } : {}) })
  const app = await startApp(config, { now, random, log: quiet })
  apps.push(app)
  return app
} // prettier-ignore

beforeAll(async () => {
  if (onServer) database = await openTestDb()
}, 900_000)
afterAll(async () => {
  for (const app of apps) await app.stop()
  await database?.drop()
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
}, 900_000)

/** One person's page. */
async function page(url: string) {
  const { session } = (await (await fetch(`${url}/api/chat/sessions`, { method: 'POST' })).json()) as { session: string }
  const headers = { 'content-type': 'application/json', 'x-session': session }
  const texts = async () => {
    const answer = await fetch(`${url}/api/chat/messages`, { headers })
    const { messages } = (await answer.json()) as { messages: { from: string; text: string }[] }
    return messages.filter((m) => m.from === 'desk').map((m) => m.text)
  }
  return {
    /** Resolves with what came after, once it holds what is waited for: cards and outcomes come in between. */
    async says(text: string, until: RegExp): Promise<string> {
      const before = (await texts()).length
      await fetch(`${url}/api/chat/messages`, { method: 'POST', headers, body: JSON.stringify({ text }) })
      return vi.waitFor(
        async () => {
          const came = (await texts()).slice(before).join('\n')
          expect(came).toMatch(until)
          return came
        },
        { timeout: 180_000, interval: 150 },
      )
    },
  }
} // prettier-ignore

const ask = async (url: string, text: string): Promise<string> => {
  const answer = await fetch(`${url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  return ((await answer.json()) as { reply: string }).reply
}

test('what a head promotes at one desk is answered at the other', async () => {
  const one = await desk()
  const other = onServer ? await desk() : one
  const who = { name: '科长甲', department: 'GFB', role: 'head' as const }
  const { code } = database
    ? await database.db.transaction((tx) => inviteStaff(tx, { now: now(), random, cipher: makeCipher(SECRET_KEY) }, who))
    : ((await callControl(filesOf(dirs[0]!).socket, 'staff.invite', who)) as { code: string })
  const head = await page(one.url)
  await head.says(`/bind ${code}`, /绑定好了/)

  const question = '邻村的合作医疗本子能不能拿到这边盖章'
  expect(await ask(other.url, question)).not.toContain('不用盖章')
  const resident = await page(other.url)
  await resident.says(question, /./)
  const opened = await resident.says('人工', /BS\d{8}-\d{4}|一句话/)
  const n = /BS\d{8}-\d{4}/.exec(opened.includes('BS') ? opened : await resident.says(question, /BS\d{8}/))![0]
  await head.says(`认领 ${n}`, /已认领/)
  await head.says(`答复 ${n} 不用盖章，电子凭证就行`, /已答复/)
  await head.says(`收录 ${n} jumin-yibao ${question}`, /已收录到“居民医保参保”/)

  await vi.waitFor(async () => expect(await ask(other.url, question)).toContain('不用盖章'), { timeout: 180_000, interval: 200 })
  expect(other.items).toBe(one.items)
}, 900_000) // prettier-ignore
