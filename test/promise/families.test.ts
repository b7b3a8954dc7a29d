/** Laws over the table of clock families. */
import { describe, expect, test } from 'vitest'
import { extensionMax, FAMILIES, type Family, familyOf, isPausableBy } from '../../core/promise/clock-families.ts'

const ALL = Object.entries(FAMILIES) as [string, Family][]

describe.each(ALL)('%s', (_, family) => {
  test('names its basis and its start', () => {
    expect(family.basis).not.toBe('')
    expect(family.startEvent).not.toBe('')
    expect(family.startEvent).not.toMatch(/起$|之日/)
  })
  test('is statutory only by a law or an official rule that was read', () => {
    expect(family.authority === 'statutory').toBe(family.evidence !== 'D')
  })
  test('in minutes it neither pauses nor extends', () => {
    if (family.unit === 'minutes') expect([family.pausable, family.extension]).toEqual([[], null])
  })
})

// prettier-ignore
test.each([
  ['LICENSE', 'working', 20, 10], ['LICENSE_JOINT', 'working', 45, 15], ['FOI', 'working', 20, 20],
  ['FOI_SUPPLEMENT', 'working', 7, 0], ['PETITION_NOTIFY', 'calendar', 15, 0], ['PETITION_HANDLE', 'calendar', 60, 30],
  ['PETITION_REVIEW', 'calendar', 30, 0], ['HOTLINE_LIFE', 'minutes', 15, 0], ['HOTLINE_BASIC', 'minutes', 30, 0],
  ['HOTLINE_RECEIVE', 'working', 1, 0], ['LICENSE_ACCEPT', 'working', 5, 0], ['LICENSE_DELIVER', 'working', 10, 0],
  ['FOI_THIRD_PARTY', 'working', 15, 0],
] as const)('%s is in %s: %i, extended by at most %i', (name, unit, amount, most) => {
  const family: Family = FAMILIES[name]
  expect([family.unit, family.amount, extensionMax(family, amount)]).toEqual([unit, amount, most])
})

test('only the petition review of a review, licences, disclosure and services stop for a procedure', () => {
  const stopping = ALL.filter(([, family]) => family.pausable.length > 0).map(([name]) => name)
  expect(stopping).toEqual([
    'LICENSE', 'LICENSE_JOINT', 'LICENSE_LOWER', 'FOI', 'PETITION_RECHECK', 'SERVICE_STATUTORY', 'SERVICE_PROMISED',
  ]) // prettier-ignore
  expect(isPausableBy(FAMILIES.LICENSE, '专家评审')).toBe(true)
})

test('a name that every object has is no family', () => {
  expect(familyOf('toString')).toBeNull()
})
