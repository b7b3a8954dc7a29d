/** Draws a due date as staff must see it at a glance: the word first, the colour only beside it. */
import type { PressingClock } from '../../core/case/case.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import { clockLabel } from '../../core/case/purposes.ts'
import { daysBetween, localDate, localTime, formatDate, formatWeekday } from '../../core/date.ts'
import { html, type Markup } from '../html.ts'

export type Urgency = 'late' | 'today' | 'soon' | 'later' | 'stands'

export function urgencyOf(clock: PressingClock, now: Date): Urgency {
  if (clock.state === 'paused') return 'stands'
  if (clock.dueAt <= now) return 'late'
  const left = daysBetween(localDate(now), clock.dueDate)
  return left <= 0 ? 'today' : left <= 3 ? 'soon' : 'later'
}

/** '超期 2 天', '今天 15:30 前', '明天', '11月30日（周一）'. */
function sayClock(clock: PressingClock, now: Date): string {
  const today = localDate(now)
  const days = daysBetween(today, clock.dueDate)
  const day = `${formatDate(clock.dueDate, today)}（${formatWeekday(clock.dueDate)}）`
  switch (urgencyOf(clock, now)) {
    case 'stands':
      return '暂停计时'
    case 'late':
      return days < 0 ? `超期 ${-days} 天` : '已超时'
    case 'today':
      return clock.unit === 'minutes' ? `今天 ${localTime(clock.dueAt)} 前` : '今天到期'
    default:
      return clock.unit === 'minutes' ? `${day} ${localTime(clock.dueAt)} 前` : days === 1 ? `明天到期` : day
  }
}

/** As shown in a list: which clock, and when. */
export const dueTag = (clock: PressingClock | null, kind: CaseKind, now: Date): Markup | null =>
  clock &&
  html`<span class="due ${urgencyOf(clock, now)}"
    ><b>${sayClock(clock, now)}</b>
    <small>${clockLabel(clock.purpose, kind)}${clock.provisional && '，暂定'}</small></span
  >`
