/** Who may do what: every action tried by every standing, from a case that is ready for it. Rights come from the table alone. */
import type { Item } from '../../core/catalog/item.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import { type Action, type Role, type Transition, TRANSITIONS } from '../../core/case/lifecycle.ts'
import type { StaffRole } from '../../core/case/case.ts'
import { NOW, townContext } from './example-case.ts'

/** People of the cast; `accused` and `left` are clerks of the department that owns the case. */
// prettier-ignore
export const CAST = {
  handler:      { department: 'GFB',  role: 'clerk' },
  first:        { department: 'DQZX', role: 'clerk' },
  named:        { department: 'NYB',  role: 'clerk' },
  clerk:        { department: 'GFB',  role: 'clerk' },
  'other clerk':{ department: 'ZFD',  role: 'clerk' },
  'front desk': { department: 'DQZX', role: 'clerk' },
  head:         { department: 'GFB',  role: 'head'  },
  'other head': { department: 'NYB',  role: 'head'  },
  leader:       { department: 'DZB',  role: 'group' },
  admin:        { department: 'DZB',  role: 'admin' },
  accused:      { department: 'GFB',  role: 'head'  },
  left:         { department: 'GFB',  role: 'head'  },
  'stand-in for the handler': { department: 'ZFD', role: 'clerk' },
  'stand-in for the first responder': { department: 'ZFD', role: 'clerk' },
  'stand-in for the head': { department: 'ZFD', role: 'clerk' },
} as const satisfies Record<string, { department: string; role: StaffRole }>
export type Member = keyof typeof CAST
export type Who = Member | 'resident' | 'clock'

export const STANDS_FOR: Partial<Record<Member, Member>> = {
  'stand-in for the handler': 'handler',
  'stand-in for the first responder': 'first',
  // standing in takes over somebody's cases, never their rank
  'stand-in for the head': 'head',
}

/** The roles each has, written down by hand: `met` once the front desk took it up and passed it to its handler. */
// prettier-ignore
const ROLES_OF: Readonly<Record<Who, { fresh: readonly Role[]; met: readonly Role[] }>> = {
  handler:       { fresh: ['clerk'],                       met: ['handler', 'clerk'] },
  first:         { fresh: ['clerk'],                       met: ['first'] },
  named:         { fresh: [],                              met: ['named'] },
  clerk:         { fresh: ['clerk'],                       met: ['clerk'] },
  'other clerk': { fresh: [],                              met: [] },
  'front desk':  { fresh: ['clerk'],                       met: [] },
  head:          { fresh: ['clerk', 'head', 'other-head'], met: ['clerk', 'head', 'other-head'] },
  'other head':  { fresh: [],                              met: [] },
  leader:        { fresh: ['group', 'other-head'],         met: ['group', 'other-head'] },
  admin:         { fresh: ['admin'],                       met: ['admin'] },
  accused:       { fresh: [],                              met: [] },
  left:          { fresh: [],                              met: [] },
  'stand-in for the handler':         { fresh: [],         met: ['handler'] },
  'stand-in for the first responder': { fresh: [],         met: ['first'] },
  'stand-in for the head':            { fresh: [],         met: [] },
  resident:      { fresh: ['resident'],                    met: ['resident'] },
  clock:         { fresh: ['clock'],                       met: ['clock'] },
}

export interface Gift {
  readonly text?: string
  readonly list?: readonly string[]
  readonly to?: Member
  readonly department?: string
  readonly days?: number
  readonly procedure?: string
  readonly party?: string
  readonly item?: string
  readonly score?: number
}
export type Step = readonly [action: Action, who: Who, given?: Gift]

export interface Scene {
  readonly action: Action
  readonly kind: CaseKind
  readonly item: string | null
  readonly before: readonly Step[]
  readonly given: Gift
  /** It was raised as an alarm. */
  readonly alarm?: true
  /** When it is tried: late enough for what waits for a day to have passed. */
  readonly now: Date
}

const licence = townContext.catalog.items.find((i: Item) => i.family === 'licence' && i.routing === 'town')!.id
/** Past every due date that a scene starts on NOW. */
const LATE = new Date('2027-06-01T09:00:00+08:00')
const TEXT: Gift = { text: '因为' }
const MET: readonly Step[] = [['claim', 'first'], ['transfer', 'first', { to: 'handler', ...TEXT }], ['take', 'handler']] // prettier-ignore
const ACCEPTED: readonly Step[] = [...MET, ['accept', 'handler']]
const NAMED: readonly Step[] = [...MET, ['transfer', 'handler', { to: 'named', ...TEXT }]]
const LISTED: readonly Step[] = [...MET, ['supplement', 'handler', { list: ['户口簿'] }]]
const EXTENDING: readonly Step[] = [...MET, ['extend', 'handler', { days: 2, ...TEXT }]]
const PAUSED: readonly Step[] = [...ACCEPTED, ['pause', 'handler', { procedure: '现场核查', days: 5 }]]
const CONSULT: Gift = { party: '某公司', procedure: '征求第三方意见', text: '合同价款' }
const CONSULTED: readonly Step[] = [...MET, ['consult', 'handler', CONSULT]]
const ANSWERED: readonly Step[] = [...MET, ['reply', 'handler', TEXT]]
const CLOSED: readonly Step[] = [...MET, ['complete', 'handler', TEXT], ['confirm', 'resident']]
const REOPENING: readonly Step[] = [...CLOSED, ['ask-reopen', 'resident', TEXT]]

const scene = (action: Action, kind: CaseKind, before: readonly Step[], given: Gift = {}, item: string | null = null, now = NOW): Scene => ({ action, kind, item, before, given, now }) // prettier-ignore

/** Each action from a case that wants nothing but the right person. */
// prettier-ignore
export const SCENES: readonly Scene[] = [
  { ...scene('acknowledge', 'report', []), alarm: true },
  scene('claim',            'application',  []),
  scene('assign',           'application',  [],        { to: 'clerk' }),
  scene('assign',           'application',  MET,       { to: 'clerk' }),
  scene('reroute',          'report',       [],        { department: 'GGB' }),
  scene('transfer',         'application',  MET,       { to: 'other clerk', ...TEXT }),
  scene('take',             'application',  NAMED),
  scene('hand-back',        'application',  NAMED,     TEXT),
  scene('expire',           'application',  NAMED),
  scene('accept',           'application',  []),
  scene('accept',           'application',  MET),
  scene('deem-accepted',    'application',  [],        {}, licence),
  scene('decline',          'application',  [],        TEXT),
  scene('decline',          'application',  MET,       TEXT),
  scene('ineligible',       'application',  [],        TEXT),
  scene('ineligible',       'application',  MET,       TEXT),
  scene('supplement',       'application',  [],        { list: ['户口簿'] }),
  scene('supplement',       'application',  MET,       { list: ['户口簿'] }),
  scene('supplement-again', 'application',  [...LISTED, ['supply', 'resident', TEXT]], { list: ['授权书'], ...TEXT }),
  scene('supply',           'application',  LISTED,    TEXT),
  scene('lapse',            'application',  LISTED),
  scene('pause',            'application',  ACCEPTED,  { procedure: '现场核查', days: 5 }),
  scene('resume',           'application',  PAUSED),
  scene('consult',          'disclosure',   MET,  CONSULT),
  scene('consult-over',     'disclosure',   CONSULTED),
  scene('inform',           'application',  MET,       { item: 'dibao' }),
  scene('account',          'application',  ACCEPTED,  { days: 3, ...TEXT }, null, LATE),
  scene('extend',           'disclosure',   MET,  { days: 2, ...TEXT }),
  scene('grant-extension',  'disclosure',   EXTENDING),
  scene('refuse-extension', 'disclosure',   EXTENDING, TEXT),
  scene('progress',         'application',  MET,       TEXT),
  scene('reply',            'consultation', [],        TEXT),
  scene('reply',            'consultation', MET,       TEXT),
  scene('complete',         'application',  ACCEPTED,  TEXT),
  scene('refuse',           'application',  ACCEPTED,  TEXT),
  scene('contact',          'application',  MET,       TEXT),
  scene('confirm',          'consultation', ANSWERED),
  scene('settle',           'consultation', [...ANSWERED, ['contact', 'first', TEXT]]),
  scene('reopen',           'consultation', ANSWERED,  TEXT),
  scene('ask-reopen',       'application',  CLOSED,    TEXT),
  scene('grant-reopen',     'application',  REOPENING),
  scene('refuse-reopen',    'application',  REOPENING, TEXT),
  scene('rate',             'consultation', ANSWERED,  { score: 5 }),
  scene('release',          'challenge',    []),
  scene('publish',          'challenge',    []),
  scene('hide',             'challenge',    [],        TEXT),
  scene('urge',             'application',  MET),
  scene('say',              'application',  MET,       TEXT),
  scene('correct',          'application',  MET,       TEXT),
  scene('withdraw',         'application',  MET),
  scene('note',             'application',  MET,       TEXT),
]

export const EVERYBODY = [...(Object.keys(CAST) as Member[]), 'resident', 'clock'] as const satisfies readonly Who[]

/** Roles of one of them where a scene stands: `named` only while a transfer to that person waits. */
function rolesAt(s: Scene, who: Who): readonly Role[] {
  const roles = ROLES_OF[who][s.before.length === 0 ? 'fresh' : 'met']
  return s.before.at(-1)?.[2]?.to === 'named' ? roles : roles.filter((role) => role !== 'named')
}

/** Whether the table lets them. */
export function mayDo(s: Scene, who: Who): boolean {
  const row: Transition = TRANSITIONS.find((r) => r.action === s.action)!
  return row.by.some((role) => rolesAt(s, who).includes(role))
}

/** Whether they have anything to do with it: only then may they read it. */
export const mayRead = (s: Scene, who: Who): boolean => rolesAt(s, who).length > 0

export const titleOf = (s: Scene): string => `${s.action} on ${s.before.length === 0 ? 'a new' : 'a met'} ${s.kind}`
