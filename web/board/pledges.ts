/** `/pledges`: what the cadres and the departments promise, each signed or confirmed by name. */
import type { FastifyInstance } from 'fastify'
import type { DepartmentPledge } from '../../core/pledge/department-pledge.ts'
import { pledgePhoto, publicDepartmentPledges, publicPledges } from '../../db/pledges/pledges.ts'
import { sendStored } from '../downloads.ts'
import { userError } from '../../core/errors.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { doubt, none, saying, sendBoard } from './frame.ts'

export function pledgesPage(app: FastifyInstance, o: WebOptions): void {
  app.get('/pledges', { config: finished() }, async (request, reply) => {
    const { town } = o.world()
    const { db } = o.database
    const [{ text, signed }, departments] = await Promise.all([publicPledges(db), publicDepartmentPledges(db)])
    const say = saying(o)
    return sendBoard(request, reply, o, {
      path: '/pledges',
      title: '公开承诺',
      intro: '干部个人承诺签了名，科室承诺由负责人确认，都在这里，请大家监督。',
      body: html`<h2>干部个人承诺</h2>
        ${
          text
            ? html`<blockquote>${text.text}</blockquote>
                <p class="hint">第 ${text.version} 版，${signed.length} 人已签。</p>
                ${town.departments.map((d) =>
                  names(
                    d.name,
                    signed.filter((s) => s.department === d.code),
                    say,
                  ),
                )}`
            : none('个人承诺还没有公布。')
        }
        <h2>科室承诺</h2>
        ${departments.length === 0 && none('科室承诺还没有确认公布。')}
        ${departments.map(({ department, version, confirmedOn, content }) => {
          const name = town.departments.find((d) => d.code === department)?.name ?? department
          return html`<section class="card" id="${department}">
            <h3>${name}<span>第 ${version} 版，${say(confirmedOn)}由负责人确认</span></h3>
            ${promised(content)}
            <p class="foot-links">
              <a href="/departments#${department}">地点和电话</a> ${doubt(`pledge:${department}`, `${name}的承诺`)}
            </p>
          </section>`
        })}`,
    })
  })

  app.get('/pledges/photos/:id', async (request, reply) => {
    const { id } = request.params as { id: string } // named in the route
    const photo = /^\d{1,15}$/.test(id) ? await pledgePhoto(o.database, o.cipher, Number(id)) : null
    if (!photo?.type.startsWith('image/')) throw userError('not-found')
    app.downloads.begin(reply, 0)
    void reply
      .type(photo.type)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'no-cache')
    return sendStored(reply, photo)
  })
}

function names(
  department: string,
  signed: readonly { name: string; signedOn: string; photo: number | null }[],
  say: (d: string) => string,
): Markup | null {
  if (signed.length === 0) return null
  return html`<p class="names">
    <b>${department}</b>${signed.map(
      (s) =>
        html`<span
          >${s.name}<small
            >${say(s.signedOn)}${s.photo !== null && html` 　<a href="/pledges/photos/${s.photo}">照片<span class="unseen">：${s.name}</span></a>`}</small
          ></span
        > `,
    )}
  </p>`
}

const promised = (content: DepartmentPledge): Markup =>
  html`<p>${content.duties.join('；')}</p>
    ${content.discipline.length > 0 && html`<p>纪律：${content.discipline.join('；')}</p>`}
    <details>
      <summary>承诺的 ${content.items.length} 个事项和时限</summary>
      <ul class="plain">
        ${content.items.map(
          (i) =>
            html`<li>
              <a href="/items/${i.id}">${i.name}</a
              ><span>${i.limit}${i.proposed && '（拟定，未正式公布）'}　${i.standard}</span>
            </li>`,
        )}
      </ul>
    </details>`
