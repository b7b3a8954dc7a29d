/** Tries, one by one, what the desk's SQL leans on, so that the operator of another PostgreSQL-like server learns what it lacks. */
import { type SQL, sql } from 'drizzle-orm'
import { rows, sqlstate } from '../rows.ts'
import type { Database, Db, Tx } from '../types.ts'

/** Tables of a probe are temporary and go with its transaction, which is always rolled back. */
const FIXTURE: SQL = sql`create temporary table probe (id bigserial primary key,
  lane text not null, n int not null default 0, doc jsonb not null default '{}', at timestamptz) on commit drop`

const one = async (tx: Tx, query: SQL): Promise<unknown> => (await rows<{ v: unknown }>(tx, query))[0]?.v
const seeded = async (tx: Tx): Promise<void> => {
  await tx.execute(FIXTURE)
  await tx.execute(sql`insert into probe (lane, doc) values ('a', '{"k": {"w": "x"}}'), ('b', '{}')`)
}

/** True where the database did what was asked. An error, or another answer, is a feature that is missing. */
// prettier-ignore
const PROBES = {
  'temporary-tables': async (tx) => {
    await seeded(tx)
    return (await one(tx, sql`select count(*) as v from probe`)) === 2
  },
  'skip-locked': async (tx) => {
    await seeded(tx)
    return (await rows(tx, sql`select id from probe order by id limit 1 for update skip locked`)).length === 1
  },
  'advisory-locks': async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(727002)`)
    return (await one(tx, sql`select pg_try_advisory_xact_lock(727002) as v`)) === true
  },
  'on-conflict': async (tx) => {
    await seeded(tx)
    await tx.execute(sql`create unique index probe_lane on probe (lane) where n >= 0`)
    const again = sql`insert into probe (lane, n) values ('a', 5) on conflict (lane) where n >= 0
      do update set n = probe.n + excluded.n returning n as v`
    return (await one(tx, again)) === 5 && (await rows(tx, sql`insert into probe (lane) values ('b') on conflict do nothing returning id`)).length === 0
  },
  'jsonb-recordset': async (tx) =>
    (await one(tx, sql`select sum(n) as v from jsonb_to_recordset('[{"n":1},{"n":2}]'::jsonb) as x (n bigint)`)) !== undefined &&
    (await one(tx, sql`select count(*) as v from jsonb_to_recordset('[{"n":1},{"n":2}]'::jsonb) as x (n bigint)`)) === 2,
  'json-rows': async (tx) => {
    await seeded(tx)
    await tx.execute(sql`insert into probe (lane, n) select lane, n from json_populate_recordset(null::probe, '[{"lane":"c","n":3}]'::json)`)
    return String(await one(tx, sql`select row_to_json(p)::text as v from probe p where lane = 'c'`)).includes('"n":3')
  },
  'jsonb-paths': async (tx) => {
    await seeded(tx)
    return (await one(tx, sql`select doc #>> '{k,w}' as v from probe where doc @> '{"k": {"w": "x"}}'`)) === 'x'
  },
  'returning': async (tx) => {
    await seeded(tx)
    const moved = sql`with taken as materialized (update probe set n = n + 1 where lane = 'a' returning id, n) select n as v from taken`
    return (await one(tx, moved)) === 1
  },
  'lateral-and-filter': async (tx) => {
    await seeded(tx)
    const asked = sql`select count(*) filter (where l.n = 0) as v from probe p cross join lateral (select n from probe q where q.id = p.id limit 1) l`
    return (await one(tx, asked)) === 2 && (await rows(tx, sql`select distinct on (n) n, lane from probe order by n, lane`)).length === 1
  },
  'text-search': async (tx) => {
    await tx.execute(sql`create temporary table probe_words (words tsvector) on commit drop`)
    await tx.execute(sql`create index probe_words_gin on probe_words using gin (words)`)
    await tx.execute(sql`insert into probe_words select array_to_tsvector(array['路灯', lower(normalize('ＡＢ', NFKC))])`)
    return (await one(tx, sql`select count(*) as v from probe_words where words @@ '''路灯'' & ''ab'''::tsquery`)) === 1
  },
  'triggers': async (tx) => {
    await seeded(tx)
    await tx.execute(sql`create function pg_temp.probe_refuses() returns trigger language plpgsql as $$ begin
      raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$`)
    await tx.execute(sql`create trigger probe_fixed before update or delete on probe for each row execute function pg_temp.probe_refuses()`)
    const refused = await tx.transaction((inner) => inner.execute(sql`delete from probe`)).then(() => '', sqlstate)
    return refused === '23001'
  },
  'partial-and-expression-indexes': async (tx) => {
    await seeded(tx)
    await tx.execute(sql`create index probe_due on probe (lane, greatest(at, at)) where n = 0`)
    await tx.execute(sql`create index probe_word on probe ((doc #>> '{k,w}'))`)
    return true
  },
  'cursors': async (tx) => {
    await seeded(tx)
    await tx.execute(sql`declare probe_rows no scroll cursor for select lane from probe order by ctid`)
    return (await rows(tx, sql`fetch forward 1 from probe_rows`)).length === 1
  },
  'catalogue': async (tx) =>
    (await one(tx, sql`select to_regclass('public.no_such_table') is null as v`)) === true &&
    (await rows(tx, sql`select sequencename, last_value from pg_sequences limit 1`)).length <= 1,
  'chinese': async (tx) => (await one(tx, sql`select char_length('首问责任制') as v`)) === 5,
} satisfies Record<string, (tx: Tx) => Promise<boolean>>

export type ProbeName = keyof typeof PROBES | 'listen-notify'

export interface Probed {
  readonly name: ProbeName
  readonly ok: boolean
  /** Why the server refused, in its own five characters; null where it answered and answered otherwise. */
  readonly sqlstate: string | null
}

/** Thrown inside a probe's transaction so that nothing of it stays. */
class RollBack extends Error {
  readonly ok: boolean
  constructor(ok: boolean) {
    super('a probe is rolled back')
    this.ok = ok
  }
}

export async function probe(db: Db, name: ProbeName, run: (tx: Tx) => Promise<boolean>): Promise<Probed> {
  try {
    await db.transaction(async (tx) => {
      throw new RollBack(await run(tx))
    })
  } catch (error) {
    if (error instanceof RollBack) return { name, ok: error.ok, sqlstate: null }
    const state = sqlstate(error)
    // not refused: the connection itself is gone, which is another matter than a feature
    if (state === undefined) throw error
    return { name, ok: false, sqlstate: state }
  }
  return { name, ok: false, sqlstate: null }
}

const HEARD_WITHIN_MS = 3000

/** Whether what one connection notifies, another hears: a pooler in transaction mode carries none. */
async function listens(database: Database): Promise<Probed> {
  let timer: NodeJS.Timeout | undefined
  let hear: (heard: boolean) => void = () => undefined
  const heard = new Promise<boolean>((done) => (hear = done))
  try {
    const stop = await database.listen('doctor', () => hear(true))
    timer = setTimeout(() => hear(false), HEARD_WITHIN_MS)
    await database.db.execute(sql`select pg_notify('doctor', '')`)
    const ok = await heard
    await stop()
    return { name: 'listen-notify', ok, sqlstate: null }
  } catch (error) {
    return { name: 'listen-notify', ok: false, sqlstate: sqlstate(error) ?? null }
  } finally {
    clearTimeout(timer)
  }
}

/** Tries every feature, each by itself: one that is missing hides no other. Changes nothing. */
export async function probeFeatures(database: Database): Promise<Probed[]> {
  const found: Probed[] = []
  for (const [name, run] of Object.entries(PROBES)) found.push(await probe(database.db, name as ProbeName, run))
  return [...found, await listens(database)]
}
