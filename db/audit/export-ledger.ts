/** Exports the ledgers 台账 of a period as tables: what each holds, who may have it, and an event in the log for every one taken out. */
import { sql, type SQL } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import { PURPOSES } from '../../core/case/purposes.ts'
import { csv, type CellValue } from '../../core/assessment/csv.ts'
import { BREACH_KINDS } from '../../core/breach/kinds.ts'
import { BREACH_STATES } from '../../core/breach/lifecycle.ts'
import { canonical, sha256 } from '../../core/hash-chain.ts'
import { addDays, instant, isLocalDate, type LocalDate } from '../../core/date.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { appendAccountEvent } from './account-log.ts'
import type { RequestContext } from '../context.ts'
import { rows } from '../rows.ts'
import type { Tx } from '../types.ts'
import { ledgerExports } from '../schema.ts'
import { sqlList } from '../sql-list.ts'

interface Ledger {
  readonly label: string
  readonly head: readonly string[]
  /** Rows of the period; `own`: null for whoever may see all departments. */
  read(o: { from: LocalDate; to: LocalDate; start: SQL; end: SQL; own: string | null; me: number }): SQL
}

const label = (table: Readonly<Record<string, { label: string }>>, key: CellValue): CellValue =>
  typeof key === 'string' ? (table[key]?.label ?? key) : key

const CONFIDENTIAL = Object.entries(KINDS).filter(([, k]) => k.confidential).map(([name]) => name) // prettier-ignore
/** Confidential kinds are in nobody's ledger but a count; the accused's department sees none of its complaints. */
const seen = (own: string | null, me: number): SQL => sql`
  c.kind not in (${sqlList(CONFIDENTIAL)})
  and c.accused_staff_id is distinct from ${me}
  and (${own}::text is null or (c.department = ${own} and c.accused_department is distinct from ${own}))` // prettier-ignore

// prettier-ignore
export const LEDGERS = {
  cases: {
    label: '办件台账', head: ['编号', '类别', '状态', '科室', '事项', '内容', '登记日', '首问责任人', '承办人', '评价'],
    read: ({ from, to, own, me }) => sql`select c.number, c.kind, c.state, c.department, c.item, c.text, c.opened_on, f.name as first, h.name as handler, c.rating
      from cases c left join staff f on f.id = c.first_responder_id left join staff h on h.id = c.handler_id
      where c.opened_on >= ${from} and c.opened_on <= ${to} and ${seen(own, me)} order by c.id`,
  },
  promises: {
    label: '时限台账', head: ['编号', '时限', '依据', '起算日', '到期日', '状态', '科室'],
    read: ({ from, to, own, me }) => sql`select c.number, p.purpose, p.basis, p.start_date, p.due_date, p.state, c.department
      from promises p join cases c on c.id = p.case_id where p.due_date >= ${from} and p.due_date <= ${to} and ${seen(own, me)} order by p.id`,
  },
  breaches: {
    label: '违诺台账', head: ['序号', '类型', '科室', '发现日', '原期限', '状态', '认定', '理由', '措施期限'],
    read: ({ from, to, own }) => sql`select b.id, coalesce(w.kind, b.kind) as kind, b.department, b.found_on, b.due_date, w.state, w.verdict, w.reason, w.measure_due
      from breaches b left join breach_flows w on w.breach_id = b.id
      where b.found_on >= ${from} and b.found_on <= ${to} and (${own}::text is null or b.department = ${own}) order by b.id`,
  },
  notices: {
    label: '文书台账', head: ['文号', '编号', '制发日', '用印', '送达', '签收'],
    read: ({ start, end, own, me }) => sql`select n.number, c.number as case_number, to_char(n.created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as made,
        case when n.sealed_at is null then '否' else '是' end as sealed, case when n.served_at is null then '否' else '是' end as served, case when n.received_at is null then '否' else '是' end as received
      from notices n join cases c on c.id = n.case_id where n.created_at >= ${start} and n.created_at < ${end} and ${seen(own, me)} order by n.id`,
  },
  challenges: {
    label: '质询台账', head: ['编号', '关于', '内容', '科室', '提出日', '附议人数', '状态'],
    read: ({ from, to, own, me }) => sql`select c.number, q.about || ':' || q.about_id as about, c.text, c.department, c.opened_on, q.seconds, c.state
      from challenges q join cases c on c.id = q.case_id where c.opened_on >= ${from} and c.opened_on <= ${to} and ${seen(own, me)} order by c.id`,
  },
  disclosures: {
    label: '公开台账', head: ['序号', '科室', '类别', '标题', '状态', '版本', '依据', '复核日'],
    read: ({ start, end, own }) => sql`select d.id, d.department, d.category, d.title, d.state, d.version, d.article, d.review_on from disclosures d
      where d.at >= ${start} and d.at < ${end} and (${own}::text is null or d.department = ${own}) order by d.id`,
  },
} as const satisfies Record<string, Ledger>
export type LedgerName = keyof typeof LEDGERS

export interface Table {
  /** '办件台账_2026-11-01_2026-11-30', a file's name without its ending. */
  readonly name: string
  readonly label: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
}

export type LedgerResult = ({ readonly ok: true } & Table) | { readonly ok: false; readonly because: string }

/** Whose ledgers hold texts as they were stored; everybody else reads personal data masked. */
const MAY_READ_PLAIN: readonly Staff['role'][] = ['group', 'admin']

/**
 * One ledger of the days from `from` up to and with `to`. Heads see their department, group and admin all; `by` null is
 * the operator at the command line. Personal data is masked unless `plain` was asked for by somebody who may. The
 * taking out is an event of the log, in the same transaction.
 */
export async function readLedger(
  tx: Tx,
  ctx: RequestContext,
  by: Staff | null,
  name: LedgerName,
  from: LocalDate,
  to: LocalDate,
  o: { plain?: boolean; format?: 'csv' | 'xlsx' } = {},
): Promise<LedgerResult> {
  if (by?.leftAt || by?.role === 'clerk') return { ok: false, because: '台账由科室负责人、领导小组或管理员导出' }
  if (!isLocalDate(from) || !isLocalDate(to) || to < from) return { ok: false, because: '起止日期不对' }
  const masked = !o.plain
  if (!masked && by && !MAY_READ_PLAIN.includes(by.role)) return { ok: false, because: '不打码的台账只给领导小组和管理员' } // prettier-ignore
  const ledger: Ledger = LEDGERS[name]
  const own = by?.role === 'head' ? by.department : null
  const start = sql`${instant(from).toISOString()}::timestamptz`
  const end = sql`${instant(addDays(to, 1)).toISOString()}::timestamptz`
  const found = await rows<Record<string, CellValue>>(tx, ledger.read({ from, to, start, end, own, me: by?.id ?? 0 }))
  const table = found.map((row) => Object.entries(row).map(([column, value]) => shown(column, value, name, ctx, masked))) // prettier-ignore
  const hash = sha256(canonical([ledger.head, table]))
  const row = { fromDate: from, toDate: to, masked, rows: table.length, hash }
  await tx.insert(ledgerExports).values({ ...row, kind: name, staffId: by?.id ?? null, at: ctx.now })
  await appendAccountEvent(tx, ctx, 'ledger', {
    action: 'export',
    from: null,
    to: name,
    actor: by ? { kind: 'staff', staff: by, standsFor: [] } : { kind: 'clock' },
    data: { ...row, format: o.format ?? 'csv', ...(by ? {} : { by: 'operator' }) },
  })
  return { ok: true, name: `${ledger.label}_${from}_${to}`, label: ledger.label, head: ledger.head, rows: table }
}

export type LedgerExport =
  | { readonly ok: true; readonly name: string; readonly text: string; readonly rows: number }
  | { readonly ok: false; readonly because: string }

/** takeLedger as a CSV file. */
export async function exportLedger(
  tx: Tx,
  ctx: RequestContext,
  by: Staff | null,
  name: LedgerName,
  from: LocalDate,
  to: LocalDate,
): Promise<LedgerExport> {
  const taken = await readLedger(tx, ctx, by, name, from, to)
  if (!taken.ok) return taken
  return { ok: true, name: `${taken.name}.csv`, text: csv(taken.head, taken.rows), rows: taken.rows.length }
}

function shown(column: string, value: CellValue, ledger: LedgerName, ctx: RequestContext, masked: boolean): CellValue {
  if (column === 'kind') return label(ledger === 'breaches' ? BREACH_KINDS : KINDS, value)
  if (column === 'state' && ledger === 'breaches') return label(BREACH_STATES, value)
  if (column === 'state' && (ledger === 'cases' || ledger === 'challenges')) return label(STATES, value)
  if (column === 'state' && ledger === 'promises') return label(CLOCK_STATES, value)
  if (column === 'state' && ledger === 'disclosures') return label(REGISTER_STATES, value)
  if (column === 'verdict') return label(VERDICTS, value)
  if (column === 'purpose') return label(PURPOSES, value)
  if (column === 'department') {
    const { departments, former } = ctx.townContext.town
    return [...departments, ...former].find((d) => d.code === value)?.name ?? value
  }
  return typeof value === 'string' && masked ? maskPersonal(value).text : value
}

// prettier-ignore
const CLOCK_STATES = { open: { label: '进行中' }, paused: { label: '中止' }, met: { label: '按时' }, late: { label: '超时' }, void: { label: '不再计' } }
const REGISTER_STATES = {
  published: { label: '已公开' },
  withheld: { label: '不公开' },
  withdrawn: { label: '已撤下' },
}
const VERDICTS = { upheld: { label: '成立' }, dismissed: { label: '不成立' } }
