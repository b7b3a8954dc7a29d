/** One IPv6 line has thousands of networks of 64 bits: what counts by sender counts by the 48 bits around it as well. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Case } from '../../core/case/case.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { WIDE_SENDERS } from '../../core/network.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { REQUESTS_PER_MINUTE } from '../../web/security.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { makeLogbook } from '../support/wechat-rig.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

let database: TestDb
let paced: WebDesk
let unpaced: WebDesk
const log = makeLogbook()
beforeAll(async () => {
  database = await openTestDb()
  paced = await webDesk(database, '2026-11-23T02:00:00Z', { rateLimit: true })
  unpaced = await webDesk(database, '2026-11-23T02:00:00Z', { log })
})
afterAll(async () => {
  await paced.close()
  await unpaced.close()
  await database.drop()
})

/** A household of its own in the line `2001:db8:<line>`. */
const household = (line: number, nth: number): string => `2001:db8:${line}:${nth.toString(16)}::7`

/** How many of `times` requests, each of another household of one line, are let pass, and what the next line is told. */
async function ofOneLine(line: number, times: number, send: (from: string) => Promise<number>) {
  let through = 0
  for (let i = 0; i < times; i++) if ((await send(household(line, i))) !== 429) through++
  return { through, next: await send(household(line + 1000, 0)) }
}

const wide = (what: keyof typeof REQUESTS_PER_MINUTE) => REQUESTS_PER_MINUTE[what] * WIDE_SENDERS

test('questions', async () => {
  const ask = async (from: string) =>
    (await paced.app.inject({ method: 'POST', url: '/api/ask', headers: { 'x-forwarded-for': from }, payload: { text: '您好' } })).statusCode // prettier-ignore
  expect(await ofOneLine(1, wide('ask') + 20, ask)).toEqual({ through: wide('ask'), next: 200 })
})

test('sessions of the chat, and what is said in it', async () => {
  const begin = async (from: string) =>
    (await paced.app.inject({ method: 'POST', url: '/api/chat/sessions', headers: { 'x-forwarded-for': from } })).statusCode // prettier-ignore
  expect(await ofOneLine(2, wide('session') + 20, begin)).toEqual({ through: wide('session'), next: 201 })
  const made = await paced.app.inject({ method: 'POST', url: '/api/chat/sessions' })
  const { session } = made.json<{ session: string }>()
  const say = async (from: string) =>
    (await paced.app.inject({ method: 'POST', url: '/api/chat/messages', headers: { 'x-forwarded-for': from, 'x-session': session }, payload: { text: '' } })).statusCode // prettier-ignore
  const { through, next } = await ofOneLine(3, wide('say') + 20, say)
  expect([through, next === 429]).toEqual([wide('say'), false])
})

test('tokens nobody issued', async () => {
  const guess = async (from: string) =>
    (await paced.app.inject({ url: '/api/v1/items', headers: { 'x-forwarded-for': from, authorization: `Bearer sw_${from.replaceAll(':', '')}` } })).statusCode // prettier-ignore
  expect(await ofOneLine(4, wide('refused') + 20, guess)).toEqual({ through: wide('refused'), next: 401 })
})

test('one household beyond its own pace takes nothing from its neighbours', async () => {
  const begin = async (from: string) =>
    (await paced.app.inject({ method: 'POST', url: '/api/chat/sessions', headers: { 'x-forwarded-for': from } })).statusCode // prettier-ignore
  for (let i = 0; i < wide('session') + 20; i++) await begin(household(5, 1))
  expect(await begin(household(5, 2))).toBe(201)
})

const track = async (c: Case, code: string, from: string): Promise<number> =>
  (
    await unpaced.app.inject({
      method: 'POST',
      url: '/track',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
      payload: new URLSearchParams({ number: c.number, code }).toString(),
    })
  ).statusCode
const codeOf = (c: Case): string => lookupCodeOf(unpaced.setting().cipher, c)
const opened = async (): Promise<Case> => {
  const made = await database.db.transaction((tx) =>
    openCase(tx, unpaced.setting(), {
      kind: 'report',
      text: '村口路灯坏了',
      item: null,
      department: 'GGB',
      residentId: null,
      conversationId: null,
      origin: 'chat',
    }),
  )
  return made.case
}

test('guesses at one look-up code from all networks of a line are few, and its owner is let in', async () => {
  const c = await opened()
  let looked = 0
  for (let i = 0; i < 300; i++) if ((await track(c, `X${i}`, household(6, i))) === 404) looked++
  expect(looked).toBe(3 * WIDE_SENDERS)
  expect(await track(c, codeOf(c), household(7, 1))).toBe(200)
  // on the same line, as behind a carrier, one waits a minute and no longer
  unpaced.now = new Date(unpaced.now.getTime() + 61_000)
  expect(await track(c, codeOf(c), household(6, 400))).toBe(200)
})

test('who looks at their own case often uses up nothing of their line', async () => {
  const c = await opened()
  for (let i = 0; i < 40; i++) expect(await track(c, codeOf(c), household(8, i))).toBe(200)
  expect(await track(c, 'WRONG1', household(8, 0))).toBe(404)
})

test('one number guessed at from many is in the log once a day, without anything about anybody', async () => {
  const c = await opened()
  const said = () => log.lines.filter((line) => line.includes(`"case":${c.id}}`))
  for (let i = 0; i < 19; i++) await track(c, `Y${i}`, `198.51.100.${i}`)
  // again from where it was tried before is no other sender
  await track(c, 'Y', '198.51.100.1')
  expect(said()).toEqual([])
  for (let i = 19; i < 60; i++) await track(c, `Y${i}`, `198.51.100.${i}`)
  expect(said()).toEqual([`warn a look-up code is guessed at from many networks {"senders":20,"case":${c.id}}`])
  expect(log.lines.join('\n')).not.toMatch(new RegExp(`198\\.51|${c.number}|${codeOf(c)}`))
  unpaced.now = new Date(unpaced.now.getTime() + 25 * 3_600_000)
  for (let i = 0; i < 30; i++) await track(c, `Z${i}`, `198.51.100.${i}`)
  expect(said()).toHaveLength(2)
})
