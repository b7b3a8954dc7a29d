/** Exports the cases of a search as a table to take away: who may have it, what is left out, and an event in the log for each. */
import { csv, type CellValue } from '../../core/assessment/csv.ts'
import type { Staff } from '../../core/case/case.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { STATES } from '../../core/case/lifecycle.ts'
import { clockLabel } from '../../core/case/purposes.ts'
import { sha256 } from '../../core/hash-chain.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { itemOf } from '../../core/town-context.ts'
import { departmentOf } from '../../core/town.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { RequestContext } from '../context.ts'
import { ledgerExports } from '../schema.ts'
import type { Tx } from '../types.ts'
import { type CaseLine, caseLines } from './case-lines.ts'
import { type CaseFilter, searchCases } from './search-cases.ts'
import type { Viewer } from './visible-cases.ts'

const HEAD = ['编号', '类别', '状态', '科室', '事项', '村', '内容', '登记日', '首问责任人', '承办人', '期限', '到期日', '超期', '评价'] // prettier-ignore
/** A table is made in one go, while others wait. */
const MOST_ROWS = 3000
/** In nobody's table. */
const CONFIDENTIAL = (Object.keys(KINDS) as CaseKind[]).filter((kind) => KINDS[kind].confidential)

/** As with the ledgers: whoever answers for more than their own work. */
export const mayExportCases = ({ role, leftAt }: Staff): boolean => !leftAt && role !== 'clerk'

export type CaseExport =
  | { readonly ok: true; readonly label: string; readonly head: readonly string[]; readonly rows: readonly (readonly CellValue[])[] } // prettier-ignore
  | { readonly ok: false; readonly because: string }

/** Takes out what a search finds, personal data masked. `filters`: which were set, for the log; what was typed is not kept there. */
export async function exportCases(
  tx: Tx,
  ctx: RequestContext,
  who: Viewer,
  filter: CaseFilter,
  filters: readonly string[],
): Promise<CaseExport> {
  if (!mayExportCases(who.staff)) return { ok: false, because: '表格由科室负责人、领导小组或管理员导出。' }
  const open = { ...filter, withoutKinds: [...filter.withoutKinds, ...CONFIDENTIAL] }
  const { ids, more, count } = await searchCases(tx, ctx, who, open, {
    limit: MOST_ROWS,
    offset: 0,
    countTo: MOST_ROWS,
  })
  if (more || count > MOST_ROWS)
    return { ok: false, because: `一次最多导出 ${MOST_ROWS} 件，这里更多。请按日期或者科室分几次导出。` }
  if (ids.length === 0) return { ok: false, because: '没有可以导出的办件。投诉和信访是保密的，不进表格。' }
  const lines = await caseLines(tx, ids)
  const table = lines.map((line) => cells(ctx, line))
  const days = lines.map((line) => line.openedOn).toSorted()
  const row = {
    fromDate: filter.openedFrom ?? days[0]!,
    toDate: filter.openedTo ?? days.at(-1)!,
    masked: true,
    rows: table.length,
    hash: sha256(csv(HEAD, table)),
  }
  await tx.insert(ledgerExports).values({ ...row, kind: 'case-list', staffId: who.staff.id, at: ctx.now })
  await appendAccountEvent(tx, ctx, 'ledger', {
    action: 'export',
    from: null,
    to: 'case-list',
    actor: { kind: 'staff', staff: who.staff, standsFor: [] },
    data: { ...row, filters: [...filters], format: 'xlsx' },
  })
  return { ok: true, label: '办件', head: HEAD, rows: table }
}

function cells({ townContext, now }: RequestContext, c: CaseLine): CellValue[] {
  const item = itemOf(townContext, c.item)
  const late = c.clock?.state === 'open' && c.clock.dueAt <= now
  return [
    c.number,
    KINDS[c.kind].label,
    STATES[c.state].label,
    departmentOf(townContext.town, c.department).name,
    item ? item.short || item.name : '',
    c.village ?? '',
    maskPersonal(c.text).text,
    c.openedOn,
    c.first ?? '',
    c.handler ?? '',
    c.clock ? clockLabel(c.clock.purpose, c.kind) : '',
    c.clock?.dueDate ?? '',
    late ? '是' : '',
    c.rating,
  ]
}
