/** Which side of a matter is asked about: cues a person would name, a small learned model beside them. */
import type { Featurise, Tokens } from './features.ts'
import type { Linear } from './linear.ts'
import { fitLinear } from './linear.ts'
import type { Facet } from './understand.ts'
import { FACETS } from './understand.ts'

/** Facet, name of the cue (its learned weight stands under this name in answer-weights.json), what it looks like. */
export const CUES: readonly (readonly [Facet, string, RegExp])[] = [
  ['materials', 'bring-what', /(带|拿|交|备|准备|要|需要|提供|提交|携带)(些|着|点|的|齐|上)?(什么|哪些|几样)/u],
  ['materials', 'papers', /材料|证件|手续(都)?(有|要|带|是)|资料|凭据|证据|单据|原件|复印件|照片|相片|样本|图纸|清单/u],
  ['materials', 'this-paper', /(用|要|得|需要|必须|还).{0,3}(带|拿|交).{0,8}(吗|不|么|行)/u],
  ['materials', 'paper-needed', /(证|本|书|票|表|卡|单|簿|合同|发票|证明|存折|户口).{0,6}(要吗|需要吗|要不|用吗|算不算|都要|够吗|够不够|就行|行吗)/u],
  ['materials', 'paper-lost', /(证|本|书|票|单|簿|合同|发票|证明|卡).{0,5}(丢了|找不着|找不到|没有|没了|弄丢|不见)/u],
  ['materials', 'what-paper', /(什么|哪些|几样|哪几样|哪种)(证|手续|材料|票|件|东西|表)/u],
  ['time', 'how-long', /多久|多长时间|多少天|几天|几个月|几个工作日|多少个?(工作)?日|多少时间|什么时间|几年一|多少日子|几周/u],
  ['time', 'when', /什么时候|啥时|何时|几月|几号|哪天|哪个月|几点|哪年|截止|期限|到期|时限/u],
  ['time', 'fast', /(快|慢|早|晚)(不|吗|点|一点)|能快|加急|有信|等多|得等|要等|拖多|来得及|过期|时效|提前/u],
  ['time', 'paid-when', /(什么时候|哪天|几号|几月).{0,4}(发|给|到账|打|下来)/u],
  ['fee', 'cost', /(要|花|收|交|掏|出|付|拿|得)(多少)?(钱|费)|多少钱|收费|费用|工本费|手续费|贵不|贵吗|几块|免费|白给|不要钱|自费|价/u],
  ['fee', 'pay-self', /自己(交|掏|出|花|拿)|谁(出|掏|付)|花销|便宜|免的|一亩交|每人交|交多少|一年多少|缴多少|保费|档/u],
  ['place', 'where', /哪里|去哪|在哪|到哪|哪儿|什么地方|哪个(地方|部门|窗口|医院|单位|机构|所)|往哪|从哪|哪边|哪头/u],
  ['place', 'there', /(镇里|镇上|区里|村里|街里|县里|大厅|窗口|手机|网上|线上|派出所|市里|你们这|你们那|这边|那边|外地|异地|本地).{0,6}(办|弄|交|领|报|能|行|可以|申请|做|办理|还是)/u],
  ['place', 'or-there', /还是.{0,6}(镇|区|村|县|大厅|窗口|手机|网上|派出所|医院|学校|你们)/u],
  ['place', 'address', /地址|电话|找哪|归哪|哪个口|几号窗|怎么走|坐什么车|几楼|上班/u],
  ['eligibility', 'may', /能(不能)?(办|领|吃|评|申请|享受|批|给|拿|报|补|算|贷|认|有|够|上|交|迁|建|盖|砍|烧|埋)[^？]{0,8}(吗|不|么|没)|能吗|能不能|能领|可以(办|领|申请|享受)?吗|可不可以/u],
  ['eligibility', 'counts', /算不算|算吗|够不够|够吗|符合|条件|资格|有没有份|有我|合不合|达标|标准|要求|限制|够条件|才能|才算|怎么算|必须|多大|几岁|岁数|多少岁/u],
  ['eligibility', 'any-for-me', /有没有|(补助|补贴|救助|政策|钱|待遇)(没|吗|么)|有(补助|补贴|救助|政策)|管吗|给(点|补|报|发|钱)?.{0,6}(吗|不|没)$|让不让|允许|给批|批吗|归我/u],
  ['eligibility', 'situation-ok', /(行吗|可以吗|行不行|中吗|成吗|来得及吗|还能|也能|还可以|能吃|能上|能享受|让吗)/u],
  ['eligibility', 'who', /什么人|哪些人|谁能|谁可以|什么样的|哪种人|哪类/u],
  ['process', 'how', /怎么(办|申|领|弄|交|补|报|查|上|换|改|开|走|写|填|操作|个|转|登|注|迁|销|用|认|考|要|告|退|处|定|买|打|续|投|备|收|举|跑)|如何|咋/u],
  ['process', 'steps', /流程|步骤|程序|手续怎么|先.{0,6}(哪|再|还是)|第一步|怎么个|走什么|哪几步|先办/u],
  ['process', 'whom', /找谁|谁管|归谁|跟谁|哪个部门管|谁给|跟哪|谁负责|报谁|向谁|谁来/u],
  ['process', 'proxy', /代办|替|帮.{0,3}办|本人|委托|别人去|上门|亲自|家属|代领|代理/u],
  ['process', 'apply', /申请|办理|登记|报名|举报|投诉|补办|补一个|补领|换新|想办|要办|想要个/u],
  ['process', 'must', /(要|用|得)(办|报|备案|登记|批).{0,3}(吗|不|么)|自动|非得/u],
  ['result', 'how-much-get', /(给|发|补|领|拿|能领|能拿|得|报|返|奖)(我|咱|到|上)?多少|多少补|补多少|多少(钱)?一个月|每(个)?月(给|能|发|多少)|一个月(多少|给|能)|一次给/u],
  ['result', 'what-get', /待遇|好处|什么用|有啥用|有用|优惠|能得|给什么|管什么|有什么(用|好|区别|补)|区别|不一样|会怎样|什么结果|结果/u],
  ['result', 'then-what', /领几个月|能退|退多少|给退|取出来|作废|有效期|管几年|下来(是|给)|要是.{0,6}(不来|不给|不去|没)|办完|批下来/u],
  ['basis', 'rule', /依据|哪条|法律|法规|规定|文件|政策(是|依|文|有)|条例|凭什么|根据|哪年的|合法|合规|谁定的|哪一条|强制|自愿/u],
] // prettier-ignore

/** Facets of a message by name; 'general' when nothing is asked in particular. */
export interface FacetReading {
  /** Cue names that hit. */
  readonly cues: readonly string[]
  /** Learned model, probability per facet in the order of FACETS. */
  readonly model: Float32Array
}

export type ReadFacet = (bare: string, tokens: Tokens) => FacetReading

const SHARPEN = 1
/** Fits the model on the town's facet utterances; without any, the cues decide alone. */
export function makeReadFacet(
  utterances: Readonly<Record<string, readonly string[]>>,
  featurise: Featurise,
  prepare: (text: string) => string,
): ReadFacet {
  const samples = FACETS.flatMap((facet, label) =>
    (utterances[facet] ?? []).map((text) => {
      const ready = prepare(text)
      return { tokens: withCues(featurise(ready), hits(ready)), labels: [[label, 1] as const], weight: SHARPEN }
    }),
  )
  const linear: Linear | null =
    samples.length < FACETS.length
      ? null
      : fitLinear(samples, { classes: FACETS.length, epochs: 12, rate: 3, decay: 0, minCount: 2 })
  const flat = new Float32Array(FACETS.length).fill(1 / FACETS.length)
  return (bare, tokens) => {
    const cues = hits(bare)
    return { cues, model: linear ? linear.predict(withCues(tokens, cues)) : flat }
  }
}

const hits = (text: string): string[] => CUES.filter(([, , look]) => look.test(text)).map(([, name]) => name)

const withCues = (tokens: Tokens, cues: readonly string[]): Tokens => {
  const all = new Map(tokens)
  for (const cue of cues) all.set(`%${cue}`, 2)
  return all
}

/** Features of one facet for the weighing in answer-weights.json. */
export function facetFeatures(reading: FacetReading, label: number): Record<string, number> {
  const facet = FACETS[label]!
  const f: Record<string, number> = { [`is-${facet}`]: 1, model: Math.log(reading.model[label]! + 0.01) }
  for (const cue of reading.cues) f[`${cue}>${facet}`] = 1
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
