/** Reads where a case came from, and what was issued, written and filed about it. */
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { caseFiles, cases, clientCases, clients, conversations, notices, outbox } from '../schema.ts'
import type { Db } from '../types.ts'

export interface CaseOrigin {
  readonly unreachable: boolean
  /** Something of who they are was left, sealed. */
  readonly contact: boolean
  readonly origin: string
  /** Which other desk sent it on, and its own number for it. */
  readonly brought: { readonly client: string; readonly reference: string | null } | null
  readonly channel: string | null
}

export async function originOfCase(db: Db, caseId: number): Promise<CaseOrigin> {
  const [row] = await db
    .select({
      channel: conversations.channel,
      since: conversations.unreachableSince,
      contact: sql<boolean>`${cases.particulars} is not null`,
      origin: cases.origin,
      client: clients.name,
      reference: clientCases.reference,
    })
    .from(cases)
    .leftJoin(conversations, eq(conversations.id, cases.conversationId))
    .leftJoin(clientCases, eq(clientCases.caseId, cases.id))
    .leftJoin(clients, eq(clients.id, clientCases.clientId))
    .where(eq(cases.id, caseId))
  return {
    unreachable: row?.since != null,
    contact: row?.contact ?? false,
    origin: row?.origin ?? '',
    brought: row?.client != null ? { client: row.client, reference: row.reference } : null,
    channel: row?.channel ?? null,
  }
}

/** Everything issued in a case, oldest first. */
export const noticesOfCase = (db: Db, caseId: number) =>
  db.select().from(notices).where(eq(notices.caseId, caseId)).orderBy(asc(notices.id))

/** What was said to one address about a case, newest first. */
export async function lettersTo(db: Db, caseId: number, conversationId: number, o: { limit: number; offset: number }) {
  const of = and(eq(outbox.caseId, caseId), eq(outbox.conversationId, conversationId))
  const found = await db
    .select({ text: sql<string>`${outbox.message}->>'text'`, state: outbox.state, at: outbox.createdAt })
    .from(outbox)
    .where(of)
    .orderBy(desc(outbox.id))
    .limit(o.limit)
    .offset(o.offset)
  return { found, count: await db.$count(outbox, of) }
}

/** Whether a file lies in this case. */
export async function fileIsOfCase(db: Db, caseId: number, fileId: number): Promise<boolean> {
  const [row] = await db
    .select({ id: caseFiles.fileId })
    .from(caseFiles)
    .where(and(eq(caseFiles.caseId, caseId), eq(caseFiles.fileId, fileId)))
  return row !== undefined
}
