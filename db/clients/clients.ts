/** Issues, looks up and revokes the tokens of clients, and reads the cases each brought. */
import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import { sha256 } from '../../core/hash-chain.ts'
import type { Client, Scope } from '../../core/client/scopes.ts'
import type { Random } from '../../core/random.ts'
import type { Db, Tx } from '../types.ts'
import { cases, clientCases, clients } from '../schema.ts'

/** Being used is written down no oftener. */
const USED_EVERY_MS = 60_000

/** A new client with its token, shown once. */
export async function issueToken(
  tx: Tx,
  given: { name: string; scopes: readonly Scope[]; perMinute: number; byStaffId: number | null },
  now: Date,
  random: Random,
): Promise<{ id: number; token: string }> {
  const token = `sw_${Buffer.from(random(32)).toString('base64url')}`
  const [row] = await tx
    .insert(clients)
    .values({
      name: given.name,
      tokenHash: sha256(token),
      tokenEnd: token.slice(-4),
      scopes: [...given.scopes],
      perMinute: given.perMinute,
      createdAt: now,
      createdById: given.byStaffId,
    })
    .returning({ id: clients.id })
  return { id: row!.id, token }
}

/** False where there is none such, or it was revoked before. */
export async function revokeToken(tx: Tx, id: number, byStaffId: number | null, now: Date): Promise<boolean> {
  const done = await tx
    .update(clients)
    .set({ revokedAt: now, revokedById: byStaffId })
    .where(and(eq(clients.id, id), isNull(clients.revokedAt)))
    .returning({ id: clients.id })
  if (done.length === 0) return false
  // what waits for a paused subscription of its is nobody's any more
  await tx.execute(
    sql`update outbox set state = 'stale' where state = 'parked' and conversation_id in (select conversation_id from webhooks where client_id = ${id})`,
  )
  return true
}

export type ClientRow = typeof clients.$inferSelect

const clientOf = (row: ClientRow): Client => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes as Scope[], // written by issueToken only
  perMinute: row.perMinute,
})

/** Whose token this is; null for an unknown or revoked one. Writes down that it was used. */
export async function clientByToken(db: Db, token: string, now: Date): Promise<Client | null> {
  const [row] = await db
    .select()
    .from(clients)
    .where(and(eq(clients.tokenHash, sha256(token)), isNull(clients.revokedAt)))
  if (!row) return null
  const before = new Date(now.getTime() - USED_EVERY_MS)
  if (row.lastUsedAt === null || row.lastUsedAt < before)
    await db
      .update(clients)
      .set({ lastUsedAt: now })
      .where(and(eq(clients.id, row.id), or(isNull(clients.lastUsedAt), lt(clients.lastUsedAt, before))))
  return clientOf(row)
}

/** Null where it was revoked. */
export async function clientById(db: Db | Tx, id: number): Promise<Client | null> {
  const [row] = await db
    .select()
    .from(clients)
    .where(and(eq(clients.id, id), isNull(clients.revokedAt)))
  return row ? clientOf(row) : null
}

/** All there ever were, the newest first. */
export const allClients = (db: Db | Tx): Promise<ClientRow[]> =>
  db.select().from(clients).orderBy(desc(clients.id)).limit(200)

/** Those whose token works, the newest first. */
export const liveClients = (db: Db | Tx): Promise<ClientRow[]> =>
  db.select().from(clients).where(isNull(clients.revokedAt)).orderBy(desc(clients.id))

/** Those whose token was revoked, the last revoked first. */
export async function revokedClients(
  db: Db,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ found: ClientRow[]; count: number }> {
  const gone = isNotNull(clients.revokedAt)
  const found = await db.select().from(clients).where(gone).orderBy(desc(clients.revokedAt), desc(clients.id)).limit(limit).offset(offset) // prettier-ignore
  return { found, count: await db.$count(clients, gone) }
}

/** The case a client opened under a name of its own. */
export async function caseByReference(db: Db | Tx, clientId: number, reference: string): Promise<Case | null> {
  const [row] = await db
    .select({ c: cases })
    .from(clientCases)
    .innerJoin(cases, eq(cases.id, clientCases.caseId))
    .where(and(eq(clientCases.clientId, clientId), eq(clientCases.reference, reference)))
  return row?.c ?? null
}

export interface ClientCase {
  readonly clientId: number
  readonly reference: string | null
  readonly service: string | null
}

/** Which client brought a case; null for any other case. */
export async function clientOfCase(db: Db | Tx, caseId: number): Promise<ClientCase | null> {
  const [row] = await db
    .select({ clientId: clientCases.clientId, reference: clientCases.reference, service: clientCases.service })
    .from(clientCases)
    .where(eq(clientCases.caseId, caseId))
  return row ?? null
}

export const linkCaseToClient = (tx: Tx, caseId: number, by: ClientCase): Promise<unknown> =>
  tx.insert(clientCases).values({ caseId, ...by })

/** The cases of one client after an id, oldest first. */
export async function casesOfClient(
  db: Db,
  clientId: number,
  after: number,
  limit: number,
): Promise<{ case: Case; reference: string | null; service: string | null }[]> {
  const found = await db
    .select({ c: cases, reference: clientCases.reference, service: clientCases.service })
    .from(clientCases)
    .innerJoin(cases, eq(cases.id, clientCases.caseId))
    .where(and(eq(clientCases.clientId, clientId), gt(clientCases.caseId, after)))
    .orderBy(asc(clientCases.caseId))
    .limit(limit)
  return found.map(({ c, ...rest }) => ({ case: c, ...rest }))
}
