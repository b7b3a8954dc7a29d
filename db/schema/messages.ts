/** Declares the tables of what came in and what goes out: rows, not queues in memory. A lane is one conversation's turn in either direction. */
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, bytes, id, ref } from './columns.ts'
import { conversations, persons } from './people.ts'

/** Files people sent or the desk made. The hash is SHA-256 of the bytes in hex. Without a hash it is not whole; where neither `sealedKey` nor `bytes` is set, the bytes are gone. */
export const files = pgTable(
  'files',
  {
    id: id(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    size: integer('size').notNull(),
    hash: text('hash').notNull(),
    /** The file's own key, sealed: its bytes lie under it beside the row (db/files/file-parts.ts). */
    sealedKey: text('sealed_key'),
    /** In clear, of a version that did not seal files; emptied by the job that seals them. */
    bytes: bytes('bytes'),
    /** When the bytes are dropped unless a case or a pledge takes the file before; null: kept as long as what took it. */
    dropAt: at('drop_at'),
    personId: ref('person_id').references(() => persons.id),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    index('files_drop')
      .on(t.dropAt)
      .where(sql`drop_at is not null`),
    index('files_clear')
      .on(t.id)
      .where(sql`bytes is not null`),
    /** What all files take: read from the index alone. */
    index('files_held')
      .on(t.size)
      .where(sql`sealed_key is not null or bytes is not null`),
  ],
)

/** A file's sealed bytes in order, where no folder holds them: on a server. */
export const fileParts = pgTable(
  'file_parts',
  {
    fileId: ref('file_id')
      .notNull()
      .references(() => files.id),
    nth: integer('nth').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.fileId, t.nth] })],
)

/** Messages with a secret that expires: dropped by a job (db/queue/expired-secrets.ts). */
const SEALED_FOR_A_TIME = sql`message #> '{sealed,words}' is not null and message #>> '{sealed,until}' is not null`

/** Every update as it came, under the platform's own id: the second delivery finds the first. */
export const inbox = pgTable(
  'inbox',
  {
    id: id(),
    channel: text('channel').notNull(),
    updateId: text('update_id').notNull(),
    lane: text('lane').notNull(),
    /** core/channel.ts Incoming, dates as ISO text. Emptied by the retention job. */
    message: jsonb('message').notNull(),
    fileId: ref('file_id').references(() => files.id),
    receivedAt: at('received_at').notNull(),
    doneAt: at('done_at'),
    attempts: smallint('attempts').notNull().default(0),
    /** Why handling failed for good: error kind only. */
    failed: text('failed'),
  },
  (t) => [
    uniqueIndex('inbox_update').on(t.channel, t.updateId),
    index('inbox_lane')
      .on(t.lane, t.id)
      .where(sql`done_at is null`),
  ],
)

/** One row is one letter. A long one goes in several calls, and a try begins where the last one ended. */
export const outbox = pgTable(
  'outbox',
  {
    id: id(),
    lane: text('lane').notNull(),
    conversationId: ref('conversation_id')
      .notNull()
      .references(() => conversations.id),
    /** core/privacy/kept-message.ts; a file as its id. */
    message: jsonb('message').notNull(),
    fileId: ref('file_id').references(() => files.id),
    /** 'alarm' | 'answer' | 'push' | 'digest' */
    urgency: text('urgency').notNull(),
    /** What it is about, for people: a case, a notice, a reminder. */
    caseId: ref('case_id'),
    about: text('about').notNull(),
    /** Ids of promises; read again before sending: when none of them is open any more, there is nothing left to say. */
    whileOpen: jsonb('while_open'),
    /** Says the same thing once: a second row with the key is not written. */
    onceKey: text('once_key'),
    /** The conversation of the staff member who wants to hear how it went. */
    reportTo: ref('report_to'),
    state: text('state').notNull().default('waiting'),
    notBefore: at('not_before').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    /** Calls the platform has taken: these are never made again. */
    partsSent: smallint('parts_sent').notNull().default(0),
    /** The request left and no answer came: sent again once, marked. */
    maybeSent: boolean('maybe_sent').notNull().default(false),
    error: text('error'),
    createdAt: at('created_at').notNull(),
    settledAt: at('settled_at'),
  },
  (t) => [
    index('outbox_lane')
      .on(t.lane, t.id)
      .where(sql`state in ('waiting','sending')`),
    index('outbox_parked')
      .on(t.lane)
      .where(sql`state = 'parked'`),
    /** How pushes went, by subscription; residents' letters are not in it. */
    index('outbox_pushes')
      .on(t.conversationId)
      .where(sql`about = 'webhook'`),
    // most letters have neither: what is not in an index need not be written into it
    uniqueIndex('outbox_once')
      .on(t.onceKey)
      .where(sql`once_key is not null`),
    index('outbox_case')
      .on(t.caseId)
      .where(sql`case_id is not null`),
    index('outbox_dead')
      .on(t.settledAt)
      .where(sql`state in ('refused','unreachable','dead')`),
    /** Sealed links and codes that expire. */
    index('outbox_secrets')
      .on(sql`(message #>> '{sealed,until}')`)
      .where(SEALED_FOR_A_TIME),
  ],
)

/**
 * One waiting conversation. Claimed with `for update skip locked`, so a long queue behind one lane costs nothing and
 * many lanes cost one index range. `readyAt`: when its first row may go; `restUntil`: lease or back-off.
 */
export const lanes = pgTable(
  'lanes',
  {
    /** 'in' or 'out' */
    queue: text('queue').notNull(),
    lane: text('lane').notNull(),
    channel: text('channel').notNull(),
    readyAt: at('ready_at').notNull(),
    restUntil: at('rest_until').notNull(),
    /** Fencing token: raised by every claim; a late holder's writes find it changed. */
    fence: ref('fence').notNull().default(0),
    urgency: smallint('urgency').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.queue, t.lane] }),
    index('lanes_due').on(t.queue, t.urgency, sql`greatest(ready_at, rest_until)`),
  ],
)

/** A platform asked for a pause: nobody sends on the channel before `until`. */
export const channelRest = pgTable('channel_rest', {
  channel: text('channel').primaryKey(),
  until: at('until').notNull(),
})

/** How far the messages of an account were drawn, where a platform is asked for them: its own word, given back to it. */
export const drawCursors = pgTable(
  'draw_cursors',
  {
    channel: text('channel').notNull(),
    account: text('account').notNull(),
    cursor: text('cursor').notNull(),
    drawnAt: at('drawn_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.account] })],
)

/** The web chat's screen: rows, so that history survives a reload and a socket is never needed. */
export const mailbox = pgTable(
  'mailbox',
  {
    id: id(),
    address: text('address').notNull(),
    /** 'resident' or 'desk' */
    author: text('author').notNull(),
    /** core/privacy/kept-message.ts, and what the page needs besides. */
    message: jsonb('message').notNull(),
    fileId: ref('file_id').references(() => files.id),
    at: at('at').notNull(),
  },
  (t) => [
    index('mailbox_address').on(t.address, t.id),
    index('mailbox_secrets')
      .on(sql`(message #>> '{sealed,until}')`)
      .where(SEALED_FOR_A_TIME),
  ],
)

/** What was asked and what the desk decided; personal data masked before it comes here. */
export const inquiries = pgTable(
  'inquiries',
  {
    id: id(),
    conversationId: ref('conversation_id').references(() => conversations.id),
    channel: text('channel').notNull(),
    text: text('text').notNull(),
    decision: text('decision').notNull(),
    item: text('item'),
    facet: text('facet').notNull(),
    candidates: jsonb('candidates').notNull(),
    why: jsonb('why').notNull(),
    catalogVersion: text('catalog_version').notNull(),
    /** 'useful' | 'useless' */
    feedback: text('feedback'),
    caseId: ref('case_id'),
    /** Set when a head promoted an answer for it, or a clerk set it aside. */
    settledAt: at('settled_at'),
    at: at('at').notNull(),
  },
  (t) => [index('inquiries_at').on(t.at), index('inquiries_open').on(t.decision, t.settledAt)],
)
