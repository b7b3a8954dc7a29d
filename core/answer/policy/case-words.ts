/** Reads what is said of a case in hand in so many words: its act is plain, whatever the encoder makes of it. */
import type { Act } from '../model/acts.ts'

// prettier-ignore
const PLAIN: readonly (readonly [Act, RegExp])[] = [
  ['withdraw', /(?:不用|甭|别|不必)(?:你们|您|再|来){0,3}(?:修|来|管|查|弄|办|处理|登记|看|清)(?:了|啦)|(?:自己|自个儿?)(?:都|已经|给)?(?:通|修|弄|解决|整|办|处理|清)(?:开|好|完|了|掉)|^(?:那就?|我|俺|算了)?不(?:修|办|弄|告|反映|投诉|登)了/u],
  ['progress', /(?:几天|多久|多会儿?|多长时间|啥时候?|什么时候|哪天|几时|猴年马月|今天|明天)(?:能|会|才|给|有|可以|来|去|就|人|你们|派)*.{0,4}(?:给?个?(?:信儿?|准信)|答复|回复|回话|来人|来修|来看|来弄|修|清|拉走|解决|有结果|处理|管|通)(?!理|什么|证)|(?:修|弄|清|拉|处理|解决|通)(?:好|完|走)?了?(?:没有?|吗|不|么)(?:啊|呀|呢)?[?？]?$|有(?:个)?(?:信儿?|消息|结果|动静|回音|说法)了?(?:没有?|吗|不)/u],
  ['urge', /^(?:那就?|麻烦|请|能不能|你们?|您|给|帮|再|路灯|水|灯|垃圾|厕所|那个|这个)*(?:我|俺)?(?:快|抓紧|赶紧|赶快|麻利|尽快|催)(?:点|些|一?下|着|弄|修|办|来|清|催)/u],
]

/** The act so plain a text does beside a case in hand; null where its words alone do not say. */
export const plainAct = (text: string): Act | null => PLAIN.find(([, look]) => look.test(text.trim()))?.[0] ?? null

/** Said before another matter: "还有桥头那堆垃圾". */
export const ANNOUNCES = /^(?:还有|另外|对了|再有|再一个)(?:一?[个件])?(?:事儿?|问题)?[，,。\s]*/u

/** Does not want to be named. */
export const UNNAMED =
  /不(?:想|愿意?|要|敢|能)?留(?:我的?)?(?:姓)?名|匿名|别(?:说|提|讲)(?:是)?我|不(?:写|报)(?:我的?)?名/u

/** "可以在这里发照片吗" */
export const SEND_HERE =
  /(照片|相片|图片?|材料|文件|证件).{0,8}(发|传|拍|交).{0,6}(行|可以|能|成|中|吗|不)|(在|从)(这|微信|网上)(里|儿)?.{0,3}(发|传)(照片|图).{0,4}(行|可以|能|吗|不)/u

/** "凑合吧 味还在": something is still wrong, whatever grade stands beside it. */
export const STILL_WRONG =
  /(还|又|老)(是|在|有|没)?(?!行|可以|好|不错|成|中|得)[^，。,. ]{0,6}(在|有|坏|黑|漏|堵|臭|响|脏|乱|没)|(味|水|坑|灯|路|垃圾|钱).{0,2}还(在|没|是)/u
