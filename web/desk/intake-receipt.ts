/** `/staff/intake/:number`: prints the receipt 收件回执 and the notice of acceptance on A4 or on the 80 mm roll of a till. */
import qrcode from 'qrcode'
import { KINDS } from '../../core/case/kinds.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { itemOf } from '../../core/town-context.ts'
import { formatDate, localDate, localTime } from '../../core/date.ts'
import { RECEIPT, type ReceiptLine } from '../../core/messages/intake.ts'
import type { NoticeContent } from '../../core/notice/kinds.ts'
import { type Contact, maskContact } from '../../core/privacy/kept-contact.ts'
import { departmentOf } from '../../core/town.ts'
import { type CounterReceipt, readCounterReceipt } from '../../db/cases/counter-receipt.ts'
import { type ReadableCase, readableCase } from '../../db/cases/readable-cases.ts'
import { readContactLogged } from '../../db/people/contact-details.ts'
import { recordPersonalRead } from '../../db/people/desk-sessions.ts'
import { staffActor } from '../../services/staff-action.ts'
import { html, type Markup, trusted } from '../html.ts'
import { staticUrl } from '../static.ts'
import { userError } from '../../core/errors.ts'
import { HOWS } from './intake-read.ts'
import type { DeskRequest } from './desk-module.ts'

const PAPERS = { a4: 'A4 纸', roll: '80 毫米小票' } as const
type Paper = keyof typeof PAPERS

/** Only for whoever registered it: the look-up code stands here and nowhere else at the desk. Each look is written down. */
export async function receiptPage(v: DeskRequest): Promise<unknown> {
  const opened = await readableCase(v.db, v.ctx, v.staff, v.param('number'))
  if (!opened || opened.at.case.firstResponderId !== v.staff.id) throw userError('not-yours')
  const { case: c } = opened.at
  const receipt = await readCounterReceipt(v.db, c.id)
  if (!Object.hasOwn(HOWS, receipt.origin)) throw userError('not-yours')
  await recordPersonalRead(v.db, v.staff, 'case', c.id, v.ctx.now)
  const { contact } = await v.change(async (tx, ctx) => ({
    contact: await readContactLogged(tx, ctx, c, await staffActor({ tx, ctx }, v.staff)),
    letters: [],
  }))
  const paper: Paper = v.query('paper') === 'roll' ? 'roll' : 'a4'
  const at = `/staff/intake/${c.number}`
  return v.page({
    title: `${RECEIPT.title} ${c.number}`,
    styles: [staticUrl('desk-intake.css')],
    scripts: ['desk-intake.js'],
    body: html`<div class="bar unprinted">
        <h1>${RECEIPT.title}</h1>
        <span class="counter-links"
          ><a href="/staff/cases/${c.number}">打开这件</a> <a href="/staff/intake">再登记一件</a></span
        >
      </div>
      <p class="unprinted row">
        <button class="print" data-print hidden>打印</button>
        ${Object.entries(PAPERS).map(([name, label]) =>
          name === paper
            ? html`<b>${label}</b>`
            : html`<a class="button plain" href="${at}?paper=${name}">换成 ${label}</a>`,
        )}
        ${receipt.origin === 'phone' && html`<small>把编号和查询码念给来电的人。</small>`}
        <noscript><small>按 Ctrl+P 打印。</small></noscript>
      </p>
      ${await sheet(v, opened, receipt, contact, paper)}
      ${receipt.acceptance && acceptance(receipt.acceptance.number, receipt.acceptance.content, paper)}`,
  })
}

async function sheet(
  v: DeskRequest,
  { at }: ReadableCase,
  receipt: CounterReceipt,
  contact: Contact | null,
  paper: Paper,
): Promise<Markup> {
  const { town, publicUrl } = v.ctx.townContext
  const { case: c } = at
  const about = caseMessageFields(at, v.ctx.townContext, v.ctx.now)
  const item = itemOf(v.ctx.townContext, c.item)
  const track = `${publicUrl}/track?number=${encodeURIComponent(c.number)}`
  const got = receipt.materials.filter((m) => m.received)
  const missing = receipt.materials.filter((m) => m.required && !m.received).map((m) => m.name)
  const first = at.staff.find((s) => s.id === c.firstResponderId)
  const own = first && departmentOf(town, first.department).name
  const phone = first?.phone || about.phone
  const lines: ReceiptLine[] = [
    ['编号', c.number],
    ['查询码', lookupCodeOf(v.ctx.cipher, c)],
    ['收件时间', `${formatDate(localDate(c.openedAt))} ${localTime(c.openedAt)}`],
    ['方式', HOWS[receipt.origin as keyof typeof HOWS]],
    ['事情', `${KINDS[c.kind].label}${item ? `：${item.name}` : ''}`],
    ['内容', c.text],
    ...(contact ? [['联系方式', maskContact(contact) || '只留了地址'] as const] : []),
    ['首问责任人', `${about.first}${own ? `（${own}）` : ''}${phone ? `　电话 ${phone}` : ''}`],
    ['承办科室', about.department],
    ['接下来', `${RECEIPT.next(about.due, about.promised)}${contact?.phone ? RECEIPT.byPhone : RECEIPT.noPhone}`],
    ['查进度', `${publicUrl}/track，或到${town.place}问`],
  ]
  return html`<article class="handout ${paper}">
    <p class="authority">${town.authority}</p>
    <h2>${RECEIPT.title}</h2>
    <dl>
      ${lines.map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd class="${label === '编号' || label === '查询码' ? 'big' : ''}">${value}</dd>`,
      )}
    </dl>
    ${
      receipt.materials.length > 0 &&
      html`<h3>收到的材料 ${got.length} 样</h3>
        <ol>
          ${got.map((m) => html`<li>${m.name}</li>`)}
        </ol>
        ${missing.length > 0 && html`<p>${RECEIPT.missing(missing)}</p>`}`
    }
    <div class="foot">
      <div class="code">
        ${trusted(await qrcode.toString(track, { type: 'svg', margin: 1 }))}<small>扫码查进度</small>
      </div>
      <div>
        ${receipt.materials.length > 0 && !receipt.acceptance && html`<p>${RECEIPT.notDecided}</p>`}
        <p>${RECEIPT.kept}</p>
        <p class="signs"><span>收件人签名：＿＿＿＿＿＿</span> <span>交件人签名：＿＿＿＿＿＿</span></p>
      </div>
    </div>
  </article>`
}

/** The notice as it was issued; the stamp goes onto the paper. */
const acceptance = (number: string, content: NoticeContent, paper: Paper): Markup =>
  html`<article class="handout ${paper}">
    <h2>${content.title}</h2>
    <p class="number">${number}</p>
    <p>${content.recipient}：</p>
    ${content.paragraphs.map((p) => html`<p class="body">${p}</p>`)}
    ${
      content.list.length > 0 &&
      html`<ol>
        ${content.list.map((line) => html`<li>${line}</li>`)}
      </ol>`
    }
    <div class="sign">
      ${content.sign.map((line) => html`<p>${line}</p>`)}
      <p>${content.date}</p>
      <p>（盖章）</p>
    </div>
  </article>`
