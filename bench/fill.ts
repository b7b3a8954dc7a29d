/** A town as years leave it: residents with what was said to them, and cases, two in a hundred open, each with its promise and its log. */
import { sql } from 'drizzle-orm'
import type { Database } from '../db/types.ts'
import { rows } from '../db/rows.ts'

const STATE = sql`case when i % 50 = 0 then 'assigned' else 'closed' end`
const OPENED = sql`(timestamptz '2026-11-25 09:00+08' - (i % 900) * interval '1 day')`
const DUE = sql`to_char(opened_at + interval '7 days', 'YYYY-MM-DD')`

/** Adds cases up to `to`; resolves with the numbers of five hundred of them. */
export async function fillCases({ db }: Database, from: number, to: number): Promise<string[]> {
  await db.execute(sql`
    insert into cases (number, kind, state, version, department, text, opened_at, opened_on, moved_at)
    select 'BS' || to_char(${OPENED} at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(i::text, 7, '0'), 'report', ${STATE}, 0,
           (array['DQZX','DZB','GFB','GGB','GAB','NYB'])[1 + i % 6], '村口路灯坏了', ${OPENED}, to_char(${OPENED} at time zone 'Asia/Shanghai', 'YYYY-MM-DD'), ${OPENED}
    from generate_series(${from + 1}::int, ${to}::int) i`)
  await db.execute(sql`
    insert into promises (case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state, ended_at)
    select id, 'answer', 'FIRST_ASK', '镇公开承诺', 'promised', false, 'working', 5, '登记', opened_on, opened_at, ${DUE}, ${DUE}, opened_at + interval '8 days', false,
           case when state = 'assigned' then 'open' else 'met' end, case when state = 'assigned' then null else opened_at + interval '3 days' end
    from cases where id > ${from}`)
  await db.execute(sql`
    insert into case_events (case_id, seq, at, action, to_state, actor, text, open, prev, hash)
    select id, 1, opened_at, 'open', 'received', 'resident', '', true, '', 'bench-' || id from cases where id > ${from}`)
  await db.execute(sql`
    insert into inquiries (channel, text, decision, item, facet, candidates, why, catalog_version, at)
    select 'web', '低保', 'answer', (array['dibao','canjizheng','zhaijidi'])[1 + i % 3], 'materials', '[]', '[]', 'bench', ${OPENED}
    from generate_series(${from + 1}::int, ${to}::int) i`)
  await db.execute(sql`vacuum analyze`)
  const some = await rows<{ number: string }>(db, sql`select number from cases order by id desc limit 500`)
  return some.map(({ number }) => number)
}

/** Residents on Telegram from chat `first` on, each with one message handled and one letter sent. Cases there are, one each, become theirs. */
export async function fillResidents({ db }: Database, first: number, residents: number): Promise<void> {
  const chats = sql`generate_series(${first}::int, ${first + residents - 1}::int) i`
  await db.execute(sql`insert into persons (created_at) select now() from ${chats}`)
  await db.execute(sql`
    insert into conversations (channel, address, person_id, memory, privacy_told_at, last_inbound_at, created_at)
    select 'telegram', i::text, 1 + i - ${first}::int, '{}', now(), now(), now() from ${chats}`)
  await db.execute(sql`
    insert into inbox (channel, update_id, lane, message, received_at, done_at)
    select 'telegram', 'before-' || i, 'telegram:' || i, '{}', now(), now() from ${chats}`)
  await db.execute(sql`
    insert into outbox (lane, conversation_id, message, urgency, about, state, not_before, created_at, settled_at)
    select 'telegram:' || address, id, '{"text":"您的事项已受理"}', 'answer', 'bench', 'sent', now(), now(), now() from conversations`)
  await db.execute(sql`update cases set resident_id = id, conversation_id = id where id <= ${residents}::int`)
  await db.execute(sql`vacuum analyze`)
}
