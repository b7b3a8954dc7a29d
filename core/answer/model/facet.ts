/** Tells which side of a matter is asked about: cues a person would name, a small learned model beside them. */
import type { Bag, Vocabulary } from '../text/weighted-tokens.ts'
import { bagOf } from '../text/weighted-tokens.ts'
import type { SoftmaxRegression } from './softmax-regression.ts'
import { fitSoftmaxRegression } from './softmax-regression.ts'
import type { Facet } from '../understand.ts'
import { FACETS } from '../understand.ts'

/** Facet, name of the cue (its learned weight stands under this name in answer-weights.json), what it looks like. */
export const CUES: readonly (readonly [Facet, string, RegExp])[] = [
  ['materials', 'bring-what', /(带|拿|交|备|准备|要|需要|提供|提交|携带|凑|出示|用)(些|着|点|的|齐|上|去)?(什么|哪些|几样)(?!时候|地方|条件|钱|结果|流程|程序)/u],
  ['materials', 'papers', /材料|证件|资料|凭据|证据|单据|原件|复印件|照片|相片|样本|图纸|清单|收哪些/u],
  ['materials', 'with-this', /(还|也|得|需|需要|必须|用|只|光)?(带|拿|交|凭).{1,8}(吗|不|么|行|成)$|(带|拿|凭).{1,10}(就|能|可以)(行|成|可以|办)/u],
  ['materials', 'this-too', /(证|本|书|票|表|卡|单|簿|合同|发票|证明|存折|户口|图|合影|录音|记录).{0,5}(要吗|需要吗|要不|用吗|算不算|算吗|都要|够吗|够不够|就行|行吗|作数|管用)/u],
  ['materials', 'needs-this', /(要|需要|用|得|必须)(不要|不用)?(开|有|提供|交|带)?.{0,8}(证|本|书|票|表|单|簿|合同|发票|证明|存折|户口本|图纸)(吗|不|么|没|还是|行)/u],
  ['materials', 'paper-lost', /(证|本|书|票|单|簿|合同|发票|证明).{0,5}(丢了|找不着|找不到|没有了?|没了|弄丢|不见)了?(.{0,3}(能|行|可以|办得|成)|$)/u],
  ['materials', 'no-paper', /没(有)?(身份证|户口|社保卡|卡|合同|证|票|房产证).{0,8}(能|行|可以|就)/u],
  ['materials', 'what-paper', /(什么|哪些|几样|哪几样|哪种)(证|手续|材料|票|件|东西|表)(?!.{0,3}丢)/u],
  ['time', 'how-long', /多久|多长时间|多少天|(?<!好)几天|几个月(?!给)|几个工作日|多少个?(工作)?日|多少时间|几年一|多少日子|几周|几个礼拜/u],
  ['time', 'when', /什么时候|什么时间|何时|几月|几号|哪天|哪个月|几点|截止|期限|时限|哪个季度|月份/u],
  ['time', 'wait', /加急|有信|等多|要等|得等|快不|快吗|拖多|过期|提前|时效|晚了|早点|几回|几次/u],
  ['fee', 'cost', /(要|花|收|交|掏|出|付|拿)(不|多少)?(钱|费)|收费|费用|工本费|手续费|贵(不|吗)|几块|(?<!有)免费|白给|不要钱(?!那|的)|自费|价/u],
  ['fee', 'how-much', /(?<!给|发|领|补|拿|赔|报|奖|退|得)多少钱|(?<!给|发|领|补|拿|赔|报|奖|退)多少$|^(那)?(钱|费用?)(呢|怎么算|咋算)/u],
  ['fee', 'pay-self', /自己(交|掏|出|花|拿).{0,4}(多少|吗|不)|谁(出|掏|付)|是免的|免的吗|(一亩|每人|一人|一年|今年|最低).{0,4}(交|缴|多少)|保费|几档|分档/u],
  ['place', 'where', /哪里|去哪|在哪|到哪|什么地方|哪个(地方|部门|窗口|医院|单位|机构|所)|往哪|从哪|哪边|哪头|贴哪|找哪/u],
  ['place', 'here-can', /(在|到|去|跟)?(镇里|镇上|区里|村里|街里|大厅|窗口|手机|网上|线上|派出所|市里|你们(这|那)?|这边|那边|外地|异地|本地)(上|里)?.{0,3}(能|可以|给|管)?(办|弄|交|领|报|做|开|登记|申请|打).{0,3}(吗|不|么|没|行)/u],
  ['place', 'here-or-there', /还是(去|在|到|上|得|直接)?.{0,4}(镇|区|村|县|大厅|窗口|手机|网上|派出所|医院|学校|你们)/u],
  ['place', 'must-go', /(非得|必须|一定要|都得).{0,3}(跑|去|到)/u],
  ['place', 'which-body', /归哪|哪(个)?(管|科|屋|窗口|部门|单位|办公室)|(打|拨)(什么|哪个)?(电话|热线)|电话/u],
  ['place', 'in-town', /(镇里|镇上|村里|大队|你们(这|那)?|派出所|区里).{0,3}(给)?(开|办|弄)(吗|不|么|没)$/u],
  ['place', 'address', /地址|电话(是)?(多少|几号)|哪个口|几号窗|怎么走|坐什么车|几楼|几点上班/u],
  ['eligibility', 'may', /(能|可以|够)(不能|不可以)?.{0,12}(吗|不|么|没)$|能(不能)?(办|领|吃|评|申请|享受|批|给|拿|补|贷|认|迁|盖|砍|烧|埋|告|赔)|能吗|可不可以/u],
  ['eligibility', 'counts', /算不算|算吗|够不够|够吗|符合|条件|资格|达标|标准|限制|才能|才算|怎么算|多大|几岁|岁数|多少岁|离.{0,6}多远/u],
  ['eligibility', 'any-for-me', /有没有(?!用|地方)|(?<![要用得][^\s]{0,4})(有|给|发|报|管|补).{0,8}(没|吗|么|不)$|有(补助|补贴|救助|政策|说法)|有份|管吗|让不让|允许|给批|批吗|归我|算谁的|国家(给|管)|政府(给|管)|让吗/u],
  ['eligibility', 'lets', /(让|给|管|准|许|行|成|报|算|够|犯法|违法)(不|吗|么|没)$|(让|给|准|许)(我|我们|咱)?[^\s]{1,4}(不|吗|么|没)$|(报|给|让|管|算|补)不(报|给|让|管|算|补)/u],
  ['eligibility', 'in-time', /(还|现在|才|再).{0,10}(来得及|赶得上|赶上|能补|能领|补上|晚)|来得及|赶得上/u],
  ['eligibility', 'help', /(政府|国家|公家|镇里|上头|政策|上面).{0,6}(给|有|能|管|补|帮|贴|报)/u],
  ['eligibility', 'whose', /(归|算)(谁|我|他|租|种)(的|家|自己)?(吗|不|呢)?$|谁的$/u],
  ['eligibility', 'ok', /行不行|(这|那|我|不是|没).{0,8}(行吗|可以吗|成吗)|还能|也能|听说.{0,16}(给|有|能|奖|补|退)/u],
  ['eligibility', 'free-help', /有(没有)?.{0,4}(免费|便宜|贴息|救急|应急)/u],
  ['eligibility', 'heard', /(听说|听人说|都说|说是).{0,18}(钱|补|奖|发|退|贴|免|照顾)[^怎哪几多什]{0,8}$/u],
  ['eligibility', 'who', /什么人|哪些人|谁能|谁可以|谁都|什么样的|哪种人|哪类/u],
  ['process', 'how', /怎么(?!回事|算|样|这么|那么|才|没|不|还|讲究)|如何/u],
  ['process', 'what-now', /(丢了|掉了|坏了|过期了|没了|不了|错了).{0,4}(怎么办|怎么|补|换)|能补吗|能换吗|给换|给改|能改/u],
  ['process', 'steps', /流程|步骤|程序|手续怎么|先.{0,6}(哪|再|还是)|第一步|怎么个|走什么|哪几步|先办|自动/u],
  ['process', 'whom', /找谁|谁管|归谁|跟谁|谁给|跟哪|谁负责|报谁|向谁|谁来|谁办|谁批|谁去|谁上/u],
  ['process', 'where-to-turn', /(去哪|在哪|找哪|到哪).{0,3}(告|反映|说|要|投诉|举报|认|求|讲理|评理|讨)|投诉|举报(?!.{0,3}(多久|几天))/u],
  ['process', 'first', /(得|要|是|用|需要)?先.{1,8}(吗|么|不|再|还是|后)/u],
  ['process', 'whose-job', /(归|是|该|由)(谁|哪个人)(管|办|负责|来)/u],
  ['process', 'proxy', /代办|替|帮.{0,3}(办|弄)|本人|委托|别人去|上门|亲自|家属|代领|代理|.{1,4}(去|来)行吗|去不了|不会(用|使)/u],
  ['process', 'wish', /(想|要|准备|打算)(申请|办理?|登记|报名|举报|补办|换|建|盖|租|养|开|买|注销|领|改|翻)/u],
  ['process', 'let-whom', /(找|让|叫|替|托).{1,8}(行吗|成吗|行不行|可以吗|能吗|能行吗)|(找|让|请)(个|几个)?.{0,6}(人|谁)(来|给|帮|说|管|修|看)/u],
  ['process', 'wish-to', /(想|要|准备|打算)(再)?(把|找|请|让|跟|同|当面|要回|问问|讨|告|离|分|迁|落|挂|销)/u],
  ['process', 'do-one', /(补|换|办|弄|领|开|改|报|申请|迁|销|建|盖|注销)(个|一个|张|一张|一下|新的?|新卡)?$|不会(弄|用|使|填|办)$/u],
  ['process', 'tell', /(用|要|得|用不用|要不要)(不用)?(跟|给|和|向|往)?.{0,4}(说(一)?声|打(个)?招呼|报告|报备|备案|批|报|登记|说)(吗|不|么|一声)?$/u],
  ['process', 'who-does', /(谁|自己|自动|主动).{0,8}(去|来|给|办|申请|还是)|还是(得|要|自己)/u],
  ['process', 'must', /(还|现在|都)?(要|用|得)(不用)?(办|报|备案|登记|批|申请|认证|做).{0,3}(吗|不|么)/u],
  ['result', 'how-much-get', /(给|发|补|领|拿|能领|能拿|得|报|返|奖|赔|退)(我|我们|到|上|给)?多少|多少补|补多少|一个月(给|能|发|是|拿)?.{0,3}多少|每(个)?月(给|能|发|多少)|(?<![得要等过满差])几个月(的)?(钱|金)?$|十块/u],
  ['result', 'what-get', /待遇|好处|什么用|有用|优惠|能得|给什么|管什么|有什么(用|好|区别|补)|区别|不一样|什么结果|结果/u],
  ['result', 'then-what', /领几个月|能退|给退|退吗|取出来|作废|有效期|管几年|下来(是|给)|(要是|如果).{0,6}(不来|不给|不去|没|不管)|办完|批下来(?!得|要|多|几)/u],
  ['basis', 'rule', /依据|哪条|法律|法规|规定|文件|哪年的政策|条例|凭什么|根据|合法|合规|谁定的|哪一条|强制|自愿|按什么/u],
  ['general', 'what-is', /是什么|什么意思|怎么回事|介绍|了解|详细|讲讲|都(要|得|去|需要)?办(些)?什么|有什么政策/u],
] // prettier-ignore

/** Facets of a message by name; 'general' when nothing is asked in particular. */
export interface FacetReading {
  /** Names of the cues in the part that asks, in the order of CUES. */
  readonly cues: readonly string[]
  /** Facets that only the story before it speaks of. */
  readonly before: readonly Facet[]
  /** Facet whose cue stands last in the text: the question mostly comes at the end. */
  readonly last: Facet | null
  /** Learned model, probability per facet in the order of FACETS. */
  readonly model: Float32Array
}

export type ReadFacet = (bare: string) => FacetReading

/** What comes before the question tells little of what is asked. */
const STORY = 0.25
const ASKS =
  /什么|怎么|多少|多久|多长|多大|哪|几|谁|吗|呢|么$|不$|没$|不行|行不|能不|可不|要不|是不是|有没有|算不|还是|如何|为什么|凭什么|何时|凭|[?？]/u

/** The part of a message that asks (the last clause that does, to the end) and the story before it. */
function partsOf(bare: string): { asks: string; story: string } {
  const parts = bare.split(/(?<=[。！!？?；;，,、\s…~])/u).filter((part) => /[\p{L}\p{N}]/u.test(part))
  let at = parts.length - 1
  for (let k = parts.length - 1; k >= 0; k--) {
    if (ASKS.test(parts[k]!.replace(/[。！!；;，,、\s…~]+$/u, ''))) {
      at = k
      break
    }
  }
  return { asks: parts.slice(Math.max(0, at)).join('').trim(), story: parts.slice(0, Math.max(0, at)).join('').trim() }
}

/** Fits the model on the town's facet utterances; without any, the cues decide alone. */
export function makeReadFacet(
  utterances: Readonly<Record<string, readonly string[]>>,
  vocabulary: Vocabulary,
  featurise: (text: string) => Bag,
  prepare: (text: string) => string,
): ReadFacet {
  const look = (bare: string) => {
    const { asks, story } = partsOf(bare)
    const { cues, last } = hits(asks)
    const tokens = new Map<number, number>()
    const put = (token: string, w: number) => {
      const id = vocabulary.idOf(token)
      if (id !== undefined) tokens.set(id, w)
    }
    const asked = featurise(asks)
    asked.ids.forEach((id, k) => tokens.set(id, asked.weights[k]!))
    if (story !== '') {
      const told = featurise(story)
      told.ids.forEach((id, k) => {
        if (!tokens.has(id)) tokens.set(id, told.weights[k]! * STORY)
      })
    }
    for (const cue of cues) put(`%${cue}`, 2)
    const end = asks.replace(/[^\p{L}\p{N}]+/gu, '')
    for (const n of [1, 2, 3]) if (end.length >= n) put(`$${end.slice(-n)}`, 1)
    const early = story === '' ? [] : hits(story).cues
    return { cues, last, bag: bagOf(tokens), before: [...new Set(early.map((cue) => OWN.get(cue)!))] }
  }
  const samples = FACETS.flatMap((facet, label) =>
    (utterances[facet] ?? []).map((text) => ({
      bag: look(prepare(text)).bag,
      labels: [[label, 1] as const],
      weight: 1,
    })),
  )
  const linear: SoftmaxRegression | null =
    samples.length < FACETS.length
      ? null
      : fitSoftmaxRegression(samples, { classes: FACETS.length, epochs: 12, rate: 3, decay: 0, minCount: 1 })
  const flat = new Float32Array(FACETS.length).fill(1 / FACETS.length)
  return (bare) => {
    const { cues, last, bag, before } = look(bare)
    return { cues, last, before, model: linear ? linear.predict(bag) : flat }
  }
}

function hits(text: string): { cues: string[]; last: Facet | null } {
  const cues: string[] = []
  let last: Facet | null = null
  let end = 0
  for (const [facet, name, look] of CUES) {
    const found = look.exec(text)
    if (!found) continue
    cues.push(name)
    if (found.index + found[0].length > end) {
      end = found.index + found[0].length
      last = facet
    }
  }
  return { cues, last }
}

const OWN = new Map(CUES.map(([facet, name]) => [name, facet]))

/** Features of one facet for the weighing in answer-weights.json. */
export function facetFeatures(reading: FacetReading, label: number): Record<string, number> {
  const facet = FACETS[label]!
  const f: Record<string, number> = { [`is-${facet}`]: 1, model: Math.log(reading.model[label]! + 0.01) }
  for (const cue of reading.cues) {
    f[`${cue}>${facet}`] = 1
    if (OWN.get(cue) === facet) f['named'] = 1
  }
  if (reading.last === facet) f['last'] = 1
  if (reading.before.includes(facet)) f['before'] = 1
  if (reading.cues.length === 0) f[`none>${facet}`] = 1
  return f
}

/** Probability per facet, in the order of FACETS. */
export function weighFacets(reading: FacetReading, weights: Readonly<Record<string, number>>): number[] {
  const z = FACETS.map((_, label) => {
    let sum = 0
    for (const [name, v] of Object.entries(facetFeatures(reading, label))) sum += (weights[name] ?? 0) * v
    return sum
  })
  const max = Math.max(...z)
  const e = z.map((x) => Math.exp(x - max))
  const total = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / total)
}
