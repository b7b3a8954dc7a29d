/** All wiring, explicit and in order: what lives as long as the desk is made here. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Understand } from './core/answer/understand.ts'
import type { TownContext } from './core/town-context.ts'
import type { Item } from './core/catalog/item.ts'
import type { Channel, Health } from './core/channel.ts'
import type { Log } from './core/log.ts'
import { makeCalendar } from './core/promise/calendar.ts'
import { makeCipher } from './core/privacy/cipher.ts'
import type { Random } from './core/random.ts'
import { makeAdvicePrefetch } from './bot/inbound/prefetch-advice.ts'
import { webChannel } from './bot/channels/web/index.ts'
import { webhookChannel } from './bot/channels/webhook/index.ts'
import { makeDelivery } from './bot/outbound/delivery.ts'
import { makePersonalExports } from './services/export-person.ts'
import { makeWebhookPublisher } from './services/webhook-publisher.ts'
import { dangerReader } from './core/answer/danger/danger-reader.ts'
import { makeMessageProcessor } from './bot/inbound/process-message.ts'
import { makeInbox } from './bot/inbound/receive.ts'
import { makeTranscribeAhead } from './bot/inbound/transcribe-ahead.ts'
import { announceTownChanged } from './db/catalog/announce-town.ts'
import { errorKind } from './db/errors.ts'
import { connectedModels } from './adapters/connected-models.ts'
import { makeWorkLoop } from './bot/work-loop.ts'
import { chooseChannels } from './channels.ts'
import { readCatalogFile, writeCatalogFile } from './cli/catalog-file.ts'
import { type Config, shownSettings } from './config.ts'
import type { RequestContext } from './db/context.ts'
import { type Control, serveControl } from './db/drivers/embedded/control-socket.ts'
import { filesOf } from './db/drivers/embedded/open-embedded.ts'
import { diskSpace } from './db/drivers/embedded/space.ts'
import { clearFutureTimes } from './db/queue/clock-skew.ts'
import { makeFileQuota } from './db/files/file-quota.ts'
import { drawCursorsOf } from './db/queue/draw-cursors.ts'
import { LANES_TOPIC, nextDue } from './db/queue/leases.ts'
import { openDb } from './db/open-database.ts'
import { PUBLISHED_TOPIC } from './db/published.ts'
import type { Database } from './db/types.ts'
import type { DatabaseLost } from './db/drivers/embedded/lost.ts'
import { finishUpgrade } from './db/cases/finish-upgrade.ts'
import { calendarOf, putCalendarYear } from './db/catalog/calendar-years.ts'
import { currentCatalog, putCatalog } from './db/catalog/catalog-versions.ts'
import { demoMadeAt } from './db/demo.ts'
import { demoTown } from './core/town.ts'
import { makeMetrics } from './adapters/metrics.ts'
import { adminHandlers } from './services/admin/admin-handlers.ts'
import { makeScheduler } from './scheduler/run.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from './town-files.ts'
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

/**
 * What the engine is built from. Building takes seconds in which nobody is answered, and a question a head has answered
 * is found without it (core/answer/policy/faq-match.ts): a new one does not build it again.
 */
const learntFrom = (items: readonly Item[]): string =>
  JSON.stringify(items, (key, value: unknown) => (key === 'faq' || key === 'replies' ? undefined : value))

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
  const ownTown = readTown(config.townDir)
  const items = readItems(join(config.townDir, 'items.yaml'), ownTown)
  const years = readCalendars(config.townDir)
  const words = readWords(config.townDir, ownTown)
  const cut = townCut(config.townDir)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const { onLost = () => undefined } = o
  const database = await openDb(whereOf(config), { log, checkPages: config.checkPages, onLost })
  const disk = database.kind === 'embedded' ? diskSpace(config.dataDir, config.minFreeDiskMb) : null
  const undo: (() => Promise<unknown>)[] = [() => database.close()]
  try {
    await database.db.transaction(async (tx) => {
      await putCatalog(tx, items, 'items.yaml', now(), 'ever')
      for (const year of years) await putCalendarYear(tx, year, now())
    })

    const demo = (await demoMadeAt(database.db)) !== null
    const town = demo ? demoTown(ownTown) : ownTown
    if (demo) log.warn({}, 'this database holds a demonstration')
    let publicUrl = config.values.PUBLIC_URL ?? ''
    let townContext: TownContext
    let understand: Understand
    let builtFrom: string | null = null
    const reload = async (): Promise<void> => {
      const catalog = (await currentCatalog(database.db)) ?? { version: '', items }
      const learnt = learntFrom(catalog.items)
      townContext = { town, calendar: makeCalendar(await calendarOf(database.db)), catalog, publicUrl, demo }
      if (learnt !== builtFrom) understand = understander(catalog, words, cut)
      builtFrom = learnt
    }
    await reload()
    // loads the word cutter now, so that the first resident does not wait for it
    understand!('低保')
    const cipher = makeCipher(config.secretKey)
    const requestContext = (): RequestContext => ({ townContext, now: now(), random, cipher })
    await finishUpgrade(database.db, { cipher, random }, now(), log)
    const stopListening = await database.listen(
      'town',
      () =>
        void reload().catch((error: unknown) => log.error({ err: errorKind(error) }, 'the town could not be reloaded')),
    )
    undo.push(stopListening)
    const metrics = makeMetrics(database, now)
    const counting: Understand = (...asked) => {
      const understood = understand(...asked)
      metrics.decided(understood.decision)
      return understood
    }
    const fileQuota = config.rateLimit
      ? makeFileQuota({ db: database.db, cipher, maxMegabytes: config.filesMaxMegabytes })
      : null
    const web = webChannel({ database, disk, keys: { cipher, random }, now, log })
    const { webhookHosts } = config
    const webhook = webhookChannel({
      database,
      cipher,
      publicUrl: () => townContext.publicUrl,
      hosts: webhookHosts,
      now,
    })
    const kfCursors = drawCursorsOf(database.db, 'wecom-kf', now)
    const chosen = await chooseChannels(config, { now, random, log, kfCursors })
    const channels = new Map<string, Channel>(
      [web, chosen.telegram, chosen.wechat, chosen.wecom, chosen.kf, webhook]
        .filter((c) => c !== null)
        .map((c) => [c.name, c]),
    )

    let lastLook: Date | null = null
    const lookout = makeWorkLoop({
      look: async () => {
        const at = now()
        if (lastLook === null || at.getTime() < lastLook.getTime() - 60_000) await clearFutureTimes(database.db, at)
        lastLook = at
        await inbox.tick()
        await delivery.tick()
        return nextDue(database.db, now())
      },
      now,
      log,
    })
    const delivery = makeDelivery({
      database,
      channels,
      requestContext,
      now,
      random: () => (random(4).reduce((n, b) => n * 256 + b, 0) >>> 0) / 2 ** 32,
      log,
      pause: (ms) => new Promise((done) => setTimeout(done, ms)),
      paced: config.rateLimit,
      later: lookout.wakeAt,
      counted: metrics.sent,
    })
    const { opinion, transcribe } = connectedModels(config.values, { now, log })
    const personalExports = makePersonalExports({ database, requestContext, send: delivery.send, log })
    undo.push(() => personalExports.stop())
    const inbox = makeInbox({
      database,
      files: { cipher, random, quota: fileQuota, disk },
      ahead: opinion && makeAdvicePrefetch({ db: database.db, requestContext, understand: () => understand, opinion }),
      hearAhead: makeTranscribeAhead({ ...database, cipher, transcribe }),
      handle: makeMessageProcessor({ requestContext, understand: () => counting, sendExport: personalExports.begin }),
      danger: dangerReader(() => understand),
      send: delivery.send,
      now,
      log,
      later: lookout.wakeAt,
      counted: metrics.received,
    })
    const feed = makeWebhookPublisher({
      database,
      now,
      publicUrl: () => townContext.publicUrl,
      send: delivery.send,
      log,
    })
    const scheduler = makeScheduler({ database, requestContext, send: delivery.send, now, log, timed: metrics.worked })

    const health = (): Record<string, Health> =>
      Object.fromEntries([...channels].map(([name, channel]) => [name, channel.health()]))
    const pages = makePageStore()
    undo.push(await database.listen(PUBLISHED_TOPIC, pages.clear))
    const server = await makeWeb({
      database,
      disk,
      world: () => townContext,
      understand: () => counting,
      opinion,
      web,
      telegram: chosen.telegram,
      wechatMp: chosen.official,
      wecom: chosen.wecom,
      wecomKf: chosen.kf,
      health,
      secretKey: config.secretKey,
      cipher,
      webhookHosts,
      catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
      settings: shownSettings(config),
      changed: async () => {
        await announceTownChanged(database.db)
        await reload()
      },
      now,
      random,
      log,
      rateLimit: config.rateLimit,
      trustProxy: config.trustProxy,
      fileQuota,
      secure: config.values.PUBLIC_URL?.startsWith('https:') ?? false,
      metrics: () => metrics.text(),
      pages,
      metricsToken: config.values.METRICS_TOKEN,
      send: delivery.send,
    })
    const address = await server.listen({ port: config.port, host: config.values.HOST ?? '127.0.0.1' })
    const url = address.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]')
    if (!publicUrl) {
      publicUrl = url
      await reload()
    }
    undo.push(() => server.close())

    const control: Control | null =
      database.kind === 'embedded'
        ? await serveControl(
            filesOf(config.dataDir).socket,
            adminHandlers({ database, requestContext, reload, send: delivery.send }),
          )
        : null
    if (control) undo.push(() => control.close())

    for (const channel of channels.values()) await channel.start(inbox.receive)
    undo.push(await database.listen(LANES_TOPIC, lookout.wakeNow))
    lookout.start()
    feed.start()
    scheduler.start()
    undo.push(async () => {
      await scheduler.stop()
      await feed.stop()
      // first nobody is let in, then what was let in is finished, then what it caused is sent
      for (const channel of channels.values()) await channel.stop()
      await lookout.stop()
      await inbox.drain()
      await delivery.stop()
    })

    let stopping: Promise<void> | null = null
    return {
      url,
      database: database.kind,
      channels: [{ name: 'web', on: true, why: `${url}/chat` }, ...chosen.told],
      catalogVersion: townContext!.catalog.version,
      items: townContext!.catalog.items.length,
      health,
      stop: () => (stopping ??= unwind(undo)),
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

async function unwind(undo: (() => Promise<unknown>)[]): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step()
}

export type { Database }
