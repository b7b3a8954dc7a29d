/** Examines a desk for `town doctor`: everything that can be asked without changing anything, whether it runs or not. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { whereOf } from '../../app.ts'
import { type Config, ConfigError } from '../../config.ts'
import { UserError } from '../../core/errors.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { callControl, listening } from '../../db/drivers/embedded/control-socket.ts'
import { filesOf } from '../../db/drivers/embedded/open-embedded.ts'
import { freeBytes } from '../../db/drivers/embedded/space.ts'
import { openDb } from '../../db/open-database.ts'
import { sqlstate } from '../../db/rows.ts'
import { makeClock } from '../../main.ts'
import { type DatabaseHealth, databaseHealth } from '../../services/admin/database-health.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'
import { judgeDatabase, unreached } from './database.ts'
import { type Finding, good, mend, note } from './finding.ts'
import { judgeClock, judgeDisk, judgeNode, judgePermissions, type OtherClock } from './machine.ts'
import { checkCertificate, checkOfficialAccount, checkTelegram, checkWecom, clocksOutside } from './outside.ts'
import { judgeSettings } from './settings.ts'
import { judgeCalendar, judgeTown } from './town.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Calls `told` with each finding as it is known. `config` throws ConfigError where the settings cannot be read. */
export async function examine(config: () => Config, told: (finding: Finding) => void): Promise<Finding[]> {
  const findings: Finding[] = []
  const tell = (found: readonly Finding[]): void => {
    for (const f of found) {
      findings.push(f)
      told(f)
    }
  }
  let c: Config
  try {
    c = config()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    tell(error.faults.map((fault) => mend('设置', fault)))
    return findings
  }
  const real = makeClock(null)
  tell(judgeSettings(c.values, c.production))
  tell([judgeNode(process.version)])
  tell(judgePermissions(modesOf(c)))
  tell([judgeDisk(freeBytes(nearest(c.dataDir)), c.minFreeDiskMb)])
  const [database, clocks] = await Promise.all([askDatabase(c), clocksOutside(c, real)])
  const served: OtherClock[] =
    database.health?.kind === 'postgres' ? [{ whose: '数据库服务器', aheadMs: database.aheadMs }] : []
  tell(judgeClock(c.clockNow ?? real(), c.clockNow, [...clocks, ...served]))
  tell(database.found)
  tell(lookAtTown(c, (c.clockNow ? makeClock(c.clockNow) : real)(), database.health))
  const outside = await Promise.all([
    c.values.PUBLIC_URL ? checkCertificate(c.values.PUBLIC_URL, real()) : [],
    checkOfficialAccount(c, real),
    checkWecom(c, real),
    checkTelegram(c),
  ])
  tell(outside.flat())
  return findings
}

/** The folder itself, or the one it will be made in. */
const nearest = (dir: string): string => (existsSync(dir) || dirname(dir) === dir ? dir : nearest(dirname(dir)))

function modesOf(c: Config): { path: string; mode: number }[] {
  // Windows has no such bits
  if (process.platform === 'win32') return []
  const kept = [c.dataDir, join(c.dataDir, 'secret.key'), '.env']
  return kept.filter((path) => existsSync(path)).map((path) => ({ path, mode: statSync(path).mode }))
}

function lookAtTown(c: Config, now: Date, health: DatabaseHealth | null): Finding[] {
  try {
    const town = readTown(c.townDir)
    const items = readItems(join(c.townDir, 'items.yaml'), town)
    const loaded = health?.desk?.years ?? []
    return [...judgeTown(town, items.length), ...judgeCalendar(now, [...loaded, ...readCalendars(c.townDir)])]
  } catch (error) {
    if (error instanceof UserError) return [mend('镇的资料', error.message)]
    return [mend('镇的资料', `${c.townDir} 里缺文件，请和 data/ 对一对。`)]
  }
}

interface Asked {
  readonly health: DatabaseHealth | null
  /** By how much this machine's clock is ahead of the database's. */
  readonly aheadMs: number
  readonly found: readonly Finding[]
}

const nothing = (found: Finding): Asked => ({ health: null, aheadMs: 0, found: [found] })

/** Through the running desk where it alone may open its database; else straight, and without bringing it up to date. */
async function askDatabase(c: Config): Promise<Asked> {
  const files = filesOf(c.dataDir)
  const embedded = !c.values.DATABASE_URL
  try {
    const runs = embedded && (await listening(files.socket))
    if (embedded && !runs && !existsSync(files.database))
      return nothing(note('数据库', `用自带的，还没有建；第一次启动时在 ${c.dataDir} 里建。`))
    const health = runs ? ((await callControl(files.socket, 'doctor.database')) as DatabaseHealth) : await direct(c)
    const found = judgeDatabase(health)
    return {
      health,
      aheadMs: makeClock(null)().getTime() - Date.parse(health.at),
      found: runs ? [good('首问', '正在运行。'), ...found] : found,
    }
  } catch (error) {
    if (error instanceof UserError) return nothing(mend('数据库', error.message))
    if (embedded) return nothing(mend('数据库', error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''))
    return nothing(unreached(sqlstate(error) ?? codeOf(error)))
  }
}

async function direct(c: Config): Promise<DatabaseHealth> {
  const database = await openDb(whereOf(c), { log: silent, pool: 2, migrate: false, checkPages: c.checkPages })
  try {
    return await databaseHealth(database, makeCipher(c.secretKey))
  } finally {
    await database.close()
  }
}

/** Drivers tell of a lost connection in system codes; drizzle hands them on as a cause. */
const codeOf = (error: unknown): string => {
  for (let e = error; e instanceof Error; e = e.cause)
    if (typeof (e as { code?: unknown }).code === 'string') return (e as { code?: string }).code ?? ''
  return ''
}
