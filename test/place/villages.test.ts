import { expect, test } from 'vitest'
import { formatNear, formatPlace } from '../../core/messages/place.ts'
import { ambiguousName, findVillage, type Village } from '../../core/place/villages.ts'

const village = (name: string, also: string[] = [], groups: string[] = [], caredForBy = ''): Village => ({ name, also, groups, caredForBy }) // prettier-ignore
const VILLAGES = [
  village('李庄村', ['李庄'], ['一组', '东头组'], '网格一'),
  village('小李庄村', ['小李庄']),
  village('王家营村', ['王营'], ['一组']),
  village('河西社区', []),
]

test.each([
  ['李庄村口的路灯坏了', '李庄村'],
  ['俺们李庄的路灯', '李庄村'],
  ['李庄，路灯不亮', '李庄村'],
  ['小李庄的井盖', '小李庄村'],
  ['王营东头的水管', '王家营村'],
  ['王家营村王营小学门口', '王家营村'],
  ['东头组的路', '李庄村'],
  ['河西社区3号楼', '河西社区'],
  ['李庄长期停水', '李庄村'],
  // another place, another word, or more than one
  ['东李庄的路灯', null],
  ['李庄园的庄稼', null],
  ['一组的路灯', null],
  ['从李庄到王营的路', null],
  ['路灯坏了', null],
  ['', null],
])('%s: %s', (text, name) => expect(findVillage(VILLAGES, text)?.name ?? null).toBe(name))

test('a name that two villages go by is named', () => {
  expect(ambiguousName(VILLAGES)).toBeNull()
  expect(ambiguousName([...VILLAGES, village('外李庄村', ['李庄'])])).toBe('李庄')
})

test('staff read village, group, what the map calls it and who looks after it; near ones by distance', () => {
  const place = { lat: 40, lon: 117, sent: 'wgs84', label: '集市' } as const
  expect(formatPlace({ village: '李庄村', place, text: '一组的灯' }, { villages: VILLAGES })).toBe('李庄村一组，集市（包村：网格一）') // prettier-ignore
  expect(formatPlace({ village: null, place: { lat: 40, lon: 117, sent: 'wgs84' }, text: '' }, { villages: [] })).toBe('发了位置') // prettier-ignore
  expect(formatPlace({ village: null, place: null, text: '' }, { villages: [] })).toBe('')
  const near = [{ number: 'BS20261123-0007', metres: 84 }, { number: 'BS20261123-0009', metres: null }] // prettier-ignore
  expect(formatNear(near)).toBe('0007 约80米；0009 同村')
})
