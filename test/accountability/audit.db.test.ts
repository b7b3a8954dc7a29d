/** Whoever changes the log by hand in SQL is found, and where. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayAudit } from '../../cli/audit.ts'
import { type ChainedEvent, eventHash } from '../../core/hash-chain.ts'
import { type AuditResult, exportAudit, verifyAudit, makeAnchors } from '../../db/audit/verify-audit.ts'
import { appendAccountEvent } from '../../db/audit/account-log.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await testDesk('2026-11-23T09:00:00+08:00')
  await desk.staff('乙', 'DQZX')
  for (const [i, day] of ['2026-11-23', '2026-11-24', '2026-11-25'].entries()) {
    desk.now = new Date(`${day}T09:00:00+08:00`)
    const who = `resident${i}`
    await desk.says(who, '路灯坏了')
    await desk.says(who, '人工')
    const number = /BS\d{8}-\d{4}/.exec(desk.last(who))![0]
    await desk.says('乙', `认领 ${number}`)
    await desk.says('乙', `进展 ${number} 正在修`)
    await desk.says('乙', `答复 ${number} 修好了`)
  }
  await desk.database.db.transaction((tx) =>
    appendAccountEvent(tx, desk.requestContext(), 'breach:1', {
      action: 'explain',
      from: 'found',
      to: 'explained',
      actor: { kind: 'clock' },
    }),
  )
  desk.now = new Date('2026-11-26T09:00:00+08:00')
  await desk.database.db.transaction((tx) => makeAnchors(tx, desk.requestContext()))
})
afterAll(() => desk.stop())

/** As somebody with the database in their hands: the trigger is no obstacle to them. All of it is undone afterwards. */
async function tampered(statements: string, known?: { date: string; hash: string }): Promise<AuditResult> {
  let audit: AuditResult | undefined
  const undo = new Error('undo')
  await desk.database.db
    .transaction(async (tx) => {
      for (const table of ['case_events', 'account_events', 'anchors'])
        await tx.execute(sql.raw(`alter table ${table} disable trigger ${table}_fixed`))
      // what points at the log goes first, as whoever covers their tracks would
      await tx.execute(sql.raw('delete from changes'))
      for (const one of statements.split(';')) await tx.execute(sql.raw(one))
      audit = await verifyAudit(tx, known)
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  return audit!
}
const verify = (known?: { date: string; hash: string }) => verifyAudit(desk.database.db, known)

test('an untouched log verifies, its days anchored', async () => {
  const audit = await verify()
  expect(audit).toMatchObject({ ok: true, anchors: 3, unanchored: 0 })
  expect(audit.events).toBeGreaterThanOrEqual(13)
  expect(sayAudit(audit)).toContain('完好')
  // a day is anchored once
  expect(await desk.database.db.transaction((tx) => makeAnchors(tx, desk.requestContext()))).toBe(0)
})

test('the log refuses every change while its trigger stands', async () => {
  for (const table of ['case_events', 'account_events', 'anchors'])
    await expect(desk.database.db.execute(sql.raw(`delete from ${table}`))).rejects.toThrow()
})

test.each([
  [
    'an edited text',
    `update case_events set text = '没坏' where case_id = 1 and seq = 3`,
    { owner: '1', seq: 3, why: 'edited' },
  ],
  [
    'a moved time',
    `update case_events set at = at - interval '1 hour' where case_id = 2 and seq = 2`,
    { owner: '2', seq: 2, why: 'edited' },
  ],
  [
    'a deletion in the middle',
    'delete from case_events where case_id = 1 and seq = 2',
    { owner: '1', seq: 3, why: 'missing' },
  ],
  [
    'two links that changed places',
    `update case_events set seq = case seq when 2 then 93 else 92 end where case_id = 1 and seq in (2, 3); update case_events set seq = seq - 90 where seq > 90`,
    { owner: '1', seq: 3, why: 'missing' },
  ],
  [
    'the tail of a case cut off',
    'delete from case_events where case_id = 3 and seq = 4',
    { owner: '3', seq: 4, why: 'cut' },
  ],
  [
    'an edit of a judgement',
    `update account_events set text = '不是我' where subject = 'breach:1'`,
    { owner: 'breach:1', seq: 1, why: 'edited' },
  ],
  ['the tail of the other log cut off', `delete from account_events`, { owner: '2026-11-25', why: 'anchor' }],
  [
    'an anchor rewritten',
    `update anchors set hash = repeat('0', 64) where date = '2026-11-24'`,
    { owner: '2026-11-24', why: 'anchor' },
  ],
])('%s is found and named', async (_, statement, broken) => {
  const audit = await tampered(statement)
  expect(audit.ok).toBe(false)
  expect(audit.firstBroken).toMatchObject(broken)
  expect(sayAudit(audit)).toContain('第一处断开')
})

test('a tail cut off with its cases and anchors is found by the anchor the town published', async () => {
  const { last } = await verify()
  expect(await verify(last!)).toMatchObject({ ok: true })
  const cut = `delete from account_events; delete from case_events where case_id = 3; update cases set version = -1 where id = 3; delete from anchors where date = '2026-11-25'`
  expect(await tampered(cut)).toMatchObject({ ok: true })
  expect((await tampered(cut, last!)).firstBroken).toMatchObject({ log: 'anchors', owner: '2026-11-25', why: 'cut' })
})

test('what goes to the district is every event and anchor, and verifies outside the desk', async () => {
  const lines: Record<string, unknown>[] = []
  for await (const line of exportAudit(desk.database.db)) lines.push(JSON.parse(line) as Record<string, unknown>)
  const { events, anchors } = await verify()
  expect(lines.filter((l) => l['log'] === 'anchors')).toHaveLength(anchors)
  expect(lines.filter((l) => l['log'] !== 'anchors')).toHaveLength(events)
  // as the district would: each link follows the one before it in its own chain
  const ends = new Map<unknown, unknown>()
  for (const line of lines.filter((l) => l['log'] === 'case_events')) {
    const { at, ...rest } = line as unknown as ChainedEvent & { at: string; owner: string; hash: string; prev: string }
    expect(rest.prev).toBe(ends.get(rest.owner) ?? '')
    expect(eventHash(rest.prev, { ...rest, at: new Date(at) })).toBe(rest.hash)
    ends.set(rest.owner, rest.hash)
  }
})
