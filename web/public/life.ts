/** `/life` and `/life/:id`: what follows from a life event, a few questions, and the family's own list of papers to tick and print. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { paperLine } from '../../core/answer/reply/compose-life-papers.ts'
import { plainText, shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { LifeEvent } from '../../core/catalog/life-event.ts'
import { itemsOfEvent, type NeededPaper, neededItems, neededPapers, UNSURE } from '../../core/catalog/life-papers.ts'
import type { Catalog, Item } from '../../core/catalog/item.ts'
import { userError } from '../../core/errors.ts'
import { finished } from '../finished-pages.ts'
import { html, type Markup } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { sendPage } from '../public-page-frame.ts'
import { inAddress, textOf } from '../query.ts'

/** The fields of an answered form; one with ticks in it is of one family and is not kept. */
const ANSWERS = ['q1', 'q2', 'q3'] as const

export function lifePages(app: FastifyInstance, o: WebOptions): void {
  app.get('/life', { config: finished() }, async (request, reply) =>
    sendPage(request, reply, o, {
      title: '家里有大事',
      at: '/items',
      body: html`<h1>家里有大事</h1>
        <p class="hint">一件大事要办好几样手续。点开看先后，答两三句，就有您家要带的材料，可以打印。</p>
        <ul class="plain">
          ${o.world().town.lifeEvents.map((event) => html`<li><a href="/life/${event.id}">${event.name}</a></li>`)}
        </ul>`,
    }),
  )

  app.get('/life/:id', { config: finished(...ANSWERS) }, async (request, reply) => {
    const { id } = request.params as { id: string } // named in the route
    const { town, catalog } = o.world()
    const event = town.lifeEvents.find((e) => e.id === id)
    if (!event) throw userError('not-found')
    const given = answersIn(request, event)
    const answered = event.questions.length === 0 || given !== UNSURE.repeat(event.questions.length)
    return sendPage(request, reply, o, {
      title: `${event.name}：要带哪些材料`,
      at: '/items',
      body: html`<article class="notice-page life">
        <h1>${event.name}：要带哪些材料</h1>
        ${order(event, itemsOfEvent(event, catalog))} ${form(event, given)}
        ${list(event, given, catalog, tickedIn(request, catalog), answered)}
      </article>`,
    })
  })
}

/** What the address answers, a sign for each question; anything that is no answer leaves its question open. */
const answersIn = (request: FastifyRequest, { questions }: LifeEvent): string =>
  questions
    .map(({ answers }, n) => {
      const place = /^[1-4]$/.exec(textOf(request, ANSWERS[n] ?? ''))?.[0]
      return place !== undefined && Number(place) <= answers.length ? String(Number(place) - 1) : UNSURE
    })
    .join('')

/** The papers that are ticked, by their places; none where they were counted in another state of the catalogue. */
function tickedIn(request: FastifyRequest, catalog: Catalog): ReadonlySet<number> {
  const places = textOf(request, 'at') === catalog.version ? textOf(request, 'have').slice(0, 200).split('.') : []
  return new Set(places.map((place) => Number(place) - 1))
}

const order = (event: LifeEvent, items: readonly Item[]): Markup =>
  html`<section id="order">
    <h2>先后办这些，用得上的才办</h2>
    <ol>
      ${items.map(
        (item) =>
          html`<li>
            <a href="/items/${item.id}">${shortName(item)}</a>：${event.items.find((i) => i.item === item.id)?.note}
          </li>`,
      )}
    </ol>
  </section>`

/** The questions as a plain form; nobody has to answer any. */
const form = ({ id, questions }: LifeEvent, given: string): Markup | null =>
  questions.length === 0
    ? null
    : html`<form class="life-ask" action="/life/${id}#papers" method="get">
        <h2>答几句，看您家要带哪些</h2>
        ${questions.map(({ text, answers }, n) => {
          const choices = [...answers.map(({ says }, i) => ({ says, value: String(i + 1) })), { says: '说不准', value: '' }]
          const chosen = given[n] === UNSURE ? '' : String(Number(given[n]) + 1)
          return html`<fieldset>
            <legend>${text}</legend>
            ${choices.map(
              ({ says, value }) =>
                html`<label
                  ><input type="radio" name="q${n + 1}" value="${value}" ${value === chosen && html`checked`} />
                  ${says}</label
                > `,
            )}
          </fieldset>`
        })}
        <p><button>看要带哪些</button></p>
      </form>` // prettier-ignore

function list(
  event: LifeEvent,
  code: string,
  catalog: Catalog,
  ticked: ReadonlySet<number>,
  answered: boolean,
): Markup {
  const papers = neededPapers(event, code, catalog)
  const items = neededItems(event, code, catalog)
  return html`<section id="papers">
      <h2>${answered ? '照您说的，用得上的材料' : '可能用得上的材料'}（可以打印出来，备好一样勾一样）</h2>
      ${
        papers.length === 0
          ? html`<p>照您说的，这里没有要带材料的事。拿不准，打电话或者到窗口问一句。</p>`
          : html`<ul class="checklist">
              ${papers.map((paper, n) => box(paper, n, ticked.has(n)))}
            </ul>`
      }
    </section>
    <section id="where">
      <h2>去哪儿办、什么人能办</h2>
      <p class="hint">够不够条件，各办事单位按自己的规定看。</p>
      <ol>
        ${items.map(
          (item) =>
            html`<li>
              <b>${shortName(item)}</b>：${item.place}
              ${item.conditions.length > 0 && html`<small>什么人能办：${item.conditions.map(plainText).join('；')}</small>`}
            </li>`,
        )}
      </ol>
    </section>
    <p class="actions"><a class="button" href="/chat?q=${inAddress(`${event.name}，都要办啥`)}">在线问一问</a></p>
    <p class="hint">来源：镇事项目录，版本 ${catalog.version}</p>`
}

const box = (paper: NeededPaper, n: number, ticked: boolean): Markup =>
  html`<li>
    <input type="checkbox" id="paper-${n}" ${ticked && html`checked`} /><label for="paper-${n}"
      >${paperLine(paper)}</label
    >
  </li>`
