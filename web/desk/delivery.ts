/** `/staff/delivery`: lists what did not arrive: whom to phone, what waits for their next message, what may be sent again. */
import { resendMessage } from '../../db/queue/dead-letters.ts'
import { type KeptLetter, keptLetters } from '../../db/queue/kept-letters.ts'
import { html, type Markup } from '../html.ts'
import { when } from './case-view.ts'
import { channelWord } from './channel-labels.ts'
import { idOf } from './components.ts'
import { listed, pages } from './paging.ts'
import { userError } from '../../core/errors.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

// prettier-ignore
const STATES = { refused: '平台拒收', unreachable: '联系不上', dead: '多次失败', parked: '等下次来信' } as const
const ABOUTS: Readonly<Record<string, string>> = {
  case: '办件消息',
  result: '办理结果',
  card: '给同事的卡片',
  reminder: '提醒',
  answer: '答复',
  webhook: '办件变化',
}

const HOME = '/staff/delivery'

export const deliveryRoom: DeskModule = {
  path: '/staff/delivery',
  label: '送达',
  group: 'daily',
  who: ['head', 'group', 'admin'],
  open(door) {
    door.get('/staff/delivery', async (v) => {
      const dead = await pages(v, 'dead', (slice) =>
        keptLetters(v.db, v.staff, ['refused', 'unreachable', 'dead'], { slice }),
      )
      // pushes of a paused subscription stand with it, among the clients
      const parked = await pages(v, 'parked', (slice) =>
        keptLetters(v.db, v.staff, ['parked'], { slice, people: true }),
      )
      return v.page({
        title: '送达',
        body: html`<h1>没送到的消息</h1>
          <p class="hint">内容不在这里显示，请打开办件看。打过电话的，在办件里用“联系”登记。</p>
          ${listed(v, HOME, '没送到', dead, (found) => table(v, found, true), '都送到了。')}
          ${listed(v, HOME, '等本人下次来信再发', parked, (found) => table(v, found, false), '没有。')}`,
      })
    })

    door.post('/staff/delivery/:id/resend', async (v) => {
      const id = idOf(v.param('id'))
      // only what is on this person's list
      if (id === null || !(await keptLetters(v.db, v.staff, ['refused', 'unreachable', 'dead'], { id })).count)
        throw userError('not-yours')
      const { put } = await v.change(async (tx, ctx) => ({ put: await resendMessage(tx, id, ctx.now), letters: [] }))
      return v.back('/staff/delivery', put ? '已重新排队，马上再发一次。' : '这条已经不在未送达里了。', !put)
    })
  },
}

const table = (v: DeskRequest, found: readonly KeptLetter[], again: boolean): Markup =>
  html`<table class="cases">
    <thead>
      <tr>
        <th>什么时候</th>
        <th>什么消息</th>
        <th>怎么了</th>
        <th>办</th>
      </tr>
    </thead>
    <tbody>
      ${found.map(
        (l) =>
          html`<tr data-row id="letter-${l.id}">
            <td class="when">${when(v, l.settledAt ?? l.createdAt)}</td>
            <td class="what">
              ${l.number ? html`<a href="/staff/cases/${l.number}">${l.number}</a>` : `消息 ${l.id}`}
              ${ABOUTS[l.about] ?? '其他消息'}，${channelWord(l.channel)} ${l.client && html`给 ${l.client}`}
              ${l.first && html`<p>首问责任人：${l.first}</p>`}
            </td>
            <td class="state">${STATES[l.state]}${l.maybeSent && html`<small>可能到过</small>`}</td>
            <td class="by">
              ${again && html`<form action="/staff/delivery/${l.id}/resend" method="post">${v.csrf}<button class="plain" aria-label="再发一次 ${l.number ?? l.id}">再发一次</button></form>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
