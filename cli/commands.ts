/** The commands: what each needs and does. Adding one is a row here. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { composeReply } from '../core/answer/reply/compose-reply.ts'
import { applyAnswerPolicy } from '../core/answer/policy/answer-policy.ts'
import type { Catalog } from '../core/catalog/item.ts'
import { makeCalendar } from '../core/promise/calendar.ts'
import type { Manifest } from '../db/backup/backup.ts'
import type { DeadLetter } from '../db/queue/dead-letters.ts'
import { makeClock, serve } from '../main.ts'
import { UserError } from '../core/errors.ts'
import { readCalendars, readItems, readTown, readWords, townCut, understander } from '../town-files.ts'
import { runRestore, sayBackup } from './backup.ts'
import { type InquiryLine, writeInquiries } from './inquiries.ts'
import { sayLetters } from './dead-letters.ts'
import { accountCommands } from './accounts.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { initCommand } from './init.ts'
import { evaluate, evaluationFiles, tables } from './eval.ts'
import { type CommandRow, operate, out } from './reach-desk.ts'
import { tokenCommand } from './client-tokens.ts'
import { evaluateReplies } from './eval-replies.ts'
import { catalogCommand } from './catalog-import.ts'
import { wechatCommand } from './wechat.ts'

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  serve: { help: '启动（npm start 也是它）', run: async (_, config) => serve(config()) },

  init: initCommand,

  doctor: doctorCommand,

  wechat: wechatCommand,

  demo: demoCommand,

  ask: {
    help: 'ask "问题" [--json]　试问一句',
    async run(args, config) {
      const { values, positionals } = parseArgs({
        args,
        options: { json: { type: 'boolean' } },
        allowPositionals: true,
      })
      const text = positionals.join(' ')
      if (!text) throw new UserError('要写问题：ask "办低保要什么材料"')
      const c = config()
      const town = readTown(c.townDir)
      const catalog: Catalog = { version: '（文件）', items: readItems(join(c.townDir, 'items.yaml')) }
      const understand = understander(catalog, readWords(c.townDir, town), townCut(c.townDir))
      const u = applyAnswerPolicy(understand, text, undefined, catalog, town.lifeEvents)
      const reply = composeReply(
        u,
        { town, catalog, calendar: makeCalendar(readCalendars(c.townDir)), publicUrl: '' },
        text,
        makeClock(c.clockNow)(),
      )
        .map((m) => m.text)
        .join('\n\n')
      return out(
        values.json
          ? JSON.stringify({
              decision: u.decision,
              item: u.item,
              facet: u.facet,
              fact: u.point,
              candidates: u.candidates,
              reply,
            })
          : reply,
      )
    },
  },

  eval: {
    help: 'eval 文件或文件夹 [--misses]　用问题、对话、别的目录、来信量一量答得准不准',
    async run(args, config) {
      const { values, positionals } = parseArgs({
        args,
        options: { misses: { type: 'boolean' } },
        allowPositionals: true,
      })
      const [path] = positionals
      if (!path)
        throw new UserError('用法：eval 问题.jsonl，或放着 questions.jsonl、dialogues.jsonl、gd/、routing/ 的文件夹')
      const files = evaluationFiles(path)
      if (files.length === 0) throw new UserError(`${path} 里没有可量的文件`)
      const c = config()
      const town = readTown(c.townDir)
      const words = readWords(c.townDir, town)
      const cut = townCut(c.townDir)
      const catalog: Catalog = { version: '（文件）', items: readItems(join(c.townDir, 'items.yaml')) }
      const understand = understander(catalog, words, cut)
      const world = { town, catalog, calendar: makeCalendar(readCalendars(c.townDir)), publicUrl: '' }
      const now = makeClock(c.clockNow)()
      const done = files.map(
        (file) =>
          [file, evaluateReplies(file, understand, world, now) ?? evaluate(file, understand, { words, cut })] as const,
      )
      if (values.misses)
        for (const [, { misses }] of done)
          for (const m of misses) out(`${m.id} ${m.kind} ${m.text} | ${m.want} | ${m.got}`)
      return out(`${tables(done)}\n${JSON.stringify(Object.fromEntries(done.map(([file, e]) => [file, e.figures])))}`)
    },
  },

  catalog: catalogCommand,

  staff: {
    help: 'staff invite --name 姓名 --department 科室 --role clerk|head|group|admin　加工作人员；staff leave --name 姓名　离岗',
    async run([verb = '', ...args], config) {
      if (verb !== 'invite' && verb !== 'leave')
        throw new UserError('用法：staff invite --name 姓名 --department DQZX --role clerk')
      const { values } = parseArgs({
        args,
        options: {
          name: { type: 'string' },
          department: { type: 'string' },
          role: { type: 'string' },
          phone: { type: 'string' },
        },
      })
      if (verb === 'leave') {
        const { open } = (await operate(config(), 'staff.leave', values)) as { open: string[] }
        return out(
          `${values.name ?? ''}已离岗。${open.length > 0 ? `手上 ${open.length} 件已列给科室负责人指派：${open.join('、')}` : '手上没有在办的。'}`,
        )
      }
      const made = (await operate(config(), 'staff.invite', values)) as { code: string; department: string }
      return out(
        `绑定码 ${made.code}\n请${values.name ?? ''}（${made.department}）在聊天里发：/bind ${made.code}\n24小时内有效，只能用一次。`,
      )
    },
  },

  token: tokenCommand,
  inquiries: {
    help: 'inquiries export 文件.csv|文件.xlsx [--from 日期] [--to 日期]　居民问了什么、答没答上',
    async run([verb = '', ...args], config) {
      const { values, positionals } = parseArgs({
        args,
        options: { from: { type: 'string' }, to: { type: 'string' } },
        allowPositionals: true,
      })
      const [file] = positionals
      if (verb !== 'export' || !file) throw new UserError('用法：inquiries export 文件.csv，或 文件.xlsx')
      const lines = (await operate(config(), 'inquiries.export', values)) as InquiryLine[]
      await writeInquiries(file, lines)
      return out(`已写到 ${file}：${lines.length} 条`)
    },
  },

  department: {
    help: 'department merge 科室代码　科室并入另一个（先在 town.yaml 的 former 写明）',
    async run([verb = '', from = ''], config) {
      if (verb !== 'merge' || !from) throw new UserError('用法：department merge TYZ')
      const done = (await operate(config(), 'department.merge', { from })) as { cases: number; people: number }
      return out(`已合并：${done.people} 人、${done.cases} 件在办的转过去了。旧的记录仍算原科室。`)
    },
  },

  letters: {
    help: 'letters list | letters resend 编号　没送到的消息，重发一条',
    async run([verb = '', id = ''], config) {
      if (verb === 'list') return out(sayLetters((await operate(config(), 'letters.dead', null)) as DeadLetter[]))
      if (verb !== 'resend' || !/^\d+$/.test(id)) throw new UserError('用法：letters list，或 letters resend 编号')
      await operate(config(), 'letters.resend', { id: Number(id) })
      return out(`${id} 已放回，马上重发。`)
    },
  },

  backup: {
    help: 'backup 文件夹　备份全部数据，运行中也可以',
    async run([dir = ''], config) {
      if (!dir) throw new UserError('用法：backup 文件夹')
      return out(sayBackup((await operate(config(), 'backup', { dir: resolve(dir) })) as Manifest, resolve(dir)))
    },
  },

  restore: {
    help: 'restore 文件夹　把备份恢复到空的数据库',
    async run([dir = ''], config) {
      if (!dir) throw new UserError('用法：restore 文件夹')
      return out(await runRestore(config(), dir))
    },
  },

  ...accountCommands(operate),

  calendar: {
    help: 'calendar load 文件　载入一年的放假安排',
    async run([verb = '', file = ''], config) {
      if (verb !== 'load' || !file) throw new UserError('用法：calendar load data/calendar/2027.json')
      const done = (await operate(config(), 'calendar.load', parse(readFileSync(file, 'utf8')))) as {
        changed: boolean
        recomputed: number
      }
      return out(done.changed ? `已载入，重算了 ${done.recomputed} 个期限。` : '和现在的一样，没有改动。')
    },
  },
}
