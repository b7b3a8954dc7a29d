/** Makes a demonstration beside the desk, in memory, and puts it into the desk's own empty database: all of it, or nothing. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { demoTown } from '../../core/town.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import type { CalendarYear } from '../../core/promise/calendar-file.ts'
import type { Item } from '../../core/catalog/item.ts'
import { backup, restore } from '../../db/backup/backup.ts'
import { loadCalendarYear } from '../../db/catalog/load-calendar.ts'
import { putCatalog } from '../../db/catalog/catalog-versions.ts'
import { emptyUnused, markDemo } from '../../db/demo.ts'
import { openDb } from '../../db/open-database.ts'
import type { Database } from '../../db/types.ts'
import { addDays, instant, localDate } from '../../core/date.ts'
import { readTown, readWords, townCut, understander } from '../../town-files.ts'
import { DAYS, play } from './play.ts'
import { makeStage } from './stage.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
/** Cases that come in on a working day, on average: enough for every page, few enough to be made within a minute. */
const PER_DAY = 1.2

export interface Made<T> {
  readonly cases: number
  readonly staff: number
  /** What the play tried and was refused: empty, unless the rules of the desk have changed. */
  readonly refused: readonly string[]
  /** What `then` answered. */
  readonly last: T
}

/** `into` must be unused. `items` and `years` are what is in force there, else the town's folder. */
export async function makeDemo<T>(
  config: Config,
  into: () => Promise<Database>,
  o: {
    readonly now: Date
    readonly items: readonly Item[]
    readonly years: readonly CalendarYear[]
    readonly perDay?: number
    /** How far back it begins; three months unless said. */
    readonly days?: number
    readonly told?: (part: number) => void
    /** Done on the database of the desk once the demonstration is in it. */
    readonly then: (database: Database) => Promise<T>
  },
): Promise<Made<T>> {
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-demo-'))
  try {
    const made = await playInMemory(config, dir, o)
    const database = await into()
    try {
      await database.db.transaction((tx) => emptyUnused(tx))
      await restore(database, join(dir, 'copy'))
      return { ...made, last: await o.then(database) }
    } finally {
      await database.close()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function playInMemory(
  config: Config,
  dir: string,
  o: Omit<Parameters<typeof makeDemo>[2], 'then'>,
): Promise<Omit<Made<never>, 'last'>> {
  const files = readTown(config.townDir)
  const town = demoTown(files)
  const database = await openDb({ memory: true, files: join(dir, 'files') }, { log: silent })
  try {
    const back = o.days ?? DAYS
    const from = instant(addDays(localDate(o.now), -back - 1))
    const { version } = await database.db.transaction(async (tx) => {
      for (const year of o.years) await loadCalendarYear(tx, year, from)
      await markDemo(tx, o.now)
      return putCatalog(tx, [...o.items], 'items.yaml', from, 'ever')
    })
    const catalog = { version, items: [...o.items] }
    const stage = await makeStage({
      database,
      townContext: { town, catalog, calendar: makeCalendar(o.years), publicUrl: config.values.PUBLIC_URL ?? '' },
      understand: understander(catalog, readWords(config.townDir, files), townCut(config.townDir)),
      cipher: makeCipher(config.secretKey),
      random: (n) => randomBytes(n),
      now: from,
    })
    const played = await play(stage, {
      until: o.now,
      days: back,
      perDay: o.perDay ?? PER_DAY,
      ...(o.told ? { told: o.told } : {}),
    })
    await stage.close()
    await backup(database, join(dir, 'copy'), o.now)
    return { cases: played.cases, staff: played.staff, refused: stage.refused }
  } finally {
    await database.close()
  }
}
