/**
 * What is done for every message reads rows by their numbers from the first day on: of a table never analysed PostgreSQL
 * knows nothing, and a join with a list of messages was planned as a reading of the whole table.
 */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationsAt } from '../../db/people/conversations.ts'
import { recordResults } from '../../db/queue/delivery-results.ts'
import { recordProcessed } from '../../db/queue/inbox.ts'
import { claimMessages } from '../../db/queue/outbox.ts'
import { rows } from '../../db/rows.ts'
import type { Tx } from '../../db/types.ts'
import { openTestDb, type TestDb } from '../support/db.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const MANY = 3000
let database: TestDb
beforeAll(async () => {
  database = await openTestDb()
  await database.db.transaction(async (tx) => {
    for (const statement of [
      `insert into persons (created_at) select now() from generate_series(1, ${MANY})`,
      `insert into conversations (channel, address, person_id, created_at) select 'web', 'a' || n, n, now() from generate_series(1, ${MANY}) n`,
      `insert into inbox (channel, update_id, lane, message, received_at) select 'web', 'm' || n, 'web:a' || n, '{"body":{"kind":"text","text":"x"}}', now() from generate_series(1, ${MANY}) n`,
      `insert into outbox (lane, conversation_id, message, urgency, about, state, not_before, created_at) select 'web:a' || n, n, '{"text":"x"}', 'answer', 'reply', 'waiting', '2026-11-23', now() from generate_series(1, ${MANY}) n`,
      `insert into lanes (queue, lane, channel, ready_at, rest_until, fence) select 'out', 'web:a' || n, 'web', '2026-11-23', '2026-11-24', 7 from generate_series(1, ${MANY}) n`,
    ])
      await tx.execute(sql.raw(statement))
  })
})
afterAll(() => database.drop())

const addresses = ['a5', 'a1500', 'a2999']
/** What `work` reads of whole tables, by table. The counters may hold what this connection did before. */
const wholeReads = (work: (tx: Tx) => Promise<unknown>) =>
  database.db.transaction(async (tx) => {
    const counted = async () =>
      new Map(
        (
          await rows<{ table: string; rows: number }>(
            tx,
            sql`select relname as table, seq_tup_read::int as rows from pg_stat_xact_user_tables order by 1`,
          )
        ).map((t) => [t.table, t.rows]),
      )
    const before = await counted()
    await work(tx)
    return [...(await counted())]
      .map(([table, n]) => ({ table, rows: n - (before.get(table) ?? 0) }))
      .filter((t) => t.rows > 100)
  })

test('whole reads are seen where there are some', async () => {
  expect(await wholeReads((tx) => tx.execute(sql`select count(*) from outbox where message is not null`))).toEqual([
    { table: 'outbox', rows: MANY },
  ])
})

test('conversations are found, and locked in the order of their numbers', async () => {
  let found: number[] = []
  const whole = await wholeReads(async (tx) => {
    const places = addresses.toReversed().map((id) => ({ channel: 'web' as const, id, isGroup: false }))
    found = [...(await conversationsAt(tx, places, NOW)).values()].map((c) => c.id)
  })
  expect([whole, found.length]).toEqual([[], 3])
})

test('what was handled is written, and that its writers were heard from', async () => {
  const ids = await rows<{ id: number; conversationId: number }>(
    database.db,
    sql`select i.id, c.id as "conversationId" from inbox i join conversations c on c.address = substr(i.lane, 5) where c.address in ('a5', 'a1500', 'a2999')`,
  )
  await database.db.execute(
    sql`update conversations set unreachable_since = now(), sent_since = 4, memory = '{"facet":"fee"}'`,
  )
  const kept = ids.map((i, nth) => ({
    ...i,
    message: null,
    typedSecrets: [],
    memory: nth === 0 ? { item: 'dibao' } : null,
    privacyTold: nth === 1,
    inquiry: { id: 900 + nth, text: 'x', decision: 'answer', item: 'dibao', facet: 'fee', candidates: [], why: [], catalogVersion: '1' }, // prettier-ignore
  }))
  expect(await wholeReads((tx) => recordProcessed(tx, kept, [], NOW))).toEqual([])
  const after = await rows<object>(
    database.db,
    sql`select memory, last_inbound_at = ${NOW.toISOString()}::timestamptz as heard, unreachable_since is null and sent_since = 0 as reachable, privacy_told_at is not null as told
        from conversations where last_inbound_at is not null order by array_position(array[${ids[0]!.conversationId}::bigint, ${ids[1]!.conversationId}::bigint, ${ids[2]!.conversationId}::bigint], id)`,
  )
  const heard = { heard: true, reachable: true }
  expect(after).toEqual([
    { ...heard, memory: { item: 'dibao' }, told: false },
    { ...heard, memory: { facet: 'fee' }, told: true },
    { ...heard, memory: { facet: 'fee' }, told: false },
  ])
  const counted = await rows(database.db, sql`select (select count(*)::int from inquiries) as asked, (select count(*)::int from inbox where done_at is not null) as done`) // prettier-ignore
  expect(counted).toEqual([{ asked: 3, done: 3 }])
})

test('letters are claimed, and how sending went is written', async () => {
  const leases = addresses.map((a) => ({ lane: `web:${a}`, fence: 7 }))
  let claimed = new Map<string, readonly { id: number }[]>()
  expect(await wholeReads(async (tx) => (claimed = await claimMessages(tx, [...leases, { lane: 'web:a9', fence: 6 }], NOW, 5)))).toEqual([]) // prettier-ignore
  expect([...claimed].map(([lane, letters]) => `${lane} ${letters.length}`)).toEqual(['web:a5 1', 'web:a1500 1', 'web:a2999 1', 'web:a9 0']) // prettier-ignore
  const rounds = leases.map((lease) => ({ lease, results: claimed.get(lease.lane)!.map(({ id }) => ({ id, state: 'sent' as const, partsSent: 1 })) })) // prettier-ignore
  expect(await wholeReads((tx) => recordResults(tx, rounds, NOW, null))).toEqual([])
  const left = await rows(database.db, sql`select (select count(*)::int from outbox where state = 'sent') as sent, (select count(*)::int from lanes) as lanes`) // prettier-ignore
  expect(left).toEqual([{ sent: 3, lanes: MANY - 3 }])
})
