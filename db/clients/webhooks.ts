/** Stores where clients are told of changes: subscriptions, and the letters a change causes. */
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { EventName } from '../../core/client/events.ts'
import { changePayloadFor } from '../../core/client/change-payload.ts'
import type { Client, Scope } from '../../core/client/scopes.ts'
import { changesAfter, numberChanges } from './change-feed.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { type NewMessage, releaseParked } from '../queue/outbox.ts'
import { clients, conversations, counters, webhooks } from '../schema.ts'

export interface Webhook {
  readonly id: number
  readonly url: string
  readonly events: readonly EventName[]
  readonly client: Client
  /** Sealed. */
  readonly secret: string
  readonly conversationId: number
  readonly createdAt: Date
  /** Letters to it are parked meanwhile: nothing is lost. */
  readonly pausedAt: Date | null
}

/** A new subscription; `secret` comes sealed. */
export async function addWebhook(
  tx: Tx,
  given: { clientId: number; url: string; secret: string; events: readonly EventName[] },
  now: Date,
): Promise<number> {
  // prettier-ignore
  const [hook] = await tx
    .insert(webhooks)
    .values({ ...given, events: [...given.events], createdAt: now })
    .returning({ id: webhooks.id })
  const [conversation] = await tx
    .insert(conversations)
    .values({ channel: 'webhook', address: String(hook!.id), createdAt: now })
    .returning({ id: conversations.id })
  await tx.update(webhooks).set({ conversationId: conversation!.id }).where(eq(webhooks.id, hook!.id))
  return hook!.id
}

/** False where there is none such, or it is another client's. Letters that wait are given up. */
export async function stopWebhook(tx: Tx, id: number, clientId: number | null, now: Date): Promise<boolean> {
  const done = await tx
    .update(webhooks)
    .set({ stoppedAt: now })
    .where(
      and(
        eq(webhooks.id, id),
        isNull(webhooks.stoppedAt),
        clientId === null ? undefined : eq(webhooks.clientId, clientId),
      ),
    ) // prettier-ignore
    .returning({ id: webhooks.id })
  if (done.length === 0) return false
  // what was parked is nobody's any more
  await tx.execute(sql`update outbox set state = 'stale' where state = 'parked' and lane = ${laneOf(id)}`)
  return true
}

const laneOf = (id: number): string => `webhook:${id}`

/** False where there is none such, or it is paused already. */
export async function pauseWebhook(tx: Tx, id: number, now: Date): Promise<boolean> {
  const done = await tx
    .update(webhooks)
    .set({ pausedAt: now })
    .where(and(eq(webhooks.id, id), isNull(webhooks.stoppedAt), isNull(webhooks.pausedAt)))
    .returning({ id: webhooks.id })
  return done.length === 1
}

/** What was parked goes now, in its order. False where there is none such, or it was not paused. */
export async function resumeWebhook(tx: Tx, id: number, now: Date): Promise<boolean> {
  const done = await tx
    .update(webhooks)
    .set({ pausedAt: null })
    .where(and(eq(webhooks.id, id), isNull(webhooks.stoppedAt), isNotNull(webhooks.pausedAt)))
    .returning({ id: webhooks.id })
  if (done.length === 0) return false
  await releaseParked(tx, [laneOf(id)], now, null)
  return true
}

const hookOf = ({ w, c }: { w: typeof webhooks.$inferSelect; c: typeof clients.$inferSelect }): Webhook => ({
  id: w.id,
  url: w.url,
  events: w.events as EventName[], // written by addHook only
  client: { id: c.id, name: c.name, scopes: c.scopes as Scope[], perMinute: c.perMinute },
  secret: w.secret,
  conversationId: w.conversationId!,
  createdAt: w.createdAt,
  pausedAt: w.pausedAt,
})

/** Subscriptions that stand, of clients that stand; of one client, or all. */
export async function activeWebhooks(db: Db | Tx, of: { clientId?: number; id?: number } = {}): Promise<Webhook[]> {
  const found = await db
    .select({ w: webhooks, c: clients })
    .from(webhooks)
    .innerJoin(clients, eq(clients.id, webhooks.clientId))
    .where(
      and(
        isNull(webhooks.stoppedAt),
        isNull(clients.revokedAt),
        of.clientId === undefined ? undefined : eq(webhooks.clientId, of.clientId),
        of.id === undefined ? undefined : eq(webhooks.id, of.id),
      ),
    )
    .orderBy(asc(webhooks.id))
  return found.map(hookOf)
}

/** How many letters of each subscription wait, and how many were given up. */
export const webhookCounts = (db: Db): Promise<{ id: number; waiting: number; dead: number; sent: number }[]> =>
  rows(
    db,
    sql`select w.id, count(*) filter (where o.state in ('waiting','sending','parked'))::int as waiting,
               count(*) filter (where o.state in ('dead','refused','unreachable'))::int as dead,
               count(*) filter (where o.state = 'sent')::int as sent
        from webhooks w left join outbox o on o.conversation_id = w.conversation_id and o.about = 'webhook' group by w.id`,
  )

/** How the last try went. */
export interface WebhookResult {
  readonly id: number
  readonly state: 'sent' | 'waiting' | 'sending' | 'refused' | 'unreachable' | 'dead'
  readonly error: string | null
  readonly attempts: number
  /** Null while it is to be tried again. */
  readonly settledAt: Date | null
}

/** Of each subscription that was ever tried: what is being tried again stands before what is over. */
export const webhookResults = (db: Db): Promise<WebhookResult[]> =>
  rows(
    db,
    sql`select w.id, l.state, l.error, l.attempts, l.settled_at as "settledAt"
        from webhooks w cross join lateral (
          select state, error, attempts, settled_at from outbox o
          where o.conversation_id = w.conversation_id and o.about = 'webhook' and (settled_at is not null or error is not null) and state not in ('parked','stale')
          order by settled_at desc nulls first, id desc limit 1) l
        where w.stopped_at is null`,
  )

const TOLD = 'changes-told'
const AT_ONCE = 500

/**
 * Numbers what is new and makes letters of it, each once; a letter holds only the number of its change, what is said is
 * read when it is sent. True where more waits.
 */
export async function enqueueWebhooks(
  tx: Tx,
  publicUrl: string,
  now: Date,
): Promise<{ letters: NewMessage[]; more: boolean }> {
  await numberChanges(tx, AT_ONCE)
  await tx.insert(counters).values({ key: TOLD, last: 0 }).onConflictDoNothing()
  const [told] = await tx.select().from(counters).where(eq(counters.key, TOLD)).for('update')
  const fresh = await changesAfter(tx, told!.last, AT_ONCE)
  const last = fresh.at(-1)
  if (!last) return { letters: [], more: false }
  await tx.update(counters).set({ last: last.seq }).where(eq(counters.key, TOLD))
  const hooks = await activeWebhooks(tx)
  await freeStranded(tx, hooks, now)
  const messages = hooks.flatMap((hook) =>
    fresh
      .filter(
        (change) =>
          change.at >= hook.createdAt && changePayloadFor(change, hook.client, hook.events, publicUrl) !== null,
      )
      .map((change): NewMessage => ({
        conversationId: hook.conversationId,
        message: { text: String(change.seq) },
        urgency: 'push',
        about: 'webhook',
        onceKey: `hook:${hook.id}:${change.seq}`,
      })),
  )
  return { letters: messages, more: fresh.length === AT_ONCE }
}

/** A letter may have been parked at the very moment its subscription went on: it goes with the next change. */
async function freeStranded(tx: Tx, hooks: readonly Webhook[], now: Date): Promise<void> {
  const going = hooks.filter((h) => h.pausedAt === null).map((h) => laneOf(h.id))
  const stranded = await rows<{ lane: string }>(
    tx,
    sql`select distinct lane from outbox
        where state = 'parked' and lane = any(array(select jsonb_array_elements_text(${json(going)}))) order by lane`,
  )
  const lanes = stranded.map((s) => s.lane)
  await releaseParked(tx, lanes, now, null)
}

/** Whether anything waits to be numbered or told: asked often, so it costs two looks at an index. */
export async function hasUnpublishedChanges(db: Db): Promise<boolean> {
  const [row] = await rows<{ some: boolean }>(
    db,
    sql`select exists (select 1 from changes where seq is null)
            or coalesce((select max(seq) from changes), 0) > coalesce((select last from counters where key = ${TOLD}), 0) as some`,
  )
  return row!.some
}
