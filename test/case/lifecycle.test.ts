/** Laws over the tables of a case's life. A row that breaks one is wrong, whatever it was meant for. */
import { describe, expect, test } from 'vitest'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import {
  type Action,
  allowedActions,
  type CaseState,
  CONDITIONS,
  checkTransition,
  type Facts,
  INTERNAL_ACTIONS,
  type Role,
  ROLES,
  STATES,
  type Transition,
  TRANSITIONS,
} from '../../core/case/lifecycle.ts'
import { type Purpose, PURPOSES, type PurposeName } from '../../core/case/purposes.ts'

const rows: readonly Transition[] = TRANSITIONS
const states = Object.keys(STATES) as CaseState[]
const kinds = Object.keys(KINDS) as CaseKind[]
const purposes = Object.entries(PURPOSES) as [PurposeName, Purpose][]
const OFFICE: readonly Role[] = ['handler', 'first', 'named', 'clerk', 'head', 'other-head', 'group', 'admin']

const byStaff = (row: Transition) => row.by.some((role) => OFFICE.includes(role))
const byClock = (row: Transition) => row.by.includes('clock')
const forKind = (row: Transition, kind: CaseKind) => !row.kinds || row.kinds.includes(kind)
const starts = (row: Transition, purpose: PurposeName, kind: CaseKind) =>
  row.clocks.some(
    ([does, which]) =>
      (does === 'start' || (does === 'renew' && (KINDS[kind].opens as readonly string[]).includes(purpose))) &&
      nameOf(which, kind) === purpose,
  )
const ends = (row: Transition, purpose: PurposeName, kind: CaseKind) =>
  row.clocks.some(([does, which]) => (does === 'meet' || does === 'void') && nameOf(which, kind) === purpose)
const nameOf = (which: PurposeName | 'result', kind: CaseKind): PurposeName =>
  which === 'result' ? KINDS[kind].result : which

/** States reached from `received` over the rows that `use` lets through. */
function reach(kind: CaseKind, use: (row: Transition) => boolean = () => true): Set<CaseState> {
  const seen = new Set<CaseState>(['received'])
  for (let grew = true; grew;) {
    grew = false
    for (const row of rows) {
      if (row.to === null || seen.has(row.to) || !forKind(row, kind) || !use(row)) continue
      if (!row.from.some((from) => seen.has(from))) continue
      seen.add(row.to)
      grew = true
    }
  }
  return seen
}

/** A state with the one fact that decides which clocks can run in it. */
interface Place {
  readonly state: CaseState
  readonly accepted: boolean
}
const ACCEPTS: readonly string[] = ['accept', 'deem-accepted', 'complete'] satisfies Action[]

/** Where a row leads from a place; null where it does not start there. */
function step(row: Transition, kind: CaseKind, { state, accepted }: Place): Place | null {
  if (!forKind(row, kind) || !row.from.includes(state)) return null
  if (row.if.includes('accepted') && !accepted) return null
  if (row.if.includes('not accepted') && accepted) return null
  return { state: row.to ?? state, accepted: accepted || (KINDS[kind].accepts && ACCEPTS.includes(row.action)) }
}

/** Clocks that may run in each place that can be come to: walked to a fixed point, every path taken. */
function running(kind: CaseKind): { place: Place; clocks: Set<PurposeName> }[] {
  const first: Place = { state: 'received', accepted: false }
  const opens = KINDS[kind].opens as readonly PurposeName[]
  const found = [{ place: first, clocks: new Set<PurposeName>(opens) }]
  for (let grew = true; grew;) {
    grew = false
    for (const { place, clocks } of [...found])
      for (const row of rows) {
        const to = step(row, kind, place)
        if (!to) continue
        const after = new Set([...clocks].filter((purpose) => !ends(row, purpose, kind)))
        for (const [purpose] of purposes) if (starts(row, purpose, kind)) after.add(purpose)
        const there = found.find((f) => f.place.state === to.state && f.place.accepted === to.accepted)
        if (!there) found.push({ place: to, clocks: after })
        else if ([...after].every((purpose) => there.clocks.has(purpose))) continue
        else for (const purpose of after) there.clocks.add(purpose)
        grew = true
      }
  }
  return found
}

/** Clocks that decideTransition starts beside the table, and the one that the daily chase works out from the last event. */
const BESIDE_THE_TABLE: Partial<Record<PurposeName, string>> = {
  visit: 'decideTransition starts it on a rating of 1 or 2',
  idle: 'no stored clock: nothing moved for rules.idleDays',
}
/** What the office still owes after a case has ended. */
const AFTER_THE_END: readonly PurposeName[] = ['relay', 'visit', 'decide', 'publish']

describe('the table itself', () => {
  test('an action names one row', () => {
    expect(new Set(rows.map((row) => row.action)).size).toBe(rows.length)
  })

  test('a typed word means one thing in one situation', () => {
    const twice = kinds.flatMap((kind) =>
      states.flatMap((state) => {
        const here = rows.filter((row) => forKind(row, kind) && row.from.includes(state))
        return here.flatMap((row) =>
          row.words.filter((word) => here.some((other) => other !== row && other.words.includes(word))),
        )
      }),
    )
    expect(twice).toEqual([])
  })

  test('what staff may do they can type, and nobody types what only a resident or the clock does', () => {
    expect(rows.filter((row) => byStaff(row) && row.words.length === 0)).toEqual([])
    expect(rows.filter((row) => !byStaff(row) && row.words.length > 0)).toEqual([])
  })

  test('every condition is used', () => {
    const used = new Set(rows.flatMap((row) => row.if))
    expect(Object.keys(CONDITIONS).filter((name) => !used.has(name as never))).toEqual([])
  })
})

describe.each(kinds)('%s', (kind) => {
  const here = rows.filter((row) => forKind(row, kind))
  const reached = reach(kind)

  test.each([...reached].filter((state) => STATES[state].turn !== 'nobody'))(
    '%s can be left by whoever has the move',
    (state) => {
      // a third party does not write here: the office takes the case on when its answer is in
      const movers: readonly Role[] = STATES[state].turn === 'resident' ? ['resident'] : OFFICE
      const out = here.filter(
        (row) => row.from.includes(state) && row.to && row.to !== state && row.by.some((r) => movers.includes(r)),
      )
      expect(out.map((row) => row.action)).not.toEqual([])
    },
  )

  test.each([...reached].filter((state) => STATES[state].turn === 'resident'))(
    'a silent resident does not leave %s open for ever',
    (state) => {
      for (const row of here.filter((r) => r.to === state && r.to !== null)) {
        const clock = purposes.find(([name, p]) => p.owner === 'resident' && starts(row, name, kind))
        expect(clock, `${row.action} starts no clock for the resident`).toBeDefined()
        const does = rows.find((r) => r.action === clock![1].does)
        expect(does?.from).toContain(state)
        expect(STATES[does!.to!].turn).toBe('nobody')
      }
    },
  )

  test('a clock runs wherever it is somebody’s move', () => {
    for (const { place, clocks } of running(kind))
      if (STATES[place.state].turn !== 'nobody') expect([...clocks], place.state).not.toEqual([])
  })

  test('what has ended has no clock running but what the office still owes', () => {
    for (const { place, clocks } of running(kind))
      if (STATES[place.state].turn === 'nobody')
        expect(
          [...clocks].filter((purpose) => !AFTER_THE_END.includes(purpose)),
          place.state,
        ).toEqual([])
  })

  test('a clock that runs can be met or voided on a way from where it runs', () => {
    for (const { place, clocks } of running(kind))
      for (const purpose of clocks) {
        const ahead = reachFrom(place, kind)
        const way = ahead.some((at) => rows.some((row) => step(row, kind, at) && ends(row, purpose, kind)))
        expect(way, `${purpose} in ${place.state}`).toBe(true)
      }
  })

  test('who answers or ends a case has met it: there is a first responder', () => {
    // by any path on which nobody of the office has met the matter
    const unmet = reach(kind, (row) => !row.setsFirstResponder && row.action !== 'assign')
    expect([...unmet].sort()).toEqual(['received', 'withdrawn'])
  })
})

/** Every place a case can come to from `start`, itself included. */
function reachFrom(start: Place, kind: CaseKind): Place[] {
  const seen = [start]
  for (const place of seen)
    for (const row of rows) {
      const to = step(row, kind, place)
      if (to && !seen.some((s) => s.state === to.state && s.accepted === to.accepted)) seen.push(to)
    }
  return seen
}

describe('the clock', () => {
  test('every state is reached by some kind of case', () => {
    expect(states.filter((state) => !kinds.some((kind) => reach(kind).has(state)))).toEqual([])
  })

  test.each(purposes.filter(([, p]) => p.does))('%s does by itself only what the table lets the clock do', (_, p) => {
    const row = rows.find((r) => r.action === p.does)
    expect(row?.by).toEqual(['clock'])
    expect(row?.needs).toEqual([])
  })

  test('what the clock may do some purpose does', () => {
    const done = purposes.map(([, p]) => p.does as string | null)
    expect(rows.filter(byClock).filter((row) => !done.includes(row.action))).toEqual([])
  })

  test('the clock never decides for the office', () => {
    for (const row of rows.filter(byClock)) expect(row.by).toEqual(['clock'])
    const decided: CaseState[] = ['answered', 'completed', 'declined']
    expect(rows.filter(byClock).filter((row) => row.to && decided.includes(row.to))).toEqual([])
  })

  test.each(purposes)('%s is started somewhere', (name) => {
    const started =
      kinds.some((kind) => (KINDS[kind].opens as readonly string[]).includes(name)) ||
      kinds.some((kind) => rows.some((row) => starts(row, name, kind))) ||
      BESIDE_THE_TABLE[name] !== undefined
    expect(started).toBe(true)
  })

  test.each(purposes.filter(([, p]) => p.owner === 'office'))('somebody hears when %s has passed', (_, p) => {
    expect(p.escalates).not.toEqual([])
  })

  test('a resident is never in breach', () => {
    expect(purposes.filter(([, p]) => p.owner === 'resident' && p.breach)).toEqual([])
  })
})

describe('what the resident hears', () => {
  test('every act of the office or the clock is told, or listed as internal with its reason', () => {
    const untold = rows
      .filter((row) => !row.residentMessage && !(row.action in INTERNAL_ACTIONS))
      .map((row) => row.action)
    expect(untold).toEqual([])
  })

  test('what is listed as internal is not told', () => {
    expect(rows.filter((row) => row.residentMessage && row.action in INTERNAL_ACTIONS)).toEqual([])
  })

  test('what the resident asks or does is answered', () => {
    expect(rows.filter((row) => row.by.includes('resident') && !row.residentMessage)).toEqual([])
  })

  test('a decision in writing: acceptance, refusal, supplement, pause, extension and result carry a notice', () => {
    // prettier-ignore
    const written: Action[] = ['accept', 'deem-accepted', 'decline', 'supplement', 'supplement-again', 'pause', 'grant-extension', 'complete', 'refuse', 'take', 'ineligible', 'consult', 'account', 'inform']
    expect(rows.filter((row) => row.notice).map((row) => row.action)).toEqual(expect.arrayContaining(written))
  })

  test('every result must reach the resident: answered, completed and declined start the clock of relaying', () => {
    const results = rows.filter((row) => row.to && ['answered', 'completed', 'declined'].includes(row.to))
    expect(results.filter((row) => !starts(row, 'relay', 'report')).map((row) => row.action)).toEqual([])
  })
})

describe('a kind that is not accepted', () => {
  test.each(kinds.filter((kind) => !KINDS[kind].accepts))('%s has no step and no clock of acceptance', (kind) => {
    expect(rows.filter((row) => forKind(row, kind) && row.clocks.some(([does, which]) => does === 'start' && which === 'accept'))).toEqual([]) // prettier-ignore
    expect(KINDS[kind].opens).not.toContain('accept')
    expect(KINDS[kind].opens, 'the clock of its result runs from the day it came').toContain(KINDS[kind].result)
    for (const action of ['accept', 'deem-accepted', 'decline', 'ineligible'])
      expect(rows.find((row) => row.action === action)?.kinds, action).not.toContain(kind)
  })
})

describe('laws of the office', () => {
  const row = (action: Action): Transition => rows.find((r) => r.action === action)!

  test('a case closes only by the resident’s word or after the result was relayed', () => {
    const closing = rows.filter((r) => r.to === 'closed')
    expect(closing.filter((r) => !(r.by.every((role) => role === 'resident') || r.if.includes('relayed')))).toEqual([])
  })

  test('an extension is asked by the handler, once, before its day, and granted by a head other than the handler', () => {
    expect(row('extend').by).toEqual(['handler'])
    expect(row('extend').if).toEqual(
      expect.arrayContaining(['clock runs', 'extendable', 'not extended', 'not overdue']),
    )
    expect(row('grant-extension').by).toEqual(['other-head'])
    expect(row('grant-extension').if).toContain('not overdue')
  })

  test('a reopening is decided by somebody other than the handler', () => {
    for (const action of ['grant-reopen', 'refuse-reopen'] as const) expect(row(action).by).toEqual(['other-head'])
  })

  test('a transfer counts only once the person named has taken it', () => {
    expect(row('transfer').to).toBeNull()
    expect(row('transfer').needs).toContain('staff')
    expect(row('take').by).toEqual(['named'])
  })

  test('one supplement list; another one is a head’s, with a reason', () => {
    expect(row('supplement').if).toContain('first list')
    expect(row('supplement-again')).toMatchObject({ by: ['head'], needs: ['list', 'text'] })
  })

  test('a clock is paused only by an act that names the procedure and its days, in writing', () => {
    const pausing = rows.filter((r) => r.clocks.some(([does]) => does === 'pause'))
    expect(pausing.map((r) => [r.needs, r.notice])).toEqual([
      [['procedure', 'days'], 'special-procedure'],
      // the law itself says how many: 政府信息公开条例 32, 34
      [['party', 'procedure', 'text'], 'special-procedure'],
    ])
  })

  test('what takes a word from staff to the resident needs that word', () => {
    for (const action of ['decline', 'reply', 'complete', 'refuse', 'progress', 'contact', 'refuse-reopen'] as const)
      expect(row(action).needs).toContain('text')
  })
})

test('the whole grid of state, kind, role and action', () => {
  // conditions are kept apart: here each row meets all of its own
  const every = (row: Transition): Facts => {
    const names = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]
    const facts = (bits: number): Facts => {
      const on = (i: number) => (bits & (1 << i)) !== 0
      // prettier-ignore
      return { accepted: on(0), hasTransfer: on(1), hasExtension: on(2), hasReopening: on(3), extended: on(4), overdue: on(5), listed: on(6), relayed: on(7), withinReopening: on(8), urgedLately: on(9), licence: on(10), running: on(11), extendable: on(12), published: on(13), hidden: on(14), alarmWaits: on(15) }
    }
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const f = facts(bits)
      if (names.filter((n) => row.if.includes(n)).every((n) => CONDITIONS[n].holds(f))) return f
    }
    throw new Error(`${row.action} can never be done: its conditions contradict each other`)
  }
  const given = {
    text: 't',
    list: ['l'],
    staff: {},
    department: 'D',
    days: 1,
    procedure: 'p',
    party: 'q',
    item: 'i',
    score: 5,
  }
  const grid: Record<string, Record<string, string>> = {}
  for (const row of rows) {
    const facts = every(row)
    const action = row.action as Action
    for (const role of ROLES) {
      const cells = kinds.flatMap((kind) =>
        states.flatMap((state) => {
          const standing = { state, kind, facts }
          const d = checkTransition(standing, action, new Set([role]), given)
          expect(allowedActions(standing, new Set([role])).includes(action)).toBe(d.ok)
          return d.ok ? [{ kind, cell: `${state}>${d.to}` }] : []
        }),
      )
      const by = [...new Set(cells.map((c) => c.cell))].map((cell) => {
        const of = cells.filter((c) => c.cell === cell).map((c) => c.kind)
        return `${cell} ${of.length === kinds.length ? '*' : of.join('+')}`
      })
      if (by.length) (grid[row.action] ??= {})[role] = by.join(', ')
    }
  }
  expect(grid).toMatchSnapshot()
})

test('who becomes the first responder by acting, action by action', () => {
  expect(rows.filter((row) => row.setsFirstResponder).map((row) => row.action)).toMatchInlineSnapshot(`
    [
      "claim",
      "transfer",
      "accept",
      "decline",
      "ineligible",
      "supplement",
      "reply",
      "complete",
    ]
  `)
})

test('what shows a question to the public and what takes it off, action by action', () => {
  expect(rows.filter((row) => row.publicFromNow !== undefined).map((row) => [row.action, row.publicFromNow]))
    .toMatchInlineSnapshot(`
    [
      [
        "release",
        true,
      ],
      [
        "publish",
        true,
      ],
      [
        "hide",
        false,
      ],
    ]
  `)
})
