/**
 * Composes what a resident reads as an answer. The first line answers what was asked; every fact comes from a catalogue field,
 * the rest of the one-time notice is one tap away. Nothing is invented, no amount is quoted that the catalogue lacks.
 */
import type { Catalog, Item, Material } from '../../catalog/item.ts'
import type { Choice, Outgoing } from '../../channel.ts'
import { formatItemLimits } from '../../notice/notice-input.ts'
import { departmentOf, type Town } from '../../town.ts'
import { atTownCounter, shortName, isTown, plainText, whoElse } from './catalog-wording.ts'
import { onOneScreen } from './phone-screen.ts'
import type { Facet } from '../understand.ts'

const FACET_LABEL: Readonly<Record<Facet, string>> = {
  general: '全部说明',
  process: '怎么办',
  eligibility: '什么人能办',
  place: '去哪儿办',
  materials: '带什么材料',
  time: '要多少天',
  result: '办完给什么',
  fee: '要不要钱',
  basis: '依据什么规定',
}

/** A sentence, and the list it leads to; `after` stands below the list. */
interface Said {
  readonly head: string
  readonly list?: readonly string[]
  readonly after?: readonly string[]
}

/** '原件看完还您' is what 原件核验 means to whoever brings it. */
const FORMS: Readonly<Record<string, string>> = { 原件核验: '原件，看完还您', 电子件: '手机里的就行' }

const sayMaterial = (m: Material): string =>
  /^按/.test(m.name)
    ? plainText(m.name)
    : `${plainText(m.name)}（${FORMS[m.form] ?? m.form}${m.copies > 1 ? `${m.copies}份` : ''}）`

const hours = (town: Town): string => `时间：工作日 ${town.hours.map((h) => `${h.from}–${h.to}`).join('，')}`
const place = (item: Item): string => (/线上|小程序/.test(item.place) ? `在${item.place}` : `去${item.place}`)

/** A step that says where to turn. */
const TURNS_TO = /(向|到|在|转交|联系|线上或).*(区|派出所|机构|网点|公司|学校|部门|殡仪馆)/

/** Where to go when it is not decided in town: exactly. */
function elsewhere(item: Item, town: Town): string {
  const exact = item.steps.filter((s) => TURNS_TO.test(s)).slice(0, 2)
  return atTownCounter(item, town)
    ? `这件事最后归${whoElse(item, town)}办，先到${item.place}就行，镇里给您指路、转交。${exact.length ? `\n具体：${exact.join('；')}。` : ''}`
    : `这件事不在镇里办，${place(item)}。`
}

/** Under every other answer on such a matter: where, shortly, and that the town still helps (首问负责). */
function help(item: Item, facet: Facet, town: Town): string {
  if (isTown(item)) return ''
  const ask = `拿不准就发“人工”，镇里${departmentOf(town, item.owner).name}帮您问清楚。`
  if (facet === 'place' || facet === 'general') return ask
  return atTownCounter(item, town)
    ? `归${whoElse(item, town)}办，镇窗口给您指路、转交。${ask}`
    : `${place(item)}。${ask}`
}

/** What must be said before anything else: somebody may be in danger. */
const urgentFirst = (item: Item): string =>
  item.steps.find((s) => /110|119|120/.test(s)) ?? (/110|119|120/.test(item.note) ? item.note : '')

const paysMoney = (item: Item): boolean =>
  item.type === '行政给付' || /补贴|津贴|补助|救助金|奖励|抚恤|待遇|贷款|发放/.test(`${item.name}${item.result}`)
const guides = (item: Item): boolean => !isTown(item) && /指引|转|告知|帮办/.test(item.result)

// prettier-ignore
const SAYS: Readonly<Record<Facet, (item: Item, town: Town) => Said>> = {
  general: (item, town) => general(item, town),
  process: (item, town) => item.steps.length ? { head: `${shortName(item)}这样办：`, list: item.steps } : { head: `${shortName(item)}怎么办，以${isTown(item) ? '窗口' : whoElse(item, town)}告知的为准。` },
  eligibility: (item) => item.conditions.length > 1 ? { head: `${shortName(item)}，要符合这些：`, list: item.conditions } : { head: item.conditions[0] ? `${shortName(item)}，什么人能办：${item.conditions[0]}。` : `${shortName(item)}没有另外的条件，带材料来就行。` },
  place: (item, town) => ({ head: isTown(item) ? `${shortName(item)}，${place(item)}办。` : `${shortName(item)}：${elsewhere(item, town)}`, after: [atTownCounter(item, town) ? hours(town) : '', phone(item, town)] }),
  materials: (item) => materials(item),
  time: (item, town) => time(item, town),
  result: (item, town) => ({
    head: guides(item) ? `${shortName(item)}由${whoElse(item, town)}办，办完给什么，以那里告知的为准。镇里能做的：${item.result}。` : `${shortName(item)}办完以后：${item.result}。`,
    after: [paysMoney(item) ? '给多少钱，目录里没有写，以当年公布的标准为准，窗口可以查。' : ''],
  }),
  fee: (item, town) => ({ head: isTown(item) || item.verifiedFields.includes('fee') || item.fee !== '不收费' ? `${shortName(item)}：${item.fee}。` : `镇里给您指路、转交不收费。办${shortName(item)}要不要钱，以${whoElse(item, town)}公布的为准。` }),
  basis: (item) => item.basis.length ? { head: `${shortName(item)}的依据：`, list: item.basis } : { head: `${shortName(item)}的依据，以窗口告知的为准。` },
}

function general(item: Item, town: Town): Said {
  const need = item.materials.filter((m) => m.required && !/^按/.test(m.name)).length
  const first = isTown(item)
    ? `${shortName(item)}在镇里办，${place(item)}。${item.fee}。`
    : `${shortName(item)}：${elsewhere(item, town)}`
  const forbids = item.conditions.find((c) => /禁止|不得|不予批准/.test(c))
  return {
    head: [urgentFirst(item), first].filter(Boolean).join('。\n'),
    after: [
      forbids ? `要注意：${plainText(forbids)}。` : '',
      need > 0 ? `要带${need}样材料。` : '',
      isTown(item) && item.materials.length === 0 ? '不想跑的，发“人工”，在这里就能登记。' : '',
      `多少天：${formatItemLimits(item)}。`,
      '想先看哪一样，点下面，或者直接问。',
    ],
  }
}

function time(item: Item, town: Town): Said {
  const atOnce =
    isTown(item) && item.officeType === '即办件' && item.materials.length > 0 && (item.promisedLimit?.days ?? 9) <= 1
  return {
    head: `${shortName(item)}${isTown(item) ? '要多少天' : `由${whoElse(item, town)}办，多少天`}：${formatItemLimits(item)}。`,
    after: [atOnce ? '材料齐的，当场办。' : ''],
  }
}

const phone = (item: Item, town: Town): string => {
  const number = item.phone || (isTown(item) ? departmentOf(town, item.owner).phone || town.phone : '')
  return number ? `电话：${number}` : ''
}

/** What a note of a material spares people, by how the catalogue words it. */
const SPARES: readonly (readonly [says: string, note: RegExp])[] = [
  ['窗口能在网上查到的，可以不交', /免交|可?共享(核验)?免|不得要求/],
  ['不用复印', /不再收复印件/],
  ['可以后补', /后补|容缺/],
  ['表在窗口领，不会写可以口述', /代填|代写/],
]

function materials(item: Item): Said {
  const need = item.materials.filter((m) => m.required)
  const maybe = item.materials.filter((m) => !m.required)
  if (item.materials.length === 0) return { head: `${shortName(item)}：目录里没有要求带材料，来了说清楚就行。` }
  const spared = SPARES.flatMap(([says, note]) => {
    const names = item.materials.filter((m) => note.test(`${m.note}${m.name}`)).map((m) => m.name.replace(/（.*/, ''))
    return names.length ? [`${says}：${names.join('、')}`] : []
  })
  const [only] = need.length === 1 ? need : []
  return {
    head: `${shortName(item)}，${only ? `要带：${sayMaterial(only)}。` : need.length ? `要带${need.length}样：` : '没有每个人都要带的。'}`,
    list: only ? [] : need.map(sayMaterial),
    after: [maybe.length ? `有这种情况再带：${maybe.map((m) => plainText(m.name)).join('、')}` : '', ...spared],
  }
}

/** Which field of the catalogue a facet is read from; limits say for themselves whether they are promised yet. */
const FIELDS: Partial<Record<Facet, string>> = {
  general: 'place',
  materials: 'materials',
  process: 'flow',
  place: 'place',
  eligibility: 'conditions',
  fee: 'fee',
  result: 'result',
  basis: 'basis',
}

/** Told plainly where the catalogue is not checked. */
function caveat(item: Item, facet: Facet): string {
  const field = FIELDS[facet]
  const sure = field === undefined || item.verifiedFields.includes(field)
  return sure ? '' : '（这项还在核对，以窗口当面说的为准）'
}

export const source = (item: Item, catalog: Catalog): string => `—— 来源：镇事项目录《${item.name}》${catalog.version}`

/** Which facets to offer next, most wanted first. */
const NEXT: readonly Facet[] = ['materials', 'process', 'time', 'place', 'eligibility', 'fee']

export const itemChoice = (item: Item, facet: Facet, label = shortName(item)): Choice => ({
  label,
  value: `i:${item.id}:${facet}`,
})
export const ASK_PERSON: Choice = { label: '找工作人员', value: 'human' }
export const USELESS: Choice = { label: '没答对', value: 'useless' }
export const WHOLE = (item: Item): Choice => ({ label: '一次看全', value: `n:${item.id}` })
export const APPLY = (item: Item): Choice[] =>
  isTown(item) ? [{ label: item.materials.length > 0 ? '我要申请' : '在这里登记', value: `apply:${item.id}` }] : []

export interface AnswerOf {
  readonly item: Item
  readonly facet: Facet
  readonly forOther: boolean
  /** Asked whether one may act for another, and nothing else. */
  readonly proxy?: boolean
}

/** '我妈能代办吗', '我替她去行不'. */
export const asksForOther = (text: string): boolean =>
  /代办|代领|(替|帮).{0,4}(办|去|领|交|弄)|(非得|必须|要|得)(我)?本人(去|来|到|办)/u.test(text) && text.length <= 30

/** Whether one may act for another, as far as the catalogue says. */
function sayForOther(item: Item): string {
  const self = item.steps.find((s) => /亲自|本人到场/.test(s))
  if (self) return `替别人办：不行，${plainText(self)}。`
  const paper = item.materials.find((m) => /委托|代办/.test(`${m.name}${m.note}`))
  const line = [...item.steps, ...item.conditions].find((l) =>
    /委托|代办|代提|代为|监护人|家属|亲属|继承人|受托/.test(l),
  )
  if (paper) return `替别人办：可以，另外带${plainText(paper.name)}。`
  return line ? `替别人办：${plainText(line)}。` : '替别人办：目录里没有写，去之前发“人工”问一句。'
}

/** The answer to one question. At most one phone screen; the rest is one tap away. */
export function sayAnswer({ item, facet, forOther, proxy }: AnswerOf, catalog: Catalog, town: Town): Outgoing {
  const asked: Said = proxy ? { head: `${shortName(item)}，${sayForOther(item)}` } : SAYS[facet](item, town)
  const { head, list = [], after = [] } = asked
  const other = forOther && !proxy ? sayForOther(item) : ''
  const tail = [
    ...after,
    other,
    help(item, facet, town),
    caveat(item, proxy ? 'process' : facet),
    source(item, catalog),
  ]
  return {
    text: onOneScreen(plainText(head), list.map(plainText), tail.filter(Boolean).join('\n')),
    choices: [
      WHOLE(item),
      ...NEXT.filter((f) => f !== facet)
        .slice(0, 2)
        .map((f) => itemChoice(item, f, FACET_LABEL[f])),
      ...APPLY(item),
      USELESS,
      ASK_PERSON,
    ],
  }
}

/** Of an answer in a person's own words so much is shown at once. */
const FAQ_SHOWN = 220

/** An answer a head has signed off, in the words it was given; a long one is cut, the whole one tap away. */
export function sayFaq(faq: Item['faq'][number], item: Item, catalog: Catalog, whole = false): Outgoing {
  const long = !whole && faq.answer.length > FAQ_SHOWN
  const n = item.faq.indexOf(faq)
  return {
    text: `${long ? `${faq.answer.slice(0, FAQ_SHOWN)}…` : faq.answer}\n${source(item, catalog)}`,
    choices: [
      ...(long && n >= 0 ? [{ label: '看全文', value: `q:${item.id}:${n}` }] : []),
      WHOLE(item),
      USELESS,
      ASK_PERSON,
    ],
  }
}

/** The whole one-time notice 一次性告知 in the chat: everything at once (镇制度二（一）3). */
export function sayNotice(item: Item, catalog: Catalog, town: Town): Outgoing {
  const lines = (list: readonly string[]) => list.map((line, i) => `${i + 1}. ${line}`).join('\n')
  const text = [
    `【${item.name}】一次性告知`,
    isTown(item) ? '' : elsewhere(item, town),
    `什么人能办：${item.conditions.join('；') || '无另外条件'}`,
    `要带：\n${lines(item.materials.map((m) => `${sayMaterial(m)}${m.required ? '' : '（有相应情形时）'}${m.note ? `——${m.note}` : ''}`)) || '不用专门准备'}`,
    `怎么办：\n${lines(item.steps) || '以窗口告知为准'}`,
    `时间：${formatItemLimits(item)}`,
    SAYS.fee(item, town).head.replace(/^.*?：/, '费用：'),
    `地点：${item.place}${atTownCounter(item, town) ? `；${hours(town)}` : ''}`,
    `办完以后：${item.result}`,
    item.basis.length ? `依据：${item.basis.join('；')}` : '',
    `不同意可以：${item.remedies}`,
    item.note ? `说明：${item.note}` : '',
    item.verified ? '' : '（这件事的内容还在核对，以窗口当面说的为准）',
  ]
    .filter(Boolean)
    .join('\n')
  return {
    text: `${plainText(text)}\n${source(item, catalog)}`,
    choices: [...APPLY(item), { label: '对此有疑问', value: `doubt:${item.id}` }, ASK_PERSON],
  }
}

/** A vague question asked back; a person is always one of the choices. */
export function sayChoices(items: readonly Item[], facet: Facet, facts: readonly string[] = []): Outgoing {
  const [only] = items.length === 1 ? items : []
  const asked = only ? `您问的是“${shortName(only)}”吗？点一下，或者回数字：` : '您问的是哪一件？点一下，或者回数字：'
  return {
    text: [...facts, asked].join('\n'),
    choices: [...items.map((item) => itemChoice(item, facet)), { label: '都不是', value: 'none' }, ASK_PERSON],
  }
}

/** The matter is plain; whether they ask how it is done or after their own is asked back. */
export const sayHowOrOwn = (item: Item, facet: Facet): Outgoing => ({
  text: `您是问${shortName(item)}怎么办，还是查您家已经在办的？`,
  choices: [itemChoice(item, facet, '问怎么办'), { label: '查我家的那件', value: 'human' }, { label: '都不是', value: 'none' }],
}) // prettier-ignore
