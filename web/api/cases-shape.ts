/** A case as a client is shown it. */
import { z } from 'zod'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { allowedActions, type CaseState, isOver, STATES, transition, TRANSITIONS } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { itemOf } from '../../core/town-context.ts'
import { resultPromise, type CaseContext } from '../../core/case/case-context.ts'
import { localDate } from '../../core/date.ts'
import { NOTICES, type NoticeKind } from '../../core/notice/kinds.ts'
import { explain } from '../../core/promise/explain.ts'
import { departmentOf } from '../../core/town.ts'
import { eventLabel } from '../../core/messages/action-labels.ts'
import type { ClientCase } from '../../db/clients/clients.ts'
import type { RequestContext } from '../../db/context.ts'
import type { CaseDetail } from '../../db/cases/case-detail.ts'
import { dateShape, instantShape } from './shape.ts'

const states = z.enum(Object.keys(STATES) as [CaseState, ...CaseState[]])
const kinds = z.enum(Object.keys(KINDS) as [CaseKind, ...CaseKind[]])

/** What its resident may do: a client that brought a case does it for them. */
const RESIDENT_ACTIONS = TRANSITIONS.filter((row) => (row.by as readonly string[]).includes('resident')).map((row) => row.action) // prettier-ignore
export const actionShape = z.enum(RESIDENT_ACTIONS as [string, ...string[]])

export const dueShape = z.object({
  date: dateShape,
  basis: z.string(),
  provisional: z.boolean().describe('放假安排还没公布，可能顺延'),
  late: z.boolean(),
  explanation: z.string().describe('怎么算的'),
})

export const caseShape = z.object({
  number: z.string(),
  reach: z.enum(['own', 'state']).describe('own：自己登记的，或者凭查询码；state：只有状态和期限'),
  kind: kinds,
  kindLabel: z.string(),
  state: states,
  stateLabel: z.string(),
  open: z.boolean(),
  item: z.string().nullable(),
  department: z.object({ code: z.string(), name: z.string(), phone: z.string() }),
  due: dueShape.nullable(),
  openedAt: instantShape,
  updatedAt: instantShape,
  endedAt: instantShape.nullable(),
  reference: z.string().nullable().describe('登记时给的自己的编号'),
  text: z.string().nullable(),
  handler: z.string().nullable(),
  firstResponder: z.string().nullable(),
  rating: z.int().nullable(),
  events: z.array(z.object({ at: instantShape, action: z.string(), label: z.string(), text: z.string().nullable() })),
  notices: z.array(z.object({ number: z.string(), title: z.string(), url: z.string(), at: instantShape })),
  actions: z.array(z.object({ action: z.string(), needs: z.array(z.string()) })).describe('现在可以代本人做的'),
})
export type CaseAnswer = z.infer<typeof caseShape>

/** What the office wrote to the resident; internal words and a resident's own are not repeated. */
const TELLS_TEXT = new Set([
  'progress',
  'reply',
  'complete',
  'decline',
  'refuse',
  'pause',
  'refuse-reopen',
  'supplement',
])

export function caseAnswer(
  d: CaseDetail,
  reach: 'own' | 'state',
  brought: ClientCase | null,
  ctx: RequestContext,
): CaseAnswer {
  const c = d.case
  const own = reach === 'own'
  const department = departmentOf(ctx.townContext.town, c.department)
  const name = (id: number | null) => (own ? (d.staff.find((s) => s.id === id)?.name ?? null) : null)
  return {
    number: c.number,
    reach,
    kind: c.kind,
    kindLabel: KINDS[c.kind].label,
    state: c.state,
    stateLabel: STATES[c.state].label,
    open: !isOver(c.state),
    item: c.item,
    department: { code: department.code, name: department.name, phone: department.phone || ctx.townContext.town.phone },
    due: dueOf(d, ctx),
    openedAt: c.openedAt.toISOString(),
    updatedAt: c.movedAt.toISOString(),
    endedAt: c.endedAt?.toISOString() ?? null,
    reference: own ? (brought?.reference ?? null) : null,
    text: own ? c.text : null,
    handler: name(c.handlerId),
    firstResponder: name(c.firstResponderId),
    rating: own ? c.rating : null,
    events: d.events.map((e) => ({
      at: e.at.toISOString(),
      action: e.action,
      label: eventLabel(e.action),
      text: own && TELLS_TEXT.has(e.action) && e.text ? e.text : null,
    })),
    notices: own
      ? d.notices.map((n) => ({
          number: n.number,
          title: NOTICES[n.kind as NoticeKind]?.title ?? n.kind,
          url: `${ctx.townContext.publicUrl}/notices/${n.token}`,
          at: n.createdAt.toISOString(),
        }))
      : [],
    actions: own ? residentActions(d, ctx) : [],
  }
}

/** The date promised for what comes next: the supplement, else the result, else the acceptance. */
export function dueOf(d: CaseContext, ctx: RequestContext): CaseAnswer['due'] {
  const running = (purpose: string) => d.promises.find((p) => p.purpose === purpose && p.state === 'open')
  const clock = d.case.state === 'supplement' ? running('supply') : (resultPromise(d) ?? running('accept'))
  if (!clock) return null
  return {
    date: clock.dueDate,
    basis: clock.basis.replaceAll('UNVERIFIED', '待核实'),
    provisional: clock.provisional,
    late: clock.state === 'open' && clock.dueAt <= ctx.now,
    explanation: explain(clock, ctx.townContext.calendar, localDate(ctx.now), ctx.townContext.town.hours),
  }
}

function residentActions(d: CaseDetail, ctx: RequestContext): CaseAnswer['actions'] {
  const facts = factsOf(d, itemOf(ctx.townContext, d.case.item), ctx.townContext, ctx.now)
  return allowedActions({ state: d.case.state, kind: d.case.kind, facts }, new Set(['resident'])).map((action) => ({
    action,
    needs: [...transition(action).needs],
  }))
}
