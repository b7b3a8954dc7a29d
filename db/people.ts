/** Conversations, persons and staff. */
import { and, asc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import { sha256 } from '../core/chain.ts'
import type { Address, Choice } from '../core/channel.ts'
import { type LocalDate } from '../core/date.ts'
import type { Facet } from '../core/answer/understand.ts'
import { type Random, readableCode } from '../core/random.ts'
import { json, rows, type Db, type Tx } from './open.ts'
import { bindCodes, staff } from './schema.ts'

/** What a dialogue remembers between two messages. */
export interface Memory {
  readonly item?: string
  readonly facet?: Facet
  readonly offered?: readonly string[]
  /** ISO instant of the last turn; older than the town's limit, the topic is forgotten. */
  readonly at?: string
  /** The choices last shown, for channels where a number is typed. */
  readonly choices?: readonly Choice[]
  /** The last question nobody answered: what 人工 opens a case from. */
  readonly question?: {
    readonly text: string
    readonly item: string | null
    readonly department: string | null
    readonly inquiry: number | null
    /** The words that chose the department, and the next likely ones. */
    readonly because?: readonly string[]
    readonly others?: readonly string[]
  }
  readonly step?: Step
  /** Kinds of personal data this person was told not to send. */
  readonly told?: readonly string[]
  /** Questions since an ISO instant: who asks without end is slowed. */
  readonly asks?: { readonly since: string; readonly count: number }
}

export type Step =
  | { readonly name: 'describe'; readonly kind: 'report' | 'complaint' | 'challenge'; readonly about?: string }
  | { readonly name: 'reason'; readonly action: 'reopen' | 'ask-reopen' | 'why'; readonly caseId: number }
  | { readonly name: 'which'; readonly verb: string }
  | {
      readonly name: 'intake'
      readonly item: string
      readonly whom: string | null
      readonly held: readonly string[]
      readonly files: readonly number[]
      /** What was asked last, where it is not the list of materials. */
      readonly asks?: 'what' | 'how' | 'contact'
      readonly what?: string
      readonly how?: string
    }
  | { readonly name: 'correct' }
  /** A file that may belong to any of several cases. */
  | { readonly name: 'file'; readonly fileId: number }
  | { readonly name: 'forget' }
  | { readonly name: 'pledge-photo' }

export interface Conversation {
  readonly id: number
  readonly channel: Address['channel']
  readonly address: string
  readonly isGroup: boolean
  readonly personId: number | null
  readonly memory: Memory
  readonly privacyToldAt: Date | null
  /** Whether the person is bound as a member of staff. */
  readonly ofStaff: boolean
  /** Whether anything rests in its way out, which a message from it may wake. */
  readonly outResting: boolean
}

export interface Place extends Address {
  readonly isGroup: boolean
}

export const laneOf = ({ channel, id }: Address): string => `${channel}:${id}`

/**
 * The conversations of these places by lane, each made with a person of its own when new; written from now on, their
 * rows locked until commit in one order for all.
 */
export async function conversationsAt(tx: Tx, places: readonly Place[], now: Date): Promise<Map<string, Conversation>> {
  if (places.length === 0) return new Map()
  const found = new Map((await heardFrom(tx, places, now)).map((c) => [laneOf({ ...c, id: c.address }), c]))
  const fresh = places.filter((p) => !found.has(laneOf(p)))
  if (fresh.length === 0) return found
  await meet(tx, fresh, now)
  for (const made of await heardFrom(tx, fresh, now)) found.set(laneOf({ ...made, id: made.address }), made)
  return found
}

/** Each with a person of its own; a group is nobody's. One met by another process meanwhile stays as it is. */
async function meet(tx: Tx, places: readonly Place[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(
    sql`with given as materialized (
          select g.*, row_number() over (partition by "isGroup") as nth
          from jsonb_to_recordset(${json(places)}) as g(channel text, id text, "isGroup" boolean)),
        people as (insert into persons (created_at) select ${at} from given where not "isGroup" returning id),
        numbered as (select id, row_number() over (order by id) as nth from people)
        insert into conversations (channel, address, is_group, person_id, created_at, last_inbound_at)
        select g.channel, g.id, g."isGroup", n.id, ${at}, ${at}
        from given g left join numbered n on n.nth = g.nth and not g."isGroup"
        on conflict do nothing`,
  )
}

async function heardFrom(tx: Tx, places: readonly Place[], now: Date): Promise<Conversation[]> {
  return rows<Conversation>(
    tx,
    sql`with them as (
          select c.id from jsonb_to_recordset(${json(places)}) as g(channel text, id text)
            join conversations c on c.channel = g.channel and c.address = g.id
          order by c.id for update of c)
        update conversations c set last_inbound_at = ${now.toISOString()}::timestamptz, unreachable_since = null, sent_since = 0
        from them where c.id = them.id
        returning c.id, c.channel, c.address, c.is_group as "isGroup", c.person_id as "personId", c.memory, c.privacy_told_at as "privacyToldAt",
          exists (select 1 from staff s where s.person_id = c.person_id and s.left_at is null) as "ofStaff",
          exists (select 1 from lanes l where l.queue = 'out' and l.lane = c.channel || ':' || c.address and l.fence = 0 and l.rest_until > 'epoch')
            or exists (select 1 from outbox o where o.lane = c.channel || ':' || c.address and o.state = 'parked') as "outResting"`,
  )
}

/** One of them. */
export async function conversationAt(tx: Tx, address: Address, isGroup: boolean, now: Date): Promise<Conversation> {
  return (await conversationsAt(tx, [{ ...address, isGroup }], now)).get(laneOf(address))!
}

/** Staff by the person each is bound as. */
export async function staffAmong(tx: Db | Tx, persons: readonly number[]): Promise<Map<number, Staff>> {
  if (persons.length === 0) return new Map()
  const found = await tx
    .select()
    .from(staff)
    .where(and(inArray(staff.personId, [...persons]), isNull(staff.leftAt)))
  return new Map(found.map((s) => [s.personId!, s as Staff]))
}

/** The staff member a person is bound as; null for a resident. */
export async function staffOf(tx: Db | Tx, personId: number | null): Promise<Staff | null> {
  return personId === null ? null : ((await staffAmong(tx, [personId])).get(personId) ?? null)
}

/** Whom a staff member stands in for today. */
export async function standsFor(tx: Db | Tx, staffId: number, today: LocalDate): Promise<number[]> {
  const found = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.substituteId, staffId), sql`away_until >= ${today}`, isNull(staff.leftAt)))
  return found.map((r) => r.id)
}

export async function staffById(tx: Db | Tx, id: number): Promise<Staff | null> {
  const [row] = await tx.select().from(staff).where(eq(staff.id, id))
  return (row as Staff | undefined) ?? null
}

/** Staff by exact name, those who left excepted. */
export async function staffByName(tx: Db | Tx, name: string): Promise<Staff[]> {
  return (await tx
    .select()
    .from(staff)
    .where(and(eq(staff.name, name), isNull(staff.leftAt)))
    .orderBy(asc(staff.id))) as Staff[]
}

/** Whether somebody of that name worked here and left. */
export const hasLeft = async (tx: Db | Tx, name: string): Promise<boolean> =>
  (await tx.$count(staff, and(eq(staff.name, name), isNotNull(staff.leftAt)))) > 0

export async function allStaff(tx: Db | Tx): Promise<Staff[]> {
  return (await tx.select().from(staff).where(isNull(staff.leftAt)).orderBy(asc(staff.id))) as Staff[]
}

/** Whoever sits in for these people today: themselves, or their substitute while they are away. */
export async function presentFor(tx: Tx, ids: readonly number[], today: LocalDate): Promise<Staff[]> {
  if (ids.length === 0) return []
  const people = (await tx
    .select()
    .from(staff)
    .where(inArray(staff.id, [...ids]))) as Staff[]
  const away = people
    .filter((s) => s.awayUntil !== null && s.awayUntil >= today && s.substituteId !== null)
    .map((s) => s.substituteId!)
  const here = people.filter((s) => !(s.awayUntil !== null && s.awayUntil >= today && s.substituteId !== null))
  const subs = away.length ? ((await tx.select().from(staff).where(inArray(staff.id, away))) as Staff[]) : []
  return [...new Map([...here, ...subs].map((s) => [s.id, s])).values()].filter((s) => s.leftAt === null)
}

/**
 * Who gets the card of a new case: those on duty in its department who can be reached, else the front desk, else the
 * admins. Never the accused or their department.
 */
export async function onDuty(
  tx: Tx,
  department: string,
  fallback: string,
  today: LocalDate,
  barred: (s: Staff) => boolean,
): Promise<Staff[]> {
  const everyone = (await allStaff(tx)).filter((s) => s.conversationId !== null && !barred(s))
  const present = (s: Staff) => s.onDuty && !(s.awayUntil !== null && s.awayUntil >= today)
  for (const pick of [
    everyone.filter((s) => s.department === department && present(s) && s.role !== 'group'),
    everyone.filter((s) => s.department === fallback && present(s) && s.role !== 'group'),
    everyone.filter((s) => s.role === 'admin'),
    everyone.filter((s) => s.role === 'group'),
    everyone.filter((s) => s.role === 'head'),
  ])
    if (pick.length > 0) return pick
  return []
}

const CODE_HOURS = 24

/** Adds a staff member and a binding code, shown once. */
export async function invite(
  tx: Tx,
  who: { name: string; department: string; role: Staff['role']; phone?: string },
  now: Date,
  random: Random,
): Promise<{ staffId: number; code: string; expiresAt: Date }> {
  const same = await tx
    .select()
    .from(staff)
    .where(and(eq(staff.name, who.name), eq(staff.department, who.department), isNull(staff.leftAt)))
  const staffId =
    same[0]?.id ??
    (
      await tx
        .insert(staff)
        .values({ name: who.name, department: who.department, role: who.role, phone: who.phone ?? '', createdAt: now })
        .returning({ id: staff.id })
    )[0]!.id
  if (same[0] && same[0].role !== who.role) await tx.update(staff).set({ role: who.role }).where(eq(staff.id, staffId))
  const code = readableCode(random, 8)
  const expiresAt = new Date(now.getTime() + CODE_HOURS * 3_600_000)
  await tx.insert(bindCodes).values({ codeHash: sha256(code), staffId, expiresAt, createdAt: now })
  return { staffId, code, expiresAt }
}

export type Bound =
  | { readonly ok: true; readonly staff: Staff }
  | { readonly ok: false; readonly because: 'unknown' | 'expired' | 'used' }

/** Binds a person to a staff member by a code: single use, 24 hours. A new binding replaces the old one. */
export async function bind(tx: Tx, code: string, conversation: Conversation, now: Date): Promise<Bound> {
  const [row] = await tx
    .select()
    .from(bindCodes)
    .where(eq(bindCodes.codeHash, sha256(code.trim().toUpperCase())))
    .for('update')
  if (!row) return { ok: false, because: 'unknown' }
  if (row.usedAt) return { ok: false, because: 'used' }
  if (row.expiresAt <= now) return { ok: false, because: 'expired' }
  await tx.update(bindCodes).set({ usedAt: now }).where(eq(bindCodes.codeHash, row.codeHash))
  await tx
    .update(staff)
    .set({ personId: null })
    .where(and(eq(staff.personId, conversation.personId!), sql`id <> ${row.staffId}`))
  await tx
    .update(staff)
    .set({ personId: conversation.personId, conversationId: conversation.id })
    .where(eq(staff.id, row.staffId))
  return { ok: true, staff: (await staffById(tx, row.staffId))! }
}

/** Cards go where they last wrote from, as long as they are who they were when it was read. */
export async function wroteFrom(tx: Tx, who: Staff, conversation: Conversation): Promise<void> {
  if (who.conversationId === conversation.id) return
  await tx
    .update(staff)
    .set({ conversationId: conversation.id })
    .where(and(eq(staff.id, who.id), eq(staff.personId, conversation.personId!)))
}

/** True while the count of `key` within the window passes `limit`; counts this try. */
export async function tooMany(
  tx: Db | Tx,
  key: string,
  limit: number,
  windowMs: number,
  now: Date,
): Promise<number | false> {
  const from = new Date(now.getTime() - windowMs).toISOString()
  const [row] = await rows<{ count: number }>(
    tx,
    sql`insert into attempts (key, window_start, count) values (${key}, ${now.toISOString()}::timestamptz, 1)
        on conflict (key) do update set
          count = case when attempts.window_start <= ${from}::timestamptz then 1 else attempts.count + 1 end,
          window_start = case when attempts.window_start <= ${from}::timestamptz then excluded.window_start else attempts.window_start end
        returning count`,
  )
  return row!.count > limit ? row!.count : false
}

/** Codes still open, for the list of who has not bound. */
export async function openCodes(tx: Db | Tx, now: Date): Promise<number> {
  return (
    await tx
      .select({ h: bindCodes.codeHash })
      .from(bindCodes)
      .where(and(isNull(bindCodes.usedAt), gt(bindCodes.expiresAt, now)))
  ).length
}
