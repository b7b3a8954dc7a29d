/** What the command line takes out of the desk: the audit and its export, the assessment, the ledgers. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { csv } from './core/assessment/csv.ts'
import { peopleTable, reportTables, sayReport } from './core/assessment/say.ts'
import { type Period, readPeriod } from './core/assessment/score.ts'
import { localDate } from './core/date.ts'
import { departmentOf } from './core/town.ts'
import { writeAccount } from './db/account-log.ts'
import { assess, publishedAssessment, settleAssessment } from './db/assessment.ts'
import { assessPeople } from './db/assessment-people.ts'
import { auditExport, auditVerify, makeAnchors } from './db/audit.ts'
import type { Setting } from './db/cases.ts'
import type { Handlers } from './db/control.ts'
import { type LedgerName, LEDGERS, type Table, takeLedger } from './db/ledgers.ts'
import type { Database } from './db/open.ts'
import { Refused } from './refused.ts'
import { workbook } from './web/workbook.ts'

const NAMES = Object.keys(LEDGERS) as [LedgerName, ...LedgerName[]]
const ledgerArgs = z.object({
  name: z.enum([...NAMES, 'all']),
  from: z.string(),
  to: z.string(),
  format: z.enum(['csv', 'xlsx']),
  plain: z.boolean().default(false),
})

export function accounts({ database, setting }: { database: Database; setting: () => Setting }): Handlers {
  const { db } = database

  /** A period that is over is stored once and read again as it was; a running one is counted as it stands. */
  async function periodOf(
    text: unknown,
  ): Promise<{ period: Period; settled: boolean } & Awaited<ReturnType<typeof rowsOf>>> {
    const period = readPeriod(z.string().catch('').parse(text))
    if (!period) throw new Refused('写哪个月或哪个季度：report 2026-11，或 report 2026-Q4')
    const set = setting()
    const settled = (await db.transaction((tx) => settleAssessment(tx, set, period))) !== null
    return { period, settled, ...(await rowsOf(set, period)) }
  }
  async function rowsOf(set: Setting, period: Period) {
    const stored = await publishedAssessment(db, period.name)
    return stored ?? { rows: await assess(db, set, period), formula: set.world.town.assessment }
  }

  return {
    async 'audit.verify'(args) {
      const known = z
        .strictObject({ date: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
        .nullish()
        .safeParse(args)
      if (!known.success) throw new Refused('锚值写法：--anchor 2026-11-23:64位十六进制')
      // days that are over are proven from now on, whether or not the desk was running then
      const made = await db.transaction((tx) => makeAnchors(tx, setting()))
      return { ...(await auditVerify(db, known.data ?? undefined)), made }
    },
    /** Both logs and the anchors as JSON lines; that they were taken out is the last thing in the log. */
    async 'audit.export'(args) {
      const { file } = z.object({ file: z.string().min(1) }).parse(args)
      await db.transaction((tx) => makeAnchors(tx, setting()))
      await pipeline(Readable.from(auditExport(db)), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
        (error: unknown) => {
          if ((error as { code?: string }).code === 'EEXIST') throw new Refused(`${file} 已经有了，换一个文件名。`)
          throw error
        },
      )
      await db.transaction((tx) => writeAccount(tx, setting(), 'ledger', { action: 'export', from: null, to: 'audit', actor: { kind: 'clock' }, data: { by: 'operator' } })) // prettier-ignore
      return { file }
    },
    async report(args) {
      const { period, settled, rows, formula } = await periodOf(args)
      const text = sayReport(period, rows, formula)
      const over = localDate(setting().now) >= period.to
      return { text: settled ? text : `${text}\n（${over ? '本期没有记录' : '本期还没结束，数字会变'}）`, rows }
    },
    /** The same as a workbook; with `people` also the internal sheet. */
    async 'report.xlsx'(args) {
      const { period: name, people } = z.object({ period: z.string(), people: z.boolean() }).parse(args)
      const { period, rows, formula } = await periodOf(name)
      const { town } = setting().world
      const sheets = reportTables(period, rows, formula)
      if (people)
        sheets.push(peopleTable(await assessPeople(db, setting(), null, period), (code) => departmentOf(town, code).name)) // prettier-ignore
      await db.transaction((tx) => writeAccount(tx, setting(), 'ledger', { action: 'export', from: null, to: 'assessment', actor: { kind: 'clock' }, data: { by: 'operator', period: period.name, people, format: 'xlsx' } })) // prettier-ignore
      return { bytes: Buffer.from(await workbook(sheets)).toString('base64') }
    },
    async ledger(args) {
      const read = ledgerArgs.safeParse(args)
      if (!read.success)
        throw new Refused(`写哪个台账：${NAMES.map((n) => `${n} ${LEDGERS[n].label}`).join('，')}，全部是 all`)
      const { name, from, to, format, plain } = read.data
      if (name === 'all' && format === 'csv') throw new Refused('全部台账只能导出成 --xlsx。')
      const wanted = name === 'all' ? NAMES : [name]
      const tables = await db.transaction(async (tx) => {
        const taken: Table[] = []
        for (const one of wanted) {
          const table = await takeLedger(tx, setting(), null, one, from, to, { plain, format })
          if (!table.ok) throw new Refused(`${table.because}。例：ledger cases 2026-11-01 2026-11-30 --xlsx 办件.xlsx`)
          taken.push(table)
        }
        return taken
      })
      const bytes =
        format === 'xlsx'
          ? await workbook(tables.map((t) => ({ ...t, name: t.label })))
          : Buffer.from(csv(tables[0]!.head, tables[0]!.rows))
      return { rows: tables.map((t) => ({ label: t.label, rows: t.rows.length })), bytes: Buffer.from(bytes).toString('base64') } // prettier-ignore
    },
  }
}
