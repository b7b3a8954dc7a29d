/** Reads what is said beside a case in hand: asked of its clerk, urged, sent elsewhere, put right, taken leave of. */
import { ASKING } from '../answer/text/asking.ts'

/** The parts of a text as it was typed, each with its question mark. */
export const clausesOf = (text: string): string[] =>
  text.split(/[\s，,。；;！!、~～…]+|(?<=[？?])/u).filter((c) => /[\p{L}\p{N}]/u.test(c))

const DAY =
  '(?:啥时候?|什么时候|多会儿?|几点|哪天|几时|今[天儿晚]|明[天儿早晚个]|后[天儿]|晚上|上午|下午|傍晚|早上|一会儿?)'
/** For whoever has the case: when they come, where to find them, whether a time suits. */
const OF_OFFICE = new RegExp(
  [
    `${DAY}.{0,6}(?:来|到|过来|修|弄|看|送|打|给|有人|上门|行不|行吗|可以|中不)`,
    `${DAY}.{0,3}[啊呀呢吧]?$`,
    '(?:能|会|还|人)来(?:不|吗|么|没)',
    '在家(?:等|候|守)',
    '准(?:点|信|时候)',
    '(?:电话|号码|手机号?).{0,3}(?:是)?(?:多少|几号)|你们.{0,10}电话',
    '(?:找|问)(?:谁|他|您|你们?).{0,6}(?:行|能|中|可以|成)?(?:不|吗|么)',
    '用不用(?:我|俺|去|带)|我(?:还)?(?:用|要|得)(?:去|来|带|等)',
    '(?:回|给|打)(?:我|俺)(?:个)?(?:信儿?|电话|话)',
  ].join('|'),
  'u',
)
/** Whether it asks something only whoever has the case can say. */
export const asksOffice = (text: string): boolean => clausesOf(text).some((c) => OF_OFFICE.test(c))

/** Whether it only wants to know whether anybody has answered, or is there. */
export const asksWhetherHeard = (text: string): boolean =>
  /^(?:喂|哎|那个)?(?:还)?(?:有人(?:吗|没|么|不|在吗|管吗)|在(?:吗|不|么)|人呢)/u.test(text) ||
  clausesOf(text).some((c) =>
    /(?:回(?:复|话|信)?|答复|理|搭理)(?:我|俺|过我)?了?(?:没|吗|么|不)(?:有|啊|呀)?[?？]?$/u.test(c),
  )

/** Whether it asks what was registered, unasked. */
export const asksWhatRegistered = (text: string): boolean =>
  /(?:登记?|立案?|报)(?:了|的)(?:是|那个|那)*(?:啥|什么|谁)|没(?:叫|让|说)(?:你们?|您)?(?:给我)?(?:登|立案|报)/u.test(
    text,
  )

const URGES = /^.{0,6}?(?:快(?:点|些|着|来|修|弄|办)|抓紧|赶紧|赶快|麻利|加急|催)/u
/** Whether it urges. */
export const urges = (text: string): boolean =>
  clausesOf(text).some((c) => URGES.test(c) && !/(?:走|活|死|过年|放假|到期|下班)(?:了)?$/u.test(c))
/** Whether nothing is said beside the urging. */
export const onlyUrges = (text: string): boolean => clausesOf(text).every((c) => URGES.test(c) && c.length <= 8)

/** Whether it says that it went to the wrong office, was taken for another matter, or is to go elsewhere. */
export const putsRight = (text: string): boolean =>
  clausesOf(text).some((c) =>
    /(?:转|改|派|分|调|交|换)(?:到|给|去|成|派|往)(?!.{0,3}(?:哪|谁))|(?:转|改|派|分|弄|搞|登|记|写)错|(?:咋|怎么|为啥)(?:又|就|会)?(?:是|成|给|转|分|到)(?!没)|不归.{1,8}管|不是(?:这|那)个?(?:科室|部门|地方)|^(?:我|俺)?(?:是|就)?(?:问|说|要问|要说|反映)的?(?:明明)?是/u.test(
      c,
    ),
  )

/** Whether it points back at what was just spoken of. */
export const pointsBack = (text: string): boolean =>
  /^就是(?!说|想|问)|刚才|刚刚|头里|前面|上面说|就(?:是)?(?:那|这)(?:个|件|事)|那件|这件|(?:我|俺)说的?(?:就)?是(?:一|那|这)个?事|张?照片是给/u.test(
    text,
  )

/** "那件": the rest of what is said beside it; null where a text does not begin so. */
export function meansThatOne(text: string): string | null {
  const [whole, rest = ''] =
    /^(?:对|是|嗯|恩|哎|就|还是|\p{P}|\s)*(?:刚才|前面|头里)?(?:的)?(?:那|这)(?:一)?(?:件|个事?|事儿?)(?:事儿?)?(?:的)?(?:[啊呀吧呗嘛呢了]|$|[\s，,。！!])([^]*)$/u.exec(
      text.trim(),
    ) ?? []
  return whole === undefined ? null : rest.trim()
}

/** Whether what was wanted is all there: "就这一张 齐了". */
export const saysComplete = (text: string): boolean =>
  !/没|还差|还缺|不|等|再|[?？吗]/u.test(text) &&
  clausesOf(text).some((c) =>
    /^(?:就|这|那|都|全|也|已经|材料|东西|手续|照片|现在|可|这回|\d)*(?:补|发|交|带|拍|凑|弄|备)?(?:齐|全|够)(?:了|啦|活了|乎了)[吧啊呀哈]?$/u.test(
      c,
    ),
  )
/** Whether what is wanted is to come later: "补齐了我再给你们发". */
export const saysLater = (text: string): boolean =>
  !ASKING.test(text) &&
  /(?:齐|全|好|完|到|拿|办|开|换|补).{0,6}(?:了)?.{0,4}(?:再|就|后).{0,6}(?:发|送|拿|交|补|来|给|拍|找)|(?:回头|明[天个儿]|过两天|晚点|改天|下午|抽空).{0,8}(?:发|送|拿|交|补|给|拍)(?:你|过去|去|来|上|给)/u.test(
    text,
  )

const THANKS = /谢|辛苦|麻烦(?:了|你们?了|您了)|感谢|费心|受累/u
const KNOWN =
  /^(?:那|就|啊|哦|噢|嗯|好|行|中|成|得|妥|明白|知道|晓得|清楚|懂|可以|没事|没别的事?|这样|我|俺|都|全|了|的|吧|呗|呀|嘞|哈|哎|呢|先|闺女|姑娘|小伙子|孩子|同志|大姐|大哥|老师|再见|拜拜|回见|睡|忙|撂|挂|你们?|您|也)+$/u
/** Goes and sees to it in another way. */
const GOES =
  /^(?:算了|行|好|那|就|得了|拉倒|罢了|唉|哎|谢谢你?|闺女|姑娘|吧|哦|嗯|还是)*(?:(?:我|俺|咱)(?:们)?|(?<=算了|拉倒|得了|那))(?:还是|先|就|自己|自个儿|直接)*(?:去|回|找|打|问|查|请假|百度|上网|歇|睡|吃饭|走)(?!.{0,12}(?:[吗过没不]|[?？]|谁|哪|啥|什么|怎么|咋)).{0,12}(?:了|吧|去|再说|试试|看看|问问|\d{5}吧?)?$/u
const GIVES_UP =
  /^(?:算了|拉倒|得了|罢了|气死.{0,3}|不(?:弄|办|问|整|搞|说|想问|想说|跟你说)(?:了|啦)?|白(?:问|说|费劲)了?|没用)[吧啊呀了哎唉]*$/u
/** What is wrong with the desk itself. */
const OF_DESK =
  /(?:你们?|您|这(?:机器|玩意儿?|东西|破?系统|程序)|机器人?|啥也|什么都|咋|怎么)(?:这|那|们|就|也|都|咋|老|光|净|啥|什么)*(?:说不清|听不懂|答不(?:了|上)|不(?:懂|会|管用|行|中)|瞎(?:答|说|扯|整)|答非所问|一样的?(?:话)?|没用|不顶用|糊弄|敷衍|白搭|废物|是?机器人吧?|老问|车轱辘)|听(?:得)?懂(?:没|吗|不)|车轱辘|跟(?:你|它)(?:这|们)?.{0,3}说不|说不(?:明白|通)|明白没|说了(?:两|好几|几|八百)遍|神经病|有病吧/u

export type Leave = 'thanks' | 'goes' | 'cross'
/** How a text takes leave, where it does nothing else; null where it asks or tells something. */
export function takesLeave(text: string): Leave | null {
  const clauses = clausesOf(text)
  if (clauses.length === 0) return null
  const cross = clauses.some((c) => OF_DESK.test(c) || GIVES_UP.test(c))
  const is = (c: string) =>
    (THANKS.test(c) && c.length <= 12 && !ASKING.test(c)) || KNOWN.test(c) || GOES.test(c) || GIVES_UP.test(c) || OF_DESK.test(c) // prettier-ignore
  const last = clauses.at(-1) ?? ''
  if (clauses.length > 1 && KNOWN.test(last) && /知道|明白|晓得/u.test(last)) return 'goes'
  if (!clauses.every(is)) return null
  // no more than yes is left to whatever was offered
  if (cross) return 'cross'
  if (clauses.some((c) => GOES.test(c) && !KNOWN.test(c))) return 'goes'
  if (clauses.some((c) => THANKS.test(c))) return 'thanks'
  return clauses.some((c) => /知道|明白|晓得|清楚|懂|没别的/u.test(c)) ? 'thanks' : null
}

/** Whether every part of it asks, and so nothing is told. */
export const onlyAsks = (text: string): boolean => {
  const parts = clausesOf(text).filter((c) => !/^(?:那|哎|喂|你好|您好|请问|对了|嗯|好|行|哦|大[姐哥爷娘]|同志|闺女|我?想?问一?下?)+[啊呀吧]?$/u.test(c))
  return parts.length > 0 && parts.every((c) => ASKING.test(c))
} // prettier-ignore

/** Begins another matter in so many words. */
export const beginsAnother = (text: string): boolean =>
  /(?:别的|另外?的?|另(?:一|有)个?|还有(?:一?[个件])?)(?:事|问题)|^(?:另外|对了|再问|还想问|顺便|再有|还有(?:就是)?[，,\s])|(?:再|还|顺便)(?:想)?(?:问|打听)(?:一?[下个件]|你|您)/u.test(
    text,
  )

/** Something broken, in the way or done to somebody: a report of its own where nothing else ties it. */
export const TROUBLE =
  /坏|漏|堵|停[水电气]|不亮|没(?:电|水|气|人[管拉收])|臭|吵|塌|歪|占|偷|欠|拖欠|裂|淹|丢了|噪|打(?:人|我)|投诉|举报|乱(?:倒|扔|停|收)/u
