/**
 * One move of a case, decided whole and purely: what changes, what is written down, who is told. db/cases.ts carries it
 * out in one transaction, so nothing is said of a change that rolled back and nothing changed is left unsaid.
 */
import type { Item, Catalog } from '../catalog/item.ts'
import type { Outgoing } from '../channel.ts'
import { localDate, sayDate, sayWeekday } from '../date.ts'
import { type About, caseChoices, type Tell, TELLS } from '../messages/resident.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import type { Calendar } from '../promise/calendar.ts'
import { departmentOf, type Town } from '../town.ts'
import type { Actor, Case, Promised, Request, Staff } from './case.ts'
import { type ClockEffect, decide, type Action, type CaseState, type Refusal } from './lifecycle.ts'
import { factsOf } from './facts.ts'
import { KINDS } from './kinds.ts'
import { rolesOf } from './roles.ts'
import { type ClockRefusal, extend, pause } from '../promise/clock.ts'
import { specFor } from './clocks.ts'
import { startClock, type Started } from './start.ts'
import type { PurposeName } from './purposes.ts'

/** What the town has published and decided; the same for every case at one moment. */
export interface World {
  readonly town: Town
  readonly calendar: Calendar
  readonly catalog: Catalog
  readonly publicUrl: string
}

export const itemOf = (world: World, id: string | null): Item | null =>
  world.catalog.items.find((item) => item.id === id) ?? null

/** What may come with an action. */
export interface With {
  readonly text?: string
  readonly list?: readonly string[]
  readonly staff?: Staff
  readonly department?: string
  readonly days?: number
  readonly procedure?: string
  readonly score?: number
  /** Which notice instead of the row's own: 不符合条件告知书, a disclosure reply … */
  readonly notice?: NoticeKind
}

export interface Situation {
  readonly case: Case
  readonly promises: readonly Promised[]
  readonly requests: readonly Request[]
  readonly staff: readonly Staff[]
  readonly lastUrgedOn: string | null
}

export type PromiseChange =
  | { readonly does: 'start'; readonly purpose: PurposeName; readonly row: Started }
  | { readonly does: 'meet' | 'void'; readonly purpose: PurposeName }
  | { readonly does: 'pause'; readonly purpose: PurposeName; readonly procedure: string }
  | { readonly does: 'resume'; readonly purpose: PurposeName }
  | { readonly does: 'extend'; readonly purpose: PurposeName; readonly days: number }

export interface Plan {
  readonly ok: true
  readonly from: CaseState
  readonly to: CaseState
  readonly patch: Partial<
    Pick<
      Case,
      | 'handlerId'
      | 'firstResponderId'
      | 'department'
      | 'acceptedOn'
      | 'supplementLists'
      | 'transfers'
      | 'relayed'
      | 'rating'
      | 'answeredAt'
      | 'endedAt'
    >
  >
  readonly text: string
  readonly data: Record<string, unknown>
  readonly open: boolean
  readonly promises: readonly PromiseChange[]
  readonly ask: {
    readonly kind: Request['kind']
    readonly toStaffId: number | null
    readonly days: number | null
    readonly reason: string
  } | null
  readonly settle: { readonly kind: Request['kind']; readonly state: 'granted' | 'refused' | 'expired' } | null
  readonly notice: NoticeKind | null
  readonly tell: Tell | null
  /** Staff who hear of it: never the one who acted. */
  readonly hear: readonly number[]
  /** A card to everyone on duty in this department. */
  readonly card: string | null
  readonly breach: { readonly kind: string; readonly detail: string } | null
}

export type Planned = Plan | { readonly ok: false; readonly because: Refusal; readonly detail: string }

const REQUEST_OF: Partial<Record<Action, Request['kind']>> = {
  transfer: 'transfer',
  extend: 'extension',
  'ask-reopen': 'reopening',
}
// prettier-ignore
const SETTLES: Partial<Record<Action, Plan['settle']>> = {
  'take':             { kind: 'transfer',  state: 'granted' },
  'hand-back':        { kind: 'transfer',  state: 'refused' },
  'expire':           { kind: 'transfer',  state: 'expired' },
  'grant-extension':  { kind: 'extension', state: 'granted' },
  'refuse-extension': { kind: 'extension', state: 'refused' },
  'grant-reopen':     { kind: 'reopening', state: 'granted' },
  'refuse-reopen':    { kind: 'reopening', state: 'refused' },
}

/** Decides one move. Refusals are returned with a plain sentence in `detail`; nothing is thrown for what may be expected. */
export function planMove(at: Situation, action: Action, actor: Actor, given: With, world: World, now: Date): Planned {
  const c = at.case
  const item = itemOf(world, c.item)
  const facts = factsOf(at, item, world, now)
  const roles = rolesOf(actor, c, at.requests, world.town.fallback)
  const decision = decide({ state: c.state, kind: c.kind, facts }, action, roles, given)
  if (!decision.ok) return decision
  const { row, to } = decision
  const me = actor.kind === 'staff' ? actor.staff : null
  const open = at.requests.find((r) => r.state === 'open' && r.kind === (SETTLES[action]?.kind ?? REQUEST_OF[action]))

  const patch: { -readonly [K in keyof Plan['patch']]: Plan['patch'][K] } = {}
  if (row.meets && me && c.firstResponderId === null) patch.firstResponderId = me.id
  if (row.meets && me && c.handlerId === null) patch.handlerId = me.id
  if (row.meets && me && c.firstResponderId === null && me.department !== c.department && action === 'claim')
    patch.handlerId = me.id
  if (action === 'assign' && given.staff) {
    patch.handlerId = given.staff.id
    patch.department = given.staff.department
    if (c.firstResponderId === null) patch.firstResponderId = given.staff.id
  }
  if (action === 'reroute' && given.department) patch.department = given.department
  if (action === 'take' && me) {
    const taker = open?.toStaffId ? (at.staff.find((s) => s.id === open.toStaffId) ?? me) : me
    patch.handlerId = taker.id
    patch.department = taker.department
    patch.transfers = c.transfers + 1
  }
  if (action === 'accept') patch.acceptedOn = localDate(now)
  // accepted as of the day the papers came: 行政许可法 32(1)四
  if (action === 'deem-accepted') patch.acceptedOn = receivedOn(at)
  if (action === 'supplement' || action === 'supplement-again') patch.supplementLists = c.supplementLists + 1
  if (action === 'contact') patch.relayed = 'contact'
  if (action === 'confirm') patch.relayed = c.relayed ?? 'delivered'
  if (action === 'rate') patch.rating = given.score ?? null
  if (to === 'answered' || to === 'completed') {
    patch.answeredAt = now
    if (row.clocks.some(([does, purpose]) => does === 'start' && purpose === 'relay')) patch.relayed = null
  }
  if (action === 'reopen' || action === 'grant-reopen') patch.relayed = null
  if (['closed', 'declined', 'withdrawn', 'lapsed'].includes(to) && c.endedAt === null) patch.endedAt = now
  if (to === 'assigned' && c.endedAt !== null) patch.endedAt = null

  const barred = clockBars(action, at, given, world, now)
  if (barred) return { ok: false, because: 'condition', detail: barred }

  const days = action === 'grant-extension' ? (open?.days ?? 0) : given.days
  const changes = row.clocks.flatMap((effect) =>
    change(effect, at, item, world, now, { ...given, ...(days === undefined ? {} : { days }) }, action),
  )
  if (action === 'rate' && (given.score ?? 5) <= 2)
    changes.push({
      does: 'start',
      purpose: 'visit',
      row: startClock(specFor('visit', c.kind, item, world.town), now, world),
    })

  const hear = new Set<number>()
  const handler = patch.handlerId ?? c.handlerId
  const first = patch.firstResponderId ?? c.firstResponderId
  if (first) hear.add(first)
  if (handler) hear.add(handler)
  if (action === 'transfer' && given.staff) hear.add(given.staff.id)
  if (action === 'assign' && given.staff) hear.add(given.staff.id)
  if (SETTLES[action] && open?.byStaffId) hear.add(open.byStaffId)
  if (
    action === 'extend' ||
    action === 'ask-reopen' ||
    action === 'expire' ||
    (action === 'rate' && (given.score ?? 5) <= 2)
  )
    for (const s of at.staff) if (s.role === 'head' && s.department === c.department && !s.leftAt) hear.add(s.id)
  if (action === 'note') hear.clear()
  if (me) hear.delete(me.id)

  return {
    ok: true,
    from: c.state,
    to,
    patch,
    text: given.text ?? '',
    data: {
      ...(given.list ? { list: given.list } : {}),
      ...(given.procedure ? { procedure: given.procedure } : {}),
      ...(given.days === undefined ? {} : { days: given.days }),
      ...(given.score === undefined ? {} : { score: given.score }),
      ...(given.staff ? { to: given.staff.id } : {}),
      ...(given.department ? { department: given.department } : {}),
    },
    open: row.tells !== null || actor.kind === 'resident',
    promises: changes,
    ask: REQUEST_OF[action]
      ? {
          kind: REQUEST_OF[action],
          toStaffId: given.staff?.id ?? null,
          days: given.days ?? null,
          reason: given.text ?? '',
        }
      : null,
    settle: SETTLES[action] ?? null,
    notice: noticeFor(row.notice, c, given),
    tell: row.tells,
    hear: [...hear],
    card: action === 'reroute' ? (given.department ?? null) : null,
    breach:
      action === 'supplement-again'
        ? { kind: 'second-supplement', detail: given.text ?? '' }
        : action === 'take' && c.transfers + 1 > world.town.rules.maxTransfers
          ? { kind: 'passed-on', detail: `第${c.transfers + 1}次转办` }
          : null,
  }
}

/** Why the law does not let this clock be paused or extended so; null where it does. */
function clockBars(action: Action, at: Situation, given: With, world: World, now: Date): string | null {
  const running = resultPromise(at)
  if (!running) return null
  const today = localDate(now)
  if (action === 'pause') {
    const paused = pause(running, given.procedure ?? '', today, world.calendar)
    return paused.ok ? null : CLOCK_REFUSALS[paused.because]
  }
  if (action === 'extend') {
    const longer = extend(running, given.days ?? 0, today, world.calendar)
    return longer.ok ? null : CLOCK_REFUSALS[longer.because]
  }
  return null
}

// prettier-ignore
const CLOCK_REFUSALS: Readonly<Record<ClockRefusal, string>> = {
  'not-pausable':     '这项程序的时间，法律没有允许不计入期限，不能中止',
  'paused':           '已经在中止了',
  'not-paused':       '没有中止',
  'too-early':        '日期早于上一步',
  'last-day':         '今天是最后一天，不能再中止',
  'expired':          '已经超过期限，延期要在到期前提出',
  'not-extendable':   '这类期限不能延长',
  'already-extended': '只能延期一次，这件已经延过',
  'too-long':         '超过了允许延长的天数',
  'bad-days':         '天数不对',
  'not-restartable':  '这个期限不能重新计算',
}

/** The last date the office had the papers: the day it was opened, or the day the supplement came in. */
const receivedOn = (at: Situation): string =>
  at.promises.filter((p) => p.purpose === 'accept').at(-1)?.startDate ?? at.case.openedOn

/** The clock of the result that still runs. */
export const resultPromise = (at: Situation): Promised | undefined =>
  at.promises.find((p) => p.purpose === KINDS[at.case.kind].result && (p.state === 'open' || p.state === 'paused'))

function change(
  [does, which]: ClockEffect,
  at: Situation,
  item: Item | null,
  world: World,
  now: Date,
  given: With,
  action: Action,
): PromiseChange[] {
  const c = at.case
  const purpose: PurposeName = which === 'result' ? KINDS[c.kind].result : which
  const running = at.promises.find((p) => p.purpose === purpose && (p.state === 'open' || p.state === 'paused'))
  switch (does) {
    case 'start': {
      if (running) return []
      // 视为受理 counts from the day of receipt; 信息公开 counts from receipt, or from the supplement (条例 30, 33)
      const from =
        action === 'deem-accepted' || (c.kind === 'disclosure' && purpose === 'complete') ? receivedOn(at) : null
      return [
        { does, purpose, row: startClock(specFor(purpose, c.kind, item, world.town, given.days), now, world, from) },
      ]
    }
    case 'meet':
    case 'void':
      return running ? [{ does, purpose }] : []
    case 'pause':
      return running ? [{ does, purpose, procedure: given.procedure ?? '' }] : []
    case 'resume':
      return running ? [{ does, purpose }] : []
    case 'extend':
      return running ? [{ does, purpose, days: given.days ?? 0 }] : []
  }
}

function noticeFor(usual: NoticeKind | null, c: Case, given: With): NoticeKind | null {
  if (given.notice) return given.notice
  if (usual === null) return null
  // 通知书 belong to applications; a question or a report is answered in the chat
  if (!KINDS[c.kind].accepts && (usual === 'completion' || usual === 'non-acceptance')) return null
  if (c.kind === 'disclosure')
    return (
      (
        { supplement: 'disclosure-supplement', completion: 'disclosure-reply', refusal: 'disclosure-reply' } as Partial<
          Record<NoticeKind, NoticeKind>
        >
      )[usual] ?? usual
    )
  if (c.kind === 'petition')
    return (
      (
        { acceptance: 'petition-notice', completion: 'petition-opinion', refusal: 'petition-opinion' } as Partial<
          Record<NoticeKind, NoticeKind>
        >
      )[usual] ?? usual
    )
  return usual
}

/** '11月30日（周一）前' or, for a clock of minutes, '今天15:30前'. Provisional dates say so in plain words. */
export function sayDue(p: Pick<Promised, 'dueDate' | 'provisional' | 'unit'>, now: Date): string {
  const today = localDate(now)
  const day = p.dueDate === today ? '今天' : `${sayDate(p.dueDate, today)}（${sayWeekday(p.dueDate)}）`
  return `${day}${p.unit === 'minutes' ? '内' : '前'}${p.provisional ? '（放假安排还没公布，可能顺延）' : ''}`
}

/** What a sentence about the case may name. */
export function aboutCase(at: Situation, world: World, now: Date, text = '', list: readonly string[] = []): About {
  const c = at.case
  const item = itemOf(world, c.item)
  const department = departmentOf(world.town, c.department)
  const handler = at.staff.find((s) => s.id === c.handlerId)
  const first = at.staff.find((s) => s.id === c.firstResponderId)
  const running = (purpose: PurposeName) => at.promises.find((p) => p.purpose === purpose && p.state === 'open')
  const due = c.state === 'supplement' ? running('supply') : (running(KINDS[c.kind].result) ?? running('accept'))
  const confirm = running('confirm')
  return {
    number: c.number,
    code: c.lookupCode,
    kind: KINDS[c.kind].label,
    matter: item?.name ?? KINDS[c.kind].label,
    department: department.name,
    handler: handler?.name ?? '',
    phone: handler?.phone || department.phone || world.town.phone,
    first: first?.name ?? '',
    due: due ? sayDue(due, now) : '',
    text,
    list,
    place: item?.place ?? world.town.place,
    confirmBy: confirm ? sayDue(confirm, now) : '',
  }
}

/** The message that goes with a move. `link` is the notice page, where one was issued. */
export function tellResident(
  tell: Tell,
  about: About,
  caseId: number,
  notice: { id: number; url: string } | null,
): Outgoing {
  return {
    text: TELLS[tell](about),
    choices: [
      ...caseChoices(tell, caseId),
      ...(notice ? [{ label: '已收到', value: `got:${notice.id.toString(36)}` }] : []),
    ],
    ...(notice ? { link: { label: '看书面通知', url: notice.url } } : {}),
  }
}
