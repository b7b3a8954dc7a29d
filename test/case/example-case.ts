/** People, cases and clocks for tests of decisions, made by hand; the town is the example one. */
import { join } from 'node:path'
import type { Actor, Case, StoredPromise, CaseRequest, Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { type TransitionPlan, decideTransition } from '../../core/case/decide-transition.ts'
import type { CaseContext, ActionInput } from '../../core/case/case-context.ts'
import type { TownContext } from '../../core/town-context.ts'
import { clockSpecFor } from '../../core/case/clock-spec.ts'
import type { PurposeName } from '../../core/case/purposes.ts'
import { dueDatesOf, startClock } from '../../core/promise/start-clock.ts'
import { instant, localDate } from '../../core/date.ts'
import { makeCalendar } from '../../core/promise/calendar.ts'
import { readCalendars, readItems, readTown } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')

export const townContext: TownContext = {
  town: readTown(DATA),
  calendar: makeCalendar(readCalendars(DATA)),
  catalog: { version: '2026-11-23.1', items: readItems(join(DATA, 'items.yaml')) },
  publicUrl: 'http://town.test',
}

/** A Monday, inside office hours. */
export const NOW = instant('2026-11-23', '09:00')

let ids = 100
export function person(
  name: string,
  department: string,
  role: Staff['role'] = 'clerk',
  over: Partial<Staff> = {},
): Staff {
  const id = ++ids
  return { id, name, department, role, phone: '', onDuty: true, personId: id, conversationId: id, awayUntil: null, substituteId: null, leftAt: null, ...over } // prettier-ignore
}

export const staff = (one: Staff, ...standsFor: Staff[]): Actor => ({
  kind: 'staff',
  staff: one,
  standsFor: standsFor.map((s) => s.id),
})
export const resident: Actor = { kind: 'resident' }
export const clock: Actor = { kind: 'clock' }

export const caseOf = (over: Partial<Case> = {}): Case => ({
  id: 7,
  number: 'BS20261123-0007',
  sealedLookupCode: null,
  kind: 'application',
  state: 'received',
  version: 0,
  item: 'dibao',
  department: 'GFB',
  text: '想办低保',
  residentId: 1,
  conversationId: 1,
  privacy: 'normal',
  accusedStaffId: null,
  accusedDepartment: null,
  firstResponderId: null,
  handlerId: null,
  acceptedOn: null,
  supplementLists: 0,
  transfers: 0,
  relayed: null,
  rating: null,
  village: null,
  place: null,
  report: null,
  alarmAt: null,
  alarmCalls: 0,
  alarmNextAt: null,
  alarmSeenAt: null,
  alarmSeenBy: null,
  openedAt: NOW,
  openedOn: localDate(NOW),
  movedAt: NOW,
  answeredAt: null,
  endedAt: null,
  ...over,
})

/** A case as it stands when it was just opened: its first clocks run. */
export function opened(over: Partial<Case> = {}, people: readonly Staff[] = []): CaseContext {
  const c = caseOf(over)
  const item = townContext.catalog.items.find((i) => i.id === c.item) ?? null
  const promises = (KINDS[c.kind].opens as readonly PurposeName[]).map((purpose): StoredPromise => ({
    ...startClock(clockSpecFor(purpose, c.kind, item, townContext.town), c.openedAt, townContext),
    id: ++ids,
    purpose,
    state: 'open',
  }))
  return { case: c, promises, requests: [], staff: people, lastUrgedOn: null }
}

/** Plans a move and carries it out in memory, as db/cases/change-case.ts does in the database. */
export function move(
  caseContext: CaseContext,
  action: Action,
  actor: Actor,
  input: ActionInput = {},
  now = NOW,
): CaseContext {
  const plan = decideTransition(caseContext, action, actor, input, townContext, now)
  if (!plan.ok) throw new Error(`${action}: ${plan.because} ${plan.detail}`)
  return carriedOut(caseContext, plan, actor, now, action)
}

export const refusal = (
  caseContext: CaseContext,
  action: Action,
  actor: Actor,
  input: ActionInput = {},
  now = NOW,
): string | null => {
  const plan = decideTransition(caseContext, action, actor, input, townContext, now)
  return plan.ok ? null : `${plan.because}: ${plan.detail}`
}

export function planned(
  caseContext: CaseContext,
  action: Action,
  actor: Actor,
  input: ActionInput = {},
  now = NOW,
): TransitionPlan {
  const plan = decideTransition(caseContext, action, actor, input, townContext, now)
  if (!plan.ok) throw new Error(`${action}: ${plan.because} ${plan.detail}`)
  return plan
}

function carriedOut(
  caseContext: CaseContext,
  plan: TransitionPlan,
  actor: Actor,
  now: Date,
  action: Action,
): CaseContext {
  const today = localDate(now)
  let promises = [...caseContext.promises]
  const running = (p: StoredPromise, purpose: string) =>
    p.purpose === purpose && (p.state === 'open' || p.state === 'paused')
  for (const change of plan.promises) {
    if (change.does === 'start') {
      promises.push({ ...change.row, id: ++ids, purpose: change.purpose, state: 'open' })
      continue
    }
    promises = promises.map((p): StoredPromise => {
      if (!running(p, change.purpose)) return p
      switch (change.does) {
        case 'meet':
          return { ...p, state: p.dueAt <= now ? 'late' : 'met' }
        case 'void':
          return { ...p, state: 'void' }
        case 'pause':
          return {
            ...p,
            state: 'paused',
            pauses: [...p.pauses, { from: today, to: null, procedure: change.procedure }],
          }
        case 'resume': {
          const pauses = p.pauses.map((x) => (x.to === null ? { ...x, to: change.on } : x))
          return { ...p, state: 'open', pauses, ...dueDatesOf({ ...p, pauses }, townContext, now) }
        }
        case 'extend':
          return { ...p, extension: change.days, ...dueDatesOf({ ...p, extension: change.days }, townContext, now) }
      }
    })
  }
  let requests = [...caseContext.requests]
  for (const { kind, state } of plan.resolvesRequests)
    requests = requests.map((r): CaseRequest => (r.kind === kind && r.state === 'open' ? { ...r, state } : r))
  if (plan.newRequest)
    requests.push({
      ...plan.newRequest,
      id: ++ids,
      state: 'open',
      byStaffId: actor.kind === 'staff' ? actor.staff.id : null,
      toDepartment: null,
    })
  return {
    ...caseContext,
    case: { ...caseContext.case, ...plan.patch, state: plan.to, version: caseContext.case.version + 1, movedAt: now },
    promises,
    requests,
    lastUrgedOn: action === 'urge' ? today : caseContext.lastUrgedOn,
  }
}

/** The running clock of a purpose. */
export const runs = (caseContext: CaseContext, purpose: PurposeName): StoredPromise | undefined =>
  caseContext.promises.find((p) => p.purpose === purpose && (p.state === 'open' || p.state === 'paused'))
