/** `/staff/audit`: shows whether the logs are whole, the anchors of the days, what was logged last, who read personal data. */
import { BREACH_TRANSITIONS } from '../../core/breach/lifecycle.ts'
import { lastAccountEvents } from '../../db/audit/account-log.ts'
import { verifyAudit, publicAnchors } from '../../db/audit/verify-audit.ts'
import { lastReads } from '../../db/people/desk-sessions.ts'
import { html } from '../html.ts'
import { when } from './case-view.ts'
import { listed, pages } from './paging.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/audit'
/** What of a person was opened. */
const READ: Readonly<Record<string, string>> = { case: '打开了办件', file: '下载了材料', search: '按姓名或电话找到了' }

export const auditRoom: DeskModule = {
  path: '/staff/audit',
  label: '记录核对',
  group: 'account',
  who: ['group', 'admin'],
  open(door) {
    door.get('/staff/audit', (v) => show(v, null))
    door.post('/staff/audit/verify', async (v) => {
      const audit = await verifyAudit(v.db)
      const { firstBroken: broken } = audit
      const said = broken
        ? `核对没通过：${LOGS[broken.log]}${broken.owner ? ` ${broken.owner}` : ''}${broken.seq === null ? '' : ` 第${broken.seq}条`}（${broken.date}）。记录被动过或者缺了，请马上报告领导小组，不要再改任何东西。`
        : `核对通过：${audit.events} 条记录一条不少、一条没改；${audit.anchors} 天有锚值${audit.unanchored > 0 ? `，${audit.unanchored} 天还没有锚值` : ''}。`
      return show(v, { text: said, bad: broken !== undefined })
    })
  },
}

// prettier-ignore
const SUBJECTS: Readonly<Record<string, string>> = { breach: '违诺', hearing: '听证', disclosure: '公开', assessment: '考核', pledge: '个人承诺', 'department-pledge': '科室承诺', ledger: '台账和表格' }
// prettier-ignore
const ACTIONS: Readonly<Record<string, string>> = {
  found: '系统发现', 'explain-missed': '逾期未说明', 'comment-missed': '逾期未提意见', 'hand-over': '改由负责人', due: '须召开', call: '公告', move: '改期', cancel: '取消', minutes: '纪要',
  question: '登记问题', answer: '答复', published: '公开', withheld: '不公开', withdrawn: '撤下', confirmed: '确认', dropped: '撤下', sign: '签署', change: '换新文本', confirm: '确认', export: '导出',
}
const BREACHES = new Map<string, string>(
  BREACH_TRANSITIONS.flatMap((t) => (t.word === null ? [] : [[t.action, t.word]])),
)

/** 'breach:12' and 'uphold' as people say them. */
function sayEvent(subject: string, action: string): string {
  const [what = '', ...id] = subject.split(':')
  const word = (what === 'breach' ? BREACHES.get(action) : undefined) ?? ACTIONS[action] ?? '有变化'
  return `${SUBJECTS[what] ?? '记录'}${id.length > 0 ? ` ${id.join(':')}` : ''}：${word}`
}

const LOGS = { case_events: '办件记录', account_events: '监督记录', anchors: '每日锚值' } as const

async function show(v: DeskRequest, result: { text: string; bad: boolean } | null): Promise<unknown> {
  const [anchors, events, reads] = await Promise.all([
    publicAnchors(v.db, 14),
    pages(v, 'events', (slice) => lastAccountEvents(v.db, slice)),
    pages(v, 'reads', (slice) => lastReads(v.db, slice)),
  ])
  return v.page({
    title: '记录核对',
    ...(result ? { note: result } : {}),
    body: html`<h1>记录核对</h1>
      <form action="/staff/audit/verify" method="post">
        ${v.csrf}
        <div class="row"><button>现在核对全部记录</button></div>
      </form>
      <p class="hint">每条记录都含上一条的校验值，改一条、删一条，核对就通不过。每天的锚值公布在公开栏，谁都能对。</p>
      <h2>
        最近的锚值 <small><a href="/anchors">全部</a></small>
      </h2>
      ${anchors.length === 0 && html`<p class="none">还没有满一天。</p>`}
      <ul class="lines log">
        ${anchors.map((a) => html`<li>${a.date}　${a.events} 条　<code>${a.hash}</code></li>`)}
      </ul>
      ${listed(
        v,
        HOME,
        '监督记录',
        events,
        (found) =>
          html`<ul class="lines log">
            ${found.map((e) => html`<li><small>${when(v, e.at)}</small> ${sayEvent(e.subject, e.action)}，${e.by ?? '系统'}</li>`)}
          </ul>`,
        '还没有。',
      )}
      ${listed(
        v,
        HOME,
        '谁看过个人信息',
        reads,
        (found) =>
          html`<ul class="lines log">
            ${found.map((r) => html`<li><small>${when(v, r.at)}</small> ${r.name} ${READ[r.what] ?? READ['case']} <span class="number">${r.number}</span></li>`)}
          </ul>`,
        '还没有人看过。',
      )}`,
  })
}
