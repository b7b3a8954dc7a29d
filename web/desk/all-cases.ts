/** `/staff/cases`: lists every case one may see, open and ended, found by words and filters; kept searches, acts on many, a table to take away. */
import { LIMITS } from '../../core/input/limits.ts'
import { localDate } from '../../core/date.ts'
import { readCaseNumber } from '../../core/input/typed-case-number.ts'
import { caseLines } from '../../db/cases/case-lines.ts'
import { exportCases, mayExportCases } from '../../db/cases/export-cases.ts'
import { readableCase } from '../../db/cases/readable-cases.ts'
import { countDue, type FoundCases, MOST_COUNTED, searchCases, villagesNamed } from '../../db/cases/search-cases.ts'
import type { Viewer } from '../../db/cases/visible-cases.ts'
import { recordPersonalRead } from '../../db/people/desk-sessions.ts'
import { dropView, saveView, type SavedView, viewsFor } from '../../db/people/saved-views.ts'
import { allStaff, standsFor } from '../../db/people/staff.ts'
import { workbook, XLSX } from '../../adapters/xlsx.ts'
import { asBuffer, attached } from '../attach.ts'
import { sendBytes } from '../downloads.ts'
import { applyToMany, bulkOutcome } from './all-cases-bulk.ts'
import { addressOf, COMMON_VIEWS, type Fields, fieldsOf, type FilterReading, readFilter } from './all-cases-filter.ts'
import { allCasesPage } from './all-cases-view.ts'
import { idOf } from './components.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'
import { PER_PAGE } from './paging.ts'

const HOME = '/staff/cases'
const EVERYBODY = ['clerk', 'head', 'group', 'admin'] as const

export const allCasesRoom: DeskModule = {
  path: HOME,
  label: '全部办件',
  group: 'daily',
  who: EVERYBODY,
  key: 'a',
  open(door) {
    door.get(HOME, show)

    door.post(`${HOME}/bulk`, async (v) => {
      const people = await allStaff(v.db)
      const outcome = await applyToMany(v, people)
      const back = `${HOME}?${addressOf(fieldsIn(v.field('back')))}`
      return typeof outcome === 'string' ? v.back(back, outcome, true) : v.page(bulkOutcome(outcome, back))
    })

    door.post(`${HOME}/views`, async (v) => {
      const fields = fieldsIn(v.field('back'))
      const given = { name: v.field('name').trim(), search: addressOf(fields), shared: v.field('shared') === 'yes' }
      const { wrong } = await v.change(async (tx, ctx) => ({ wrong: await saveView(tx, ctx, v.staff, given), letters: [] })) // prettier-ignore
      return v.back(`${HOME}?${given.search}`, wrong ?? `已存为“${given.name}”。`, wrong !== null)
    })

    door.post(`${HOME}/views/:id/drop`, async (v) => {
      const id = idOf(v.param('id'))
      const { gone } = await v.change(async (tx) => ({
        gone: id !== null && (await dropView(tx, v.staff, id)),
        letters: [],
      }))
      return v.back(HOME, gone ? '已删除。' : '没有这个筛选，或者不是您存的。', !gone)
    })

    door.post(`${HOME}/export`, async (v) => {
      const fields = fieldsIn(v.field('back'))
      const reading = readFilter(fields, v.ctx.townContext, v.ctx.now)
      if (!reading.understood) return v.back(`${HOME}?${addressOf(fields)}`, reading.wrong.join(''), true)
      const who = await viewer(v)
      const { taken } = await v.change(async (tx, ctx) => ({
        taken: await exportCases(tx, ctx, who, reading.filter, Object.keys(fields)),
        letters: [],
      }))
      if (!taken.ok) return v.back(`${HOME}?${addressOf(fields)}`, taken.because, true)
      const bytes = await workbook([{ name: taken.label, head: taken.head, rows: taken.rows }])
      const table = attached(v.reply, { name: `${taken.label}_${localDate(v.ctx.now)}.xlsx`, type: XLSX })
      return sendBytes(table, asBuffer(bytes))
    })
  },
}

/** The fields of an address that came back in a form. */
const fieldsIn = (address: string): Fields => {
  const query = new URLSearchParams(address.slice(0, LIMITS.actText.most))
  return fieldsOf((name) => query.get(name) ?? '')
}

async function viewer(v: DeskRequest): Promise<Viewer> {
  return { staff: v.staff, standsFor: await standsFor(v.db, v.staff.id, localDate(v.ctx.now)), town: v.ctx.townContext.town } // prettier-ignore
}

/** What the address asks for: a kept search, and what stands in the address itself instead of what was kept. */
function askedFields(v: DeskRequest, views: readonly SavedView[]): { fields: Fields; wrong: string[] } {
  const own = fieldsOf((name) => v.query(name))
  const name = v.query('view')
  if (name === '') return { fields: own, wrong: [] }
  const common = Object.hasOwn(COMMON_VIEWS, name) ? COMMON_VIEWS[name]!.fields : undefined
  const kept = common ?? views.filter((view) => String(view.id) === name).map((view) => fieldsIn(view.search))[0]
  return kept
    ? { fields: { ...kept, ...own }, wrong: [] }
    : { fields: own, wrong: ['没有这个筛选，可能已经删了。下面是全部。'] }
}

const NOTHING: FoundCases = { ids: [], count: 0, more: false, byContact: [] }

async function show(v: DeskRequest): Promise<unknown> {
  const views = await viewsFor(v.db, v.ctx, v.staff)
  const asked = askedFields(v, views)
  const number = readCaseNumber(asked.fields.q ?? '')
  if (number !== null && (await readableCase(v.db, v.ctx, v.staff, number)))
    return v.reply.redirect(`${HOME}/${number}`, 303)
  const reading: FilterReading = readFilter(asked.fields, v.ctx.townContext, v.ctx.now)
  const who = await viewer(v)
  const last = MOST_COUNTED / PER_PAGE
  const at = Math.min(last, Math.max(1, Number(/^\d{1,4}$/.exec(v.query('page'))?.[0] ?? 1)))
  const [found, due, people, villages] = await Promise.all([
    reading.understood
      ? searchCases(v.db, v.ctx, who, reading.filter, { limit: PER_PAGE, offset: (at - 1) * PER_PAGE })
      : NOTHING,
    countDue(v.db, v.ctx, who, false),
    allStaff(v.db),
    villagesNamed(v.db),
  ])
  for (const id of found.byContact) await recordPersonalRead(v.db, v.staff, 'search', id, v.ctx.now)
  return allCasesPage(v, {
    reading: { ...reading, wrong: [...asked.wrong, ...reading.wrong] },
    found,
    lines: await caseLines(v.db, found.ids),
    at,
    due,
    people,
    villages,
    views,
    mayExport: mayExportCases(v.staff),
  })
}
