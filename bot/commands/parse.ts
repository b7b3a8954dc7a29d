/** Reads a staff message: the word, the case it is about and what came with it. Pure. */
import { CASE_NUMBER } from '../../core/case/number.ts'
import { ACTION_WORDS } from '../../core/case/words.ts'
import type { Action } from '../../core/case/lifecycle.ts'

export const LIST_WORDS = [
  '我的',
  '待办',
  '即将到期',
  '查',
  '帮助',
  '网页',
  '代办登记',
  '联系方式',
  '承诺',
  '说明',
  '整改',
  '代理',
  '催办',
  '用印',
  '未答',
  '收录',
  '违诺',
  '意见',
  '成立',
  '不成立',
  '措施',
  '异议',
  '移交',
  '核实',
  '退改',
  '公示姓名',
  '投诉属实',
  '科室承诺',
  '召开听证',
  '听证改期',
  '听证取消',
  '听证纪要',
  '听证问题',
  '听证答复',
  '考核',
  '公开',
] as const

// prettier-ignore
const ENGLISH: Readonly<Record<string, string>> = {
  mine: '我的', todo: '待办', due: '即将到期', show: '查', help: '帮助', web: '网页', intake: '代办登记', phone: '联系方式', pledge: '承诺', explain: '说明', rectify: '整改', substitute: '代理', seal: '用印', unanswered: '未答', promote: '收录',
}

export interface Command {
  /** A Chinese word of LIST_WORDS, or 'act'. */
  readonly word: string
  readonly actions: readonly Action[]
  /** The whole number, or its last digits as typed; null where none was. */
  readonly number: string | null
  readonly rest: string
}

const NAMED = new RegExp(String.raw`^(${CASE_NUMBER.source}|\d{1,6}(?=\s|$))[\s:：,，]*`, 'i')
// longest first: 不予受理 before 受理, 再补正 before 补正
const HEADS = [...ACTION_WORDS.keys(), ...LIST_WORDS, ...Object.keys(ENGLISH), '批准', '驳回'].sort(
  (a, b) => b.length - a.length,
)

/**
 * Null: no command. A word counts only at the start, followed by the end, a space, a number or punctuation, so that
 * "答复很满意" from a member of staff is no command. Quoting a card without a word is a reply to the resident.
 */
export function parseCommand(text: string, quoted: string | undefined): Command | null {
  const line = text.trim().replace(/^\//, '')
  const lower = line.toLowerCase()
  const head = HEADS.find(
    (h) =>
      lower.startsWith(h) &&
      (line.length === h.length || /^[\s:：,，#\dA-Za-z]/.test(line.slice(h.length))) &&
      !(/^[a-z]/.test(h) && /^[a-z]/i.test(line.slice(h.length))),
  )
  const about = quoted ? (CASE_NUMBER.exec(quoted)?.[0] ?? null) : null
  if (!head) return about && line ? { word: 'act', actions: ['reply'], number: about.toUpperCase(), rest: line } : null
  const after = line.slice(head.length).replace(/^[\s:：,，#]+/, '')
  const named = NAMED.exec(after)
  const number = named?.[1]?.toUpperCase() ?? about?.toUpperCase() ?? null
  const rest = named ? after.slice(named[0].length).trim() : after.trim()
  const word = ENGLISH[head] ?? head
  const actions = ACTION_WORDS.get(head) ?? []
  return { word: actions.length > 0 ? 'act' : word, actions, number, rest }
}

/** '材料一；材料二' or lines, numbers in front cut off. */
export const readList = (text: string): string[] =>
  text
    .split(/[;；\n]+/)
    .map((part) => part.replace(/^\s*\d+[.、)）]\s*/, '').trim())
    .filter(Boolean)
