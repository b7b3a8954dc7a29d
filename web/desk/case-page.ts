/** Draws the page of one case: how it stands, its conversation with the composer under it, what is known and promised at the side. */
import { factsOf } from '../../core/case/facts.ts'
import { type Action, allowedActions, STATES } from '../../core/case/lifecycle.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { privacyMark, privacyRule } from '../../core/case/privacy-mark.ts'
import { PURPOSES } from '../../core/case/purposes.ts'
import { mayStampNotices } from '../../core/case/roles.ts'
import { LIMITS } from '../../core/input/limits.ts'
import type { Contact } from '../../core/privacy/kept-contact.ts'
import { itemOf } from '../../core/town-context.ts'
import type { ReadableCase } from '../../db/cases/readable-cases.ts'
import { allStaff } from '../../db/people/staff.ts'
import { html, type Markup } from '../html.ts'
import { composer } from './case-composer.ts'
import { inOrder, nothingTyped, type Typed } from './case-form.ts'
import { surroundings, type Surroundings } from './case-read.ts'
import { thread } from './case-thread.ts'
import { facts, letters, papers, promises } from './case-view.ts'
import type { DeskRequest } from './desk-module.ts'
import { dueTag } from './due-tag.ts'
import { readyReplies } from './ready-replies.ts'

export interface CasePage {
  readonly action?: Action
  readonly typed?: Typed
  readonly preview?: Markup
  /** Why what was tried was not done. */
  readonly say?: string
  readonly status?: number
  readonly contact?: Contact
}

export const pathOf = (number: string): string => `/staff/cases/${number}`

export async function showCase(v: DeskRequest, opened: ReadableCase, o: CasePage): Promise<unknown> {
  const c = opened.at.case
  const { townContext, now } = v.ctx
  const can = inOrder(
    allowedActions(
      { state: c.state, kind: c.kind, facts: factsOf(opened.at, itemOf(townContext, c.item), townContext, now) },
      opened.roles,
    ),
  )
  const [around, people, replies] = await Promise.all([
    surroundings(v, opened.at),
    allStaff(v.db),
    readyReplies(v, opened),
  ])
  const typed = o.typed ?? nothingTyped
  const lost = o.action && !can.includes(o.action) ? typed('text')[0] : undefined
  return v.page({
    title: c.number,
    ...(o.status ? { status: o.status } : {}),
    ...(o.say ? { note: { text: o.say, bad: true } } : {}),
    body: html`${head(v, opened, around)}
      <div class="case">
        <div class="talk">
          <div id="lost" data-path="${pathOf(c.number)}">
            ${
              lost &&
              html`<div class="card">
                <h2>您刚才写的（没有发出）</h2>
                <p class="words">${lost}</p>
              </div>`
            }
          </div>
          ${thread(v, c, around)}
          ${composer(v, opened, {
            can,
            people,
            replies,
            tried: o.action,
            typed,
            preview: o.preview ?? null,
            beside: c.kind === 'complaint' && v.staff.role === 'group' ? upheld(v, c.number) : null,
          })}
        </div>
        <aside aria-label="情况、期限、文书">
          ${facts(v, opened, around, o.contact ?? null)} ${promises(v, opened)}
          ${papers(v, opened, around, mayStampNotices(opened.roles))} ${letters(v, pathOf(c.number), around)}
          ${c.kind === 'challenge' && html`<p><a href="/staff/challenges/${c.number}">这个质询的附议和听证</a></p>`}
        </aside>
      </div>`,
  })
}

/** How it stands, on two lines: number, state, what presses, and the way on. */
function head(v: DeskRequest, { at: caseContext }: ReadableCase, around: Surroundings): Markup {
  const c = caseContext.case
  const pressing = caseContext.promises
    .filter((p) => (p.state === 'open' || p.state === 'paused') && PURPOSES[p.purpose].owner === 'office')
    .toSorted((a, b) => Number(a.state === 'paused') - Number(b.state === 'paused') || a.dueAt.getTime() - b.dueAt.getTime())[0] // prettier-ignore
  return html`<div class="bar">
      <h1>${c.number}</h1>
      <p class="ways">
        <a class="button" href="${pathOf(c.number)}/next" data-key="n">办下一件</a> <a href="/staff">回我的工作</a>
      </p>
    </div>
    <p class="status">
      <b>${STATES[c.state].label}</b> ${KINDS[c.kind].label} ${pressing && dueTag(pressing, c.kind, v.ctx.now)}
      ${privacyMark(c) && html`<span class="tag">${privacyMark(c)}</span>`}
      ${around.unreachable && html`<span class="tag bad">聊天联系不上本人，请打电话，再用“联系”登记</span>`}
    </p>
    ${privacyRule(c) && html`<p class="caveat">${privacyRule(c)}</p>`}
    <p class="note bad changed" id="changed" data-version="${pathOf(c.number)}/version" data-now="${c.version}" hidden>
      这件刚刚有变化。<a href="${pathOf(c.number)}">看现在的情况</a>（没发出的字会留着）
    </p>`
}

/** A complaint about conduct found true: a breach of its own, which names neither the complaint nor who made it. */
const upheld = (v: DeskRequest, number: string): Markup =>
  html`<details class="act" name="act">
    <summary>投诉属实</summary>
    <form action="${pathOf(number)}/upheld" method="post">
      ${v.csrf}
      <label for="upheld-text">查实了什么（记入违诺，不写投诉人）</label>
      <textarea id="upheld-text" name="text" rows="3" maxlength="${LIMITS.complaintUpheld.most}" required></textarea>
      <div class="row"><button class="danger">认定属实</button></div>
    </form>
  </details>`
