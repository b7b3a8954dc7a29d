/** A card says what its reader may do now, and nothing else. */
import { describe, expect, test } from 'vitest'
import { type Actor, type Case } from '../../core/case/case.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { TRANSITIONS } from '../../core/case/lifecycle.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { caseCard, caseLine, readTap, tapValue } from '../../core/messages/staff.ts'
import { move, NOW, opened, person, resident, staff, townContext } from './example-case.ts'

const zhang = person('张三', 'GFB')
const other = person('李四', 'NYB')
const people = [zhang, other]
const TEXT = { text: '好' }

const shown = (caseContext: CaseContext, who: Actor = staff(zhang)): string =>
  caseCard(
    '办件',
    caseContext,
    townContext,
    NOW,
    rolesOf(who, caseContext.case, caseContext.requests, townContext.town),
  ).text
const claimed = (over: Partial<Case> = {}) => move(opened(over, people), 'claim', staff(zhang))
const asked: Partial<Case> = { kind: 'report', item: null }

describe('what plain words on a quoted card do', () => {
  const answered = move(claimed(asked), 'reply', staff(zhang), TEXT)

  test('is said where they are an answer', () => {
    for (const caseContext of [opened(asked, people), claimed(asked), answered])
      expect(shown(caseContext)).toContain('引用本条写字，或者发“答复 编号 内容”，就是答复本人')
  })

  test('is said where they are news of how it goes', () => {
    expect(shown(claimed())).toContain('引用本条写字，或者发“进展 编号 内容”，就是把进展告诉本人')
    expect(shown(claimed({ kind: 'disclosure', item: null }))).toContain('就是把进展告诉本人')
  })

  test.each([
    ['a closed case', move(answered, 'confirm', resident)],
    ['a withdrawn case', move(claimed(asked), 'withdraw', resident)],
    ['a declined application', move(claimed(), 'decline', staff(zhang), TEXT)],
    ['a completed application', move(claimed(), 'complete', staff(zhang), TEXT)],
    ['an application nobody has taken', opened({}, people)],
  ])('is not said of %s, where nothing can be answered', (_, caseContext) => {
    expect(shown(caseContext)).not.toContain('直接写字')
  })

  test('is not said to whom it is not for', () => {
    expect(shown(claimed(asked), staff(other))).not.toMatch(/可以发|直接写字/)
  })
})

describe('who complained', () => {
  const complaint = (privacy: Case['privacy']) => claimed({ kind: 'complaint', item: null, privacy })

  test.each([
    ['normal', '【实名】', null],
    ['confidential', '【保密】', '不能让被反映的人和单位知道'],
    ['anonymous', '【匿名】', '不要打听是谁'],
  ] as const)('is marked %s on the card and in lists', (privacy, mark, rule) => {
    const caseContext = complaint(privacy)
    expect(shown(caseContext)).toContain(mark)
    expect(caseLine(caseContext.case, '')).toContain(mark)
    if (rule) expect(shown(caseContext)).toContain(rule)
    else expect(shown(caseContext)).not.toMatch(/保密|匿名/)
  })

  test('is not marked where nothing was asked', () => {
    expect(shown(claimed(asked))).not.toMatch(/【(实名|保密|匿名)】/)
  })
})

test('a tap names act, case and version within what a platform carries, and is read back', () => {
  const c = { ...claimed().case, id: 2 ** 40, version: 46_655 }
  for (const row of TRANSITIONS) {
    const value = tapValue(row.action, c, 'ABCDEFGH')
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(64)
    expect(readTap(value)).toEqual({ action: row.action, caseId: c.id, version: c.version, department: 'ABCDEFGH' })
  }
  expect(readTap('s:claim:7')).toEqual({ action: 'claim', caseId: 7, version: null, department: null })
  expect(readTap('s:reroute:7:GFB')).toMatchObject({ action: 'reroute', version: null, department: 'GFB' })
  for (const other of ['s:', 's:fly:7', 'ok:7', 's:claim:-1']) expect(readTap(other)).toBeNull()
})

test('an extension is not offered before there is something to extend', () => {
  expect(shown(claimed())).not.toContain('延期')
  expect(shown(claimed(asked))).not.toContain('延期')
})
