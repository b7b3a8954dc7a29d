/**
 * Decides one move of a case, whole and purely: what changes, what is written down, who is told. db/cases/change-case.ts
 * carries it out in one transaction, so nothing is said of a change that rolled back and nothing changed is left unsaid.
 */
import { type LocalDate, localDate } from '../date.ts'
import { composeReply } from '../disclosure/replies.ts'
import type { ResidentMessageKind } from '../messages/resident.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import { type CasePatch, patchOf } from './case-patch.ts'
import { guardRefusal } from './guards.ts'
import { type Actor, type Case, maySee, type CaseRequest, type Staff } from './case.ts'
import { FOI_SUPPLEMENT, clockSpecFor } from './clock-spec.ts'
import { clockChanges, type PromiseChange } from './clock-effects.ts'
import { factsOf } from './facts.ts'
import { type Action, type CaseState, checkTransition, type Refusal, type Transition } from './lifecycle.ts'
import { rolesOf } from './roles.ts'
import { isRunning, receivedOn, type CaseContext, type ActionInput } from './case-context.ts'
import { itemOf, type TownContext } from '../town-context.ts'
import { startClock } from '../promise/start-clock.ts'
import { noticeFor, messageKindFor } from './message-to-resident.ts'

export interface ResolvedRequest {
  readonly kind: CaseRequest['kind']
  readonly state: 'granted' | 'refused' | 'expired'
}

export interface TransitionPlan {
  readonly ok: true
  readonly from: CaseState
  readonly to: CaseState
  readonly patch: CasePatch
  readonly text: string
  /** What the resident is told with it: what was written, else the procedure, else why an extension was asked for. */
  readonly residentText: string
  readonly data: Record<string, unknown>
  readonly open: boolean
  readonly promises: readonly PromiseChange[]
  readonly newRequest: {
    readonly kind: CaseRequest['kind']
    readonly toStaffId: number | null
    readonly days: number | null
    readonly reason: string
  } | null
  /** Requests this move decides, or that end with it. */
  readonly resolvesRequests: readonly ResolvedRequest[]
  readonly notice: NoticeKind | null
  /** A second notice, to somebody else. */
  readonly secondNotice: NoticeKind | null
  /** The new day that 超时说明 names. */
  readonly newDueDay: { readonly date: LocalDate; readonly provisional: boolean } | null
  readonly residentMessage: ResidentMessageKind | null
  /** A result: it must reach the resident, or a contact be recorded. */
  readonly isResult: boolean
  /** Staff who hear of it: never the one who acted. */
  readonly notifyStaffIds: readonly number[]
  /** A card to everyone on duty in this department. */
  readonly cardToDepartment: string | null
  readonly breach: { readonly kind: string; readonly detail: string } | null
  /** Whether the public sees the case from now on; null: as before. */
  readonly publicFromNow: boolean | null
}

export type TransitionDecision =
  TransitionPlan | { readonly ok: false; readonly because: Refusal; readonly detail: string }

const REQUEST_OF: Partial<Record<Action, CaseRequest['kind']>> = {
  transfer: 'transfer',
  extend: 'extension',
  'ask-reopen': 'reopening',
}
// prettier-ignore
const RESOLVES: Partial<Record<Action, ResolvedRequest>> = {
  'take':             { kind: 'transfer',  state: 'granted' },
  'hand-back':        { kind: 'transfer',  state: 'refused' },
  'expire':           { kind: 'transfer',  state: 'expired' },
  'grant-extension':  { kind: 'extension', state: 'granted' },
  'refuse-extension': { kind: 'extension', state: 'refused' },
  'grant-reopen':     { kind: 'reopening', state: 'granted' },
  'refuse-reopen':    { kind: 'reopening', state: 'refused' },
}

/** Decides one move. Refusals are returned with a plain sentence in `detail`; nothing is thrown for what may be expected. */
export function decideTransition(
  ctx: CaseContext,
  action: Action,
  actor: Actor,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): TransitionDecision {
  const c = ctx.case
  const item = itemOf(townContext, c.item)
  const roles = rolesOf(actor, c, ctx.requests, townContext.town)
  const decision = checkTransition(
    { state: c.state, kind: c.kind, facts: factsOf(ctx, item, townContext, now) },
    action,
    roles,
    input,
  )
  if (!decision.ok) return decision
  const bar = guardRefusal(action, ctx, input, actor, roles, townContext, now)
  if (bar !== null) return { ok: false, because: 'condition', detail: bar }

  const { row, to } = decision
  const me = actor.kind === 'staff' ? actor.staff : null
  const open = ctx.requests.find((r) => r.state === 'open' && r.kind === (RESOLVES[action]?.kind ?? REQUEST_OF[action]))
  const result = row.clocks.some(([does, purpose]) => does === 'start' && purpose === 'relay')
  const patch = patchOf(row, to, ctx, input, me, open, result, now)
  const days = action === 'grant-extension' ? (open?.days ?? 0) : input.days
  const asked = REQUEST_OF[action]
  const text = recordedText(input, townContext)
  return {
    ok: true,
    from: c.state,
    to,
    patch,
    text,
    residentText: action === 'grant-extension' ? (open?.reason ?? '') : text || (input.procedure ?? ''),
    data: {
      ...(input.list ? { list: input.list } : {}),
      ...(input.procedure ? { procedure: input.procedure } : {}),
      ...(input.days === undefined ? {} : { days: input.days }),
      ...(input.party ? { party: input.party } : {}),
      ...(input.item ? { item: input.item } : {}),
      ...(input.reply ? { reply: input.reply.type } : {}),
      ...(input.score === undefined ? {} : { score: input.score }),
      ...(input.staff ? { to: input.staff.id } : {}),
      // where it goes, as it is called today: staff move, departments merge
      ...(patch.department ? { department: patch.department } : {}),
      ...(action === 'transfer' && input.staff ? { asked: input.staff.department } : {}),
      ...(patch.alarmSeenAt ? { seen: true } : {}),
      ...(input.noDanger ? { noDanger: true } : {}),
    },
    open: row.residentMessage !== null || actor.kind === 'resident',
    promises: [
      ...clockChanges(row, ctx, item, { ...input, ...(days === undefined ? {} : { days }) }, townContext, now),
      ...returnVisit(action, ctx, input, townContext, now),
    ],
    newRequest: asked
      ? {
          kind: asked,
          toStaffId: input.staff?.id ?? null,
          days: input.days ?? null,
          reason: input.text ?? '',
        }
      : null,
    resolvesRequests: resolvedRequests(action, row, to, ctx),
    notice: noticeFor(row.notice, c.kind),
    secondNotice: row.secondNotice ?? null,
    newDueDay: action === 'account' ? townContext.calendar.addWorkdays(localDate(now), input.days ?? 0) : null,
    residentMessage: residentMessageOf(row, c, patch),
    isResult: result,
    notifyStaffIds: staffToNotify(action, ctx, input, patch, me, open),
    cardToDepartment: departmentToNotify(action, ctx, input),
    breach: breachOfMove(action, ctx, input, townContext, now),
    publicFromNow: row.publicFromNow ?? null,
  }
}

/** What carries words of the office to the resident: whoever reads them knows that they were seen. */
const IN_WORDS: ReadonlySet<string> = new Set<ResidentMessageKind>(['progress', 'answered', 'completed', 'informed'])

/** Whoever raised an alarm is told by the first act of staff that they have seen it, and no more than that. */
function residentMessageOf(row: Transition, c: Case, patch: CasePatch): ResidentMessageKind | null {
  const usual = messageKindFor(row.residentMessage, c.kind)
  return patch.alarmSeenAt && !IN_WORDS.has(usual ?? '') ? 'seen' : usual
}

/** The breach that a move itself is. */
function breachOfMove(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): TransitionPlan['breach'] {
  if (action === 'supplement-again') return { kind: 'second-supplement', detail: input.text ?? '' }
  if (action === 'take' && ctx.case.transfers + 1 > townContext.town.rules.maxTransfers)
    return { kind: 'passed-on', detail: `第${ctx.case.transfers + 1}次转办` }
  if (action !== 'supplement' || ctx.case.kind !== 'disclosure') return null
  const asked = startClock(FOI_SUPPLEMENT, now, townContext, receivedOn(ctx))
  return asked.dueAt <= now ? { kind: 'late-acceptance', detail: `补正告知：${FOI_SUPPLEMENT.basis}` } : null
}

/** Where a whole department hears of it: what is sent on, and what a resident says of a case that nobody has taken yet. */
function departmentToNotify(action: Action, { case: c }: CaseContext, input: ActionInput): string | null {
  if (action === 'reroute') return input.department ?? null
  return (action === 'say' || action === 'urge') && c.handlerId === null && c.firstResponderId === null
    ? c.department
    : null
}

/** What was written: of a reply to a request for information the words the law asks for. */
function recordedText(input: ActionInput, townContext: TownContext): string {
  if (!input.reply) return input.text ?? ''
  const reply = composeReply(input.reply.type, input.reply.given, townContext.town)
  return reply.ok ? reply.text : (input.text ?? '')
}

/** 差评: a return visit within the town's days (国办发〔2019〕51号). */
const isBadRating = (action: Action, input: ActionInput): boolean => action === 'rate' && (input.score ?? 5) <= 2

function returnVisit(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  townContext: TownContext,
  now: Date,
): PromiseChange[] {
  if (!isBadRating(action, input) || ctx.promises.some((p) => p.purpose === 'visit' && isRunning(p))) return []
  const spec = clockSpecFor('visit', ctx.case.kind, itemOf(townContext, ctx.case.item), townContext.town)
  return [{ does: 'start', purpose: 'visit', row: startClock(spec, now, townContext) }]
}

/** What was asked and is now decided; an open question about a case that moves on without its answer expires. */
function resolvedRequests(action: Action, row: Transition, to: CaseState, ctx: CaseContext): ResolvedRequest[] {
  const decided = RESOLVES[action]
  if (decided) return [decided]
  const waits = (kind: CaseRequest['kind']) => ctx.requests.some((r) => r.kind === kind && r.state === 'open')
  const over: CaseRequest['kind'][] = []
  if (row.clocks.some(([does, purpose]) => does === 'void' && purpose === 'take')) over.push('transfer')
  const counts = ['received', 'assigned', 'supplement', 'paused'].includes(to)
  if (!counts || row.clocks.some(([does, purpose]) => does === 'void' && purpose === 'result')) over.push('extension')
  return over.filter(waits).map((kind) => ({ kind, state: 'expired' }))
}

function staffToNotify(
  action: Action,
  ctx: CaseContext,
  input: ActionInput,
  patch: CasePatch,
  me: Staff | null,
  open: CaseRequest | undefined,
): number[] {
  if (action === 'note') return []
  const c = ctx.case
  const ids = new Set<number | null | undefined>([
    patch.firstResponderId ?? c.firstResponderId,
    patch.handlerId ?? c.handlerId,
    action === 'transfer' || action === 'assign' ? input.staff?.id : null,
    RESOLVES[action] ? open?.byStaffId : null,
    // whoever has seen an alarm hears how it goes on, taken up or not
    action === 'say' ? c.alarmSeenBy : null,
  ])
  if (action === 'extend' || action === 'ask-reopen' || action === 'expire' || isBadRating(action, input))
    for (const s of ctx.staff) if (s.role === 'head' && s.department === c.department && !s.leftAt) ids.add(s.id)
  const hidden = ctx.staff.filter((s) => !maySee(s, c)).map((s) => s.id)
  return [...ids].filter((id) => typeof id === 'number').filter((id) => id !== me?.id && !hidden.includes(id))
}
