/** Reads the answer to an offer to register: a yes in whatever words, and what is told in the same breath. */
import { ASKING } from '../answer/text/asking.ts'
import { clausesOf } from './case-talk.ts'

/** Words before what is agreed to that change nothing. */
const BEFORE = String.raw`(?:那么?|就|还是|先|哎|唉|嗯|哦|好的?|行|中|成|得|对|可以|你们?(?!好)|您|给|帮|替|恁们?|让人?|我们?|俺们?|咱们?|[她他它]们?|麻烦|请|拜托|快|赶紧|去|来|也|再|都|一起|把|这个|那个|这事儿?|这件?|要|想|愿意|同意|必须|当然|吧)*`
/** What one agrees to: to be written down, handed up, passed on. */
const DONE = String.raw`(?:登个?记|登|立个?案|上报|报(?:个案|上去?|一?下)|记(?:上|下来?|一下)|转(?:过去|上去|一?下)?|反映(?:上去|一?下)|递上去)`
/** What follows it, and ends it. */
const AFTER = String.raw`(?:一?下|一?个|上|去|我|俺|了|的|吧|呗|嘛|啊|呀|嘞|哈|哦|噢|呐|呢(?=$))*`
const REGISTERS = new RegExp(`^${BEFORE}${DONE}(${AFTER})(.*)$`, 'u')
/** "转给管残疾的": where it is to go is told as well. */
const HANDS_ON = new RegExp(`^${BEFORE}(?:转|报|反映|递|说)(?:给|到|去)(?!.{0,3}(?:哪|谁))\\p{Script=Han}{1,12}$`, 'u')
/** "我不是说了登吗": said before, and not heard. */
const INSISTS =
  /(?:说|讲|答应|同意|点)(?:了|过)?(?:不止一遍|好几遍|了)?(?:要|让你|叫你|给我)?(?:登|登记|要登)(?:了|吗|嘛|啊|吧|呀)*$/u
/** No more than yes. */
const AGREES =
  /^(?![你您]好)(?:那|就|哎|嗯|哦|噢|唔|啊|恩|是|对|好|行|中|成|得|可以|要|必须|当然|ok|yes|麻烦|拜托|劳驾|辛苦|你们?|您|了|的|吧|呗|呀|嘞|哈|咧|啦|找?个?人|这样)+$/iu
/** Thanks and hurry beside a yes. */
const NOTHING_TOLD = /^(?:谢+.{0,4}|(?:赶紧|快|抓紧|麻利)(?:点|些|的|着)?[啊吧哈呀]?)$/u
/** Words that are a yes by themselves only beside others. */
const EMPTY = /^(?:那|就|哎|哦|噢|啊|了|的|吧|呗|呀|嘞|哈|你们?|您)+$/u
/** Turns it down, or takes leave: whatever stands beside it is no yes. */
const LEAVES =
  /不用|甭|不必|算了|拉倒|得了|没必要|回头|改天|再说|等等|等会儿?|想想|问问|谢|再见|拜拜|知道了|明白了|不登|别登|不要|不办|先不|没叫|没让|没说(?:要)?登|不(?:再)?(?:追究|告|反映|提|找|举报|投诉|计较)了?$/u
/** Beside it what is told may be thanked for. */
const DECLINES =
  /不用|甭|不必|算了|拉倒|没必要|改天|再说|等等|等会儿?|想想|不登|别登|不要|不办|先不|没叫|没让|没说(?:要)?登|不(?:再)?(?:追究|告|反映|提|找|举报|投诉|计较)了?$/u

/** Whether a text says that nothing is to be registered. */
export const declinesOffer = (text: string): boolean => clausesOf(text).some((c) => DECLINES.test(c)) && !clausesOf(text).some((c) => INSISTS.test(c)) // prettier-ignore

/** Whether it says no more than that. */
export const onlyDeclines = (text: string): boolean =>
  declinesOffer(text) && clausesOf(text).every((c) => DECLINES.test(c) || LEAVES.test(c) || AGREES.test(c))

export interface TakenOffer {
  /** What is told beside the yes; empty where nothing is. */
  readonly told: string
  /** It names registering, so it is a yes whatever was said last. */
  readonly named: boolean
}

/** The yes in a text and what else it tells; null where it is none, or takes leave. */
export function takesOffer(text: string): TakenOffer | null {
  if (declinesOffer(text)) return null
  const clauses = clausesOf(text)
  for (const [i, clause] of clauses.entries()) {
    const rest = registers(clause)
    if (rest === null) continue
    const others = [...clauses.slice(0, i), rest, ...clauses.slice(i + 1)]
    return { told: others.filter((c) => c !== '' && !AGREES.test(c) && !NOTHING_TOLD.test(c)).join('，'), named: true }
  }
  const [first = '', ...others] = clauses
  if (!AGREES.test(first) || EMPTY.test(first) || clauses.some((c) => LEAVES.test(c))) return null
  return { told: others.filter((c) => !AGREES.test(c)).join('，'), named: false }
}

/** What a clause that says yes by name tells besides; null where it is no such yes. */
function registers(clause: string): string | null {
  if (INSISTS.test(clause)) return ''
  if (HANDS_ON.test(clause) && !ASKING.test(clause)) return clause
  const [whole, after = '', rest = ''] = REGISTERS.exec(clause) ?? []
  if (whole === undefined) return null
  if (rest === '') return ASKING.test(clause) ? null : ''
  // "登记要多久", "登了吗" are no yes: something must end it first
  const ended = /[吧呗啊呀嘞哈]$/u.test(after) || (/(?:一?下|上)$/u.test(after) && !ASKING.test(rest))
  return ended && !/^[吗没么不]/u.test(rest) ? rest : null
}
