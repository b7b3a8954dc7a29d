/** What people read about places. */
import type { Case } from '../case/case.ts'
import type { NearCase } from '../case/case-context.ts'
import type { Choice } from '../channel.ts'
import { sayDistance } from '../place/place.ts'
import { findGroup } from '../place/villages.ts'
import type { Town } from '../town.ts'

export const PLACE = {
  unreadable: '这个位置看不出是哪儿，请再发一次；也可以打字说是哪个村、在什么旁边。',
  far: (town: string, metres: number): string =>
    `您发的位置离${town}${sayDistance(metres)}，不像在本镇。发错了就再发一次；真是这里，点一下，工作人员会核对。`,
  farChoices: [
    { label: '就是这里', value: 'place:here' },
    { label: '发错了', value: 'place:wrong' },
  ] as readonly Choice[],
  again: '好，请再发一次位置；也可以打字说是哪个村、在什么旁边。',
  held: '位置收到了，登记的时候一起带上。要登记，点下面；还有要说的，接着说。',
  what: '位置收到了。这里是什么事？直接说就行，登记时一起带上。',
  sent: (called: string): string => `（发来位置${called ? `：${called}` : '，见办件页'}）`,
  taken: (number: string): string => `位置已放进 ${number}，工作人员看得到。`,
  which: '还差一样：在哪个村？点一下，或者打字、发个位置，去的人好找。',
  whichMany: '还差一样：在哪个村？打村名，或者发个位置，去的人好找。',
} as const

/** So many villages fit under a message as taps. */
export const MOST_TAPS = 8

/** Where a case is, for staff: '李庄村一组，集市东头（包村：…）'; '' where nobody said. */
export function formatPlace(c: Pick<Case, 'village' | 'place' | 'text'>, town: Pick<Town, 'villages'>): string {
  const village = town.villages.find((v) => v.name === c.village)
  const group = village ? findGroup(village, c.text) : null
  const where = [`${c.village ?? ''}${group ?? ''}`, c.place?.label ?? ''].filter(Boolean).join('，')
  const known = where || (c.place ? '发了位置' : '')
  if (known === '') return ''
  return `${known}${village?.caredForBy ? `（包村：${village.caredForBy}）` : ''}`
}

/** Earlier reports of the same near it: '0007 约80米；0009 同村'; '' where there are none. */
export const formatNear = (near: readonly NearCase[] = []): string =>
  near.map(({ number, metres }) => `${number.slice(-4)} ${metres === null ? '同村' : sayDistance(metres)}`).join('；')
