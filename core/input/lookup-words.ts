/** Reads what somebody writes who looks a case up: its number, its look-up code in whatever spelling, and what is said beside them. */
import { CODE_LETTERS } from '../random.ts'
import { findCaseNumber } from './typed-case-number.ts'

export interface LookupWords {
  /** As the desk writes it; null where none is named. */
  readonly number: string | null
  /** What looks like a look-up code: as it is compared, and as it was typed. */
  readonly code: { readonly plain: string; readonly typed: string } | null
  /** Nothing or next to nothing is said but these, and words such as 查询码, 好像是, 记纸上呢. */
  readonly bare: boolean
  /** The rest of the text; empty where it is only such words. */
  readonly rest: string
}

export const LOOKUP_CODE_LENGTH = 6
const RUN = /[0-9A-Za-z]+/g
const OF_CODES = new RegExp(`^[${CODE_LETTERS}]+$`, 'i')
/** "娃给我念的 WXJG9F": so few words beside what is surely a code change nothing, unless it is the number of a car. */
const A_FEW_WORDS = 8
const PLATE = /[车牌京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-Z]|车/iu
const NAMED = /查询码|查询密码|密码|验证码|(?:^|[^号扫])码/u
/** What is said around a number and a code. */
const AROUND =
  /查询码|查询密码|密码|编号|单号|号码|办件|登记|受理|查询|我的|好像|应该|大概|可能|估计|不是|不对|对了|找着|找到|翻着|翻到|看着|看到|想起来|记|写|抄|纸|条子|本子|短信|消息|上面|后面|前面|时候|当时|您|你|我|俺|这|那|个|就|是|为|叫|有|在|的|了|啦|着|呢|哈|啊|呀|吧|嘛|嗯|哎|哦|噢|喏|给|发|来|上|下|里|看|瞅|试|再|一|串|字母|数字|和|跟|码|号|[\s\p{P}\p{S}]/gu

/** `text`: cleaned. `expected`: a number waits for its code, and what is spelt apart may hold letters no code has. Digits alone are no code: a made one has a letter all but always, and money, days and telephones are digits. */
export function readLookupWords(text: string, expected = false): LookupWords {
  const found = findCaseNumber(text)
  const other = found ? `${text.slice(0, found.from)} ${text.slice(found.to)}` : text
  const typed = codeTyped(other, expected || found !== null)
  const rest = (typed === null ? other : other.replace(typed, ' ')).replace(/\s+/g, ' ').trim()
  const code = typed === null ? null : { typed, plain: typed.replace(/[^0-9A-Za-z]/g, '').toUpperCase() }
  const surely = code !== null && OF_CODES.test(code.plain) && /\d/.test(code.plain) && !PLATE.test(other)
  const nothingElse = rest.replace(AROUND, '') === ''
  const bare = nothingElse || (surely && rest.length <= A_FEW_WORDS)
  return { number: found?.number ?? null, code, bare, rest: nothingElse ? '' : rest }
}

function codeTyped(text: string, expected: boolean): string | null {
  const runs = text.match(RUN) ?? []
  const whole = runs.filter((run) => run.length === LOOKUP_CODE_LENGTH && likeCode(run, NAMED.test(text)))
  if (whole.length > 0) return whole.find((run) => OF_CODES.test(run)) ?? whole[0]!
  // set apart, as it is read aloud: "WX JG 9F"
  const all = runs.join('')
  if (runs.length < 2 || all.length !== LOOKUP_CODE_LENGTH || !/[a-z]/i.test(all)) return null
  if (!OF_CODES.test(all) && !(expected && /\d/.test(all))) return null
  const apart = text.slice(text.indexOf(runs[0]!), text.lastIndexOf(runs.at(-1)!) + runs.at(-1)!.length)
  return /^[0-9A-Za-z\s\p{P}]+$/u.test(apart) ? apart : null
}

/** With a digit in it, or of the letters codes are made of and in capitals; in small ones, a word of English or pinyin unless it is called a code. */
const likeCode = (run: string, named: boolean): boolean =>
  /[a-z]/i.test(run) && (/\d/.test(run) || (OF_CODES.test(run) && (named || run === run.toUpperCase())))

/** What is said of looking up without number or code: that they are lost or unknown, that it is looked for, that a telephone is another. */
export type LookupTalk = 'code' | 'number' | 'take'

/** `asked`: a number waits for its code. */
export function readLookupTalk(text: string, asked: boolean): LookupTalk | null {
  if (/查询码|查询密码/u.test(text)) return 'code'
  if (/(?:编号|单号|受理号|办件号).{0,6}(?:丢|忘|没|找不|记不|不知|不记)|(?:丢|忘|没有?|找不到|记不得|不记得)了?.{0,3}(?:编号|单号|受理号|办件号)/u.test(text)) return 'number' // prettier-ignore
  if (/换了?个?(?:新的?)?(?:手机|微信)/u.test(text) && /(?:报|登记|反映|投诉|申请|提交)过?的|单子/u.test(text))
    return 'code'
  if (!asked) return null
  if (/(?:丢|忘|没|找不|记不|不知|不记).{0,6}码|码.{0,4}(?:丢|忘|没|找不|记不|不知|不记)/u.test(text)) return 'code'
  return /^(?:那|好|行|嗯|您|你|先|别急)*(?:等|稍等|找|翻|我找|俺找|我去|俺去|我翻|回家|回去)/u.test(text)
    ? 'take'
    : null
}

/** Whether it asks no more than how far it is: "修没修", "办好了没". */
export const asksDone = (text: string): boolean =>
  /^(?:那|到底|现在|如今)?(?:这事|那事|灯)?(?:修|弄|办|搞|批|处理|解决|答复)(?:没(?:修|弄|办|搞|批|处理|解决|答复)|[好完]?了?[没吗])(?:有|好)?[啊呀呢]?[？?。]?$/u.test(
    text,
  )

/** How many characters a miscounted code has, where a text is nothing else; null where it is not. */
export function miscounted(text: string): number | null {
  const runs = text.match(RUN) ?? []
  const all = runs.join('')
  if (all.length < 4 || all.length > 10 || all.length === LOOKUP_CODE_LENGTH) return null
  const mixed = /\d/.test(all) && /[a-z]/i.test(all)
  if (!mixed && !/^[A-Z]+$/.test(all)) return null
  return text.replace(RUN, '').replace(AROUND, '') === '' ? all.length : null
}
