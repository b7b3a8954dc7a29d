/** Reads the filters of the list of all cases from its address, where every filter stands in plain words. */
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { type CaseState, STATES } from '../../core/case/lifecycle.ts'
import { readSearch } from '../../core/case/search-terms.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { readDate } from '../../core/input/date.ts'
import type { TownContext } from '../../core/town-context.ts'
import { type CaseFilter, NO_FILTER } from '../../db/cases/search-cases.ts'
import { CHANNEL_NAMES, channelWord } from './channel-labels.ts'

/** Fields of the address, in the order of the form. */
export const FIELDS = ['q', 'state', 'kind', 'department', 'item', 'village', 'handler', 'first', 'due', 'from', 'to', 'channel', 'rating', 'scope'] as const // prettier-ignore
export type FieldName = (typeof FIELDS)[number]
export type Fields = Readonly<Partial<Record<FieldName, string>>>

/** Searches everybody has. */
// prettier-ignore
export const COMMON_VIEWS: Readonly<Record<string, { readonly label: string; readonly fields: Fields }>> = {
  all:       { label: '全部',       fields: {} },
  mine:      { label: '我的',       fields: { scope: 'mine', state: 'open' } },
  open:      { label: '在办',       fields: { state: 'open' } },
  late:      { label: '超期',       fields: { due: 'late' } },
  today:     { label: '今天到期',   fields: { due: 'today' } },
  week:      { label: '七天内到期', fields: { due: 'week' } },
  unclaimed: { label: '没人接',     fields: { state: 'received' } },
  waiting:   { label: '等本人',     fields: { state: 'waiting' } },
  bad:       { label: '差评',       fields: { rating: 'bad' } },
}

const STATE_NAMES = Object.keys(STATES) as CaseState[]
/** States that are asked for together. */
export const STATE_GROUPS: Readonly<Record<string, { readonly label: string; readonly states: readonly CaseState[] }>> =
  {
    open: { label: '在办（没有结果）', states: STATE_NAMES.filter((s) => !['answered', 'completed'].includes(s) && STATES[s].turn !== 'nobody') }, // prettier-ignore
    waiting: { label: '等本人', states: STATE_NAMES.filter((s) => STATES[s].turn === 'resident') },
    ended: { label: '已结束', states: STATE_NAMES.filter((s) => STATES[s].turn === 'nobody') },
  }
export const DUE_LABELS = { late: '已超期', today: '今天到期', week: '七天内到期' } as const
// prettier-ignore
export const CHANNEL_LABELS: Readonly<Record<string, string>> = { ...Object.fromEntries(CHANNEL_NAMES.map((name) => [name, channelWord(name)])), counter: '窗口登记', phone: '电话登记', api: '别的平台转来' }
export const RATING_LABELS: Readonly<Record<string, string>> = { bad: '差评（1、2 分）', 1: '1 分', 2: '2 分', 3: '3 分', 4: '4 分', 5: '5 分' } // prettier-ignore

export interface FilterReading {
  readonly fields: Fields
  readonly filter: CaseFilter
  /** What could not be read, a sentence each; a search that cannot be understood finds nothing. */
  readonly wrong: readonly string[]
  readonly understood: boolean
}

/** What of an address is a search, without what is empty. */
export function fieldsOf(read: (name: string) => string): Fields {
  return Object.fromEntries(FIELDS.flatMap((name) => (read(name).trim() === '' ? [] : [[name, read(name).trim()]])))
}

export const addressOf = (fields: Fields, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({ ...fields, ...more }).toString()

/** Reads the fields; a name or code that is none is said and left out. */
export function readFilter(fields: Fields, { town, catalog }: TownContext, now: Date): FilterReading {
  const wrong: string[] = []
  const unknown = (what: string, value: string): null => {
    wrong.push(`没有“${value.slice(0, 20)}”这${what}，没有按它筛选。`)
    return null
  }
  const among = <T>(name: FieldName, what: string, find: (value: string) => T | undefined): T | null => {
    const value = fields[name]
    return value === undefined ? null : (find(value) ?? unknown(what, value))
  }
  const known = <T extends string>(name: FieldName, what: string, table: Readonly<Record<T, unknown>>): T | null =>
    among(name, what, (value) => (Object.hasOwn(table, value) ? (value as T) : undefined))
  const day = (name: FieldName): LocalDate | null =>
    among(name, '一天', (value) => readDate(value, localDate(now)) ?? undefined)
  const person = (name: FieldName): number | null =>
    among(name, '位同事', (value) => (/^\d{1,12}$/.test(value) ? Number(value) : undefined))

  const search = readSearch(fields.q ?? '', catalog.items)
  if (!search.ok) wrong.push(search.because)
  const states = among('state', '种状态', (value) =>
    Object.hasOwn(STATE_GROUPS, value)
      ? STATE_GROUPS[value]!.states
      : Object.hasOwn(STATES, value)
        ? [value as CaseState]
        : undefined,
  )
  const rating = known('rating', '个评分', RATING_LABELS)
  const filter: CaseFilter = {
    ...NO_FILTER,
    terms: search.ok ? search.terms : [],
    states: states ?? [],
    kind: known<CaseKind>('kind', '类', KINDS),
    departments:
      among('department', '个科室', (code) =>
        town.departments.some((d) => d.code === code)
          ? [code, ...town.former.filter((f) => f.into === code).map((f) => f.code)]
          : undefined,
      ) ?? [],
    item: among('item', '个事项', (id) => catalog.items.find((item) => item.id === id)?.id),
    village: fields.village?.slice(0, 40) ?? null,
    handlerId: person('handler'),
    firstResponderId: person('first'),
    due: known('due', '种期限', DUE_LABELS),
    openedFrom: day('from'),
    openedTo: day('to'),
    channel: known('channel', '个来源', CHANNEL_LABELS),
    rating: rating === null ? null : rating === 'bad' ? 'bad' : Number(rating),
    mine: among('scope', '个范围', (value) => (value === 'mine' ? true : undefined)) ?? false,
  }
  const backwards = filter.openedFrom !== null && filter.openedTo !== null && filter.openedTo < filter.openedFrom
  if (backwards) wrong.push('登记日期的后一天比前一天早，请对调。')
  return { fields, filter, wrong, understood: search.ok && !backwards }
}

/** The key of the common view that asks for exactly this; null where none does. */
export const commonViewOf = (fields: Fields): string | null =>
  Object.entries(COMMON_VIEWS).find(([, view]) => addressOf(sorted(view.fields)) === addressOf(sorted(fields)))?.[0] ??
  null

const sorted = (fields: Fields): Fields =>
  Object.fromEntries(FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])))
