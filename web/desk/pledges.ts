/** `/staff/pledges`: shows and signs pledges: my own pledge, who has not signed, what the department promises and its head's confirmation. */
import { LIMITS } from '../../core/input/limits.ts'
import { departmentOf } from '../../core/town.ts'
import { changePledge, confirmPledge, draftPledge, pledgeText, signPledge, unsigned } from '../../db/pledges/pledges.ts'
import { html } from '../html.ts'
import { area, folded, form, section } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule } from './desk-module.ts'

export const pledgeRoom: DeskModule = {
  path: '/staff/pledges',
  label: '承诺',
  group: 'account',
  who: ['clerk', 'head', 'group', 'admin'],
  open(door) {
    door.get('/staff/pledges', async (v) => {
      const { staff } = v
      // reading writes here: the first text and a fresh draft are made when somebody first looks
      const { text, missing, draft } = await v.change(async (tx, ctx) => ({
        text: await pledgeText(tx, ctx),
        missing: await unsigned(tx, ctx),
        draft: staff.role === 'head' ? await draftPledge(tx, ctx, staff.department) : null,
        letters: [],
      }))
      const mine = missing.some((s) => s.id === staff.id)
      const listed =
        staff.role === 'clerk' ? [] : missing.filter((s) => staff.role !== 'head' || s.department === staff.department)
      return v.page({
        title: '承诺',
        body: html`<h1>公开承诺</h1>
          <section class="card">
            <h2>个人承诺（第${text.version}版）</h2>
            <p class="words">${text.text}</p>
            ${mine ? form(v, '/staff/pledges/sign', html`<p class="hint">签了会公开您的姓名和科室。</p>`, '看过同意，签署') : html`<p>您已签这一版。</p>`}
            ${staff.role === 'group' && folded('改承诺文本（全体要重新签）', form(v, '/staff/pledges/text', area('pledge', '新的文本', { value: text.text, rows: 6, max: LIMITS.pledgeText.most }), '改为新文本', { grave: true }))}
          </section>
          ${
            staff.role !== 'clerk' &&
            section(
              staff.role === 'head' ? '本科室还没签的' : '全镇还没签的',
              listed.length,
              html`<ul class="lines">
                ${listed.map((s) => html`<li>${s.name}　<small>${departmentOf(v.ctx.townContext.town, s.department).name}</small></li>`)}
              </ul>`,
              '都签了。',
            )
          }
          ${
            draft &&
            html`<section class="card">
              <h2>科室承诺（第${draft.version}版，${draft.confirmed ? '已确认，向社会公开' : '等您确认'}）</h2>
              <dl class="facts">
                <dt>职责</dt>
                <dd>${draft.content.duties.join('；') || '还没有写'}</dd>
                <dt>纪律</dt>
                <dd>${draft.content.discipline.join('；') || '还没有写'}</dd>
              </dl>
              <details>
                <summary>事项和时限（${draft.content.items.length} 项）</summary>
                <ul>
                  ${draft.content.items.map((i) => html`<li>${i.name}：${i.limit}${i.proposed && '（建议，未经镇里确认）'}</li>`)}
                </ul>
              </details>
              ${!draft.confirmed && form(v, '/staff/pledges/confirm', html`<input type="hidden" name="version" value="${draft.version}" />`, `确认第${draft.version}版并公开`)}
            </section>`
          }`,
      })
    })

    door.post('/staff/pledges/sign', async (v) => {
      const done = await v.change(async (tx, ctx) => ({ ...(await signPledge(tx, ctx, v.staff)), letters: [] }))
      return v.back(
        '/staff/pledges',
        done.signed ? `已签第${done.text.version}版个人承诺，向社会公开。` : '您已经签过这一版。',
      )
    })

    door.post('/staff/pledges/text', async (v) => {
      if (v.staff.role !== 'group') throw userError('not-yours')
      if (v.field('text').trim() === '') return v.back('/staff/pledges', '没有改：新的文本是空的。', true)
      const { put } = await v.change(async (tx, ctx) => ({
        put: await changePledge(tx, ctx, v.staff, v.field('text')),
        letters: [],
      }))
      return v.back('/staff/pledges', put ? `承诺文本现在是第${put.version}版。` : '承诺文本由领导小组改。')
    })

    door.post('/staff/pledges/confirm', async (v) => {
      const { done } = await v.change(async (tx, ctx) => ({
        done: await confirmPledge(tx, ctx, v.staff, Number(v.field('version'))),
        letters: [],
      }))
      return v.back(
        '/staff/pledges',
        done ? '科室承诺已确认，向社会公开。' : '没有确认：目录又有变化，请看过新的一版再确认。',
        !done,
      )
    })
  },
}
