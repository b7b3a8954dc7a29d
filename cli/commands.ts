/** The commands: what each needs and does. Adding one is a row here. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse, stringify } from 'yaml'
import { whereOf } from '../app.ts'
import { sayTo } from '../bot/dialogue/ask.ts'
import type { Config } from '../config.ts'
import type { Catalog } from '../core/catalog/item.ts'
import { makeCalendar } from '../core/promise/calendar.ts'
import type { Manifest } from '../db/backup.ts'
import { callControl, listening } from '../db/control.ts'
import type { DeadLetter } from '../db/dead-letters.ts'
import { filesOf } from '../db/embedded/open.ts'
import { openDb } from '../db/open.ts'
import { calendarOf, currentCatalog } from '../db/town.ts'
import { makeClock, serve } from '../main.ts'
import { operations, Refused } from '../operations.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from '../town-files.ts'
import { runRestore, sayBackup } from './backup.ts'
import { catalogCheck } from './catalog.ts'
import { sayLetters } from './letters.ts'
import { accountCommands } from './accounts.ts'
import { evaluate, table } from './eval.ts'
import { randomBytes } from 'node:crypto'

interface CommandRow {
  readonly help: string
  run(args: string[], config: () => Config): Promise<number>
}

const out = (text: string): number => (process.stdout.write(`${text}\n`), 0)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Runs one operation: on the running desk, else straight on the database. */
async function operate(config: Config, name: string, args: unknown): Promise<unknown> {
  const socket = filesOf(config.dataDir).socket
  if (!config.values.DATABASE_URL && (await listening(socket))) return callControl(socket, name, args)
  const database = await openDb(whereOf(config), { log: silent, pool: 2 })
  try {
    const town = readTown(config.townDir)
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
    const handlers = operations({
      database,
      setting: () => ({
        world: { town, calendar, catalog, publicUrl: config.values.PUBLIC_URL ?? '' },
        now: now(),
        random,
      }),
      reload,
      send: () => {},
    })
    return await handlers[name]!(args)
  } finally {
    await database.close()
  }
}

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  serve: { help: '启动（npm start 也是它）', run: async (_, config) => serve(config()) },

  ask: {
    help: 'ask "问题" [--json]　试问一句',
    async run(args, config) {
      const { values, positionals } = parseArgs({
        args,
        options: { json: { type: 'boolean' } },
        allowPositionals: true,
      })
      const text = positionals.join(' ')
      if (!text) throw new Refused('要写问题：ask "办低保要什么材料"')
      const c = config()
      const town = readTown(c.townDir)
      const catalog: Catalog = { version: '（文件）', items: readItems(join(c.townDir, 'items.yaml')) }
      const u = understander(catalog, readWords(c.townDir, town), townCut(c.townDir))(text)
      const reply = sayTo(
        u,
        { town, catalog, calendar: makeCalendar(readCalendars(c.townDir)), publicUrl: '' },
        text,
        makeClock(c.clockNow)(),
      )
        .map((m) => m.text)
        .join('\n\n')
      return out(
        values.json
          ? JSON.stringify({ decision: u.decision, item: u.item, facet: u.facet, candidates: u.candidates, reply })
          : reply,
      )
    },
  },

  eval: {
    help: 'eval 文件 [--misses]　用一份问题量一量答得准不准',
    async run(args, config) {
      const { values, positionals } = parseArgs({
        args,
        options: { misses: { type: 'boolean' } },
        allowPositionals: true,
      })
      const [file] = positionals
      if (!file) throw new Refused('用法：eval 问题.jsonl')
      const c = config()
      const catalog: Catalog = { version: '（文件）', items: readItems(join(c.townDir, 'items.yaml')) }
      const understand = understander(catalog, readWords(c.townDir, readTown(c.townDir)), townCut(c.townDir))
      const done = evaluate(file, understand)
      if (values.misses) for (const m of done.misses) out(`${m.id} ${m.kind} ${m.text} | ${m.want} | ${m.got}`)
      return out(`${table(file, done)}\n${JSON.stringify(done.figures)}`)
    },
  },

  catalog: {
    help: 'catalog check|import|export 文件　事项目录',
    async run([verb = '', file = ''], config) {
      if (!['check', 'import', 'export'].includes(verb) || !file)
        throw new Refused('用法：catalog check|import|export 文件')
      const c = config()
      if (verb === 'export') {
        const catalog = (await operate(c, 'catalog.export', null)) as Catalog | null
        if (!catalog) throw new Refused('还没有事项目录，先启动一次或 import。')
        writeFileSync(file, stringify(catalog.items, { lineWidth: 0 }))
        return out(`已写到 ${file}：版本 ${catalog.version}，${catalog.items.length} 项`)
      }
      const checked = catalogCheck(file, readTown(c.townDir))
      if (checked.code !== 0 || verb === 'check') {
        ;(checked.code === 0 ? process.stdout : process.stderr).write(`${checked.text}\n`)
        return checked.code
      }
      const put = (await operate(c, 'catalog.import', readItems(file))) as { version: string; changed: boolean }
      return out(put.changed ? `已生效：版本 ${put.version}` : `和现在的一样，没有改动：版本 ${put.version}`)
    },
  },

  staff: {
    help: 'staff invite --name 姓名 --department 科室 --role clerk|head|group|admin　加工作人员',
    async run([verb = '', ...args], config) {
      if (verb !== 'invite') throw new Refused('用法：staff invite --name 姓名 --department DQZX --role clerk')
      const { values } = parseArgs({
        args,
        options: {
          name: { type: 'string' },
          department: { type: 'string' },
          role: { type: 'string' },
          phone: { type: 'string' },
        },
      })
      const made = (await operate(config(), 'staff.invite', values)) as { code: string; department: string }
      return out(
        `绑定码 ${made.code}\n请${values.name ?? ''}（${made.department}）在聊天里发：/bind ${made.code}\n24小时内有效，只能用一次。`,
      )
    },
  },

  letters: {
    help: 'letters list | letters resend 编号　没送到的消息，重发一条',
    async run([verb = '', id = ''], config) {
      if (verb === 'list') return out(sayLetters((await operate(config(), 'letters.dead', null)) as DeadLetter[]))
      if (verb !== 'resend' || !/^\d+$/.test(id)) throw new Refused('用法：letters list，或 letters resend 编号')
      await operate(config(), 'letters.resend', { id: Number(id) })
      return out(`${id} 已放回，马上重发。`)
    },
  },

  backup: {
    help: 'backup 文件夹　备份全部数据，运行中也可以',
    async run([dir = ''], config) {
      if (!dir) throw new Refused('用法：backup 文件夹')
      return out(sayBackup((await operate(config(), 'backup', { dir: resolve(dir) })) as Manifest, resolve(dir)))
    },
  },

  restore: {
    help: 'restore 文件夹　把备份恢复到空的数据库',
    async run([dir = ''], config) {
      if (!dir) throw new Refused('用法：restore 文件夹')
      return out(await runRestore(config(), dir))
    },
  },

  ...accountCommands(operate),

  calendar: {
    help: 'calendar load 文件　载入一年的放假安排',
    async run([verb = '', file = ''], config) {
      if (verb !== 'load' || !file) throw new Refused('用法：calendar load data/calendar/2027.json')
      const done = (await operate(config(), 'calendar.load', parse(readFileSync(file, 'utf8')))) as {
        changed: boolean
        recomputed: number
      }
      return out(done.changed ? `已载入，重算了 ${done.recomputed} 个期限。` : '和现在的一样，没有改动。')
    },
  },
}
