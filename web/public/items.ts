/** `/items` and `/items/:id`: the whole one-time notice of every matter 一次性告知, to read, tick and print. */
import type { FastifyInstance } from 'fastify'
import qrcode from 'qrcode'
import type { Catalog, Item } from '../../core/catalog/item.ts'
import { departmentOf, type Town } from '../../core/town.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { beside, saying } from '../board/frame.ts'
import { userError } from '../../core/errors.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup, trusted } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { inAddress, textOf } from '../query.ts'
import { dayAsked, dueDate } from './due-date.ts'

export function itemPages(app: FastifyInstance, o: WebOptions): void {
  const codeFor = drawnOnce()
  app.get('/items', { config: finished() }, async (request, reply) => {
    const { town, catalog } = o.world()
    const groups = town.departments
      .map((department) => ({
        department,
        items: catalog.items.filter((item) => departmentOf(town, item.owner).code === department.code),
      }))
      .filter(({ items }) => items.length > 0)
    return sendPage(request, reply, o, {
      title: '办事目录',
      at: '/items',
      body: html`<h1>办事目录</h1>
        <p class="hint">
          共 ${catalog.items.length} 项，按负责的科室排。找不到的，<a href="/">问一问</a
          >${town.lifeEvents.length > 0 && html`；生孩子、老人走了这样的事，<a href="/life">一次看全</a>`}。目录版本
          ${catalog.version}。
        </p>
        <ul class="chips">
          ${groups.map(({ department: d, items }) => html`<li><a href="#${d.code}">${d.name}（${items.length}）</a></li>`)}
        </ul>
        ${groups.map(
          ({ department, items }) =>
            html`<section id="${department.code}">
              <h2>${department.name}</h2>
              <ul class="plain">
                ${items.map(
                  (item) => html`<li><a href="/items/${item.id}">${item.name}</a><span>${shortLimit(item)}</span></li>`,
                )}
              </ul>
            </section>`,
        )}`,
    })
  })

  app.get('/items/:id', { config: finished('day') }, async (request, reply) => {
    const { id } = request.params as { id: string } // named in the route
    const townContext = o.world()
    const item = townContext.catalog.items.find((i) => i.id === id)
    if (!item) throw userError('not-found')
    const now = o.now()
    const day = dayAsked(textOf(request, 'day'), now)
    const questions = await publicChallenges(o.database.db, { about: 'item', aboutId: item.id, limit: 20 })
    return sendPage(request, reply, o, {
      scripts: ['voice.js'],
      title: item.name,
      at: '/items',
      body: notice(item, townContext.catalog, townContext.town, {
        due: item.routing === 'town' ? dueDate(item, townContext, day, now) : null,
        questions: beside(questions, 'item', item.id, saying(o)),
        code: await codeFor(`${townContext.publicUrl}${askAbout(item.name)}`),
      }),
    })
  })
}

const unitOf = (unit: 'working' | 'calendar'): string => (unit === 'working' ? '个工作日' : '日')
const days = (n: number, unit: 'working' | 'calendar'): string => (n === 0 ? '当场办' : `${n}${unitOf(unit)}`)

const shortLimit = ({ routing, officeType, promisedLimit: p }: Item): string => {
  if (routing !== 'town') return '不在镇里办，帮您指路'
  if (!p) return officeType
  return `${p.proposed ? '拟承诺' : '承诺'}${days(p.days, p.unit)}`
}

const plainBasis = (text: string): string => text.replaceAll('UNVERIFIED', '待核实')

/** Fields of the catalogue that say whether a section was checked. */
const CHECKED_BY = { eligibility: 'conditions', materials: 'materials', process: 'flow', place: 'place' } as const

function section(item: Item, id: string, title: string, body: Markup): Markup {
  const field = (CHECKED_BY as Partial<Record<string, string>>)[id]
  const unchecked = field !== undefined && !(item.verified && item.verifiedFields.some((f) => f.startsWith(field)))
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${body} ${unchecked && html`<p class="caveat">这项内容还在核对，以窗口当面告知为准。</p>`}
  </section>`
}

const list = (lines: readonly string[], none: string, ordered = false): Markup => {
  if (lines.length === 0) return html`<p>${none}</p>`
  const entries = lines.map((line) => html`<li>${line}</li>`)
  return ordered
    ? html`<ol>
        ${entries}
      </ol>`
    : html`<ul>
        ${entries}
      </ul>`
}

/** Drawing a code takes longer than the whole page around it; one an item is kept, and a renamed item draws another. */
function drawnOnce(): (text: string) => Promise<Markup> {
  const drawn = new Map<string, Markup>()
  return async (text) => {
    const known = drawn.get(text)
    if (known) return known
    if (drawn.size >= 2000) drawn.clear()
    const code = trusted(await qrcode.toString(text, { type: 'svg', margin: 1 }))
    drawn.set(text, code)
    return code
  }
}

interface Around {
  readonly due: Markup | null
  readonly questions: Markup | null
  /** Leads a phone to the chat, already asking about this. */
  readonly code: Markup
}

const askAbout = (text: string): string => `/chat?q=${inAddress(text)}`

function notice(item: Item, catalog: Catalog, town: Town, around: Around): Markup {
  const owner = departmentOf(town, item.owner)
  const phone = item.phone || owner.phone || town.phone
  const there = item.routing === 'town'
  return html`<article class="notice-page">
    <p class="hint">一次性告知　${item.type}　${item.officeType}</p>
    <h1>${item.name}</h1>
    ${!there && html`<p class="caveat">这件事不在镇里办，由${item.department.replace(/^不属镇：/, '').replace(/—指引$/, '')}办。拿不准，镇里${owner.name}帮您问清楚。</p>`}
    <p class="actions">
      ${there && html`<a class="button" href="${askAbout(`申请${item.name}`)}">在线申请</a> `}<a
        class="button quiet"
        href="${askAbout(item.name)}"
        >在线咨询</a
      >
      <button id="aloud" class="quiet" type="button" aria-pressed="false" hidden>朗读这一页</button>
      <a class="button quiet" href="/chat?doubt=${item.id}">对公开的内容有疑问</a>
    </p>
    ${section(item, 'eligibility', '什么人能办', list(item.conditions, '没有另外的条件要求。'))}
    ${section(item, 'materials', '要带什么（可以打印出来，备好一样勾一样）', materials(item))}
    ${section(item, 'process', '怎么办', list(item.steps, '以窗口告知为准。', true))}
    ${section(item, 'time', '多长时间', limits(item))} ${around.due}
    ${section(item, 'fee', '要不要钱', html`<p>${item.fee}</p>`)}
    ${section(
      item,
      'place',
      '去哪儿办',
      html`<p>${item.place}</p>
        <p>工作日 ${town.hours.map((h) => `${h.from}–${h.to}`).join('，')}${phone && `　电话：${phone}`}</p>
        <p>负责：<a href="/departments#${owner.code}">${owner.name}</a></p>`,
    )}
    ${section(item, 'result', '办完给您什么', html`<p>${item.result}</p>`)}
    ${section(item, 'basis', '依据什么规定', list(item.basis.map(plainBasis), '以窗口告知为准。'))}
    ${section(item, 'remedies', '不同意怎么办', html`<p>${item.remedies}</p>`)}
    ${
      item.faq.length > 0 &&
      section(
        item,
        'faq',
        '常有人问',
        html`<dl>
          ${item.faq.map(
            ({ question, answer }) =>
              html`<dt>${question}</dt>
                <dd>${answer}</dd>`,
          )}
        </dl>`,
      )
    }
    ${item.note && section(item, 'note', '说明', html`<p>${plainBasis(item.note)}</p>`)}
    ${
      around.questions &&
      html`<section id="questions">
        <h2>有人质询过</h2>
        ${around.questions}
      </section>`
    }
    <div class="scan">
      <span role="img" aria-label="二维码，扫码到手机上问">${around.code}</span>
      <p>用手机扫一扫，就能问这件事、拍照交材料。</p>
    </div>
    <p class="hint">来源：镇事项目录《${item.name}》，版本 ${catalog.version}</p>
  </article>`
}

function materials({ id, materials: all }: Item): Markup {
  if (all.length === 0) return html`<p>不用专门准备，带上身份证就行。</p>`
  return html`<ul class="checklist">
    ${all.map(
      (m, i) =>
        html`<li>
          <input type="checkbox" id="${`${id}-${i}`}" /><label for="${`${id}-${i}`}"
            ><b>${m.name}</b
            >（${m.form}${m.copies > 1 && `，${m.copies}份`}）${!m.required && html`<em>有这种情况才带</em>`}
            ${m.note && html`<small>${plainBasis(m.note)}</small>`}</label
          >
        </li>`,
    )}
  </ul>`
}

/** The law's limit and the town's own; each says where it stands. */
function limits({ statutoryLimit: s, promisedLimit: p }: Item): Markup {
  return html`<dl class="facts">
    <dt>法定时限</dt>
    <dd>
      ${
        s.days !== null && s.verified
          ? html`${days(s.days, s.unit)}<small>依据：${plainBasis(s.basis)}</small>`
          : html`还在核对，以窗口告知为准<small>${plainBasis(s.basis)}</small>`
      }
    </dd>
    <dt>镇里承诺</dt>
    <dd>
      ${
        p
          ? html`${days(p.days, p.unit)}${p.proposed && html`<strong class="caveat">这是拟定的，还没正式公布，以镇政府公布为准</strong>`}<small
                >${p.basis}</small
              >`
          : '还没有公布'
      }
    </dd>
  </dl>`
}
