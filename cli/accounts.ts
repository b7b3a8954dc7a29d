/** `town report|ledger|audit`: takes reports, ledgers and the audit out of the desk, as text or as a file. */
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import type { AuditResult } from '../db/audit/verify-audit.ts'
import { UserError } from '../core/errors.ts'
import { sayAudit } from './audit.ts'

type Operate = (config: Config, name: string, args: unknown) => Promise<unknown>
type Run = (args: string[], config: () => Config) => Promise<number>

const out = (text: string): number => (process.stdout.write(`${text}\n`), 0)

/** A file that is there already is somebody's: never written over. Asked before anything is taken out. */
function free(file: string): string {
  if (existsSync(file)) throw new UserError(`${file} 已经有了，换一个文件名。`)
  return resolve(file)
}

function write(file: string, base64: string): string {
  writeFileSync(file, Buffer.from(base64, 'base64'), { flag: 'wx', mode: 0o600 })
  return file
}

export const accountCommands = (
  operate: Operate,
): Record<'audit' | 'report' | 'ledger', { help: string; run: Run }> => ({
  audit: {
    help: 'audit verify [--anchor 日期:锚值] | audit export 文件　核对全部记录有没有被改过、删过；导出给区里',
    async run([verb = '', ...args], config) {
      if (verb === 'export' && args[0]) {
        const file = free(args[0])
        await operate(config(), 'audit.export', { file })
        return out(`已导出到 ${file}：一行一条，末尾是每天的锚值。`)
      }
      if (verb !== 'verify') throw new UserError('用法：audit verify [--anchor 2026-11-23:锚值]，或 audit export 文件')
      const { values } = parseArgs({ args, options: { anchor: { type: 'string' } } })
      const [date, hash] = values.anchor?.split(':') ?? []
      const audit = (await operate(config(), 'audit.verify', date ? { date, hash } : null)) as AuditResult
      process[audit.ok ? 'stdout' : 'stderr'].write(`${sayAudit(audit)}\n`)
      return audit.ok ? 0 : 1
    },
  },

  report: {
    help: 'report 2026-11|2026-Q4 [--xlsx 文件 [--people]]　各科室考核；--people 加一页个人（内部）；report --from 日期 --to 日期 [--xlsx 文件]　开会用的办件情况',
    async run(args, config) {
      const options = { xlsx: { type: 'string' }, people: { type: 'boolean' }, from: { type: 'string' }, to: { type: 'string' } } as const // prettier-ignore
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
      const [period = ''] = positionals
      const { from = '', to = '' } = values
      if (values.from !== undefined || values.to !== undefined) {
        if (period !== '') throw new UserError('月份和 --from、--to 只写一样。')
        const file = values.xlsx === undefined ? null : free(values.xlsx)
        const made = await operate(config(), 'report.period', { from, to, xlsx: file !== null })
        if (file === null) return out((made as { text: string }).text)
        return out(`已写到 ${write(file, (made as { bytes: string }).bytes)}`)
      }
      if (!values.xlsx) return out(((await operate(config(), 'report', period)) as { text: string }).text)
      const file = free(values.xlsx)
      const made = await operate(config(), 'report.xlsx', { period, people: values.people ?? false })
      return out(`已写到 ${write(file, (made as { bytes: string }).bytes)}`)
    },
  },

  ledger: {
    help: 'ledger cases|promises|breaches|notices|challenges|disclosures|all 起 止 --xlsx 文件|--csv 文件　台账',
    async run(args, config) {
      const options = { xlsx: { type: 'string' }, csv: { type: 'string' }, plain: { type: 'boolean' } } as const
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
      const [name = '', from = '', to = ''] = positionals
      const wanted = values.xlsx ?? values.csv
      if (!wanted) throw new UserError('用法：ledger cases 2026-11-01 2026-11-30 --xlsx 办件.xlsx（或 --csv 办件.csv）')
      const file = free(wanted)
      const asked = { name, from, to, format: values.xlsx ? 'xlsx' : 'csv', plain: values.plain ?? false }
      const made = (await operate(config(), 'ledger', asked)) as {
        bytes: string
        rows: { label: string; rows: number }[]
      }
      const what = made.rows.map((r) => `${r.label} ${r.rows} 行`).join('，')
      return out(
        `已写到 ${write(file, made.bytes)}：${what}。${values.plain ? '没有打码，请妥善保管。' : '个人信息已打码。'}`,
      )
    },
  },
})
