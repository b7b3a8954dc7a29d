/** Lines that browsers hold open: one address cannot hold all of them, and one session cannot end another's. */
import { get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { PER_SESSION } from '../../web/desk/desk-events.ts'
import { PER_ADDRESS } from '../../web/chat-events.ts'
import { type Clerk, deskRig, type DeskRig } from '../desk/rig.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

let database: TestDb
let desk: DeskRig
beforeAll(async () => {
  database = await openTestDb()
  desk = await deskRig(database, '2026-11-23T02:00:00Z')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

interface Line {
  readonly status: number
  readonly closed: () => boolean
  hangUp(): void
}
async function listen(path: string, headers: Record<string, string>): Promise<Line> {
  const asking = get(`${desk.url}${path}`, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
  asking.on('error', () => undefined) // hung up
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  let closed = false
  answer.on('close', () => (closed = true)).on('error', () => undefined).resume() // prettier-ignore
  return { status: answer.statusCode ?? 0, closed: () => closed, hangUp: () => asking.destroy() }
}
const session = async () => (await desk.app.inject({ method: 'POST', url: '/api/chat/sessions' })).json<{ session: string }>().session // prettier-ignore

test(`one address holds ${PER_ADDRESS} lines of the chat and no more; another address is let in`, async () => {
  const from = (address: string) => async () =>
    listen('/api/chat/events', { 'x-session': await session(), 'x-forwarded-for': address })
  const lines: Line[] = []
  for (let i = 0; i < PER_ADDRESS; i += 20)
    lines.push(...(await Promise.all(Array.from({ length: 20 }, from('203.0.113.9')))))
  expect(new Set(lines.map((l) => l.status))).toEqual(new Set([200]))
  const [over, other] = [await from('203.0.113.9')(), await from('203.0.113.10')()]
  expect([over.status, other.status]).toEqual([429, 200])
  lines[0]!.hangUp()
  await vi.waitFor(async () => expect((await from('203.0.113.9')()).status).toBe(200))
  for (const l of [...lines, other]) l.hangUp()
})

test('many pages of one session at the desk end that session’s oldest, and no line of anybody else', async () => {
  const [busy, other] = [await desk.clerk('王芳', 'GGB'), await desk.clerk('李强', 'GGB')]
  const open = (who: Clerk) => listen('/staff/events', { cookie: who.cookie })
  const quietLine = await open(other)
  const lines: Line[] = []
  for (let i = 0; i < 210; i++) lines.push(await open(busy))
  await vi.waitFor(() => expect(lines.filter((l) => !l.closed())).toHaveLength(PER_SESSION))
  expect(lines.slice(-PER_SESSION).some((l) => l.closed())).toBe(false)
  expect([quietLine.status, quietLine.closed()]).toEqual([200, false])
  for (const l of [...lines, quietLine]) l.hangUp()
})
