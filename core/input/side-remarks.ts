/** Side remarks by their words, whatever matter is spoken of: who will know, coming back later, company, data of others. */
import { ASKING } from '../answer/text/asking.ts'

const WHO =
  '(?:他|她|他们|人家|谁|别人|旁人|外人|对方|村里|厂里|单位|老板|工头|邻居|领导|书记|村长|主任|家里|老公|男人|婆婆|媳妇|孩子|同事|被告|被投诉)'
/** Whether somebody will know that it was they. */
const WHO_KNOWS = new RegExp(
  `${WHO}.{0,10}(?:(?<!不)(?:知道|晓得)(?!了)|看得?见|看得?到|看着|听见|查得?到|翻(?:我|俺|手机))|(?:(?<!不)(?:知道|晓得)|看得?见|看得?到)(?:是)(?:我|俺)|(?:传|说|透露|泄露|告诉|发|转)(?:出去|给).{0,4}${WHO}|(?<!别)(?:告诉|说给).{0,2}${WHO}.{0,4}(?:是)?(?:我|俺)`,
  'u',
)
/** What they may have to suffer for it. */
const SUFFERS =
  /穿小鞋|报复|找(?:我|俺|我们).{0,2}(?:麻烦|茬|事)|为难(?:我|俺)|得罪|(?:会不会|不会|会|怕).{0,4}(?:影响|连累|牵连)|受(?:啥|什么)?(?:影响|牵连)/u
/** The telephone or page it is written on. */
const DEVICE = /手机|网页|页面|电脑|平板|微信|聊天记录|关(?:了|掉)/u

/** Asks who will know, or what may come of it: `device`, where somebody else may look at what it is written on. */
export function asksWhoKnows(text: string): 'office' | 'device' | 'suffers' | null {
  if (!ASKING.test(text) && !/[吧啊呀]\p{P}*$/u.test(text)) return null
  if (SUFFERS.test(text)) return 'suffers'
  if (!WHO_KNOWS.test(text)) return null
  return DEVICE.test(text) ? 'device' : 'office'
}

/** Is back, and only wants to go on. */
export const resumes = (text: string): boolean =>
  /^(?:好了|行了|来了|睡了|忙完了?|弄完了?|完事了?|在了?|中|好|行|[\s，,。])*(?:咱|我们)?(?:接着|继续)(?:弄|说|办|来|填|聊|报|整)?(?:吧|呗|啊|呀|哈)*[\s，,。！!]*$/u.test(
    text,
  )

/** Wants to be told who others are, or how to reach them. */
export const asksOthersData = (text: string): boolean =>
  /(?:别人|人家|他们|旁人|其他人|登记的人?|来的人|反映的人|告的人|举报的人|投诉的人).{0,12}(?:名字?|姓名|电话|手机|地址|住址|身份证|信息|资料|名单)|是谁(?:告|举报|投诉|反映|报)的|谁(?:告|举报|投诉)的(?:我|俺)?/u.test(
    text,
  )

/** Wants somebody to talk with, and nothing of the office. */
export const wantsCompany = (text: string): boolean =>
  /(?:找|想|要)(?:个)?(?:人)?(?:说说?话|聊聊天?|聊天|唠唠?嗑?|叨叨|摆(?:摆)?龙门阵)|陪(?:我|俺)(?:说|聊|唠)/u.test(text)
