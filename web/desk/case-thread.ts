/** Draws the conversation of a case in order: what the resident said, what the office said, what only staff read, what the system did. */
import type { Case } from '../../core/case/case.ts'
import { staffEventLabel } from '../../core/messages/action-labels.ts'
import { SHOWN_INLINE } from '../../core/file-types.ts'
import type { CaseEvent, CaseFile } from '../../db/cases/case-thread.ts'
import { html, type Markup } from '../html.ts'
import type { Surroundings } from './case-read.ts'
import { recording } from './recordings.ts'
import { SENT, when } from './case-view.ts'
import type { DeskRequest } from './desk-module.ts'

type Voice = 'resident' | 'office' | 'internal' | 'step'

interface Entry {
  readonly at: Date
  readonly markup: Markup
}

/** The matter itself and what was said last stay open; what lies between is folded once there is more than this. */
const FIRST_SHOWN = 2
const LAST_SHOWN = 8
const FOLDED_FROM = FIRST_SHOWN + LAST_SHOWN + 2

/** The words of a line of the log, as they were written. */
function wordsOf(e: CaseEvent): string {
  const { list, procedure, days, score } = e.data
  return [
    e.action === 'looked-at-contact' ? '' : e.text,
    Array.isArray(list) ? list.map((l, i) => `${i + 1}. ${String(l)}`).join('\n') : '',
    typeof procedure === 'string' && procedure !== e.text ? procedure : '',
    typeof days === 'number' ? `${days} 天` : '',
    typeof score === 'number' ? `${score} 分` : '',
  ]
    .filter(Boolean)
    .join('\n')
}

function voiceOf(e: CaseEvent, words: string): Voice {
  if (e.action === 'open') return 'resident'
  if (words === '') return 'step'
  if (!e.open) return 'internal'
  return e.actor === 'resident' ? 'resident' : e.actor === 'staff' ? 'office' : 'step'
}

const byWhom = (e: CaseEvent): string =>
  e.actor === 'resident' ? '本人' : e.actor === 'clock' || e.actor === 'desk' ? '系统' : (e.by ?? '工作人员')

/** Everything of a case in one order, oldest first. `number`: whose files they are. */
export function thread(v: DeskRequest, c: Case, around: Surroundings): Markup {
  const opening = c.openedAt.getTime()
  // what came with the words of a resident stands under them
  const words = around.events.filter((e) => e.actor === 'resident' && (e.action === 'say' || e.action === 'supply'))
  const withWords = new Set(words.map((e) => e.at.getTime()))
  const filesOf = (e: CaseEvent): readonly CaseFile[] =>
    e.action === 'open'
      ? around.files.filter((f) => f.at.getTime() <= opening)
      : words.includes(e)
        ? around.files.filter((f) => f.at.getTime() === e.at.getTime() && f.at.getTime() > opening)
        : []
  const alone = around.files.filter((f) => f.at.getTime() > opening && !withWords.has(f.at.getTime()))
  const entries: Entry[] = [
    ...around.events.map((e) => ({ at: e.at, markup: event(v, c, e, around, filesOf(e)) })),
    ...byMoment(alone).map((files) => ({
      at: files[0]!.at,
      markup: sent(v, c.number, files),
    })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  const folded = entries.length > FOLDED_FROM ? entries.slice(FIRST_SHOWN, -LAST_SHOWN) : []
  const [head, tail] = folded.length > 0 ? [entries.slice(0, FIRST_SHOWN), entries.slice(-LAST_SHOWN)] : [entries, []]
  return html`<section class="thread" aria-labelledby="thread">
    <h2 class="unseen" id="thread">往来</h2>
    ${before(v, around)}
    <ol>
      ${head.map((e) => e.markup)}
      ${
        folded.length > 0 &&
        html`<li class="older">
          <details>
            <summary>中间还有 ${folded.length} 条</summary>
            <ol>
              ${folded.map((e) => e.markup)}
            </ol>
          </details>
        </li>`
      }
      ${tail.map((e) => e.markup)}
    </ol>
  </section>`
}

/** What led to the case: asked in the same conversation just before, with what the desk answered by itself. */
const before = (v: DeskRequest, { before }: Surroundings): Markup | null =>
  before.length === 0
    ? null
    : html`<details class="before">
        <summary>登记以前问过 ${before.length} 句，系统答了什么</summary>
        <ol>
          ${before.map(
            (q) =>
              html`<li class="msg resident">
                  <p class="who"><b>本人问</b> <time>${when(v, q.at)}</time></p>
                  <p class="words">${q.text}</p>
                </li>
                ${q.answers.map(
                  (a) =>
                    html`<li class="msg desk">
                      <p class="who"><b>系统自动答</b></p>
                      <p class="words">${a}</p>
                    </li>`,
                )}`,
          )}
        </ol>
      </details>`

function event(v: DeskRequest, c: Case, e: CaseEvent, around: Surroundings, files: readonly CaseFile[]): Markup {
  const opened = e.action === 'open'
  const words = opened ? c.text : wordsOf(e)
  const voice = voiceOf(e, words)
  const state = e.open && !opened ? around.arrived.get(e.at.getTime()) : undefined
  const arrived =
    state && html`<span class="${UNSENT.has(state) ? 'arrived bad' : 'arrived'}">${SENT[state] ?? '还没有送达'}</span>`
  const label = staffEventLabel(e.action)
  if (voice === 'step')
    return html`<li class="step">
      <b>${label}</b> ${e.actor === 'resident' && label.startsWith('本人') ? '' : byWhom(e)}
      <time>${when(v, e.at)}</time> ${words && html`<span class="words">${words}</span>`}
      ${!e.open && html`<span class="tag">内部，本人看不到</span>`} ${arrived && html`告诉本人：${arrived}`}
    </li>`
  return html`<li class="msg ${voice}">
    <p class="who">
      <b
        >${opened ? (e.actor === 'resident' ? '本人' : '本人的话') : voice === 'resident' ? label : `${byWhom(e)} ${label}`}</b
      >
      ${opened && e.actor === 'staff' && `${byWhom(e)} 代为登记`} <time>${when(v, e.at)}</time>
      ${voice === 'internal' && html`<span class="tag">内部，本人看不到</span>`} ${arrived}
    </p>
    <p class="words">${words}</p>
    ${photos(c.number, files)}
  </li>`
}

const UNSENT = new Set(['refused', 'unreachable', 'dead'])

const sent = (v: DeskRequest, number: string, files: readonly CaseFile[]): Markup =>
  html`<li class="msg resident">
    <p class="who"><b>本人发来</b> <time>${when(v, files[0]!.at)}</time></p>
    ${photos(number, files)}
  </li>`

/** Pictures as small ones that open in place, everything else by its name; each look is written down. */
function photos(number: string, files: readonly CaseFile[]): Markup | null {
  if (files.length === 0) return null
  const pictures = files.filter((f) => SHOWN_INLINE.has(f.type))
  const others = files.filter((f) => !SHOWN_INLINE.has(f.type))
  return html`${
    pictures.length > 0 &&
    html`<ul class="photos">
      ${pictures.map(
        (f) =>
          html`<li>
            <a href="/staff/cases/${number}/photos/${f.id}" target="_blank" data-photo
              ><img src="/staff/cases/${number}/photos/${f.id}" alt="照片：${f.name}，按一下放大" loading="lazy"
            /></a>
          </li>`,
      )}
    </ul>`
  }
  ${
    others.length > 0 &&
    html`<ul class="files">
      ${others.map(
        (f) =>
          html`<li>
            ${recording(number, f)}
            <a href="/staff/cases/${number}/files/${f.id}" download>${f.name}</a>
            <small>${Math.max(1, Math.round(f.size / 1024))} KB</small>
          </li>`,
      )}
    </ul>`
  }`
}

/** Files that came within a minute of each other were sent together. */
function byMoment(files: readonly CaseFile[]): CaseFile[][] {
  const groups: CaseFile[][] = []
  for (const file of files) {
    const last = groups.at(-1)
    if (last && file.at.getTime() - last[0]!.at.getTime() < TOGETHER_MS) last.push(file)
    else groups.push([file])
  }
  return groups
}
const TOGETHER_MS = 60_000
