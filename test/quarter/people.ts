/** Who works in the town of the quarter, and what the leading group and the rest do about breaches each working day. */
import type { Staff } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import type { BreachAction, BreachInput } from '../../core/breach/lifecycle.ts'
import { plus } from './days.ts'
import { OFFICES } from './lives.ts'

/** Name, office, role. */
export const PEOPLE: readonly (readonly [string, string, 'clerk' | 'head' | 'group'])[] = [
  ...OFFICES.flatMap((o) => [[`${o}甲`, o, 'clerk'], [`${o}乙`, o, 'clerk'], [`${o}长`, o, 'head']] as const),
  ['DZB甲', 'DZB', 'clerk'],
  ['组长', 'DZB', 'group'],
  ['组员', 'DZB', 'group'],
] // prettier-ignore

export interface Seen {
  /** The generator's own number: what is done with it follows from this alone. */
  readonly n: number
  readonly state: string
  readonly own: boolean
  readonly objected: boolean
  readonly today: LocalDate
}

/** What this member of staff does with a breach that waits for them; null: leaves it. */
export function choice(s: Seen, who: Staff): readonly [BreachAction, BreachInput] | null {
  const { n } = s
  switch (s.state) {
    case 'found':
      return s.own && n % 5 !== 0 ? ['explain', { text: '下乡未及时办理' }] : null
    case 'explained':
      return who.role === 'head' && n % 7 !== 0 ? ['comment', { text: '情况属实' }] : null
    case 'commented':
      if (who.role !== 'group' || n % 11 === 0) return null
      if (n % 97 === 1) return ['refer', { text: '涉嫌弄虚作假' }]
      return n % 3 === 0 && !s.objected ? ['dismiss', { text: '有正当理由' }] : ['uphold', { text: '没有正当理由' }]
    case 'upheld':
      if (s.own && !s.objected && n % 17 === 2) return ['object', { text: '有证明' }]
      if (who.role !== 'group' || (n % 17 === 2 && !s.objected)) return null
      return n % 4 === 0 ? ['measure', { measure: 'rectify', date: plus(s.today, 5), text: '限期整改' }] : ['measure', { measure: 'remind', text: '提醒' }] // prettier-ignore
    case 'measured':
      return s.own && n % 13 !== 4 ? ['do', { text: '已改' }] : null
    case 'done':
      return who.role === 'group' ? ['check', {}] : null
    default:
      return null
  }
}
