/** `/staff/calendar`: shows the years the desk counts by, and has db/catalog/load-calendar.ts load one; due dates are counted anew. */
import { parseCalendarYear } from '../../core/promise/calendar-file.ts'
import { recomputeDueDates } from '../../db/cases/recompute-due-dates.ts'
import { loadCalendarYear } from '../../db/catalog/load-calendar.ts'
import { calendarYears } from '../../db/schema.ts'
import { html } from '../html.ts'
import { when } from './case-view.ts'
import { area, form, section } from './components.ts'
import type { DeskModule } from './desk-module.ts'

const HOME = '/staff/calendar'

export const calendarRoom: DeskModule = {
  path: HOME,
  label: '日历',
  group: 'admin',
  who: ['admin'],
  open(door) {
    door.get(HOME, async (v) => {
      const years = (await v.db.select().from(calendarYears)).sort((a, b) => b.year - a.year)
      return v.page({
        title: '日历',
        body: html`<h1>日历</h1>
          <p class="hint">期限按这里的放假、调休算。没有公布的年份，期限标“暂定”，载入后自动重算并写进办件记录。</p>
          ${section(
            '已载入的年份',
            years.length,
            html`<ul class="lines">
              ${years.map((y) => {
                const days = y.days as { date: string; name: string; isOffDay: boolean }[]
                return html`<li>
                  <b>${y.year}</b>　${y.confirmed ? '已公布' : '暂定'}　<small
                    >放假 ${days.filter((d) => d.isOffDay).length} 天，调休上班
                    ${days.filter((d) => !d.isOffDay).length} 天　${y.source}　载入于 ${when(v, y.loadedAt)}</small
                  >
                </li>`
              })}
            </ul>`,
            '还没有。',
          )}
          <section class="card">
            <h2>载入一年</h2>
            ${form(v, HOME, area('year', '把 2027.json 的内容贴进来', { name: 'year', rows: 8, max: 20_000 }), '载入并重算')}
          </section>`,
      })
    })

    door.post(HOME, async (v) => {
      let raw: unknown
      try {
        raw = JSON.parse(v.field('year'))
      } catch {
        return v.back(HOME, '没有载入：内容不是完整的 JSON，请从文件第一行贴到最后一行。', true)
      }
      const read = parseCalendarYear(raw)
      if (!read.ok) return v.back(HOME, `没有载入：${read.because}`, true)
      const { put } = await v.change(async (tx, ctx) => ({
        put: await loadCalendarYear(tx, read.year, ctx.now),
        letters: [],
      }))
      if (!put) return v.back(HOME, '和现在的一样，没有改动。')
      await v.o.changed?.()
      const { count } = await v.change(async (tx, ctx) => ({ count: await recomputeDueDates(tx, ctx), letters: [] }))
      return v.back(HOME, `${read.year.year} 年已载入，重算了 ${count} 个期限。`)
    })
  },
}
