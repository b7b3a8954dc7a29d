/** All wiring, explicit and in order: what lives as long as the desk is made here. */
import { mkdirSync } from 'node:fs'
import type { Decision, Understand } from './core/answer/understand.ts'
import type { Channel, Health } from './core/channel.ts'
import type { Log } from './core/log.ts'
import { type Cipher, makeCipher } from './core/privacy/cipher.ts'
import type { Random } from './core/random.ts'
import { webChannel } from './bot/channels/web/index.ts'
import { webhookChannel } from './bot/channels/webhook/index.ts'
import { makeWebhookPublisher } from './services/webhook-publisher.ts'
import { announceTownChanged } from './db/catalog/announce-town.ts'
import { connectedModels } from './adapters/connected-models.ts'
import { chooseChannels } from './channels.ts'
import { type LiveTown, openLiveTown, readTownFolder, reloadOnChange } from './live-town.ts'
import { makeMessaging, type Messaging } from './messaging.ts'
import { readCatalogFile, writeCatalogFile } from './cli/catalog-file.ts'
import { type Config, shownSettings } from './config.ts'
import type { RequestContext } from './db/context.ts'
import { serveControl } from './db/drivers/embedded/control-socket.ts'
import { filesOf } from './db/drivers/embedded/open-embedded.ts'
import { type DiskSpace, diskSpace } from './db/drivers/embedded/space.ts'
import { spaceOnServer } from './db/drivers/postgres/storage-watch.ts'
import { makeFileQuota } from './db/files/file-quota.ts'
import { drawCursorsOf } from './db/queue/draw-cursors.ts'
import { LANES_TOPIC } from './db/queue/leases.ts'
import { openDb } from './db/open-database.ts'
import { PUBLISHED_TOPIC } from './db/published.ts'
import type { Database } from './db/types.ts'
import type { DatabaseLost } from './db/drivers/embedded/lost.ts'
import { finishUpgrade } from './db/cases/finish-upgrade.ts'
import { makeMetrics } from './adapters/metrics.ts'
import { adminHandlers } from './services/admin/admin-handlers.ts'
import { makeScheduler } from './scheduler/run.ts'
import { makePageStore } from './web/kept-pages.ts'
import { makeWeb } from './web/server.ts'

export interface App {
  /** Where the web chat is reached. */
  readonly url: string
  readonly database: 'postgres' | 'embedded'
  readonly channels: readonly { readonly name: string; readonly on: boolean; readonly why: string }[]
  readonly catalogVersion: string
  readonly items: number
  health(): Record<string, Health>
  /** Stops taking, finishes what was begun, closes. Safe to call twice. */
  stop(): Promise<void>
}

export const whereOf = (config: Config): { url: string } | { dir: string } =>
  config.values.DATABASE_URL ? { url: config.values.DATABASE_URL } : { dir: config.dataDir }

export interface Outside {
  readonly now: () => Date
  readonly random: Random
  readonly log: Log
  /** The embedded database cannot be used any more in this process, which must end. */
  readonly onLost?: (lost: DatabaseLost) => void
}

/** Starts the desk: database, town, channels, pages, jobs. Throws where it cannot serve anybody. */
export async function startApp(config: Config, o: Outside): Promise<App> {
  const { now, random, log } = o
  const folder = readTownFolder(config.townDir)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const { onLost = () => undefined } = o
  const database = await openDb(whereOf(config), { log, checkPages: config.checkPages, onLost })
  const { storage } = database
  const disk = storage ? spaceOnServer(storage) : diskSpace(config.dataDir, config.minFreeDiskMb)
  const undo: (() => Promise<unknown>)[] = [() => database.close()]
  try {
    const publicUrl = config.values.PUBLIC_URL ?? ''
    const live = await openLiveTown(database.db, folder, { publicUrl, now, log })
    const cipher = makeCipher(config.secretKey)
    const requestContext = (): RequestContext => ({ townContext: live.context(), now: now(), random, cipher })
    await finishUpgrade(database.db, { cipher, random }, now(), log)
    undo.push(await reloadOnChange(database, live, log))
    const metrics = makeMetrics(database, now)
    const understand = countDecisions(live.understand, metrics.decided)
    const fileQuota = config.rateLimit
      ? makeFileQuota({ db: database.db, cipher, maxMegabytes: config.filesMaxMegabytes })
      : null
    const { channels, web, chosen } = await openChannels(config, { database, disk, live, cipher, now, random, log })
    const models = connectedModels(config.values, { now, log })
    const messaging = makeMessaging({
      database,
      channels,
      requestContext,
      cipher,
      understand,
      uncounted: live.understand,
      models,
      metrics,
      fileQuota,
      disk,
      paced: config.rateLimit,
      now,
      random,
      log,
    })
    const { send } = messaging
    undo.push(() => messaging.stopExports())
    const feed = makeWebhookPublisher({ database, now, publicUrl: () => live.context().publicUrl, send, log })
    const scheduler = makeScheduler({ database, requestContext, send, now, log, timed: metrics.worked })

    const health = (): Record<string, Health> =>
      Object.fromEntries([...channels].map(([name, channel]) => [name, channel.health()]))
    const pages = makePageStore()
    undo.push(await database.listen(PUBLISHED_TOPIC, pages.clear))
    const server = await makeWeb({
      ...pageSettings(config),
      database,
      disk,
      world: live.context,
      understand: () => understand,
      opinion: models.opinion,
      web,
      telegram: chosen.telegram,
      wechatMp: chosen.official,
      wecom: chosen.wecom,
      wecomKf: chosen.kf,
      health,
      cipher,
      changed: async () => {
        await announceTownChanged(database.db)
        await live.reload()
      },
      now,
      random,
      log,
      fileQuota,
      metrics: () => metrics.text(),
      pages,
      send,
    })
    const address = await server.listen({ port: config.port, host: config.values.HOST ?? '127.0.0.1' })
    const url = address.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]')
    if (!publicUrl) await live.reachedAt(url)
    undo.push(() => server.close())

    if (database.kind === 'embedded') {
      const handlers = adminHandlers({ database, requestContext, reload: live.reload, send })
      const control = await serveControl(filesOf(config.dataDir).socket, handlers)
      undo.push(() => control.close())
    }

    for (const channel of channels.values()) await channel.start(messaging.receive)
    undo.push(await database.listen(LANES_TOPIC, messaging.wakeNow))
    undo.push(startWork(channels, messaging, [feed, scheduler]))

    let stopping: Promise<void> | null = null
    return {
      url,
      database: database.kind,
      channels: [{ name: 'web', on: true, why: `${url}/chat` }, ...chosen.told],
      catalogVersion: live.context().catalog.version,
      items: live.context().catalog.items.length,
      health,
      stop: () => (stopping ??= unwind(undo)),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

/** Every channel the settings turn on, by name; web and webhook always are. */
async function openChannels(
  config: Config,
  o: Outside & {
    readonly database: Database
    readonly disk: DiskSpace | null
    readonly live: LiveTown
    readonly cipher: Cipher
  },
) {
  const { database, disk, live, cipher, now, random, log } = o
  const publicUrl = (): string => live.context().publicUrl
  const web = webChannel({ database, disk, keys: { cipher, random }, now, log })
  const webhook = webhookChannel({ database, cipher, publicUrl, hosts: config.webhookHosts, now })
  const kfCursors = drawCursorsOf(database.db, 'wecom-kf', now)
  const chosen = await chooseChannels(config, { now, random, log, kfCursors })
  const all: readonly (Channel | null)[] = [web, chosen.telegram, chosen.wechat, chosen.wecom, chosen.kf, webhook]
  return { channels: new Map(all.filter((c) => c !== null).map((c) => [c.name, c])), web, chosen }
}

/** What the pages need of the settings. */
const pageSettings = (config: Config) => ({
  secretKey: config.secretKey,
  webhookHosts: config.webhookHosts,
  catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
  settings: shownSettings(config),
  rateLimit: config.rateLimit,
  trustProxy: config.trustProxy,
  secure: config.values.PUBLIC_URL?.startsWith('https:') ?? false,
  metricsToken: config.values.METRICS_TOKEN,
})

/** Starts what works by itself; what it returns stops it, with the channels. */
function startWork(
  channels: ReadonlyMap<string, Channel>,
  messaging: Messaging,
  others: readonly { start(): void; stop(): Promise<void> }[],
): () => Promise<void> {
  messaging.start()
  for (const other of others) other.start()
  return async () => {
    for (const other of others.toReversed()) await other.stop()
    // first nobody is let in, then what was let in is finished, then what it caused is sent
    for (const channel of channels.values()) await channel.stop()
    await messaging.stop()
  }
}

const countDecisions =
  (understand: () => Understand, decided: (decision: Decision) => void): Understand =>
  (...asked) => {
    const understood = understand()(...asked)
    decided(understood.decision)
    return understood
  }

async function unwind(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step()
}
