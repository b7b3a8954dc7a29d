/** What people say while an application is filled in: for whom it is, which papers they hold, that this is all. */

const KIN =
  /[爸妈爹娘公婆爷奶姥]|父|母|岳|老(伴|头|太|婆|公|人)|媳妇|丈夫|妻|爱人|对象|当家的|儿|女|闺女|孩子|娃|孙|外甥|侄|哥|姐|弟|妹|叔|舅|姑|姨|大爷|大娘|大伯|家里|家人|一家/u
const SELF =
  /^(给|是|就|帮|为)?(我|俺|咱)?(自己|自个儿?|本人|我|俺|咱)(自己|本人)?(办|的|用|申请)?(吧|呗|啊|呀)?[\s。！!]*$/u
const OTHERS = /别人|邻居|朋友|同事|亲戚|乡亲|村里人|人家|老乡|工友/u
const MOST = 24

/** '自己', '家里人' or '别人'; null where the text does not say. */
export function readWhom(text: string): '自己' | '家里人' | '别人' | null {
  const said = text.trim()
  if (said === '' || [...said].length > MOST) return null
  if (SELF.test(said)) return '自己'
  if (OTHERS.test(said)) return '别人'
  return KIN.test(said) ? '家里人' : null
}

export interface Held {
  /** Places in the list of papers. */
  readonly held: readonly number[]
  readonly lacked: readonly number[]
  /** Nothing more is to come: '别的还没有', '大概都有'. */
  readonly done: boolean
}

const ALL =
  /^(大概|差不多|基本|应该)?(都|全|齐)(有|在|带|备|齐|准备|办)?(了|齐了|好了|着|手里|手上|全了|有吧)?|(都|全)(在|有|带|齐|备)/u
const REST_LACKING = /(别的|其他的?|其它的?|剩下的|剩的|另外的?|再的).{0,6}(没|还没|缺|不)/u
const LACKING = /没(有|带|找|办|开|拿|了|到|齐)?|缺|丢|找不(着|到)|不在|还没|过期/u
const HOLDING = /有|在|带|齐|备|拿|找(着|到)了|办好|开好/u
/** Asked where to get it: it is not held. */
const UNKNOWN = /不知道|不晓得|上?哪|怎么|咋|还要|要不要/u
/** Papers are called by these, whatever else stands in their full names. */
const CALLED: readonly (readonly [said: RegExp, name: RegExp])[] = [
  [/身份证/u, /^(?!.*(?:受托|委托|代办|经办)).*身份证/u],
  [/户口(本|簿|页)?|户籍/u, /户口/u],
  [/照片|相片|大头照|寸照/u, /照片|相片/u],
  [/申请(书|表)/u, /申请/u],
  [/授权|委托/u, /授权|委托/u],
  [/残疾证|残疾人证/u, /残疾/u],
  [/结婚证|离婚证/u, /婚/u],
  [/出生(证|证明)|医学证明/u, /出生/u],
  [/病历|诊断|出院/u, /病历|诊断|出院/u],
  [/发票|票据|收据|单据/u, /发票|票据|收据|单据/u],
  [/退(伍|役)证|退役证件|复员/u, /退役|退伍|复员/u],
  [/卡(?!片)|存折/u, /银行|存折|社会保障|社保/u],
  [/房(产)?证|房本|土地证|宅基地证|不动产/u, /房|土地|不动产/u],
  [/合同|协议/u, /合同|协议/u],
  [/收入证明|工资/u, /收入|工资/u],
  [/承诺书/u, /承诺/u],
]

/** "1不知道上哪领表 2 3都有 4有张农行卡": by their numbers in the list; null where a text does not say it so. */
function readNumbered(text: string, many: number): Held | null {
  const held = new Set<number>()
  const lacked = new Set<number>()
  const parts = text
    .normalize('NFKC')
    .matchAll(/((?<!\d)\d{1,2}(?:[\s、,，和跟号.]*\d{1,2})*)(?!\d)(?:[号项、.]|样)?([^\d]*)/gu)
  for (const [, numbers = '', said = ''] of parts) {
    const words = said.trim()
    const places = [...numbers.matchAll(/\d{1,2}/gu)].map(([n]) => Number(n) - 1).filter((i) => i >= 0 && i < many)
    if (LACKING.test(words) || UNKNOWN.test(words)) for (const i of places) lacked.add(i)
    else if (words !== '' && HOLDING.test(words)) for (const i of places) held.add(i)
  }
  if (held.size + lacked.size === 0) return null
  if (/(?:其余|其他|其它|别的|剩下的?|剩的)(?:的)?.{0,3}(?:都|全)?(?:有|在|齐|带)/u.test(text))
    for (let i = 0; i < many; i++) if (!lacked.has(i)) held.add(i)
  return { held: [...held].filter((i) => !lacked.has(i)), lacked: [...lacked], done: held.size + lacked.size >= many }
}

/** "1 3": places in a list of papers by their numbers and no more; null where a text is anything else. */
export function readPicked(text: string, many: number): number[] | null {
  if (!/^[\d\s,，、.。和跟]+$/u.test(text)) return null
  const places = (text.match(/\d+/g) ?? []).map((n) => Number(n) - 1)
  return [...new Set(places.filter((i) => i >= 0 && i < many))]
}

/** Asked what is still to be got: "还差啥", "我的清单". */
export const asksWhatIsLeft = (text: string): boolean =>
  /^(?:那|我|俺|还|现在|看看|看下|再|都|了|一下)*(?:(?:还)?(?:差|缺|少)(?:些|点|了|着)?(?:啥|什么|嘛|哪些|哪几样|几样|哪样)(?:材料|东西|没带|了|呢|呀|啊|没?备)*|(?:看|回到|接着|继续)?(?:我的|那个|那张|刚才的?)?(?:材料)?清单|接着勾)[\s\p{P}]*$/u.test(
    text.trim(),
  )

/** What a text says of the papers `names`; null where it speaks of none. */
export function readHeld(text: string, names: readonly string[]): Held | null {
  const numbered = /^\s*\d{1,2}(?!\d)/u.test(text) ? readNumbered(text, names.length) : null
  if (numbered) return numbered
  const held = new Set<number>()
  const lacked = new Set<number>()
  let done = REST_LACKING.test(text)
  let spoken = done
  for (const clause of text.split(/[，,。；;！!？?\s]+/u).filter((c) => c !== '')) {
    const found = names.flatMap((name, i) =>
      CALLED.some(([said, is]) => said.test(clause) && is.test(name)) || (name.length > 1 && clause.includes(name)) ? [i] : [],
    ) // prettier-ignore
    const lacks = LACKING.test(clause)
    if (found.length > 0) {
      spoken = true
      for (const i of found) (lacks ? lacked : held).add(i)
    } else if (!lacks && ALL.test(clause)) {
      spoken = done = true
      names.forEach((_, i) => held.add(i))
    } else if (lacks && /^(都|全|什么|啥|哪样)/u.test(clause)) spoken = done = true
  }
  if (!spoken && !(HOLDING.test(text) && /材料|手续|证件|东西/u.test(text))) return null
  if (lacked.size > 0 && held.size === 0) done = true
  return { held: [...held].filter((i) => !lacked.has(i)), lacked: [...lacked], done }
}
