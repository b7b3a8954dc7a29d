/** `/staff/questions`: lists what the desk could not answer, and puts a good answer into the catalogue for everybody. */
import { sameQuestion } from '../../core/answer/policy/faq-match.ts'
import { LIMITS } from '../../core/input/limits.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { promoteFaq, catalogNow, LOOKED_AT, mayPromote } from '../../services/promote-faq.ts'
import {
  countOpenQuestions,
  openQuestions,
  type OpenQuestion,
  replyOf,
  settleQuestion,
} from '../../db/catalog/open-questions.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { readableCaseById } from '../../db/cases/readable-cases.ts'
import { listed, pages, PER_PAGE } from './paging.ts'
import { area, folded, form, idOf, input, select } from './components.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/questions'

export const questionRoom: DeskModule = {
  path: '/staff/questions',
  label: '未答问题',
  group: 'daily',
  who: ['clerk', 'head', 'admin'],
  key: 'q',
  open(door) {
    door.get('/staff/questions', async (v) => {
      const open = await pages(v, 'open', async ({ limit, offset }) => ({
        found: await openQuestions(v.db, limit, { offset }),
        count: await countOpenQuestions(v.db),
      }))
      const groups = alike(open.found)
      const lines: Markup[] = []
      for (const [first, ...again] of groups) if (first) lines.push(await line(v, first, again.length + 1))
      return v.page({
        title: '未答问题',
        body: html`<h1>没答上的问题</h1>
          <p class="hint">
            机器人答不上来、或者本人说没用的。写一条答案收录进目录，以后谁这样问都直接答；不值得收录的点“不收录”。
          </p>
          ${listed(
            v,
            HOME,
            '等处理',
            // where all of it stands on one page, what is counted is what is seen
            open.count > PER_PAGE ? open : { ...open, count: groups.length },
            () =>
              html`<ul class="lines">
                ${lines}
              </ul>`,
            '没有未答上的问题。',
          )}`,
      })
    })

    door.post('/staff/questions/:id/promote', async (v) => {
      const q = await questionOf(v)
      const item = (await catalogNow(v.db, v.ctx)).items.find((i) => i.id === v.field('item'))
      const [question, answer] = [v.field('question').trim(), v.field('text').trim()]
      if (!item || !mayPromote(v.staff, item))
        return v.back('/staff/questions', '没有收录：这个事项不归您科室，请它的负责人收录。', true)
      if (question === '' || answer === '') return v.back('/staff/questions', '没有收录：问题和答案都要写。', true)
      const put = await v.change(async (tx, ctx) => {
        const done = await promoteFaq(tx, ctx, v.staff, item, {
          question,
          asked: q.text,
          answer,
          source: q.number ?? `question ${q.id}`,
        })
        await settleQuestion(tx, ctx, { id: q.id })
        return { ...done, letters: [] }
      })
      return v.back('/staff/questions', `已收录到“${item.name}”，目录版本 ${put.version}。以后这样问就直接答。`)
    })

    door.post('/staff/questions/:id/drop', async (v) => {
      const q = await questionOf(v)
      if (!mayPromote(v.staff)) throw userError('not-yours')
      await v.change(async (tx, ctx) => {
        for (const one of await openQuestions(tx, LOOKED_AT))
          if (one.id !== q.id && sameQuestion(one.text, q.text)) await settleQuestion(tx, ctx, { id: one.id })
        await settleQuestion(tx, ctx, { id: q.id })
        return { letters: [] }
      })
      return v.back('/staff/questions', '已从清单里拿掉，不收录。')
    })
  },
}

/** The same question in other words is one line: what many ask first, somebody's own matter last. */
function alike(open: readonly OpenQuestion[]): OpenQuestion[][] {
  const groups: OpenQuestion[][] = []
  for (const q of open) {
    const same = groups.find(([first]) => first && (first.text === q.text || sameQuestion(first.text, q.text)))
    if (same) same.push(q)
    else groups.push([q])
  }
  return groups.sort((a, b) => Number(a[0]!.own) - Number(b[0]!.own) || b.length - a.length || b[0]!.id - a[0]!.id)
}

async function questionOf(v: DeskRequest): Promise<OpenQuestion> {
  const id = idOf(v.param('id'))
  const [q] = id === null ? [] : await openQuestions(v.db, 1, { id })
  if (!q) throw userError('not-yours')
  return q
}

async function line(v: DeskRequest, q: OpenQuestion, times: number): Promise<Markup> {
  // a question that became somebody's case is theirs to read in full; here it is masked like all
  const mine = q.caseId !== null && (await readableCaseById(v.db, v.ctx, v.staff, q.caseId)) !== null
  const answer = mine && q.caseId !== null ? await replyOf(v.db, q.caseId) : null
  const items = v.ctx.townContext.catalog.items.filter((i) => mayPromote(v.staff, i))
  return html`<li data-row id="question-${q.id}">
    <p class="words">${maskPersonal(q.text).text}</p>
    <div class="meta">
      <p>
        <small>${when(v, q.at)}${times > 1 && `，问过 ${times} 次`}</small>
        ${q.own && html`<span class="tag">本人的事</span>`}
        ${q.feedback === 'useless' && html`<span class="tag bad">本人说没用</span>`}
        ${mine && html`<a href="/staff/cases/${q.number ?? ''}">办件 ${q.number}</a>`}
      </p>
      ${
        items.length > 0 &&
        html`<form class="one" action="/staff/questions/${q.id}/drop" method="post">
          ${v.csrf}<button class="plain" aria-label="不收录：${maskPersonal(q.text).text.slice(0, 40)}">不收录</button>
        </form>`
      }
    </div>
    ${
      items.length > 0 &&
      folded(
        '收录一条答案',
        form(
          v,
          `/staff/questions/${q.id}/promote`,
          html`${select(`item-${q.id}`, '归到哪个事项', { name: 'item', ...(q.item ? { value: q.item } : {}), options: items.map((i) => [i.id, i.name] as const) })}
          ${input(`question-text-${q.id}`, '问题（大家会怎么问）', { name: 'question', value: maskPersonal(q.text).text.slice(0, LIMITS.faqQuestion.most) })}
          ${area(`answer-${q.id}`, '答案（谁都会看到，不写个人情况）', { value: answer ? maskPersonal(answer).text : '', max: LIMITS.faqAnswer.most })}`,
          '收录',
        ),
      )
    }
  </li>`
}
