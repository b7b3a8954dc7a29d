/** Stores and finds staff: who is bound, who is on duty, who stands in for whom. */
import { and, asc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { sha256 } from '../../core/hash-chain.ts'
import { type LocalDate } from '../../core/date.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { readableCode } from '../../core/random.ts'
import type { RequestContext } from '../context.ts'
import type { Conversation } from './conversations.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { bindCodes, staff } from '../schema.ts'

/** Staff by the person each is bound as. */
export async function staffAmong(tx: Db | Tx, persons: readonly number[]): Promise<Map<number, Staff>> {
  if (persons.length === 0) return new Map()
  const found = await tx
    .select()
    .from(staff)
    .where(and(inArray(staff.personId, [...persons]), isNull(staff.leftAt)))
  return new Map(found.map((s) => [s.personId!, s]))
}

/** The staff member a person is bound as; null for a resident. */
export async function staffOfPerson(tx: Db | Tx, personId: number | null): Promise<Staff | null> {
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
  return row ?? null
}

/** Staff by exact name, those who left excepted. */
export async function staffByName(tx: Db | Tx, name: string): Promise<Staff[]> {
  return await tx
    .select()
    .from(staff)
    .where(and(eq(staff.name, name), isNull(staff.leftAt)))
    .orderBy(asc(staff.id))
}

/** Whether somebody of that name worked here and left. */
export const hasLeft = async (tx: Db | Tx, name: string): Promise<boolean> =>
  (await tx.$count(staff, and(eq(staff.name, name), isNotNull(staff.leftAt)))) > 0

export async function allStaff(tx: Db | Tx): Promise<Staff[]> {
  return await tx.select().from(staff).where(isNull(staff.leftAt)).orderBy(asc(staff.id))
}

/** Who stands in for one who is away, through `until`; null: they are back. */
export async function setSubstitute(
  tx: Tx,
  staffId: number,
  away: { readonly until: LocalDate; readonly substituteId: number } | null,
): Promise<void> {
  await tx
    .update(staff)
    .set({ awayUntil: away?.until ?? null, substituteId: away?.substituteId ?? null })
    .where(eq(staff.id, staffId))
}

/** Whoever sits in for these people today: themselves, or their substitute while they are away. */
export async function substitutesFor(tx: Tx, ids: readonly number[], today: LocalDate): Promise<Staff[]> {
  if (ids.length === 0) return []
  const people = await tx
    .select()
    .from(staff)
    .where(inArray(staff.id, [...ids]))
  const away = people
    .filter((s) => s.awayUntil !== null && s.awayUntil >= today && s.substituteId !== null)
    .map((s) => s.substituteId!)
  const here = people.filter((s) => !(s.awayUntil !== null && s.awayUntil >= today && s.substituteId !== null))
  const subs = away.length ? await tx.select().from(staff).where(inArray(staff.id, away)) : []
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

/** Under SECRET_KEY: eight characters are soon found again by trying where a plain hash of them lies in a backup. */
const bindCodeMark = (cipher: Cipher, code: string): string => cipher.digest('bind code', code)

/** Adds a staff member and a binding code, shown once. */
export async function inviteStaff(
  tx: Tx,
  { now, random, cipher }: Pick<RequestContext, 'now' | 'random' | 'cipher'>,
  who: { name: string; department: string; role: Staff['role']; phone?: string },
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
  await tx.insert(bindCodes).values({ codeHash: bindCodeMark(cipher, code), staffId, expiresAt, createdAt: now })
  return { staffId, code, expiresAt }
}

export type BindResult =
  | { readonly ok: true; readonly staff: Staff }
  | { readonly ok: false; readonly because: 'unknown' | 'expired' | 'used' }

/** Binds a person to a staff member by a code: single use, 24 hours. A new binding replaces the old one. */
export async function bindStaff(
  tx: Tx,
  { now, cipher }: Pick<RequestContext, 'now' | 'cipher'>,
  code: string,
  conversation: Conversation,
): Promise<BindResult> {
  const given = code.trim().toUpperCase()
  const [row] = await tx
    .select()
    .from(bindCodes)
    // the second as an older version kept it: good for its day
    .where(inArray(bindCodes.codeHash, [bindCodeMark(cipher, given), sha256(given)]))
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
export async function recordStaffConversation(tx: Tx, who: Staff, conversation: Conversation): Promise<void> {
  if (who.conversationId === conversation.id) return
  await tx
    .update(staff)
    .set({ conversationId: conversation.id })
    .where(and(eq(staff.id, who.id), eq(staff.personId, conversation.personId!)))
}

/** True while the count of `key` within the window passes `limit`; counts this try. */
export async function tooManyAttempts(
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

/** What `tooManyAttempts` has counted of `key` within the window, this try not among it. */
export async function attemptsSince(tx: Db | Tx, key: string, windowMs: number, now: Date): Promise<number> {
  const from = new Date(now.getTime() - windowMs).toISOString()
  const [row] = await rows<{ count: number }>(
    tx,
    sql`select count from attempts where key = ${key} and window_start > ${from}::timestamptz`,
  )
  return row?.count ?? 0
}

/** Codes still open: whose they are, and until when. */
export const openBindCodes = (tx: Db | Tx, now: Date) =>
  tx
    .select({ staffId: bindCodes.staffId, expiresAt: bindCodes.expiresAt })
    .from(bindCodes)
    .where(and(isNull(bindCodes.usedAt), gt(bindCodes.expiresAt, now)))
    .orderBy(asc(bindCodes.expiresAt))

/** Whether somebody gets new cases. */
export async function setOnDuty(tx: Tx, staffId: number, onDuty: boolean): Promise<void> {
  await tx.update(staff).set({ onDuty }).where(eq(staff.id, staffId))
}

export async function setRole(tx: Tx, staffId: number, role: Staff['role']): Promise<void> {
  await tx.update(staff).set({ role }).where(eq(staff.id, staffId))
}

/** Everybody's name by id, those who have left too. */
export const staffNames = (db: Db) => db.select({ id: staff.id, name: staff.name }).from(staff)
