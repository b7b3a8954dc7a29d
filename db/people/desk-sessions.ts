/** Stores who is at the desk in a browser: one-time links, sessions, and the log of what staff read of a person. */
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { sha256 } from '../../core/hash-chain.ts'
import { type Random, randomToken } from '../../core/random.ts'
import type { Db, Tx } from '../types.ts'
import { cases, deskLinks, deskSessions, personalReads, staff } from '../schema.ts'

const MINUTE_MS = 60_000
export const LINK_MS = 10 * MINUTE_MS
/** Left alone so long, a browser is signed out. */
export const IDLE_MS = 30 * MINUTE_MS
export const SESSION_MS = 8 * 60 * MINUTE_MS
/** Being seen is written down no oftener: a page of a busy clerk costs no write. */
const SEEN_EVERY_MS = MINUTE_MS

/** A way in for ten minutes; an older unused one stops working. */
export async function makeSignInLink(
  tx: Tx,
  staffId: number,
  now: Date,
  random: Random,
): Promise<{ readonly token: string; readonly until: Date }> {
  const token = randomToken(random)
  const until = new Date(now.getTime() + LINK_MS)
  await tx
    .update(deskLinks)
    .set({ usedAt: now })
    .where(and(eq(deskLinks.staffId, staffId), isNull(deskLinks.usedAt)))
  await tx.insert(deskLinks).values({ tokenHash: sha256(token), staffId, createdAt: now, expiresAt: until })
  return { token, until }
}

/** Whether a link would let somebody in now. Looking does not use it up. */
export async function isLinkValid(db: Db | Tx, secret: string, now: Date): Promise<boolean> {
  const [row] = await db
    .select({ id: deskLinks.staffId })
    .from(deskLinks)
    .where(and(eq(deskLinks.tokenHash, sha256(secret)), isNull(deskLinks.usedAt), gt(deskLinks.expiresAt, now)))
  return row !== undefined
}

/** Uses a link up and opens a session; null where the link is unknown, used or old, or the person has left. */
export async function signInWithLink(tx: Tx, secret: string, now: Date, random: Random): Promise<string | null> {
  const [used] = await tx
    .update(deskLinks)
    .set({ usedAt: now })
    .where(and(eq(deskLinks.tokenHash, sha256(secret)), isNull(deskLinks.usedAt), gt(deskLinks.expiresAt, now)))
    .returning({ staffId: deskLinks.staffId })
  if (!used) return null
  const [who] = await tx
    .select({ personId: staff.personId })
    .from(staff)
    .where(and(eq(staff.id, used.staffId), isNull(staff.leftAt)))
  if (!who || who.personId === null) return null
  const session = randomToken(random)
  await tx.insert(deskSessions).values({
    tokenHash: sha256(session),
    staffId: used.staffId,
    personId: who.personId,
    createdAt: now,
    seenAt: now,
    endsAt: new Date(now.getTime() + SESSION_MS),
  })
  return session
}

const valid = (session: string, now: Date) =>
  and(
    eq(deskSessions.tokenHash, sha256(session)),
    isNull(deskSessions.endedAt),
    gt(deskSessions.endsAt, now),
    gt(deskSessions.seenAt, new Date(now.getTime() - IDLE_MS)),
    isNull(staff.leftAt),
    eq(staff.personId, deskSessions.personId),
  )

/**
 * Who a session belongs to; null once it ended, lay idle, grew old, or the person left or was bound anew. `used` false:
 * what an open page asks by itself does not prolong it.
 */
export async function sessionStaff(db: Db, session: string, now: Date, used = true): Promise<Staff | null> {
  const [row] = await db
    .select({ staff, seenAt: deskSessions.seenAt })
    .from(deskSessions)
    .innerJoin(staff, eq(staff.id, deskSessions.staffId))
    .where(valid(session, now))
  if (!row) return null
  if (used && row.seenAt.getTime() <= now.getTime() - SEEN_EVERY_MS)
    await db
      .update(deskSessions)
      .set({ seenAt: now })
      .where(and(eq(deskSessions.tokenHash, sha256(session)), isNull(deskSessions.endedAt)))
  return row.staff
}

/** Whole seconds until a session ends unless it is used; 0 for one that ended or is not there. */
export async function secondsLeft(db: Db, session: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ seenAt: deskSessions.seenAt, endsAt: deskSessions.endsAt })
    .from(deskSessions)
    .where(and(eq(deskSessions.tokenHash, sha256(session)), isNull(deskSessions.endedAt)))
  if (!row) return 0
  const ends = Math.min(row.seenAt.getTime() + IDLE_MS, row.endsAt.getTime())
  return Math.max(0, Math.ceil((ends - now.getTime()) / 1000))
}

export async function endSession(db: Db | Tx, session: string, now: Date): Promise<void> {
  await db
    .update(deskSessions)
    .set({ endedAt: now })
    .where(and(eq(deskSessions.tokenHash, sha256(session)), isNull(deskSessions.endedAt)))
}

export async function recordPersonalRead(
  db: Db | Tx,
  who: Staff,
  /** `search`: found by a name or a telephone, which tells whose it is. */
  what: 'case' | 'file' | 'search',
  caseId: number,
  now: Date,
  fileId: number | null = null,
): Promise<void> {
  await db.insert(personalReads).values({ staffId: who.id, caseId, what, fileId, at: now })
}

/** A picture that a page draws again within an hour is the same look. */
const SAME_LOOK_MS = 60 * MINUTE_MS

/** Writes down that somebody saw a picture of a case, once an hour. */
export async function recordFileLook(db: Db, who: Staff, caseId: number, fileId: number, now: Date): Promise<void> {
  const [seen] = await db
    .select({ id: personalReads.id })
    .from(personalReads)
    .where(
      and(
        eq(personalReads.caseId, caseId),
        gt(personalReads.at, new Date(now.getTime() - SAME_LOOK_MS)),
        eq(personalReads.staffId, who.id),
        eq(personalReads.fileId, fileId),
      ),
    )
    .limit(1)
  if (!seen) await recordPersonalRead(db, who, 'file', caseId, now, fileId)
}

/** Who read what, newest first. */
export async function lastReads(
  db: Db,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ found: { at: Date; name: string; number: string | null; what: string }[]; count: number }> {
  const found = await db
    .select({ at: personalReads.at, name: staff.name, number: cases.number, what: sql<string>`${personalReads.what}` })
    .from(personalReads)
    .innerJoin(staff, eq(staff.id, personalReads.staffId))
    .leftJoin(cases, eq(cases.id, personalReads.caseId))
    .orderBy(desc(personalReads.id))
    .limit(limit)
    .offset(offset)
  return { found, count: await db.$count(personalReads) }
}
