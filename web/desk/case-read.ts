/** What the page of one case is made of, read at once. */
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { CaseContext } from '../../core/case/case-context.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { localDate } from '../../core/date.ts'
import {
  askedBefore,
  type CaseEvent,
  type CaseFile,
  caseLog,
  type EarlierQuestion,
  filesOfCase,
  letterStates,
} from '../../db/cases/case-thread.ts'
import { type FileStore, readFile, type StoredFile } from '../../db/files/files.ts'
import { standsFor } from '../../db/people/staff.ts'
import { caseFiles, cases, clientCases, clients, conversations, notices, outbox } from '../../db/schema.ts'
import type { Db } from '../../db/types.ts'
import { casesOf, type Listed, unassigned } from './lists.ts'
import { type Pages, pages, pagesOf } from './paging.ts'
import type { DeskRequest } from './desk-module.ts'

export interface Surroundings {
  readonly events: readonly CaseEvent[]
  readonly before: readonly EarlierQuestion[]
  /** How the letter of a move arrived, by the instant of the move. */
  readonly arrived: ReadonlyMap<number, string>
  readonly notices: readonly {
    readonly id: number
    readonly number: string
    readonly token: string
    readonly kind: string
    readonly createdAt: Date
    readonly sealedAt: Date | null
    readonly servedAt: Date | null
    readonly receivedAt: Date | null
  }[]
  readonly files: readonly CaseFile[]
  /** What was said to the resident, and how it went, newest first. */
  readonly letters: Pages<{ readonly text: string; readonly state: string; readonly at: Date }>
  readonly unreachable: boolean
  /** Something of who they are was left, sealed. */
  readonly contact: boolean
  readonly origin: string
  /** Which other desk sent it on, and its own number for it. */
  readonly brought: { readonly client: string; readonly reference: string | null } | null
  readonly channel: string | null
}

export async function surroundings(v: DeskRequest, caseContext: CaseContext): Promise<Surroundings> {
  const { db } = v
  const { id, conversationId } = caseContext.case
  const [events, before, arrived, papers, held, letters, [conversation], [kept], [brought]] = await Promise.all([
    caseLog(db, id),
    askedBefore(db, caseContext.case),
    conversationId === null ? new Map<number, string>() : letterStates(db, id, conversationId),
    db.select().from(notices).where(eq(notices.caseId, id)).orderBy(asc(notices.id)),
    filesOfCase(db, id),
    conversationId === null
      ? pagesOf(v, 'letters', [])
      : pages(v, 'letters', (slice) => lettersTo(db, id, conversationId, slice)),
    conversationId === null
      ? []
      : db
          .select({ channel: conversations.channel, since: conversations.unreachableSince })
          .from(conversations)
          .where(eq(conversations.id, conversationId)),
    db
      .select({ contact: sql<boolean>`${cases.particulars} is not null`, origin: cases.origin })
      .from(cases)
      .where(eq(cases.id, id)),
    db
      .select({ client: clients.name, reference: clientCases.reference })
      .from(clientCases)
      .innerJoin(clients, eq(clients.id, clientCases.clientId))
      .where(eq(clientCases.caseId, id)),
  ])
  return {
    events,
    before,
    arrived,
    notices: papers,
    files: held,
    letters,
    unreachable: conversation?.since != null,
    contact: kept?.contact ?? false,
    origin: kept?.origin ?? '',
    brought: brought ?? null,
    channel: conversation?.channel ?? null,
  }
}

/** What was said to one address about a case, newest first. */
async function lettersTo(db: Db, caseId: number, conversationId: number, o: { limit: number; offset: number }) {
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

/** A file of this case, with its bytes; null for any other. */
export const fileOfCase = async (
  o: FileStore,
  cipher: Cipher,
  caseId: number,
  fileId: number,
): Promise<StoredFile | null> => ((await fileIsOfCase(o.db, caseId, fileId)) ? readFile(o, cipher, fileId) : null)

/** So many of one's cases are gone through for the one that comes next. */
const MOST_NEXT = 200

/** Whoever is asked to do something about it does not wait for somebody else. */
const waits = (c: Listed): boolean => c.clock?.state === 'open' && c.state !== 'supplement'

/**
 * What this person does next after a case: of their own and of those they stand in for the one due after it, the first again
 * at the end; then what nobody of the department has taken. Null where there is nothing else.
 */
export async function nextCase(v: DeskRequest, afterId: number): Promise<Listed | null> {
  const { db, staff, ctx } = v
  const ids = [staff.id, ...(await standsFor(db, staff.id, localDate(ctx.now)))]
  const all = { limit: MOST_NEXT, offset: 0 }
  const mine = (await casesOf(db, staff, ids, all)).found
  const at = mine.findIndex((c) => c.id === afterId)
  const following = [...mine.slice(at + 1), ...mine.slice(0, Math.max(at, 0))].filter(
    (c) => c.id !== afterId && waits(c),
  )
  if (following[0]) return following[0]
  const above = staff.role === 'group' || staff.role === 'admin'
  const free = (await unassigned(db, staff, above ? null : staff.department, { limit: 2, offset: 0 })).found
  return free.find((c) => c.id !== afterId) ?? null
}
