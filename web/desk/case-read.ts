/** What the page of one case is made of, read at once. */
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { CaseContext } from '../../core/case/case-context.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { type FileStore, readFile, type StoredFile } from '../../db/files/files.ts'
import type { Db } from '../../db/types.ts'
import { type Pages, pages, pagesOf } from './paging.ts'
import type { DeskRequest } from './desk-module.ts'
import {
  caseEvents,
  caseFiles,
  cases,
  clientCases,
  clients,
  conversations,
  files,
  notices,
  outbox,
  staff as staffTable,
} from '../../db/schema.ts'

export interface Happened {
  readonly at: Date
  readonly action: string
  readonly actor: string
  readonly by: string | null
  readonly text: string
  readonly data: Record<string, unknown>
  /** False: only staff see it. */
  readonly open: boolean
}

export interface Surroundings {
  readonly events: readonly Happened[]
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
  readonly files: readonly { readonly id: number; readonly name: string; readonly size: number; readonly at: Date }[]
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
  const [events, papers, held, letters, [conversation], [kept], [brought]] = await Promise.all([
    db
      .select({
        at: caseEvents.at,
        action: caseEvents.action,
        actor: caseEvents.actor,
        by: staffTable.name,
        text: caseEvents.text,
        data: caseEvents.data,
        open: caseEvents.open,
      })
      .from(caseEvents)
      .leftJoin(staffTable, eq(staffTable.id, caseEvents.staffId))
      .where(eq(caseEvents.caseId, id))
      .orderBy(asc(caseEvents.seq)),
    db.select().from(notices).where(eq(notices.caseId, id)).orderBy(asc(notices.id)),
    db
      .select({ id: files.id, name: files.name, size: files.size, at: caseFiles.at })
      .from(caseFiles)
      .innerJoin(files, eq(files.id, caseFiles.fileId))
      .where(eq(caseFiles.caseId, id))
      .orderBy(asc(caseFiles.id)),
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
    events: events as Happened[], // data is an object: writeEvent wrote it
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

/** A file of this case, with its bytes; null for any other. */
export async function fileOfCase(
  o: FileStore,
  cipher: Cipher,
  caseId: number,
  fileId: number,
): Promise<StoredFile | null> {
  const [row] = await o.db
    .select({ id: caseFiles.fileId })
    .from(caseFiles)
    .where(and(eq(caseFiles.caseId, caseId), eq(caseFiles.fileId, fileId)))
  return row ? readFile(o, cipher, row.id) : null
}
