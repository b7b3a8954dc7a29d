/** Verifies that nothing in the logs was changed: follows every chain, recomputes every day's anchor. */
import { createHash, type Hash } from 'node:crypto'
import { asc, desc, sql } from 'drizzle-orm'
import {
  anchorHash,
  accountHash,
  type DayTotals,
  type ChainFault,
  type ChainLink,
  makeChainChecker,
} from '../../core/audit/chain-checker.ts'
import { type ChainedEvent, eventHash, sha256 } from '../../core/hash-chain.ts'
import { addDays, instant, type LocalDate, localDate } from '../../core/date.ts'
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { anchors } from '../schema.ts'

export interface BrokenLink {
  readonly log: 'case_events' | 'account_events' | 'anchors'
  readonly id: number | null
  /** The case's id, the subject, or the anchor's date. */
  readonly owner: string
  readonly seq: number | null
  readonly date: LocalDate
  readonly why: ChainFault | 'cut' | 'anchor'
}

export interface AuditResult {
  readonly ok: boolean
  readonly events: number
  readonly anchors: number
  /** Days before today that have events and no anchor yet: their tail is not proven. */
  readonly unanchored: number
  /** The newest anchor: compare with what was published. */
  readonly last: { readonly date: LocalDate; readonly hash: string } | null
  readonly firstBroken?: BrokenLink
}

const PAGE = 20_000

type CaseRow = ChainLink & ChainedEvent
type AccountRow = ChainLink & Parameters<typeof accountHash>[1]

const casePage = (db: Db | Tx, after: number): Promise<CaseRow[]> =>
  rows<CaseRow>(
    db,
    sql`select id, case_id::text as owner, case_id as "caseId", seq, at, action, from_state as "fromState", to_state as "toState",
               actor, staff_id as "staffId", text, data, open, prev, hash
        from case_events where id > ${after} order by id limit ${PAGE}`,
  )

const accountPage = (db: Db | Tx, after: number): Promise<AccountRow[]> =>
  rows<AccountRow>(
    db,
    sql`select id, subject as owner, subject, seq, at, action, from_state as "fromState", to_state as "toState",
               actor, staff_id as "staffId", text, data, prev, hash
        from account_events where id > ${after} order by id limit ${PAGE}`,
  )

interface Day {
  cases: number
  accounts: number
  casesHash: Hash
  accountsHash: Hash
}

/** Reads both logs once, in id order, a page at a time; `known`: an anchor the town published, to be found again. */
export async function verifyAudit(
  db: Db,
  known?: { readonly date: LocalDate; readonly hash: string },
): Promise<AuditResult> {
  const days = new Map<LocalDate, Day>()
  let events = 0
  let first: BrokenLink | undefined
  const dayOf = (at: Date): [LocalDate, Day] => {
    const date = localDate(at)
    const day = days.get(date) ?? { cases: 0, accounts: 0, casesHash: createHash('sha256'), accountsHash: createHash('sha256') } // prettier-ignore
    days.set(date, day)
    return [date, day]
  }

  const moves = await versions(db)
  const cases = makeChainChecker()
  await each(casePage, db, (row) => {
    events += 1
    const [date, day] = dayOf(row.at)
    day.cases += 1
    day.casesHash.update(`${row.id}:${row.hash}\n`)
    const fault = cases.see(row, (prev) => eventHash(prev, row))
    if (fault) first ??= { log: 'case_events', id: row.id, owner: row.owner, seq: row.seq, date, why: fault }
  })
  const accounts = makeChainChecker()
  await each(accountPage, db, (row) => {
    events += 1
    const [date, day] = dayOf(row.at)
    day.accounts += 1
    day.accountsHash.update(`${row.id}:${row.hash}\n`)
    const fault = accounts.see(row, (prev) => accountHash(prev, row))
    if (fault) first ??= { log: 'account_events', id: row.id, owner: row.owner, seq: row.seq, date, why: fault }
  })
  first ??= cutTail(moves, (owner) => cases.length(owner))

  const stored = await db.select().from(anchors).orderBy(asc(anchors.date))
  let prev = ''
  for (const anchor of stored) {
    const day = days.get(anchor.date)
    const totals = day ? { ...totalsOf(day) } : NOTHING
    if (anchor.prev !== prev || anchorHash(prev, anchor.date, totals) !== anchor.hash)
      first ??= { log: 'anchors', id: null, owner: anchor.date, seq: null, date: anchor.date, why: 'anchor' }
    prev = anchor.hash
    days.delete(anchor.date)
  }
  if (known && !stored.some((a) => a.date === known.date && a.hash === known.hash))
    first ??= { log: 'anchors', id: null, owner: known.date, seq: null, date: known.date, why: 'cut' }
  const last = stored.at(-1)
  // an event dated on an anchored day that the anchor does not count was caught above; days between two anchors are not
  const slipped = [...days.keys()].sort().find((date) => last && date < last.date)
  if (slipped) first ??= { log: 'anchors', id: null, owner: slipped, seq: null, date: slipped, why: 'anchor' }
  return {
    ok: first === undefined,
    events,
    anchors: stored.length,
    unanchored: Math.max(0, days.size - 1),
    last: last ? { date: last.date, hash: last.hash } : null,
    ...(first ? { firstBroken: first } : {}),
  }
}

async function each<T extends ChainLink>(
  page: (db: Db | Tx, after: number) => Promise<T[]>,
  db: Db | Tx,
  fn: (row: T) => void,
): Promise<void> {
  for (let after = 0; ;) {
    const got = await page(db, after)
    for (const row of got) fn(row)
    if (got.length < PAGE) return
    after = got.at(-1)!.id
  }
}

type Moves = ReadonlyMap<number, { readonly version: number; readonly at: Date }>

/** How often each case was moved. Read before the events, so that a move made meanwhile is not taken for a cut. */
async function versions(db: Db | Tx): Promise<Moves> {
  const found = new Map<number, { version: number; at: Date }>()
  for (let after = 0; ;) {
    const page = await rows<{ id: number; version: number; at: Date }>(
      db,
      sql`select id, version, moved_at as at from cases where id > ${after} order by id limit ${PAGE}`,
    )
    for (const { id, version, at } of page) found.set(id, { version, at })
    if (page.length < PAGE) return found
    after = page.at(-1)!.id
  }
}

/**
 * A chain cut at its end fits together: but every move raises its case's version and writes one event, so a case with
 * fewer events than moves has lost its last ones. Catches today's tail, which no anchor covers yet.
 */
function cutTail(moves: Moves, length: (owner: string) => number): BrokenLink | undefined {
  for (const [id, { version, at }] of moves) {
    const has = length(String(id))
    if (has < version + 1)
      return { log: 'case_events', id: null, owner: String(id), seq: has + 1, date: localDate(at), why: 'cut' }
  }
  return undefined
}

const totalsOf = (day: Day): DayTotals => ({
  cases: day.cases,
  accounts: day.accounts,
  casesHash: day.casesHash.digest('hex'),
  accountsHash: day.accountsHash.digest('hex'),
})
const NOTHING: DayTotals = { cases: 0, accounts: 0, casesHash: sha256(''), accountsHash: sha256('') }

/** Minutes after midnight before a day is anchored: a change begun before midnight has committed by then. */
const SETTLE_MS = 10 * 60_000

/** Writes the anchor of every day that is over and has none; returns how many. Once among all processes. */
export async function makeAnchors(tx: Tx, ctx: RequestContext): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('anchors'))`)
  const until = localDate(new Date(ctx.now.getTime() - SETTLE_MS))
  const [last] = await tx.select().from(anchors).orderBy(desc(anchors.date)).limit(1)
  const [earliest] = last
    ? []
    : await rows<{ at: Date | null }>(
        tx,
        sql`select least((select min(at) from case_events), (select min(at) from account_events)) as at`,
      )
  let date = last ? addDays(last.date, 1) : earliest?.at ? localDate(earliest.at) : until
  let prev = last?.hash ?? ''
  let made = 0
  for (; date < until; date = addDays(date, 1)) {
    const totals = await dayTotals(tx, date)
    const hash = anchorHash(prev, date, totals)
    await tx
      .insert(anchors)
      .values({ date, cases: totals.cases, accounts: totals.accounts, prev, hash, madeAt: ctx.now })
    prev = hash
    made += 1
  }
  return made
}

async function dayTotals(tx: Tx, date: LocalDate): Promise<DayTotals> {
  const from = instant(date).toISOString()
  const to = instant(addDays(date, 1)).toISOString()
  const ids = async (table: 'case_events' | 'account_events') => {
    const found = await rows<{ id: number; hash: string }>(
      tx,
      sql`select id, hash from ${sql.raw(table)} where at >= ${from}::timestamptz and at < ${to}::timestamptz order by id`,
    )
    const hash = createHash('sha256')
    for (const row of found) hash.update(`${row.id}:${row.hash}\n`)
    return { count: found.length, hash: hash.digest('hex') }
  }
  const cases = await ids('case_events')
  const accounts = await ids('account_events')
  return { cases: cases.count, accounts: accounts.count, casesHash: cases.hash, accountsHash: accounts.hash }
}

/** The anchors the notice board shows, newest first. */
export async function publicAnchors(db: Db, limit = 60): Promise<{ date: LocalDate; hash: string; events: number }[]> {
  const found = await db.select().from(anchors).orderBy(desc(anchors.date)).limit(limit)
  return found.map((a) => ({ date: a.date, hash: a.hash, events: a.cases + a.accounts }))
}

/** Both logs for the district as JSON lines with their hashes, a page at a time, and at the end the anchors. Texts are as stored. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for (const [log, page] of [
    ['case_events', casePage],
    ['account_events', accountPage],
  ] as const)
    for (let after = 0; ;) {
      const got: readonly (CaseRow | AccountRow)[] = await page(db, after)
      for (const row of got) yield `${JSON.stringify({ log, ...row })}\n`
      if (got.length < PAGE) break
      after = got.at(-1)!.id
    }
  for (const { date, cases, accounts, prev, hash } of await db.select().from(anchors).orderBy(asc(anchors.date)))
    yield `${JSON.stringify({ log: 'anchors', date, cases, accounts, prev, hash })}\n`
}
