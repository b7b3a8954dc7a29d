/** The authorization matrix, decided: every action by everybody. */
import { describe, expect, test } from 'vitest'
import type { Actor, Staff } from '../../core/case/case.ts'
import { TRANSITIONS } from '../../core/case/lifecycle.ts'
import { decideTransition } from '../../core/case/decide-transition.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { CAST, EVERYBODY, type Gift, mayDo, type Member, SCENES, STANDS_FOR, titleOf, type Who } from './matrix.ts'
import { clock, move, NOW, opened, person, resident, staff, townContext } from './example-case.ts'

const cast = Object.fromEntries(
  Object.entries(CAST).map(([name, { department, role }]) => [
    name,
    person(name, department, role, name === 'left' ? { leftAt: NOW } : {}),
  ]),
) as Record<Member, Staff>

function actor(who: Who): Actor {
  if (who === 'resident') return resident
  if (who === 'clock') return clock
  const other = STANDS_FOR[who]
  return other ? staff(cast[who], cast[other]) : staff(cast[who])
}
const gift = ({ to, ...rest }: Gift): ActionInput => ({ ...rest, ...(to ? { staff: cast[to] } : {}) })

test('every action has a scene', () => {
  expect(TRANSITIONS.map((row) => row.action).filter((a) => !SCENES.some((s) => s.action === a))).toEqual([])
})

describe.each(SCENES.map((s) => ({ s, title: titleOf(s) })))('$title', ({ s }) => {
  const alarm = s.alarm ? { alarmAt: NOW } : {}
  const start = opened({ kind: s.kind, item: s.item, accusedStaffId: cast.accused.id, ...alarm }, Object.values(cast))
  const caseContext = s.before.reduce(
    (now, [action, who, given = {}]) => move(now, action, actor(who), gift(given)),
    start,
  )

  test.each(EVERYBODY)('%s', (who) => {
    const plan = decideTransition(caseContext, s.action, actor(who), gift(s.given), townContext, s.now)
    expect(plan.ok ? 'may' : plan.because).toBe(mayDo(s, who) ? 'may' : 'not-your-role')
  })
})
