/** Writes and reads the web chat's mailbox: one row after the other per address, so that reading after an id misses none. */
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { Body, Choice, Outgoing } from '../../core/channel.ts'
import { shorten } from '../../core/long-text.ts'
import { maskedName } from '../../core/file-types.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { withoutSecrets } from '../../core/privacy/hide-secrets.ts'
import { keepMessage, type KeptMessage, openMessage } from '../../core/privacy/kept-message.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { json, rows, wellFormed } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { inbox, mailbox } from '../schema.ts'
import { type FileKeys, type FileStore, openFile, type OpenedFile, SENT_MS, storeFile } from '../files/files.ts'

/** What a resident sent, checked at the door. */
export interface MailboxEntry {
  readonly body: Extract<Body, { kind: 'text' | 'choice' | 'file' | 'voice' | 'place' }>
  readonly bytes?: Uint8Array
  /** The page's own id of this message: sent twice, it is taken once. */
  readonly client?: string
  /** Keyed hash of the network it came from. */
  readonly network?: string
}

/** One message as the page shows it. */
export interface Shown {
  readonly id: number
  readonly from: 'resident' | 'desk'
  readonly text: string
  readonly choices: readonly Choice[]
  readonly at: string
  readonly link?: { readonly label: string; readonly url: string }
  readonly file?: { readonly name: string; readonly type: string; readonly url: string }
}

/** A part of a mailbox, oldest first. */
export interface MailboxPage {
  readonly messages: readonly Shown[]
  /** There is more than fits: asked for with `after` this id. Absent where this is all. */
  readonly more?: number
}

const LIMIT = 200
/** Of one answer as JSON; a message is some 15 KB at most. Who asks and does not read leaves no more than this in memory. */
const MOST_BYTES = 256 * 1024

/** What stands in a mailbox row. */
interface Kept extends KeptMessage {
  readonly file?: { readonly name: string; readonly type: string }
  readonly client?: string
}

/** Writers of one mailbox wait for each other until commit: an id that is seen has none still to come below it. */
const lock = (tx: Tx, address: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`mailbox:${address}`}, 0))`)

async function insert(
  tx: Tx,
  address: string,
  author: 'resident' | 'desk',
  message: Kept,
  fileId: number | null,
  at: Date,
): Promise<number> {
  const [row] = await rows<{ id: number }>(
    tx,
    sql`insert into mailbox (address, author, message, file_id, at)
        values (${address}, ${author}, ${json(message)}, ${fileId}, ${at.toISOString()}::timestamptz) returning id`,
  )
  return row!.id
}

/** Writes what the desk says; resolves with the row's id. */
export async function putMessage(
  o: FileStore,
  keys: FileKeys,
  address: string,
  { file, ...message }: Outgoing,
  at: Date,
): Promise<number> {
  const fileId = file
    ? await storeFile(o, keys, { ...file, name: wellFormed(file.name) }, { now: at, dropAfterMs: SENT_MS })
    : null
  return o.db.transaction(async (tx) => {
    await lock(tx, address)
    const about = file && { file: { name: file.name, type: file.type } }
    return insert(tx, address, 'desk', { ...keepMessage(keys, message), ...about }, fileId, at)
  })
}

/** Writes what a resident sent, once per client id; resolves with the row, old or new. */
export async function keepHeard(
  db: Db,
  address: string,
  heard: MailboxEntry,
  at: Date,
): Promise<{ id: number; at: Date }> {
  return db.transaction(async (tx) => {
    await lock(tx, address)
    if (heard.client !== undefined) {
      const [old] = await rows<{ id: number; at: Date }>(
        tx,
        sql`select id, at from mailbox where address = ${address} and author = 'resident'
            and message->>'client' = ${heard.client} order by id desc limit 1`,
      )
      if (old) return old
    }
    const kept: Kept = {
      ...(await shownBody(tx, address, heard.body)),
      ...(heard.client === undefined ? {} : { client: heard.client }),
    }
    // the bytes go with the inbox row, once
    return { id: await insert(tx, address, 'resident', kept, null, at), at }
  })
}

/** What the chat's own page offers before the desk has said anything, by how the value begins. */
const ON_THE_PAGE = { 'human': '找工作人员', 'mine': '我的办件', 'doubt:': '我有疑问' } as const // prettier-ignore

const onThePage = (value: string): string | undefined =>
  Object.entries(ON_THE_PAGE).find(([start]) => (start.endsWith(':') ? value.startsWith(start) : value === start))?.[1]

const redact = withoutSecrets(maskPersonal)

/** What the resident's own line shows; of a tap the label they saw. */
async function shownBody(tx: Tx, address: string, body: MailboxEntry['body']): Promise<Kept> {
  if (body.kind === 'text') return { text: redact(shorten(body.text).text).text }
  if (body.kind === 'place') return { text: '📍 我的位置' }
  if (body.kind === 'voice') return { text: '', file: { name: maskedName(body.name).text, type: body.type } }
  if (body.kind === 'file')
    return {
      text: redact(shorten(body.caption ?? '').text).text,
      file: { name: maskedName(body.name).text, type: body.type },
    }
  const offered = await rows<{ choices: Choice[] | null }>(
    tx,
    sql`select message->'choices' as choices from mailbox where address = ${address} and author = 'desk'
        order by id desc limit 50`,
  )
  const label = offered.flatMap((m) => m.choices ?? []).find((c) => c.value === body.value)?.label
  return { text: label ?? onThePage(body.value) ?? '（选了一项）' }
}

/**
 * What stands in a mailbox, to whoever it belongs to: what is sealed in it is read out until it expires. With `after` the
 * next messages that fit; without, the newest that fit of the last 200, and `more` leads to the first of those 200.
 */
export async function shownAfter(
  db: Db,
  cipher: Cipher,
  address: string,
  after: number | null,
  now: Date,
): Promise<MailboxPage> {
  const mine = eq(mailbox.address, address)
  const found =
    after === null
      ? (await db.select().from(mailbox).where(mine).orderBy(desc(mailbox.id)).limit(LIMIT)).reverse()
      : await db
          .select()
          .from(mailbox)
          .where(and(mine, gt(mailbox.id, after)))
          .orderBy(asc(mailbox.id))
          .limit(LIMIT)
  const shown = found.map((row): Shown => {
    const { file, client: _, ...kept } = row.message as Kept // as insert() wrote it
    const { text, choices = [], link } = openMessage(cipher, kept, now)
    return {
      id: row.id,
      from: row.author as Shown['from'],
      text,
      choices,
      at: row.at.toISOString(),
      ...(link && { link }),
      ...(file && { file: { ...file, url: `/api/chat/files/${row.id}` } }),
    }
  })
  if (after === null) {
    const messages = fitting(shown.reverse()).reverse()
    const [first] = found
    return first && messages.length < found.length ? { messages, more: first.id - 1 } : { messages }
  }
  const messages = fitting(shown)
  const last = messages.at(-1)
  return last && (messages.length < found.length || found.length === LIMIT) ? { messages, more: last.id } : { messages }
}

/** The first messages that fit into one answer, one at least. */
function fitting(messages: readonly Shown[]): Shown[] {
  let left = MOST_BYTES
  const beyond = messages.findIndex((m, i) => (left -= Buffer.byteLength(JSON.stringify(m))) < 0 && i > 0)
  return messages.slice(0, beyond < 0 ? messages.length : beyond)
}

export async function lastOf(db: Db, address: string): Promise<number> {
  const [row] = await rows<{ last: number }>(
    db,
    sql`select coalesce(max(id), 0) as last from mailbox where address = ${address}`,
  )
  return row!.last
}

/** The desk's files hang on the row; a resident's on the inbox row of the same message. */
export async function fileOfMessage(
  o: FileStore,
  keys: FileKeys,
  address: string,
  id: number,
): Promise<OpenedFile | null> {
  const [row] = await o.db
    .select({ fileId: mailbox.fileId, author: mailbox.author })
    .from(mailbox)
    .where(and(eq(mailbox.address, address), eq(mailbox.id, id)))
  if (!row) return null
  let { fileId } = row
  if (row.author === 'resident') {
    const [heard] = await o.db
      .select({ fileId: inbox.fileId })
      .from(inbox)
      .where(and(eq(inbox.channel, 'web'), eq(inbox.updateId, `m${id}`)))
    fileId = heard?.fileId ?? null
  }
  return fileId === null ? null : openFile(o, keys.cipher, fileId)
}
