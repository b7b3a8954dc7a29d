/**
 * What a tick that finds nothing costs with a million open promises, and what it costs to act on those that pass. Needs
 * a Postgres server: BENCH_DATABASE_URL, or one started here. Beside it, in the same run, single-row commits by one client.
 *
 *   npx tsx bench/sweep.ts [promises]
 */
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { makeCalendar } from '../core/promise/calendar.ts'
import { makeCipher } from '../core/privacy/cipher.ts'
import type { RequestContext } from '../db/context.ts'
import { openDb } from '../db/open-database.ts'
import { rows } from '../db/rows.ts'
import { enqueue } from '../db/queue/outbox.ts'
import { duePromises } from '../db/cases/passed-promises.ts'
import { morning } from '../scheduler/jobs/morning-digest.ts'
import { sweep } from '../scheduler/sweep.ts'
import { databaseUrl, startCluster } from '../test/support/cluster.ts'
import { quiet } from '../test/support/quiet.ts'
import { readCalendars, readItems, readTown } from '../town-files.ts'

const PROMISES = Number(process.argv[2] ?? 1_000_000)
const PASSING = 500
const data = join(import.meta.dirname, '../data')
const now = new Date('2026-02-09T09:00:00+08:00')

const given = process.env['BENCH_DATABASE_URL']
const cluster = given === undefined ? await startCluster({ durable: true }) : null
const admin = given ?? cluster!.url
const name = `shouwen_bench_${randomBytes(4).toString('hex')}`
const root = postgres(admin, { max: 1, onnotice: () => undefined })
await root.unsafe(`create database ${name}`)
const database = await openDb({ url: databaseUrl(admin, name) }, { log: quiet })
const { db } = database

const median = (times: number[]) => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
  return { median: at(0.5), p95: at(0.95), max: sorted.at(-1)! }
}
const timed = async (times: number, work: () => Promise<unknown>) => {
  const took: number[] = []
  for (let i = 0; i < times; i += 1) {
    const began = performance.now()
    await work()
    took.push(performance.now() - began)
  }
  return median(took)
}
const say = (what: string, r: { median: number; p95: number; max: number }) =>
  console.log(`${what.padEnd(46)} median ${r.median.toFixed(2)} ms  p95 ${r.p95.toFixed(2)}  max ${r.max.toFixed(2)}`)

const ctx: RequestContext = {
  townContext: {
    town: readTown(data),
    calendar: makeCalendar(readCalendars(data)),
    catalog: { version: 'bench', items: readItems(join(data, 'items.yaml')) },
    publicUrl: 'http://bench.test',
  },
  now,
  random: (n) => randomBytes(n),
  cipher: makeCipher('bench'),
}
const run = (at: Date) => sweep({ database, ctx: { ...ctx, now: at }, send: () => {}, log: quiet })

await db.execute(sql`insert into cases (number, kind, state, department, text, opened_at, opened_on, moved_at)
  select 'BS20260209-' || g, 'report', 'assigned', 'NYB', 'x', ${now.toISOString()}::timestamptz, '2026-02-09', ${now.toISOString()}::timestamptz
  from generate_series(1, ${PROMISES}::int) g`)
await db.execute(sql`insert into promises (case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state)
  select id, 'answer', 'FIRST_ASK', 'x', 'promised', false, 'working', 5, 'x', '2026-02-09', ${now.toISOString()}::timestamptz, '2026-03-01', '2026-03-01',
    '2026-03-01T00:00:00+08:00'::timestamptz + (id % 86400) * interval '1 second', false, 'open' from cases`)
await db.execute(sql`create table baseline (id bigserial primary key, at timestamptz not null)`)
await db.execute(sql`vacuum analyze`)

const plan = await rows<{ 'QUERY PLAN': string }>(
  db,
  sql`explain (analyze, buffers, costs off) select id, case_id, due_at from promises where state = 'open' and passed_at is null
      and due_at <= ${now.toISOString()}::timestamptz order by due_at, id limit 500`,
)
console.log(plan.map((r) => r['QUERY PLAN']).join('\n'))
console.log(`${PROMISES} open promises, none due`)
say('  the query alone', await timed(200, () => duePromises(db, now, null, 500)))
say('  a whole sweep', await timed(200, () => run(now)))
const commit = () => db.execute(sql`insert into baseline (at) values (${now.toISOString()}::timestamptz)`)
const base = await timed(500, commit)
say('  beside it: one row, one commit', base)

const late = new Date('2026-03-01T00:00:00+08:00')
await db.execute(
  sql`update promises set due_at = ${late.toISOString()}::timestamptz - interval '1 second' where id in (select id from promises order by id limit ${PASSING})`,
)
const began = performance.now()
const swept = await run(late)
const each = (performance.now() - began) / swept.acted
console.log(
  `${swept.acted} passed, ${swept.failed} failed: ${each.toFixed(2)} ms each, ${(each / base.median).toFixed(1)} commits' worth`,
)

// ten thousand cases that fall due in three working days, spread over a hundred members of staff
const STAFF = 100
const REMINDED = 10_000
await db.execute(
  sql`insert into persons (created_at) select ${now.toISOString()}::timestamptz from generate_series(1, ${STAFF}::int)`,
)
await db.execute(
  sql`insert into conversations (channel, address, person_id, created_at) select 'web', 'staff' || id, id, created_at from persons`,
)
await db.execute(
  sql`insert into staff (name, department, role, person_id, conversation_id, created_at) select 'x' || id, 'NYB', 'clerk', person_id, id, created_at from conversations`,
)
await db.execute(
  sql`update cases set handler_id = 1 + id % ${STAFF}::int, first_responder_id = 1 + id % ${STAFF}::int where id > ${PROMISES - REMINDED}::int`,
)
await db.execute(
  sql`update promises set start_date = '2026-02-02', due_date = '2026-02-12', due_at = '2026-02-13T00:00:00+08:00'::timestamptz where case_id > ${PROMISES - REMINDED}::int`,
)
await db.execute(sql`analyze`)
const eight = new Date('2026-02-09T08:30:00+08:00')
const from = performance.now()
await db.transaction(async (tx) => {
  const made = await morning({
    tx,
    fileParts: database.fileParts,
    ctx: { ...ctx, now: eight },
    today: '2026-02-09',
    since: null,
  })
  await enqueue(tx, made.letters, eight)
})
const [queued] = await rows<{ reminders: number; letters: number }>(
  db,
  sql`select (select count(*) from reminders) as reminders, (select count(*) from outbox where about = 'reminder') as letters`,
)
console.log(
  `${queued?.reminders} reminders in ${queued?.letters} letters: ${((performance.now() - from) / 1000).toFixed(2)} s`,
)

await database.close()
await root.unsafe(`drop database ${name} with (force)`)
await root.end()
await cluster?.remove()
