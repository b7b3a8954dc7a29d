/**
 * One move of a case, decided whole and purely: what changes, what is written down, who is told. db/cases.ts carries it
 * out in one transaction, so nothing is said of a change that rolled back and nothing changed is left unsaid.
 */
import { type LocalDate, localDate } from '../date.ts'
import { composeReply } from '../disclosure/replies.ts'
import type { Tell } from '../messages/resident.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import { barred } from './bars.ts'
import { type Actor, type Case, maySee, type Request, type Staff } from './case.ts'
import { FOI_SUPPLEMENT, specFor } from './clocks.ts'
import { clockChanges, type PromiseChange } from './effects.ts'
import { factsOf } from './facts.ts'
import { KINDS } from './kinds.ts'
import { type Action, type CaseState, decide, type Refusal, STATES, type Transition } from './lifecycle.ts'
import { rolesOf } from './roles.ts'
import { isRunning, itemOf, receivedOn, type Situation, type With, type World } from './situation.ts'
import { startClock } from './start.ts'
import { noticeFor, tellFor } from './told.ts'

export type { PromiseChange } from './effects.ts'
export { itemOf, resultPromise, type Situation, type With, type World } from './situation.ts'
export { aboutCase, sayDue, tellResident } from './told.ts'

export interface Settled {
  readonly kind: Request['kind']
  readonly state: 'granted' | 'refused' | 'expired'
}

type Patch = Partial<
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

export interface Plan {
  readonly ok: true
  readonly from: CaseState
  readonly to: CaseState
  readonly patch: Patch
  readonly text: string
  /** What the resident is told with it: what was written, else the procedure, else why an extension was asked for. */
  readonly words: string
  readonly data: Record<string, unknown>
  readonly open: boolean
  readonly promises: readonly PromiseChange[]
  readonly ask: {
    readonly kind: Request['kind']
    readonly toStaffId: number | null
    readonly days: number | null
    readonly reason: string
  } | null
  /** Requests this move decides, or that end with it. */
  readonly settles: readonly Settled[]
  readonly notice: NoticeKind | null
  /** A second notice, to somebody else. */
  readonly beside: NoticeKind | null
  /** The new day that 超时说明 names. */
  readonly until: { readonly date: LocalDate; readonly provisional: boolean } | null
  readonly tell: Tell | null
  /** A result: it must reach the resident, or a contact be recorded. */
  readonly result: boolean
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
const SETTLES: Partial<Record<Action, Settled>> = {
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
  const roles = rolesOf(actor, c, at.requests, world.town)
  const decision = decide({ state: c.state, kind: c.kind, facts: factsOf(at, item, world, now) }, action, roles, given)
  if (!decision.ok) return decision
  const bar = barred(action, at, given, actor, roles, world, now)
  if (bar !== null) return { ok: false, because: 'condition', detail: bar }

  const { row, to } = decision
  const me = actor.kind === 'staff' ? actor.staff : null
  const open = at.requests.find((r) => r.state === 'open' && r.kind === (SETTLES[action]?.kind ?? REQUEST_OF[action]))
  const result = row.clocks.some(([does, purpose]) => does === 'start' && purpose === 'relay')
  const patch = patchOf(row, to, at, given, me, open, result, now)
  const days = action === 'grant-extension' ? (open?.days ?? 0) : given.days
  const asked = REQUEST_OF[action]
  const text = written(given, world)
  return {
    ok: true,
    from: c.state,
    to,
    patch,
    text,
    words: action === 'grant-extension' ? (open?.reason ?? '') : text || (given.procedure ?? ''),
    data: {
      ...(given.list ? { list: given.list } : {}),
      ...(given.procedure ? { procedure: given.procedure } : {}),
      ...(given.days === undefined ? {} : { days: given.days }),
      ...(given.party ? { party: given.party } : {}),
      ...(given.item ? { item: given.item } : {}),
      ...(given.reply ? { reply: given.reply.type } : {}),
      ...(given.score === undefined ? {} : { score: given.score }),
      ...(given.staff ? { to: given.staff.id } : {}),
      // where it goes, as it is called today: staff move, departments merge
      ...(patch.department ? { department: patch.department } : {}),
      ...(action === 'transfer' && given.staff ? { asked: given.staff.department } : {}),
    },
    open: row.tells !== null || actor.kind === 'resident',
    promises: [
      ...clockChanges(row, at, item, { ...given, ...(days === undefined ? {} : { days }) }, world, now),
      ...visit(action, at, given, world, now),
    ],
    ask: asked
      ? {
          kind: asked,
          toStaffId: given.staff?.id ?? null,
          days: given.days ?? null,
          reason: given.text ?? '',
        }
      : null,
    settles: settled(action, row, to, at),
    notice: noticeFor(row.notice, c.kind),
    beside: row.beside ?? null,
    until: action === 'account' ? world.calendar.addWorkdays(localDate(now), given.days ?? 0) : null,
    tell: tellFor(row.tells, c.kind),
    result,
    hear: hearers(action, at, given, patch, me, open),
    card: action === 'reroute' ? (given.department ?? null) : null,
    breach: broken(action, at, given, world, now),
  }
}

/** The breach that a move itself is. */
function broken(action: Action, at: Situation, given: With, world: World, now: Date): Plan['breach'] {
  if (action === 'supplement-again') return { kind: 'second-supplement', detail: given.text ?? '' }
  if (action === 'take' && at.case.transfers + 1 > world.town.rules.maxTransfers)
    return { kind: 'passed-on', detail: `第${at.case.transfers + 1}次转办` }
  if (action !== 'supplement' || at.case.kind !== 'disclosure') return null
  const asked = startClock(FOI_SUPPLEMENT, now, world, receivedOn(at))
  return asked.dueAt <= now ? { kind: 'late-acceptance', detail: `补正告知：${FOI_SUPPLEMENT.basis}` } : null
}

/** What was written: of a reply to a request for information the words the law asks for. */
function written(given: With, world: World): string {
  if (!given.reply) return given.text ?? ''
  const reply = composeReply(given.reply.type, given.reply.given, world.town)
  return reply.ok ? reply.text : (given.text ?? '')
}

/** The columns that change. The first responder is set by whoever meets the matter first, and never again. */
function patchOf(
  row: Transition,
  to: CaseState,
  at: Situation,
  given: With,
  me: Staff | null,
  open: Request | undefined,
  result: boolean,
  now: Date,
): Patch {
  const c = at.case
  const patch: { -readonly [K in keyof Patch]: Patch[K] } = {}
  if (row.meets && me && c.firstResponderId === null) patch.firstResponderId = me.id
  if (row.meets && me && c.handlerId === null) patch.handlerId = me.id
  switch (row.action as Action) {
    case 'assign':
      if (!given.staff) break
      patch.handlerId = given.staff.id
      patch.department = given.staff.department
      if (c.firstResponderId === null) patch.firstResponderId = given.staff.id
      break
    case 'reroute':
      if (given.department) patch.department = given.department
      break
    case 'take': {
      const taker = at.staff.find((s) => s.id === open?.toStaffId) ?? me
      if (!taker) break
      patch.handlerId = taker.id
      patch.department = taker.department
      patch.transfers = c.transfers + 1
      break
    }
    case 'accept':
      patch.acceptedOn = localDate(now)
      break
    case 'deem-accepted':
      // accepted as of the day the papers came: 行政许可法 32(1)四
      patch.acceptedOn = receivedOn(at)
      break
    case 'complete':
      // done on the spot, so accepted on the spot: 行政许可法 34(2)
      if (KINDS[c.kind].accepts && c.acceptedOn === null) patch.acceptedOn = localDate(now)
      break
    case 'supplement':
    case 'supplement-again':
      patch.supplementLists = c.supplementLists + 1
      break
    case 'contact':
      patch.relayed = 'contact'
      break
    case 'confirm':
      patch.relayed = c.relayed ?? 'delivered'
      break
    case 'rate':
      patch.rating = given.score ?? null
      break
    case 'reopen':
    case 'grant-reopen':
      patch.relayed = null
  }
  if (to === 'answered' || to === 'completed') patch.answeredAt = now
  if (result) patch.relayed = null
  if (STATES[to].turn === 'nobody' && c.endedAt === null) patch.endedAt = now
  if (to === 'assigned' && c.endedAt !== null) patch.endedAt = null
  return patch
}

/** 差评: a return visit within the town's days (国办发〔2019〕51号). */
const isBad = (action: Action, given: With): boolean => action === 'rate' && (given.score ?? 5) <= 2

function visit(action: Action, at: Situation, given: With, world: World, now: Date): PromiseChange[] {
  if (!isBad(action, given) || at.promises.some((p) => p.purpose === 'visit' && isRunning(p))) return []
  const spec = specFor('visit', at.case.kind, itemOf(world, at.case.item), world.town)
  return [{ does: 'start', purpose: 'visit', row: startClock(spec, now, world) }]
}

/** What was asked and is now decided; an open question about a case that moves on without its answer expires. */
function settled(action: Action, row: Transition, to: CaseState, at: Situation): Settled[] {
  const decided = SETTLES[action]
  if (decided) return [decided]
  const waits = (kind: Request['kind']) => at.requests.some((r) => r.kind === kind && r.state === 'open')
  const over: Request['kind'][] = []
  if (row.clocks.some(([does, purpose]) => does === 'void' && purpose === 'take')) over.push('transfer')
  const counts = ['received', 'assigned', 'supplement', 'paused'].includes(to)
  if (!counts || row.clocks.some(([does, purpose]) => does === 'void' && purpose === 'result')) over.push('extension')
  return over.filter(waits).map((kind) => ({ kind, state: 'expired' }))
}

function hearers(
  action: Action,
  at: Situation,
  given: With,
  patch: Patch,
  me: Staff | null,
  open: Request | undefined,
): number[] {
  if (action === 'note') return []
  const c = at.case
  const ids = new Set<number | null | undefined>([
    patch.firstResponderId ?? c.firstResponderId,
    patch.handlerId ?? c.handlerId,
    action === 'transfer' || action === 'assign' ? given.staff?.id : null,
    SETTLES[action] ? open?.byStaffId : null,
  ])
  if (action === 'extend' || action === 'ask-reopen' || action === 'expire' || isBad(action, given))
    for (const s of at.staff) if (s.role === 'head' && s.department === c.department && !s.leftAt) ids.add(s.id)
  const hidden = at.staff.filter((s) => !maySee(s, c)).map((s) => s.id)
  return [...ids].filter((id) => typeof id === 'number').filter((id) => id !== me?.id && !hidden.includes(id))
}
