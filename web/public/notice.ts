/** `/notices/:token`: a notice 文书 as it would lie on the desk: one sheet of A4, to read, print and say that it came. */
import type { FastifyInstance } from 'fastify'
import qrcode from 'qrcode'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import { type NoticeContent, type NoticeKind, NOTICES } from '../../core/notice/kinds.ts'
import { noticeByToken } from '../../db/cases/notices.ts'
import { userError } from '../../core/errors.ts'
import { html, type Markup, trusted } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { caseNumberOf, markReceived } from '../../db/cases/public-case.ts'
import { rateLimit } from '../security.ts'

type Row = NonNullable<Awaited<ReturnType<typeof noticeByToken>>>

export function noticePages(app: FastifyInstance, o: WebOptions): void {
  const { db } = o.database
  const find = async (params: unknown): Promise<Row> => {
    const { token } = params as { token: string } // named in the routes
    const row = /^[\w-]{16,64}$/.test(token) ? await noticeByToken(db, token) : null
    if (!row) throw userError('not-found')
    return row
  }

  app.get('/notices/:token', { config: rateLimit('track') }, async (request, reply) => {
    const row = await find(request.params)
    const number = row.caseId === null ? null : await caseNumberOf(db, row.caseId)
    const track = number && `${o.world().publicUrl}/track?number=${encodeURIComponent(number)}`
    const code = track ? trusted(await qrcode.toString(track, { type: 'svg', margin: 1 })) : null
    reply.header('cache-control', 'no-store')
    return sendPage(request, reply, o, {
      title: NOTICES[row.kind as NoticeKind]?.title ?? '书面通知',
      hidden: true,
      body: html`${standing(row)} ${sheet(row, number, code)} ${receipt(row)}`,
    })
  })

  app.post('/notices/:token/received', { config: rateLimit('track') }, async (request, reply) => {
    const { token } = await find(request.params)
    await markReceived(db, token, o.now())
    return reply.redirect(`/notices/${token}#received`, 303)
  })
}

const when = (at: Date): string => `${formatDate(localDate(at))} ${localTime(at)}`

/** Told plainly: a sheet without the town's seal is not yet the document. */
function standing(row: Row): Markup {
  const sealed = NOTICES[row.kind as NoticeKind]?.stamped ?? true
  return html`<p class="hint standing">
    ${
      !sealed
        ? '这份告知不用盖章。'
        : row.sealedAt
          ? `已于${when(row.sealedAt)}盖章。`
          : '这是通知的内容，盖章的正式文本在窗口领取或者另行送达。'
    }${row.servedAt && ` 已于${when(row.servedAt)}送达。`}
  </p>`
}

function sheet(row: Row, number: string | null, code: Markup | null): Markup {
  const content = row.content as NoticeContent // written by issueNotice and never changed
  const sealed = NOTICES[row.kind as NoticeKind]?.stamped ?? true
  return html`<article class="sheet">
    <h1>${content.title}</h1>
    <p class="number">${row.number}</p>
    <p class="recipient">${content.recipient}：</p>
    ${content.paragraphs.map((p) => html`<p>${p}</p>`)}
    ${
      content.list.length > 0 &&
      html`<ol>
        ${content.list.map((line) => html`<li>${line}</li>`)}
      </ol>`
    }
    ${content.remedy && html`<p>${content.remedy}</p>`}
    <div class="foot">
      ${
        code &&
        html`<div class="code">
          ${code}<small>扫码查进度<br />${number}</small>
        </div>`
      }
      <div class="sign">
        ${content.sign.map(
          (line, i) =>
            html`<p class="${i > 0 ? '' : sealed ? 'office seal' : 'office'}">
              ${line.split('　').map((part) => html`<span>${part}</span> `)}
            </p>`,
        )}
        <p>${content.date}</p>
      </div>
    </div>
  </article>`
}

function receipt(row: Row): Markup {
  return html`<div id="received" class="receipt">
    ${
      row.receivedAt
        ? html`<p>您已于${when(row.receivedAt)}确认收到。</p>`
        : html`<form action="/notices/${row.token}/received" method="post">
            <p>看到了请点一下，我们就知道送到了。点了不等于同意里面的内容。</p>
            <p><button>已收到</button></p>
          </form>`
    }
  </div>`
}
