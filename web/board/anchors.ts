/** `/anchors`: one proof a day that nothing in the logs was changed since, to be copied by whoever wants to check later. */
import type { FastifyInstance } from 'fastify'
import { publicAnchors } from '../../db/audit/verify-audit.ts'
import { finished } from '../finished-pages.ts'
import { html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { none, saying, sendBoard } from './frame.ts'

export function anchorsPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/anchors', { config: finished() }, async (request, reply) => {
    const all = await publicAnchors(o.database.db)
    const say = saying(o)
    return sendBoard(request, reply, o, {
      path: '/anchors',
      title: '防改校验',
      intro:
        '每天的办理记录都算出一串校验码，一天接着一天。以后谁改动过哪怕一个字，这一天和后面每一天的校验码就对不上。您可以抄下来，以后拿来对。',
      body: html`${all.length === 0 && none('还没有满一天的记录。')}
        ${
          all.length > 0 &&
          html`<div class="scroll" tabindex="0" role="region" aria-label="每日校验码">
            <table class="anchors">
              <caption class="unseen">
                每日校验码
              </caption>
              <thead>
                <tr>
                  <th scope="col">日期</th>
                  <th scope="col">记录数</th>
                  <th scope="col">校验码（SHA-256）</th>
                </tr>
              </thead>
              <tbody>
                ${all.map(
                  (a) =>
                    html`<tr>
                      <th scope="row">${say(a.date)}</th>
                      <td>${a.events}</td>
                      <td><code>${a.hash}</code></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        }
        <details>
          <summary>怎么核对</summary>
          <p>
            某一天的校验码，是把前一天的校验码、日期、当天记录的条数和全部记录的摘要连在一起算出来的。拿着您抄下的日期和校验码到镇里，可以当面重算给您看：对得上，说明从那天起没有改动过。
          </p>
        </details>`,
    })
  })
}
