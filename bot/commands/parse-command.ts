/** Reads a staff message: the word, the case it is about and what came with it. Pure. */
import { findCaseNumbers, numberAtStart } from '../../core/input/typed-case-number.ts'
import { cleanText, withoutBotName } from '../../core/input/clean-text.ts'
import { ACTION_WORDS } from '../../core/case/action-words.ts'
import { type Action, transition } from '../../core/case/lifecycle.ts'

export const LIST_WORDS = [
  '我的',
  '待办',
  '即将到期',
  '查',
  '帮助',
  '网页',
  '代办登记',
  '登记本人',
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

/** What a card calls an act, where it is not the word that is typed for it. */
const ALSO: Readonly<Record<string, string>> = { 接单: '认领', 追问: '进展' }

export interface Command {
  /** A Chinese word of LIST_WORDS, or 'act'. */
  readonly word: string
  readonly actions: readonly Action[]
  /** The whole number, or its last digits as typed; null where none was. */
  readonly number: string | null
  readonly rest: string
  /** All that followed the word, for commands whose first word is no case number. */
  readonly whole: string
}

const BEFORE = /^[“"「『]*\/?\s*/
/** What may stand behind a word and says nothing. */
const ONLY_MARKS = /^[\s。．.！!？?～~…，,、；;：:”"」』】]*$/
// longest first: 不予受理 before 受理, 再补正 before 补正
const HEADS = [
  ...ACTION_WORDS.keys(),
  ...LIST_WORDS,
  ...Object.keys(ENGLISH),
  ...Object.keys(ALSO),
  '批准',
  '驳回',
].sort((a, b) => b.length - a.length)

/**
 * Null: no command. A word counts only at the start, followed by the end, a space, a number or punctuation, so that
 * "答复很满意" from a member of staff is no command. Quoting a card without a word is a reply to the resident; a quoted
 * list names nobody, and so no case.
 */
export function parseCommand(text: string, quoted: string | undefined): Command | null {
  const said = cleanText(text).trim()
  const line = withoutBotName(said).replace(BEFORE, '')
  const lower = line.toLowerCase()
  const head = HEADS.find((h) => lower.startsWith(h) && ends(h, line.slice(h.length)))
  const about = quoted ? caseQuoted(quoted) : null
  const card = about?.number ?? null
  if (!head) return about && said ? { word: 'act', actions: ['reply'], number: card, rest: said, whole: said } : null
  const after = line.slice(head.length)
  const whole = ONLY_MARKS.test(after) ? '' : after.replace(/^[\s:：,，]+/, '').trim()
  const word = ENGLISH[head] ?? head
  const actions = ACTION_WORDS.get(ALSO[head] ?? head) ?? []
  const named = card !== null && meansNoCase(whole, actions) ? null : numberAtStart(whole)
  return {
    word: actions.length > 0 ? 'act' : word,
    actions,
    number: named?.number ?? card,
    rest: named?.rest ?? whole,
    whole,
  }
}

/** Whether a word is over here: '答复很满意' and 'helpful' are no commands. */
const ends = (head: string, after: string): boolean =>
  /^[a-z]/.test(head) && /^[a-z]/i.test(after)
    ? false
    : ONLY_MARKS.test(after) || /^(?:[\s:：,，#\dA-Za-z]|(?:办件)?(?:编号|尾号|单号))/.test(after)

/** Beside a quoted card '#1' is a ready reply and '延期 5' are days. */
const meansNoCase = (text: string, actions: readonly Action[]): boolean =>
  /^#\d{1,2}(?!\d)/.test(text) ||
  (/^\d{1,3}(?!\d)/.test(text) && actions.some((action) => transition(action).needs.includes('days')))

/** The case a quoted message is about: a card names its own in the first line, of a list nobody said which. Null: it is about none. */
function caseQuoted(quoted: string): { readonly number: string | null } | null {
  const text = cleanText(quoted).trim()
  const all = new Set(findCaseNumbers(text).map((found) => found.number))
  const first = new Set(findCaseNumbers(text.split('\n')[0]!).map((found) => found.number))
  const [only = null] = first.size === 1 ? first : all.size === 1 ? all : []
  return all.size === 0 ? null : { number: only }
}
