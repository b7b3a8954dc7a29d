import { expect, test } from 'vitest'
import { fillReply, mayEditReply, replyScopesOf, surnameOf, unfilledReply } from '../../core/case/canned-reply.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { type Action, type CaseState, STATES, TRANSITIONS, transition } from '../../core/case/lifecycle.ts'
import { usualActions } from '../../core/case/usual-actions.ts'
import { actionHelp } from '../../core/messages/action-help.ts'
import { staffEventLabel } from '../../core/messages/action-labels.ts'

const usual = (kind: Parameters<typeof usualActions>[1], ...allowed: Action[]) => usualActions(allowed, kind).usual

test('what waits for a decision comes first, then what brings the case on; never more than two', () => {
  expect(usual('report', 'claim', 'reroute', 'reply', 'note')).toEqual(['claim', 'reply'])
  expect(usual('report', 'transfer', 'inform', 'progress', 'reply', 'complete', 'note')).toEqual(['reply', 'progress'])
  expect(usual('application', 'transfer', 'accept', 'decline', 'supplement', 'complete')).toEqual([
    'accept',
    'supplement',
  ])
  expect(usual('application', 'extend', 'progress', 'complete', 'refuse')).toEqual(['complete', 'progress'])
  expect(usual('application', 'complete', 'refuse-extension', 'grant-extension')).toEqual(['grant-extension', 'refuse-extension']) // prettier-ignore
  expect(usual('report', 'contact', 'note', 'urge')).toEqual(['contact', 'note'])
})

test('whatever is allowed is offered once, whoever may do it, wherever the case is', () => {
  for (const kind of Object.keys(KINDS) as CaseKind[])
    for (const state of Object.keys(STATES) as CaseState[]) {
      const allowed = TRANSITIONS.filter((t) => t.words.length > 0 && (t.from as readonly string[]).includes(state)).map((t) => t.action) // prettier-ignore
      const { usual: first, more } = usualActions(allowed, kind)
      expect([...first, ...more].toSorted()).toEqual([...allowed].toSorted())
      expect(first.length).toBeLessThanOrEqual(2)
    }
})

test('every act that staff have a word for says in one sentence what it does, every line of the log has Chinese words', () => {
  for (const { action, words } of TRANSITIONS) {
    if (words.length > 0) expect(actionHelp(action), action).toMatch(/^[^。]+。([^。]+。)?$/)
    expect(staffEventLabel(action), action).toMatch(/^\p{Script=Han}/u)
    expect(transition(action).action).toBe(action)
  }
})

test('a ready reply is filled in with what the case has, and never goes out with braces', () => {
  const filled = fillReply('{姓氏}先生，{编号}{到期日}前答复', { 姓氏: '王', 编号: 'BS1' })
  expect(filled).toBe('王先生，BS1{到期日}前答复')
  expect(unfilledReply(filled)).toBe('写了“{到期日}”，可是现在没有在算的办理期限，请改成别的话再发')
  expect(unfilledReply('没有变量，{别的}括号不管')).toBeNull()
})

test.each([
  ['王芳', '王'],
  ['欧阳修文', '欧阳'],
  ['东方', '东'],
  ['阿依古丽·买买提', '阿依古丽·买买提'],
  ['', ''],
])('the surname of %s is %s', (name, surname) => {
  expect(surnameOf(name)).toBe(surname)
})

test('what is shared is changed by who answers for it, one’s own by oneself alone', () => {
  const clerk = { id: 1, role: 'clerk', department: 'A' } as const
  const head = { id: 2, role: 'head', department: 'A' } as const
  const admin = { id: 3, role: 'admin', department: 'B' } as const
  const rights = (reply: { ownerId: number | null; department: string | null }) =>
    [clerk, head, admin].map((who) => mayEditReply(who, reply))
  expect(rights({ ownerId: 1, department: null })).toEqual([true, false, false])
  expect(rights({ ownerId: null, department: 'A' })).toEqual([false, true, true])
  expect(rights({ ownerId: null, department: 'B' })).toEqual([false, false, true])
  expect(rights({ ownerId: null, department: null })).toEqual([false, false, true])
  expect([clerk, head, admin].map(replyScopesOf)).toEqual([['own'], ['own', 'department'], ['own', 'department', 'town']]) // prettier-ignore
})
