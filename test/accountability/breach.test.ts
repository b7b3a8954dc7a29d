/** Laws over the breach tables, without a database. */
import { expect, test } from 'vitest'
import {
  breachActions,
  type BreachFlow,
  type BreachRole,
  breachRoles,
  BREACH_STATES,
  BREACH_TRANSITIONS,
  type BreachState,
  decideBreach,
} from '../../core/breach/lifecycle.ts'
import { breachKind, BREACH_KINDS } from '../../core/breach/kinds.ts'
import { PURPOSES } from '../../core/case/purposes.ts'
import type { Staff, StaffRole } from '../../core/case/case.ts'
import { withoutNames } from '../../db/breaches/public-breaches.ts'

const staff = (id: number, role: StaffRole, department = 'GGB'): Staff => ({
  id, name: `人${id}`, department, role, phone: '', onDuty: true, personId: null, conversationId: null, awayUntil: null, substituteId: null, leftAt: null,
}) // prettier-ignore
const flow = (state: BreachState, more: Partial<BreachFlow> = {}): BreachFlow => ({
  breachId: 1, state, version: 0, kind: 'late-completion', department: 'GGB', ownerId: 1, responsibleId: 1, objected: false, measure: null, measureDue: null, doneById: null, ...more,
}) // prettier-ignore
const STATES = Object.keys(BREACH_STATES) as BreachState[]

test('every state is reached from the finding and every open one is somebody’s move', () => {
  const seen = new Set<BreachState>(['found'])
  for (const _ of STATES)
    for (const t of BREACH_TRANSITIONS)
      if (t.to !== null && (t.from as readonly BreachState[]).some((s) => seen.has(s))) seen.add(t.to)
  expect([...seen].sort()).toEqual([...STATES].sort())
  for (const s of STATES) {
    const { waits } = BREACH_STATES[s]
    const moves = BREACH_TRANSITIONS.filter((t) => (t.from as readonly string[]).includes(s) && t.to !== null)
    expect([s, moves.length > 0]).toEqual([s, waits !== null])
    if (waits) expect(moves.some((t) => (t.by as readonly string[]).includes(waits))).toBe(true)
  }
})

test('nobody comments, decides, measures or checks what is their own, whatever their role', () => {
  for (const role of ['clerk', 'head', 'group', 'admin'] as const)
    for (const own of [
      { ownerId: 1, responsibleId: 1 },
      { ownerId: 1, responsibleId: 9 },
      { ownerId: 9, responsibleId: 1 },
    ])
      // prettier-ignore
      for (const s of STATES) {
        const can = breachActions(flow(s, own), breachRoles(staff(1, role), flow(s, own)))
        expect(can.filter((a) => !['explain', 'object', 'do'].includes(a))).toEqual([])
      }
})

test('only the responsible person explains, and whoever rectified does not check it', () => {
  for (const role of ['clerk', 'head', 'group', 'admin'] as const)
    expect(breachActions(flow('found'), breachRoles(staff(2, role), flow('found')))).not.toContain('explain')
  const done = flow('done', { doneById: 2 })
  expect(breachActions(done, breachRoles(staff(2, 'head'), done))).toEqual([])
  expect(breachActions(done, breachRoles(staff(3, 'group'), done))).toContain('check')
})

test('an objection reopens the finding once', () => {
  const roles = breachRoles(staff(1, 'clerk'), flow('upheld'))
  expect(decideBreach(flow('upheld'), 'object', roles, { text: '停电' }, '2026-11-23')).toMatchObject({ ok: true, to: 'commented' }) // prettier-ignore
  expect(decideBreach(flow('upheld', { objected: true }), 'object', roles, { text: '停电' }, '2026-11-23').ok).toBe(false) // prettier-ignore
})

test.each([
  [{ measure: 'rectify' as const, text: '补' }, '写到哪天'],
  [{ measure: 'rectify' as const, date: '2026-11-23', text: '补' }, '今天以后'],
  [{ text: '补' }, '还差措施'],
])('a measure needs its kind and, to correct by, a day to come', (given, says) => {
  const decided = decideBreach(flow('upheld'), 'measure', breachRoles(staff(5, 'group'), flow('upheld')), given, '2026-11-23') // prettier-ignore
  expect(decided).toMatchObject({ ok: false, because: expect.stringContaining(says) as string })
})

test('every breach a clock can find has a kind of its own', () => {
  for (const p of Object.values(PURPOSES)) if (p.breach) expect(BREACH_KINDS).toHaveProperty(p.breach)
  expect(breachKind('late-completion', 'challenge')).toBe('late-challenge')
})

test('names of staff are blotted out of what is published', () => {
  expect(withoutNames('王小明当天请假，由李四代办', ['王小明', '李四'])).toBe('某同志当天请假，由某同志代办')
})

const SAYING = BREACH_TRANSITIONS.filter((t) => t.needsText)

test('what is said of a breach is never empty: every step that needs words refuses without them', () => {
  expect(BREACH_TRANSITIONS.filter((t) => !t.needsText).map((t) => t.action)).toEqual(['explain-missed', 'comment-missed', 'check']) // prettier-ignore
  const roles = new Set<BreachRole>(['responsible', 'head', 'group', 'checker', 'clock'])
  const given = { measure: 'rectify' as const, date: '2026-12-01', text: ' ' }
  for (const { action, from } of SAYING)
    expect([action, decideBreach(flow(from[0]), action, roles, given, '2026-11-23').ok]).toEqual([action, false])
})
