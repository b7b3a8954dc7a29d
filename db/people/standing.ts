/** Records who has shown that they are one person: by a code sent to their telephone, or at the counter. */
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { COUNTER_CODE, PHONE_CODE } from '../../core/phone-codes.ts'
import { readableCode } from '../../core/random.ts'
import { type ConfirmedBy, type Standing, standingOf, STANDINGS } from '../../core/standing.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { Conversation } from './conversations.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { conversations, personCodes, persons } from '../schema.ts'
import type { RequestContext } from '../context.ts'

/** Who somebody counts as, and the name under which they count once: their telephone where it is known. */
export interface Voice {
  readonly personId: number
  readonly conversationId: number
  readonly standing: Standing
  /** Null where it does not count. */
  readonly voter: string | null
}

export const countsAsPerson = ({ standing }: Pick<Voice, 'standing'>): boolean => STANDINGS[standing].counts

export async function confirmationOf(tx: Tx, personId: number): Promise<ConfirmedBy | null> {
  const [row] = await tx.select({ by: persons.confirmedBy }).from(persons).where(eq(persons.id, personId))
  return (row?.by as ConfirmedBy | null | undefined) ?? null
}

/** Whether it is known who a person is: confirmed, of an account, or of the office. */
const known = sql`(p.confirmed_by is not null
  or exists (select 1 from conversations c where c.person_id = p.id and c.channel <> 'web')
  or exists (select 1 from staff s where s.person_id = p.id and s.left_at is null))`

export async function isKnownPerson(db: Db, personId: number): Promise<boolean> {
  return (await rows(db, sql`select 1 from persons p where p.id = ${personId} and ${known}`)).length > 0
}

/** The same of whoever writes from a web session. */
export async function isKnownSession(db: Db, address: string): Promise<boolean> {
  const found = await rows(
    db,
    sql`select 1 from conversations w join persons p on p.id = w.person_id
        where w.channel = 'web' and w.address = ${address} and ${known}`,
  )
  return found.length > 0
}

/** The voice of whoever writes from a conversation; null for a group. */
export async function voiceOf(
  tx: Tx,
  { id, personId, channel }: Pick<Conversation, 'id' | 'personId' | 'channel'>,
): Promise<Voice | null> {
  if (personId === null) return null
  const [row] = await tx.select().from(persons).where(eq(persons.id, personId))
  const standing = standingOf(channel, (row?.confirmedBy as ConfirmedBy | null | undefined) ?? null)
  const voter = STANDINGS[standing].counts ? (row?.confirmedMark ?? `person:${personId}`) : null
  return { personId, conversationId: id, standing, voter }
}

const phoneCodeMark = (ctx: RequestContext, personId: number, code: string): string =>
  ctx.cipher.digest('phone code', `${personId} ${code}`)
const counterCodeMark = (ctx: RequestContext, code: string): string =>
  ctx.cipher.digest('counter code', code.trim().toUpperCase())

/** The telephone itself is kept nowhere: whether it is the same one is all that is asked of it. */
const phoneMark = (ctx: RequestContext, phone: string): string =>
  ctx.cipher.digest('voter', phone.replace(/\D/g, '').slice(-11))

/** A code of digits, to be sent to this telephone; kept as its hash. */
export async function makePhoneCode(tx: Tx, ctx: RequestContext, personId: number, phone: string): Promise<string> {
  const code = String([...ctx.random(4)].reduce((n, b) => n * 256 + b, 0) % 1_000_000).padStart(6, '0')
  await tx.insert(personCodes).values({
    personId,
    kind: 'phone',
    codeMark: phoneCodeMark(ctx, personId, code),
    phoneMark: phoneMark(ctx, phone),
    expiresAt: new Date(ctx.now.getTime() + PHONE_CODE.minutes * 60_000),
    createdAt: ctx.now,
  })
  return code
}

export type CodeRead = 'confirmed' | 'wrong' | 'over'

/** Reads a code that came back from a telephone; the newest one counts, and not for long. */
export async function confirmPhone(tx: Tx, ctx: RequestContext, personId: number, code: string): Promise<CodeRead> {
  const [open] = await tx
    .select()
    .from(personCodes)
    .where(and(eq(personCodes.personId, personId), eq(personCodes.kind, 'phone')))
    .orderBy(desc(personCodes.id))
    .limit(1)
    .for('update')
  if (!open || open.usedAt !== null || open.expiresAt <= ctx.now || open.tries >= PHONE_CODE.tries) return 'over'
  if (open.codeMark !== phoneCodeMark(ctx, personId, code)) {
    await tx
      .update(personCodes)
      .set({ tries: open.tries + 1 })
      .where(eq(personCodes.id, open.id))
    return 'wrong'
  }
  await tx.update(personCodes).set({ usedAt: ctx.now }).where(eq(personCodes.id, open.id))
  await confirm(tx, ctx, personId, 'phone', open.phoneMark!)
  return 'confirmed'
}

/** A code that the person shows at the counter; those before it end. */
export async function makeCounterCode(
  tx: Tx,
  ctx: RequestContext,
  personId: number,
): Promise<{ readonly code: string; readonly until: Date }> {
  const code = readableCode(ctx.random, 8)
  const until = new Date(ctx.now.getTime() + COUNTER_CODE.days * 86_400_000)
  await tx
    .update(personCodes)
    .set({ usedAt: ctx.now })
    .where(and(eq(personCodes.personId, personId), eq(personCodes.kind, 'counter'), isNull(personCodes.usedAt)))
  await tx.insert(personCodes).values({
    personId,
    kind: 'counter',
    codeMark: counterCodeMark(ctx, code),
    expiresAt: until,
    createdAt: ctx.now,
  })
  return { code, until }
}

/** Staff have seen who it is: the person behind a counter code is confirmed. The conversation to tell, or null for no such code. */
export async function registerAtCounter(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  code: string,
  phone: string,
): Promise<number | null> {
  const [open] = await tx
    .select()
    .from(personCodes)
    .where(
      and(
        eq(personCodes.codeMark, counterCodeMark(ctx, code)),
        eq(personCodes.kind, 'counter'),
        isNull(personCodes.usedAt),
        gt(personCodes.expiresAt, ctx.now),
      ),
    )
    .for('update')
  if (!open) return null
  await tx.update(personCodes).set({ usedAt: ctx.now }).where(eq(personCodes.id, open.id))
  await confirm(tx, ctx, open.personId, 'counter', phoneMark(ctx, phone))
  await appendAccountEvent(tx, ctx, `person:${open.personId}`, { action: 'registered', from: null, to: 'counter', actor: { kind: 'staff', staff: by, standsFor: [] } }) // prettier-ignore
  const [talk] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.personId, open.personId))
    .orderBy(desc(conversations.lastInboundAt))
    .limit(1)
  return talk?.id ?? null
}

/** One telephone confirms one person: whoever it confirmed before is a plain session again. */
async function confirm(
  tx: Tx,
  ctx: RequestContext,
  personId: number,
  by: ConfirmedBy,
  confirmedMark: string,
): Promise<void> {
  await tx
    .update(persons)
    .set({ confirmedBy: null, confirmedAt: null, confirmedMark: null })
    .where(and(eq(persons.confirmedMark, confirmedMark), sql`${persons.id} <> ${personId}`))
  await tx.update(persons).set({ confirmedBy: by, confirmedAt: ctx.now, confirmedMark }).where(eq(persons.id, personId))
}
