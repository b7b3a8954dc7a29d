/** A town as years leave it: residents with what was said to them, and cases, two in a hundred open, each with its promise and its log. */
import { sql } from 'drizzle-orm'
import type { Database } from '../db/types.ts'
import { rows } from '../db/rows.ts'

// 49 and 7 share nothing with the six departments: each has its part of everything
const STATE = sql`case when i % 49 = 0 then 'assigned' else 'closed' end`
const OPENED = sql`(timestamptz '2026-11-25 09:00+08' - (i % 900) * interval '1 day')`
const DEPARTMENTS = sql`array['DQZX','DZB','GFB','GGB','GAB','NYB']`
const DUE = sql`to_char(opened_at + interval '7 days', 'YYYY-MM-DD')`

/** Adds cases up to `to` with handlers, breaches, questions put in public and notices; resolves with the numbers of five hundred of them. */
export async function fillCases({ db }: Database, from: number, to: number): Promise<string[]> {
  await db.execute(sql`
    insert into cases (number, kind, state, version, department, text, opened_at, opened_on, moved_at)
    select 'BS' || to_char(${OPENED} at time zone 'Asia/Shanghai', 'YYYYMMDD') || '-' || lpad(i::text, 7, '0'), 'report', ${STATE}, 0,
           (${DEPARTMENTS})[1 + i % 6], '村口路灯坏了', ${OPENED}, to_char(${OPENED} at time zone 'Asia/Shanghai', 'YYYY-MM-DD'), ${OPENED}
    from generate_series(${from + 1}::int, ${to}::int) i`)
  await db.execute(sql`
    insert into promises (case_id, purpose, family, basis, authority, proposed, unit, amount, start_event, start_date, started_at, due_date, internal_due, due_at, provisional, state, ended_at)
    select id, 'answer', 'FIRST_ASK', '镇公开承诺', 'promised', false, 'working', 5, '登记', opened_on, opened_at, ${DUE}, ${DUE}, opened_at + interval '8 days', false,
           case when state = 'assigned' then 'open' else 'met' end, case when state = 'assigned' then null else opened_at + case when id % 7 = 1 then interval '10 days' else interval '3 days' end end
    from cases where id > ${from}`)
  await db.execute(sql`
    insert into case_events (case_id, seq, at, action, to_state, actor, text, open, prev, hash)
    select id, 1, opened_at, 'open', 'received', 'resident', '', true, '', 'bench-' || id from cases where id > ${from}`)
  await db.execute(sql`
    insert into inquiries (channel, text, decision, item, facet, candidates, why, catalog_version, at)
    select 'web', '低保', 'answer', (array['dibao','canjizheng','zhaijidi'])[1 + i % 3], 'materials', '[]', '[]', 'bench', ${OPENED}
    from generate_series(${from + 1}::int, ${to}::int) i`)
  await fillWork(db, from)
  await db.execute(sql`vacuum analyze`)
  const some = await rows<{ number: string }>(db, sql`select number from cases order by id desc limit 500`)
  return some.map(({ number }) => number)
}

/** Who handles what, and what came of it: without these lists and boards are empty, and their pages cost nothing. */
async function fillWork(db: Database['db'], from: number): Promise<void> {
  await db.execute(sql`
    insert into staff (name, department, role, created_at)
    select '工作人员' || i || n, (${DEPARTMENTS})[1 + i], case n when 1 then 'head' else 'clerk' end, now()
    from generate_series(0, 5) i, generate_series(1, 4) n where not exists (select 1 from staff where name = '工作人员01')`)
  await db.execute(sql`
    update cases c set handler_id = s.id, first_responder_id = s.id
    from (select id, department, row_number() over (partition by department order by id) - 1 as nth from staff where name like '工作人员%') s
    where c.id > ${from} and s.department = c.department and s.nth = c.id / 6 % 4`)
  // one case in seven was late
  await db.execute(sql`
    insert into breaches (id, key, kind, case_id, promise_id, department, owner_id, due_date, detail, found_at, found_on)
    select coalesce((select max(id) from breaches), 0) + row_number() over (order by c.id), 'bench:' || c.id, 'late-completion', c.id, p.id, c.department, c.handler_id,
           p.due_date, '答复：镇公开承诺', p.due_at, to_char(p.due_at, 'YYYY-MM-DD')
    from cases c join promises p on p.case_id = c.id where c.id > ${from} and c.id % 7 = 1 and p.due_at < timestamptz '2026-11-25 00:00+08'`)
  await db.execute(sql`
    insert into breach_flows (breach_id, state, kind, department, responsible_id, verdict, decided_on, reason, closed_at)
    select id, 'closed', kind, department, owner_id, case when case_id % 5 = 0 then 'dismissed' else 'upheld' end, found_on, '办理超过期限', found_at
    from breaches where case_id > ${from}`)
  // one in seven is a question put in public
  await db.execute(sql`update cases set kind = 'challenge' where id > ${from} and id % 7 = 2`)
  await db.execute(sql`
    insert into challenges (case_id, about, about_id, published_at)
    select id, 'item', (array['dibao','canjizheng','zhaijidi'])[1 + id % 3], opened_at from cases where id > ${from} and kind = 'challenge'`)
  await db.execute(sql`
    insert into notices (case_id, kind, year, seq, number, token, content, hash, created_at)
    select id, 'supplement', 2026, id, '别政补告〔2026〕' || id || '号', 'bench-' || id, '{"title":"一次性补正告知书","recipient":"","paragraphs":[],"list":[],"remedy":"","sign":""}', '', opened_at
    from cases where id > ${from} and id % 5 = 0`)
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
