/** "今天交，最晚哪天办完": the days a case about an item would get, by the same clocks, and how they were counted. */
import { clockSpecFor } from '../../core/case/clock-spec.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import type { TownContext } from '../../core/town-context.ts'
import { startClock } from '../../core/promise/start-clock.ts'
import type { Item } from '../../core/catalog/item.ts'
import { addDays, instant, isLocalDate, type LocalDate, localDate, formatDate, formatWeekday } from '../../core/date.ts'
import { explain } from '../../core/promise/explain.ts'
import { html, type Markup } from '../html.ts'

/** As the chat opens a case about it. */
const kindOf = ({ family }: Item): CaseKind =>
  family === 'disclosure' ? 'disclosure' : family === 'petition' ? 'petition' : 'application'

/** How far from today somebody may reckon: beyond it every calendar is a guess. */
const REACH_DAYS = 400

/** The day asked for; today where it is none, or too far. */
export function dayAsked(asked: string, now: Date): LocalDate {
  const today = localDate(now)
  const near = isLocalDate(asked) && asked >= addDays(today, -REACH_DAYS) && asked <= addDays(today, REACH_DAYS)
  return near ? asked : today
}

export function dueDate(item: Item, townContext: TownContext, day: LocalDate, now: Date): Markup {
  const today = localDate(now)
  return html`<section id="due">
    <h2>今天交，最晚哪天${KINDS[kindOf(item)].accepts ? '办完' : '答复'}</h2>
    ${reckoned(item, townContext, day, today)}
    <form class="due" action="/items/${item.id}#due" method="get">
      <label for="day">换一天算</label>
      <input id="day" name="day" type="date" value="${day}" required />
      <button class="quiet">算一算</button>
    </form>
  </section>`
}

function reckoned(item: Item, townContext: TownContext, day: LocalDate, today: LocalDate): Markup {
  const { town, calendar } = townContext
  const kind = kindOf(item)
  const at = instant(day, '09:00')
  const when = (date: LocalDate): string => `${formatDate(date, today)}（${formatWeekday(date)}）`
  const named = day === today ? `今天（${formatDate(day, today)}）` : when(day)
  const shut = calendar.isWorkday(day)
    ? null
    : html`<p>${named}窗口不上班，可以网上交，或者${when(calendar.nextWorkday(day))}到窗口交。</p>`
  if (item.officeType === '即办件' && item.promisedLimit?.days === 0)
    return html`${shut}
      <p class="due-day"><b>${named}</b>到窗口，材料齐全的，当场办完。</p>`
  const accept = KINDS[kind].accepts ? startClock(clockSpecFor('accept', kind, item, town), at, townContext) : null
  const result = startClock(clockSpecFor('complete', kind, item, town), at, townContext)
  return html`${shut}
    ${
      accept
        ? html`<p class="due-day"><b>${named}</b>交，材料齐全、当天受理的，最晚 <b>${when(result.dueDate)}</b>办完。</p>
            <p>收不收、还差什么，最晚 ${when(accept.dueDate)}一次告诉您；差材料的，补齐受理以后再算。</p>`
        : html`<p class="due-day"><b>${named}</b>提出，最晚 <b>${when(result.dueDate)}</b>答复。</p>
            <p>内容说得不清楚的，会一次告诉您要补什么；补好以后重新算。</p>`
    }
    ${result.provisional && html`<p class="caveat">这个日期是暂定的：后面的放假安排国务院还没有公布，公布后按公布的重算。</p>`}
    ${result.proposed && html`<p class="caveat">镇里承诺的天数是拟定的，还没正式公布，以镇政府公布为准。</p>`}
    <p class="hint">怎么算的：${explain(result, calendar, today, town.hours)}</p>`
}
