/** Tells how a message leans on what was said before: a choice, a follow-up, a correction, another matter. */
import type { Context } from '../understand.ts'

export type Lean =
  | { readonly kind: 'none' }
  /** One of the offered choices, by number or by name. */
  | { readonly kind: 'choice'; readonly item: string }
  /** 'not that one'; `thrown`: the matter last spoken of is named as the wrong one. */
  | { readonly kind: 'correction'; readonly rest: string; readonly thrown: boolean }
  /** A new matter is announced. */
  | { readonly kind: 'switch'; readonly rest: string }
  /** May go on with the last matter; `pull` is how strongly (log odds), `floor` how likely it is whatever the words are. */
  | { readonly kind: 'follow'; readonly pull: number; readonly floor: number }

const NUMBERS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  '6': 6,
}
const PICK = /^(?:选|要|我选|我要|就)?第?([1-6一二两三四五六])(?:个|项|条|号)?(?:吧|的|那个)?[.。!！、]?$/u
const CORRECT =
  /^(?:不是(?:这个|那个|说这个|说这|的)?|不对|错了|不是这意思|你(?:说|弄|搞|理解)错了|搞错了|说错了|我(?:说|问)的(?:不)?是|我是(?:说|问))[，,。！!\s]*(?:我(?:是)?(?:说|问)(?:的)?(?:是)?|我要问|是|说的是|问的是)?/u
/** "啥承包证啊 我说的是看病报销": the wrong matter, named by whoever was misunderstood, and what was meant. */
const RETORT =
  /^(?:(?:啥|什么|咋(?:又)?(?:是|成)|怎么(?:又)?(?:是|成)|哪来的|谁(?:问|说)(?:你)?)[^，,。！!？?\s]{1,12}[，,。！!？?\s]+)?(?:.{0,16}[，,。！!？?\s啊呀])?(?:我|俺|咱)(?:刚才|刚刚|前面|明明|要|想)*(?:说|问|讲)的?(?:就|其实)?是(?=.{2})/u
/** "啥拖拉机啊", "就会说拖拉机": the matter last spoken of, thrown back. */
const THROWN_BACK =
  /^(?:啥|什么|哪来的)[^，,。！!？?\s]{1,8}[啊呀呢吗嘛，,。！!？?\s]+(?!.{0,6}(?:要|带|办|算|能))|(?:你|您|它|机器人?|玩意儿?).{0,6}(?:就会|光|只会|净|老|总)(?:是)?(?:说|讲|答|扯)[^，,。\s]{1,8}[，,。\s]+(?:我|俺)?(?:是)?(?:问|说)?(?:的)?(?:是)?/u
/** "…不是交钱": what was not meant, after what was. */
const NOT_MEANT = /[，,。\s啊呀]*(?:又|可|并|而)?不是[^，,。]{1,10}$/u
const SWITCH =
  /^(?:换个事|换一个|另外(?:再)?(?:问|说)?(?:个|一个)?(?:事)?|对了|再问(?:个|一个)(?:别的|事)?|还有个事|问个别的|说个别的|还有一(?:个)?事|顺便(?:再)?问(?:一下|个)?|先不说这个|不说这个了|还有[，,\s])[，,。！!\s]*(?:儿)?/u
/** Words that point back. */
const BACK =
  /^(?:那(?!边|年|天|时)|这个|那个|它|他|她|还|也|要是|如果|万一|得|都|是不是|用不用|需要|必须|一般|大概|具体|不要|可以|能|怎么|什么|多|几|去|在哪|哪|谁|为什么|钱|收|办完|办下来|交|带|刚才)|呢[？?。\s]*$/u
/** Begins by pointing back. */
export const POINTS_BACK = /^(?:那(?!边|年|天|时)|这个|那个|它|他|她|还|也|要是|如果|万一|刚才)/u
/** Asked about the same matter for somebody, or by somebody. */
export const PROXY = /(?:能|可以|要)?(?:代办|替.{0,4}办|帮.{0,4}办|本人去|替.{0,3}去|去行吗|代我|替我)/u
const RETURN = /刚才(?:说|那|问)|前面(?:说|那)|上面(?:说|那)|回到/u

/** Characters that ask but name no matter; what is left of a message after them may name one. */
const EMPTY_WORDS =
  /(我|俺|他|她|咱)(家)?(爸|妈|爹|娘|老伴|老头|老太|媳妇|儿子|闺女|女儿|孩子|对象|爷爷|奶奶)|代办|替|怎么办|怎么|什么时候|什么|多少钱|多少|多久|多长时间|几天|几个月|哪里|去哪|在哪|哪|谁|吗|呢|么|不|没|的|了|是|我|你|您|他|她|它|那|这|个|要|得|能|可以|行|用|去|来|带|拿|给|交|办|领|申请|材料|手续|钱|费|时间|天|月|年|人|有|还|也|都|就|和|跟|在|到|上|下|里|吧|啊|呀|好|再|啥|嘛|需要|必须|大概|一般|具体|现在|今天|本人|镇|村|区|手机|网上|窗口|自己|到底|[\s\p{P}\d]/gu

/** Content characters of a message once asking words are taken away. */
export const contentOf = (bare: string): number => [...bare.replace(EMPTY_WORDS, '')].length

/** How strongly a message of at most so many characters of content goes on with the matter last spoken of. */
const PULLS: readonly (readonly [content: number, pull: number, floor: number])[] = [[1, 5, 0.04], [3, 3.4, 0.04], [6, 3, 0.02], [Infinity, 2.4, 0.004]] // prettier-ignore
/** Reads how `normal` leans on `context`; names of the offered items are matched exactly, numbers as whole messages. */
export function leanOf(
  normal: string,
  bare: string,
  context: Context | undefined,
  nameOf: (id: string) => string | undefined,
): Lean {
  if (!context) return { kind: 'none' }
  const { offered = [], item } = context
  const pick = PICK.exec(normal.replace(/\s/g, ''))
  if (pick && offered.length > 0) {
    const chosen = offered[NUMBERS[pick[1]!]! - 1]
    if (chosen !== undefined) return { kind: 'choice', item: chosen }
  }
  const named = offered.find((id) => nameOf(id) === normal || id === normal)
  if (named !== undefined) return { kind: 'choice', item: named }
  const thrown = THROWN_BACK.exec(normal)
  const corrected =
    item !== undefined || offered.length > 0 ? (RETORT.exec(normal) ?? CORRECT.exec(normal) ?? thrown) : null
  if (corrected) {
    const meant = normal.slice(corrected.index + corrected[0].length)
    return { kind: 'correction', rest: meant.replace(NOT_MEANT, '') || meant, thrown: thrown !== null }
  }
  const switched = SWITCH.exec(normal)
  if (switched) return { kind: 'switch', rest: normal.slice(switched[0].length) }
  if (item === undefined && offered.length === 0) return { kind: 'none' }
  const content = contentOf(bare)
  const [, least, floor] = PULLS.find(([most]) => content <= most) ?? [0, 0, 0]
  let pull = least
  if (POINTS_BACK.test(bare)) pull += 0.9
  else if (content <= 3 && BACK.test(bare)) pull += 0.9
  if (PROXY.test(bare)) pull += 1.2
  if (RETURN.test(normal)) pull += 1.5
  return { kind: 'follow', pull, floor }
}

/** Asked for somebody else. */
export const FOR_OTHER =
  /(我|俺|他|她|人家)?(爸|妈|爹|娘|父亲|母亲|父母|公公|婆婆|岳父|岳母|爷爷|奶奶|姥|老人|老伴|儿子|女儿|孩子|孙子|孙女|外孙|妻子|丈夫|哥|弟|姐|妹|叔|舅|姑|姨|大爷|大娘|大伯|侄|邻居|亲戚|朋友|同学|员工)|替(别人|他|她|人)|代办|帮.{0,4}(办|申请|领|问)/u

/** The part of a text that asks, after the words that put something right or turn to something else. */
export const askedIn = (text: string, lean: ReturnType<typeof leanOf>): string =>
  (lean.kind === 'correction' || lean.kind === 'switch') && lean.rest !== '' ? lean.rest : text
