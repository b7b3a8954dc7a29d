/** What the public reads of a broken promise: what was promised, by when, how late it is, and which numbers there are. */
import type { StoredPromise } from '../case/case.ts'
import type { CaseKind } from '../case/kinds.ts'
import { clockLabel, PURPOSES, type PurposeName } from '../case/purposes.ts'
import { daysBetween, formatDate, type LocalDate } from '../date.ts'

interface Promised {
  readonly purpose: PurposeName
  readonly kind: CaseKind | null
  readonly amount: number
  readonly unit: StoredPromise['unit']
  readonly dueOn: LocalDate
  readonly doneOn: LocalDate | null
  readonly open: boolean
}

const UNITS = { working: '个工作日', calendar: '天', minutes: '分钟' } as const

const called = ({ purpose, kind }: Promised): string => (kind ? clockLabel(purpose, kind) : PURPOSES[purpose].label)

/** '晚了 3 天'; on the day itself, which happens with clocks of minutes, '当天超时'. */
const late = (due: LocalDate, on: LocalDate, word: string): string => {
  const days = daysBetween(due, on)
  return days > 0 ? `${word} ${days} 天` : '当天超时'
}

export const BREACH_BOARD = {
  promised: (p: Promised, what: string, today: LocalDate): string =>
    `${what}，${formatDate(p.dueOn, today)}${p.unit === 'minutes' ? '' : '前'}${called(p)}（期限 ${p.amount} ${UNITS[p.unit]}）`,
  kept(p: Promised, today: LocalDate): string {
    if (p.doneOn !== null) return `${formatDate(p.doneOn, today)}已${called(p)}，${late(p.dueOn, p.doneOn, '晚了')}`
    return p.open ? `到今天还没有${called(p)}，${late(p.dueOn, today, '已超')}` : '没有做到；这件事后来结束了，不用再做'
  },
  /** Every number is accounted for: whoever counts finds none missing without a reason. */
  numbers({ found, highest }: { found: number; highest: number }): string {
    if (highest === 0) return '系统还没有记下过违诺。'
    const skipped = highest - found
    return `系统到现在一共记下 ${found} 件，编到 ${highest} 号。这里没有的号，是还在说明和认定的，认定后公布。${skipped > 0 ? `另有 ${skipped} 个号从来没有用过：早先的版本编号会跳，现在是连着编的。` : ''}`
  },
} as const
