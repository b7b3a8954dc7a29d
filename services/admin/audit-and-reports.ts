/** What the command line takes out of the desk: the audit and its export, the assessment, the ledgers. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { csv } from '../../core/assessment/csv.ts'
import { peopleTable, reportTables, formatReport } from '../../core/messages/assessment.ts'
import { type Period, readPeriod } from '../../core/assessment/score.ts'
import { localDate } from '../../core/date.ts'
import { reportSheets, reportText } from '../../core/messages/report.ts'
import { readReportPeriod } from '../../core/report/period.ts'
import { departmentOf } from '../../core/town.ts'
import { appendAccountEvent } from '../../db/audit/account-log.ts'
import { assess, publishedAssessment, storeAssessment } from '../../db/assessment/department-assessment.ts'
import { assessPeople } from '../../db/assessment/staff-assessment.ts'
import { exportAudit, verifyAudit, makeAnchors } from '../../db/audit/verify-audit.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Handlers } from '../../db/drivers/embedded/control-socket.ts'
import { type LedgerName, LEDGERS, type Table, readLedger } from '../../db/audit/export-ledger.ts'
import type { Database, Db } from '../../db/types.ts'
import { UserError } from '../../core/errors.ts'
import { workbook } from '../../adapters/xlsx.ts'
import { deskReport } from '../reports/desk-report.ts'

const NAMES = Object.keys(LEDGERS) as [LedgerName, ...LedgerName[]]
const ledgerArgs = z.object({
  name: z.enum([...NAMES, 'all']),
  from: z.string(),
  to: z.string(),
  format: z.enum(['csv', 'xlsx']),
  plain: z.boolean().default(false),
})

export function reportHandlers({
  database,
  requestContext,
}: {
  database: Database
  requestContext: () => RequestContext
}): Handlers {
  const { db } = database

  /** A period that is over is stored once and read again as it was; a running one is counted as it stands. */
  async function periodOf(
    text: unknown,
  ): Promise<{ period: Period; settled: boolean } & Awaited<ReturnType<typeof rowsOf>>> {
    const period = readPeriod(z.string().catch('').parse(text))
    if (!period) throw new UserError('写哪个月或哪个季度：report 2026-11，或 report 2026-Q4')
    const ctx = requestContext()
    const settled = (await db.transaction((tx) => storeAssessment(tx, ctx, period))) !== null
    return { period, settled, ...(await rowsOf(ctx, period)) }
  }
  async function rowsOf(ctx: RequestContext, period: Period) {
    const stored = await publishedAssessment(db, period.name)
    return stored ?? { rows: await assess(db, ctx, period), formula: ctx.townContext.town.assessment }
  }

  return {
    async 'audit.verify'(args) {
      const known = z
        .strictObject({ date: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
        .nullish()
        .safeParse(args)
      if (!known.success) throw new UserError('锚值写法：--anchor 2026-11-23:64位十六进制')
      // days that are over are proven from now on, whether or not the desk was running then
      const made = await db.transaction((tx) => makeAnchors(tx, requestContext()))
      return { ...(await verifyAudit(db, known.data ?? undefined)), made }
    },
    /** Both logs and the anchors as JSON lines; that they were taken out is the last thing in the log. */
    async 'audit.export'(args) {
      const { file } = z.object({ file: z.string().min(1) }).parse(args)
      await db.transaction((tx) => makeAnchors(tx, requestContext()))
      await pipeline(Readable.from(exportAudit(db)), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(
        (error: unknown) => {
          if ((error as { code?: string }).code === 'EEXIST') throw new UserError(`${file} 已经有了，换一个文件名。`)
          throw error
        },
      )
      await db.transaction((tx) => appendAccountEvent(tx, requestContext(), 'ledger', { action: 'export', from: null, to: 'audit', actor: { kind: 'clock' }, data: { by: 'operator' } })) // prettier-ignore
      return { file }
    },
    async report(args) {
      const { period, settled, rows, formula } = await periodOf(args)
      const text = formatReport(period, rows, formula)
      const over = localDate(requestContext().now) >= period.to
      return { text: settled ? text : `${text}\n（${over ? '本期没有记录' : '本期还没结束，数字会变'}）`, rows }
    },
    /** The same as a workbook; with `people` also the internal sheet. */
    async 'report.xlsx'(args) {
      const { period: name, people } = z.object({ period: z.string(), people: z.boolean() }).parse(args)
      const { period, rows, formula } = await periodOf(name)
      const { town } = requestContext().townContext
      const sheets = reportTables(period, rows, formula)
      if (people)
        sheets.push(peopleTable(await assessPeople(db, requestContext(), null, period), (code) => departmentOf(town, code).name)) // prettier-ignore
      await db.transaction((tx) => appendAccountEvent(tx, requestContext(), 'ledger', { action: 'export', from: null, to: 'assessment', actor: { kind: 'clock' }, data: { by: 'operator', period: period.name, people, format: 'xlsx' } })) // prettier-ignore
      return { bytes: Buffer.from(await workbook(sheets)).toString('base64') }
    },
    /** A period for a leaders' meeting: the figures of the town as text, or the whole as a workbook. */
    async 'report.period'(args) {
      const { from, to, xlsx } = z.object({ from: z.string(), to: z.string(), xlsx: z.boolean() }).parse(args)
      const read = readReportPeriod(from, to)
      if (!read.ok)
        throw new UserError(`${read.because}。例：report --from 2026-11-01 --to 2026-11-30 --xlsx 报告.xlsx`)
      const ctx = requestContext()
      const report = await deskReport(db, ctx, null, read.period)
      const town = ctx.townContext.town.name
      if (!xlsx) return { text: reportText(town, report) }
      await db.transaction((tx) => appendAccountEvent(tx, ctx, 'ledger', { action: 'export', from: null, to: 'report', actor: { kind: 'clock' }, data: { by: 'operator', ...read.period, format: 'xlsx' } })) // prettier-ignore
      return { bytes: Buffer.from(await workbook(reportSheets(town, report))).toString('base64') }
    },
    ledger: (args) => exportLedger(db, requestContext(), args),
  }
}

/** One ledger of a period as a file, or all of them as one workbook. */
async function exportLedger(db: Db, ctx: RequestContext, args: unknown) {
  const read = ledgerArgs.safeParse(args)
  if (!read.success)
    throw new UserError(`写哪个台账：${NAMES.map((n) => `${n} ${LEDGERS[n].label}`).join('，')}，全部是 all`)
  const { name, from, to, format, plain } = read.data
  if (name === 'all' && format === 'csv') throw new UserError('全部台账只能导出成 --xlsx。')
  const wanted = name === 'all' ? NAMES : [name]
  const tables = await db.transaction(async (tx) => {
    const taken: Table[] = []
    for (const one of wanted) {
      const table = await readLedger(tx, ctx, null, one, from, to, { plain, format })
      if (!table.ok) throw new UserError(`${table.because}。例：ledger cases 2026-11-01 2026-11-30 --xlsx 办件.xlsx`)
      taken.push(table)
    }
    return taken
  })
  const bytes =
    format === 'xlsx'
      ? await workbook(
          tables.map((t) => ({
            ...t,
            name: t.label,
            heading: `${ctx.townContext.town.name}${t.label}（${from} 至 ${to}）`,
          })),
        )
      : Buffer.from(csv(tables[0]!.head, tables[0]!.rows))
  return { rows: tables.map((t) => ({ label: t.label, rows: t.rows.length })), bytes: Buffer.from(bytes).toString('base64') } // prettier-ignore
}
