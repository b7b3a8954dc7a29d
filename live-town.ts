/** Keeps the town the desk serves: its catalogue, calendar and engine, made anew when the database's change. */
import { join } from 'node:path'
import type { Understand } from './core/answer/understand.ts'
import type { Item } from './core/catalog/item.ts'
import type { Log } from './core/log.ts'
import { makeCalendar } from './core/promise/calendar.ts'
import { demoTown } from './core/town.ts'
import type { TownContext } from './core/town-context.ts'
import { calendarOf, loadCalendarYear } from './db/catalog/load-calendar.ts'
import { currentCatalog, putCatalog } from './db/catalog/catalog-versions.ts'
import { demoMadeAt } from './db/demo.ts'
import { errorKind } from './db/errors.ts'
import type { Database, Db } from './db/types.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from './town-files.ts'

export interface LiveTown {
  readonly context: () => TownContext
  readonly understand: () => Understand
  /** Reads catalogue and calendar again. Until it resolves the town is as it was. */
  readonly reload: () => Promise<void>
  /** Where the desk was found to be reached, when no setting says it. */
  readonly reachedAt: (url: string) => Promise<void>
}

/**
 * What the engine is built from. Building takes seconds in which nobody is answered, and a question a head has answered
 * is found without it (core/answer/policy/faq-match.ts): a new one does not build it again.
 */
const learntFrom = (items: readonly Item[]): string =>
  JSON.stringify(items, (key, value: unknown) => (key === 'faq' || key === 'replies' ? undefined : value))

/** What a town's folder holds. Throws UserError where it cannot be used. */
export function readTownFolder(dir: string) {
  const town = readTown(dir)
  return {
    town,
    items: readItems(join(dir, 'items.yaml'), town),
    years: readCalendars(dir),
    words: readWords(dir, town),
    cut: townCut(dir),
  }
}

/** Stores what the folder has and the database does not, and builds the engine. */
export async function openLiveTown(
  db: Db,
  folder: ReturnType<typeof readTownFolder>,
  o: { readonly publicUrl: string; readonly now: () => Date; readonly log: Log },
): Promise<LiveTown> {
  await db.transaction(async (tx) => {
    await putCatalog(tx, folder.items, 'items.yaml', o.now(), 'ever')
    for (const year of folder.years) await loadCalendarYear(tx, year, o.now())
  })
  const demo = (await demoMadeAt(db)) !== null
  const town = demo ? demoTown(folder.town) : folder.town
  if (demo) o.log.warn({}, 'this database holds a demonstration')
  let { publicUrl } = o

  const read = async (): Promise<TownContext> => {
    const catalog = (await currentCatalog(db)) ?? { version: '', items: folder.items }
    return { town, calendar: makeCalendar(await calendarOf(db)), catalog, publicUrl, demo }
  }
  const build = ({ catalog }: TownContext): Understand => understander(catalog, folder.words, folder.cut)

  let context = await read()
  let understand = build(context)
  let builtFrom = learntFrom(context.catalog.items)
  // loads the word cutter now, so that the first resident does not wait for it
  understand('低保')

  const reload = async (): Promise<void> => {
    const next = await read()
    const learnt = learntFrom(next.catalog.items)
    context = next
    if (learnt !== builtFrom) understand = build(next)
    builtFrom = learnt
  }
  return {
    context: () => context,
    understand: () => understand,
    reload,
    reachedAt: async (url) => {
      publicUrl = url
      await reload()
    },
  }
}

/** Has the town read again whenever any process changed it; resolves to what ends that. */
export const reloadOnChange = (database: Database, live: LiveTown, log: Log): Promise<() => Promise<void>> =>
  database.listen(
    'town',
    () =>
      void live
        .reload()
        .catch((error: unknown) => log.error({ err: errorKind(error) }, 'the town could not be reloaded')),
  )
