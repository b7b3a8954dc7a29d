/** How a command reaches the desk: through the control socket of a running one, or straight on its database. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { whereOf } from '../app.ts'
import type { Config } from '../config.ts'
import { demoTown } from '../core/town.ts'
import { makeCipher } from '../core/privacy/cipher.ts'
import { makeCalendar } from '../core/promise/calendar.ts'
import { callControl, listening } from '../db/drivers/embedded/control-socket.ts'
import { filesOf } from '../db/drivers/embedded/open-embedded.ts'
import { openDb } from '../db/open-database.ts'
import { calendarOf } from '../db/catalog/load-calendar.ts'
import { currentCatalog } from '../db/catalog/catalog-versions.ts'
import { demoMadeAt } from '../db/demo.ts'
import { makeClock } from '../main.ts'
import { adminHandlers } from '../services/admin/admin-handlers.ts'
import { readCalendars, readItems, readTown } from '../town-files.ts'

export interface CommandRow {
  readonly help: string
  run(args: string[], config: () => Config): Promise<number>
}

/** Prints a line; a command that ends so has gone well. */
export const out = (text: string): number => (process.stdout.write(`${text}\n`), 0)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Runs one operation: on the running desk, else straight on the database. */
export async function operate(config: Config, name: string, args: unknown): Promise<unknown> {
  const socket = filesOf(config.dataDir).socket
  if (!config.values.DATABASE_URL && (await listening(socket))) return callControl(socket, name, args)
  const database = await openDb(whereOf(config), { log: silent, pool: 2 })
  try {
    const own = readTown(config.townDir)
    const town = (await demoMadeAt(database.db)) === null ? own : demoTown(own)
    const catalog = (await currentCatalog(database.db)) ?? {
      version: '',
      items: readItems(join(config.townDir, 'items.yaml')),
    }
    const now = makeClock(config.clockNow)
    const random = (n: number) => randomBytes(n)
    const years = await calendarOf(database.db)
    let calendar = makeCalendar(years.length > 0 ? years : readCalendars(config.townDir))
    const reload = async (): Promise<void> => {
      calendar = makeCalendar(await calendarOf(database.db))
    }
    const handlers = adminHandlers({
      database,
      requestContext: () => ({
        townContext: { town, calendar, catalog, publicUrl: config.values.PUBLIC_URL ?? '' },
        now: now(),
        random,
        cipher: makeCipher(config.secretKey),
      }),
      reload,
      send: () => {},
    })
    return await handlers[name]!(args)
  } finally {
    await database.close()
  }
}
