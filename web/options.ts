/** What the pages and the API are given when the desk is wired. */
import type { Opinion } from '../core/answer/second.ts'
import type { Understand } from '../core/answer/understand.ts'
import type { World } from '../core/case/plan.ts'
import type { CheckedCatalog } from '../core/catalog/check.ts'
import type { Catalog } from '../core/catalog/item.ts'
import type { Town } from '../core/town.ts'
import type { Health } from '../core/channel.ts'
import type { Log } from '../core/log.ts'
import type { Random } from '../core/random.ts'
import type { WebChannel } from '../bot/channels/web.ts'
import type { Database } from '../db/open.ts'
import type { Held } from '../db/outbox.ts'

export interface WebOptions {
  readonly database: Database
  /** Asked at every request: a new catalogue is shown at once. */
  readonly world: () => World
  readonly understand: () => Understand
  /** A model that may point at a candidate; null or absent where the town has none. */
  readonly opinion?: Opinion | null
  readonly web: WebChannel
  readonly telegram: {
    handleWebhook(secret: string | undefined, body: unknown): Promise<{ status: number }>
  } | null
  /** The town's official account; null or absent where it is off. */
  readonly wechatMp?: {
    handle(knock: {
      method: string
      query: Readonly<Record<string, string | undefined>>
      body: string
    }): Promise<{ status: number; body: string }>
  } | null
  readonly health: () => Record<string, Health>
  readonly secretKey: string
  readonly now: () => Date
  readonly random: Random
  readonly log: Log
  readonly rateLimit: boolean
  /** Served over https: cookies are Secure. */
  readonly secure: boolean
  /** Whose X-Forwarded-For is believed; only a proxy on this machine unless told. */
  readonly trustProxy?: string
  /** Prometheus text. */
  readonly metrics?: () => Promise<string>
  readonly heartbeatMs?: number
  /** Sends what the desk's pages caused, right after commit; absent: the next tick does. */
  readonly send?: (held: readonly Held[]) => void
  /** Hosts that may be told of changes though they are inward or without https. */
  readonly webhookHosts?: readonly string[]
  /** The town's catalogue or calendar was changed here: every process reads it again. */
  readonly changed?: () => Promise<void>
  /** Catalogue files by their name: YAML or a spreadsheet. */
  readonly catalogFiles?: {
    read(name: string, bytes: Uint8Array, town: Town): Promise<CheckedCatalog>
    write(name: string, catalog: Catalog): Promise<Uint8Array>
  }
  /** As shown to admins: what is secret is not among them. */
  readonly settings?: readonly { readonly name: string; readonly value: string; readonly help: string }[]
}
