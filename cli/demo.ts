/** `town demo`: a town with three months behind it, to be looked at; `--remove` takes all of it away again. */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { whereOf } from '../app.ts'
import type { Config } from '../config.ts'
import { UserError } from '../core/errors.ts'
import { localDate } from '../core/date.ts'
import { makeCipher } from '../core/privacy/cipher.ts'
import { makeCalendar } from '../core/promise/calendar.ts'
import { demoTown } from '../core/town.ts'
import type { RequestContext } from '../db/context.ts'
import { calendarOf } from '../db/catalog/load-calendar.ts'
import { currentCatalog } from '../db/catalog/catalog-versions.ts'
import { demoMadeAt, emptyDemo, isUnused, otherDesks, strangersIn } from '../db/demo.ts'
import { listening } from '../db/drivers/embedded/control-socket.ts'
import { filesOf } from '../db/drivers/embedded/open-embedded.ts'
import { openDb } from '../db/open-database.ts'
import type { Database } from '../db/types.ts'
import { makeClock } from '../main.ts'
import { type DemoLink, demoLinks } from '../services/admin/demo.ts'
import { readCalendars, readItems, readTown } from '../town-files.ts'
import { makeDemo } from './demo/make.ts'
import { makeProgress } from './progress.ts'
import { type CommandRow, operate, out } from './reach-desk.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
// prettier-ignore
const ROLES: Readonly<Record<string, string>> = { clerk: '经办', head: '科室负责人', group: '领导小组', admin: '管理员' }

export const demoCommand: CommandRow = {
  help: 'demo | demo --links | demo --remove　在空的数据库里建一个演示镇看看；再拿一次入口；全部删掉',
  async run(args, config) {
    const { values } = parseArgs({
      args,
      options: { links: { type: 'boolean' }, remove: { type: 'boolean' }, all: { type: 'boolean' } },
    })
    const c = config()
    if (values.links) return out(sayLinks(c, (await operate(c, 'demo.links', null)) as DemoLink[]))
    return values.remove ? remove(c, values.all ?? false) : make(c)
  },
}

/** While a desk runs, what it keeps in memory would be of another database. */
async function refuseRunning(c: Config, doing: string): Promise<void> {
  const running = `首问正在运行：请先停下它，再${doing}。`
  if (!c.values.DATABASE_URL) {
    if (await listening(filesOf(c.dataDir).socket)) throw new UserError(running)
    return
  }
  const one = await openDb(whereOf(c), { log: silent, pool: 1, migrate: false })
  try {
    if ((await otherDesks(one.db)) > 0) throw new UserError(running)
  } finally {
    await one.close()
  }
}

const open = (c: Config): Promise<Database> => openDb(whereOf(c), { log: silent, pool: 2 })

async function make(c: Config): Promise<number> {
  await refuseRunning(c, '建演示')
  const began = Date.now()
  const now = makeClock(c.clockNow)
  const town = readTown(c.townDir)
  const before = await open(c)
  let items, years
  try {
    const made = await demoMadeAt(before.db)
    if (made)
      throw new UserError(`这里已经有一份演示（${localDate(made)} 建的）。看入口：town demo --links；删掉：town demo --remove`) // prettier-ignore
    if (!(await isUnused(before.db)))
      throw new UserError('这个数据库已经有人用了，演示只能建在空的里，什么也没有动。想另外看看：先设 DATA_DIR=./.demo（不设 DATABASE_URL），再运行 town demo') // prettier-ignore
    items = (await currentCatalog(before.db))?.items ?? readItems(join(c.townDir, 'items.yaml'), town)
    const loaded = await calendarOf(before.db)
    years = loaded.length > 0 ? loaded : readCalendars(c.townDir)
  } finally {
    await before.close()
  }
  out('正在建演示：把三个月的办件、问答、违诺、质询、听证按真实的办法走一遍……')
  const requestContext: RequestContext = {
    townContext: {
      town: demoTown(town),
      calendar: makeCalendar(years),
      catalog: { version: '', items },
      publicUrl: '',
    },
    now: now(),
    random: (n) => randomBytes(n),
    cipher: makeCipher(c.secretKey),
  }
  const progress = makeProgress('已走到', () => Date.now())
  const made = await makeDemo(c, () => open(c), {
    now: now(),
    items,
    years,
    told: progress.at,
    then: (database) => demoLinks(database, { ...requestContext, now: now() }),
  })
  progress.end()
  for (const refused of made.refused) process.stderr.write(`没有走成：${refused}\n`)
  const seconds = Math.round((Date.now() - began) / 1000)
  out(`建好了，用了 ${seconds} 秒：${made.staff} 位工作人员，${made.cases} 件办件。人和事都是编的，每一页上都写着“演示”，编号以 YS 开头。`) // prettier-ignore
  out('启动：npm start。看完全部删掉：town demo --remove')
  return out(sayLinks(c, made.last))
}

function sayLinks(c: Config, links: readonly DemoLink[]): string {
  const root = c.values.PUBLIC_URL?.replace(/\/$/, '') ?? `http://127.0.0.1:${c.port}`
  return [
    `群众看到的：${root}/`,
    '工作台的入口（10分钟内有效，各用一次；过期了再拿：town demo --links）：',
    ...links.map(
      (l) => `  ${(ROLES[l.role] ?? l.role).padEnd(5, '　')}　${l.name}，${l.department}\n    ${root}${l.path}`,
    ),
  ].join('\n')
}

async function remove(c: Config, all: boolean): Promise<number> {
  await refuseRunning(c, '删演示')
  if (!c.values.DATABASE_URL && !existsSync(filesOf(c.dataDir).database))
    throw new UserError('这里没有演示，什么也没有删。')
  const database = await open(c)
  try {
    const made = await demoMadeAt(database.db)
    if (!made) throw new UserError('这里没有演示，什么也没有删。')
    const others = await strangersIn(database.db, made)
    if (!all && others.people + others.cases > 0)
      throw new UserError(`演示建好以后，另有 ${others.people} 人写过、${others.cases} 件新的办件，也会一起删。什么也没有删；确定要删：town demo --remove --all`) // prettier-ignore
    await database.db.transaction((tx) => emptyDemo(tx))
    // what visitors sent lies beside an embedded database; rows that pointed to it are gone
    if (database.kind === 'embedded') rmSync(filesOf(c.dataDir).sent, { recursive: true, force: true })
  } finally {
    await database.close()
  }
  return out('演示已全部删掉。下次启动就是一个空的首问。')
}
