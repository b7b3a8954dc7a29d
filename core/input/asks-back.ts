/** Tells a clerk's question to the resident from a clerk's answer. */
import { ASKING } from '../answer/text/asking.ts'

/** What a clerk's question has that a resident's hardly does. */
const QUESTION = new RegExp(
  `${ASKING.source}|(\\p{Script=Han})没\\2|多[大高远长宽重]|何[时处]|是否|有无|能否|还是`,
  'u',
)
/** Asked for without a question mark: "发张照片". */
const WANTS =
  /^(?:麻烦|请|烦请|劳驾|您|你|再|先|帮忙|能否|最好)*(?:发|拍|传|提供|补充?|说|写|告诉|回复|报)(?:一?下|一?张|几张|个|我们?|给我们?|清楚|明白)*.{0,14}$/u
/** Courtesies at the end of an answer: "还有别的吗", "这样行吗". */
const COURTESY =
  /还有(?:什么|啥|别的|其他|其它)?.{0,6}(?:问|需要|事|帮|不清楚)|(?:清楚|明白|满意|听懂)(?:了)?(?:吗|没|不)|^(?:您看|这样|看看?)?(?:行|可以|好|中)(?:吗|不|么)[?？]?$|谢谢/u
/** Something was done: then it is an answer. */
const DONE =
  /已|(?:修|弄|办|换|清|处理|疏通|解决|联系|安排|更换|拉|补|查|核实|通知|派|转)(?:好|完|通|过|走|清楚)?了(?!吗|没|不|么|解)|不(?:符合|归|属于|能办|予)|按规定|根据/u
/** What stands around a question and answers nothing: a greeting, why it is asked, that somebody will see to it. */
const AROUND =
  /^(?:[您你]好|大[娘爷妈姐哥叔婶伯]|阿姨|叔叔|婶子|同志|老乡|师傅|奶奶|爷爷|好的?|收到|嗯|辛苦|谢谢|麻烦(?:您|了)?|\p{P}|\s)+$|^(?:我们?|马上|这就|今天|明天|下午|上午|回头|好|我).{0,6}(?:去|来|看|查|核|安排|登门|上门|办|联系|问|打|回|告诉)|^(?:为了|好|方便|以便)/u

const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[？?])|[\s，,。；;！!\n]+/u).filter((s) => /[\p{L}\p{N}]/u.test(s))

/** Whether a text of a clerk only asks: nothing is answered by it, so no clock of a result may run. */
export function onlyAsksBack(text: string): boolean {
  const parts = sentencesOf(text)
  const asks = (s: string) => (QUESTION.test(s) || WANTS.test(s)) && !COURTESY.test(s)
  return !DONE.test(text) && parts.some(asks) && parts.every((s) => asks(s) || AROUND.test(s) || s.length <= 3)
}

/** Whether a text of a clerk ends in a question to the resident: what they say next is its answer. */
export function asksBack(text: string): boolean {
  const last =
    sentencesOf(text)
      .filter((s) => !AROUND.test(s))
      .at(-1) ?? ''
  return onlyAsksBack(text) || ((QUESTION.test(last) || /^(?:麻烦|请|烦请)(?:.{0,3}(?:发|拍|传|说)|.{0,12}(?:发|拍|传|告诉|写|报)(?:来|过来|给|我|一?下|一?张|清楚|明白))/u.test(last)) && !COURTESY.test(last)) // prettier-ignore
}
