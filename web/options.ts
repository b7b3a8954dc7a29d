/** What the pages and the API are given when the desk is wired. */
import type { LookUp } from '../adapters/allowed-address.ts'
import type { Disambiguate } from '../core/answer/policy/llm-disambiguation.ts'
import type { Understand } from '../core/answer/understand.ts'
import type { TownContext } from '../core/town-context.ts'
import type { CheckedCatalog } from '../core/catalog/check.ts'
import type { Catalog } from '../core/catalog/item.ts'
import type { Town } from '../core/town.ts'
import type { Health } from '../core/channel.ts'
import type { Cipher } from '../core/privacy/cipher.ts'
import type { Log } from '../core/log.ts'
import type { Random } from '../core/random.ts'
import type { WebChannel } from '../services/web-channel.ts'
import type { DiskSpace } from '../db/drivers/embedded/space.ts'
import type { FileQuota } from '../db/files/file-quota.ts'
import type { Database } from '../db/types.ts'
import type { LeasedMessages } from '../db/queue/outbox.ts'
import type { BodyBudget } from './body-budget.ts'
import type { PageStore } from './kept-pages.ts'
import type { TrustProxy } from './trusted-proxies.ts'

/** An address a platform pushes text to, signed over its query, its body or both. */
export interface TextEndpoint {
  /** Asked before the body is read. */
  admits(query: Readonly<Record<string, string | undefined>>): 'yes' | 'perhaps' | 'no'
  handle(call: {
    method: string
    query: Readonly<Record<string, string | undefined>>
    body: string
  }): Promise<{ status: number; body: string }>
}

export interface WebOptions {
  readonly database: Database
  /** The disk under an embedded database; null or absent where there is none. */
  readonly disk?: DiskSpace | null
  /** Asked at every request: a new catalogue is shown at once. */
  readonly world: () => TownContext
  readonly understand: () => Understand
  /** A model that may point at a candidate; null or absent where the town has none. */
  readonly opinion?: Disambiguate | null
  readonly web: WebChannel
  readonly telegram: {
    /** Asked before the body is read. */
    admits(secret: string | undefined): boolean
    handleWebhook(secret: string | undefined, body: unknown): Promise<{ status: number }>
  } | null
  /** The town's official account; null or absent where it is off. */
  readonly wechatMp?: TextEndpoint | null
  /** The WeCom app and 微信客服; null or absent where they are off. */
  readonly wecom?: TextEndpoint | null
  readonly wecomKf?: TextEndpoint | null
  readonly health: () => Record<string, Health>
  /** Signs sessions and forms. */
  readonly secretKey: string
  readonly cipher: Cipher
  readonly now: () => Date
  readonly random: Random
  readonly log: Log
  readonly rateLimit: boolean
  /** Served over https: cookies are Secure. */
  readonly secure: boolean
  /** Whose X-Forwarded-For is believed; only proxies on this machine unless told (web/trusted-proxies.ts). */
  readonly trustProxy?: TrustProxy
  /** How much of bodies is held in memory at once; absent: as web/body-budget.ts has it. */
  readonly bodyBudget?: BodyBudget
  /** Prometheus text. */
  readonly metrics?: () => Promise<string>
  /** Who may read it; null or absent: only programs on this machine. */
  readonly metricsToken?: string | null
  /** Public pages kept as finished bytes; whoever makes it clears it when something is published. Absent: none are kept. */
  readonly pages?: PageStore
  readonly heartbeatMs?: number
  /** After so long a line that takes nothing of its answer is closed; absent: as web/downloads.ts has it. */
  readonly stallMs?: number
  /** Counts what is sent in files; null or absent: nothing is counted, for measuring. */
  readonly fileQuota?: FileQuota | null
  /** Sends what the desk's pages caused, right after commit; absent: the next tick does. */
  readonly send?: (held: readonly LeasedMessages[]) => void
  /** Hosts that may be told of changes though they are inward or without https. */
  readonly webhookHosts?: readonly string[]
  /** How the name of such a host is looked up; absent: as the machine does. */
  readonly lookUp?: LookUp
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
