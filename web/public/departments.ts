/** `/departments`: who does what, and where to find them. */
import type { FastifyInstance } from 'fastify'
import { departmentOf } from '../../core/town.ts'
import { allStaff } from '../../db/people/staff.ts'
import { finished } from '../finished-pages.ts'
import { html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'

export function departmentPages(app: FastifyInstance, o: WebOptions): void {
  app.get('/departments', { config: finished() }, async (request, reply) => {
    const { town, catalog } = o.world()
    const people = (await allStaff(o.database.db)).filter((s) => s.role !== 'admin')
    const hours = town.hours.map((h) => `${h.from}–${h.to}`).join('，')
    return sendPage(request, reply, o, {
      title: '科室',
      at: '/departments',
      body: html`<h1>科室</h1>
        <p class="hint">
          第一个接待您的人就是首问责任人，跟到办完。不知道找谁，到窗口或者<a href="/chat">在线咨询</a>就行。
        </p>
        ${town.departments.map((d) => {
          const phone = d.phone || town.phone
          const staff = people.filter((s) => s.department === d.code)
          const items = catalog.items.filter((item) => departmentOf(town, item.owner).code === d.code).length
          return html`<section class="card" id="${d.code}">
            <h2>${d.name}</h2>
            <dl class="facts">
              ${
                d.duties.length > 0 &&
                html`<dt>管什么</dt>
                  <dd>${d.duties.join('；')}</dd>`
              }
              ${
                d.discipline.length > 0 &&
                html`<dt>工作纪律</dt>
                  <dd>${d.discipline.join('；')}</dd>`
              }
              ${
                staff.length > 0 &&
                html`<dt>工作人员</dt>
                  <dd>${staff.map((s) => `${s.name}${s.role === 'head' ? '（负责人）' : ''}`).join('、')}</dd>`
              }
              <dt>地点</dt>
              <dd>${d.place || town.place}</dd>
              <dt>时间</dt>
              <dd>工作日 ${hours}</dd>
              ${
                phone &&
                html`<dt>电话</dt>
                  <dd>${phone}</dd>`
              }
            </dl>
            <p class="foot-links">
              ${items > 0 && html`<a href="/items#${d.code}">负责的 ${items} 个事项</a>`}
              <a href="/pledges#${d.code}">科室承诺</a>
            </p>
          </section>`
        })}`,
    })
  })
}
