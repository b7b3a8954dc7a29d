/**
 * What a resident reads as an answer. The first line answers what was asked; every fact comes from a catalogue field,
 * the rest of the one-time notice is one tap away. Nothing is invented, no amount is quoted that the catalogue lacks.
 */
import type { Catalog, Item, Material } from '../catalog/item.ts'
import type { Choice, Outgoing } from '../channel.ts'
import { sayLimits } from '../notice/compose.ts'
import { departmentOf, type Town } from '../town.ts'
import type { Facet } from './understand.ts'

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

const isTown = (item: Item): boolean => item.routing === 'town'

const list = (lines: readonly string[]): string => lines.map((line, i) => `${i + 1}. ${line}`).join('\n')

/** What people call it: the name without what stands in brackets. */
const short = (item: Item): string => item.name.replace(/（[^）]*）/g, '')

/** '身份证（原件核验）'; the copies only where more than one. */
const sayMaterial = (m: Material): string => `${m.name}（${m.form}${m.copies > 1 ? `${m.copies}份` : ''}）`

/** Where to go when the town does not do it: exactly, and that the town still helps (首问负责). */
const elsewhere = (item: Item, town: Town): string =>
  isTown(item)
    ? ''
    : `\n这件事由${item.department.replace(/^不属镇：/, '').replace(/—指引$/, '')}办；拿不准就发“人工”，镇里${departmentOf(town, item.owner).name}帮您问清楚。`

// prettier-ignore
const LINES: Readonly<Record<Facet, (item: Item, town: Town) => string>> = {
  general: (item) => `${short(item)}：${isTown(item) ? '在镇里办' : '不在镇里办'}，${firstSentence(item.place)}。${item.fee}。`,
  process: (item) => item.steps.length ? `${short(item)}这样办：\n${list(item.steps)}` : `${short(item)}的步骤，以窗口告知为准。`,
  eligibility: (item) => item.conditions.length ? `办${short(item)}，要符合：\n${list(item.conditions)}` : `${short(item)}没有另外的条件要求，带材料来就行。`,
  place: (item, town) => `${short(item)}，去${item.place}办。\n${hours(town)}${item.phone || town.phone ? `\n电话：${item.phone || town.phone}` : ''}`,
  materials: (item) => materials(item),
  time: (item) => `${short(item)}的时间：${sayLimits(item)}。${item.officeType === '即办件' ? '\n材料齐全的，当场办。' : ''}`,
  result: (item) => `${short(item)}办完：${item.result}。\n具体金额、标准以当年公布的为准，窗口可以查。`,
  fee: (item) => `${short(item)}：${item.fee}。`,
  basis: (item) => item.basis.length ? `${short(item)}的依据：\n${list(item.basis.map((b) => b.replaceAll('UNVERIFIED', '待核实')))}` : `${short(item)}的依据以窗口告知为准。`,
}

const firstSentence = (text: string): string => text.split('；')[0] ?? text

const hours = (town: Town): string => `时间：工作日 ${town.hours.map((h) => `${h.from}–${h.to}`).join('，')}`

function materials(item: Item): string {
  const need = item.materials.filter((m) => m.required)
  const maybe = item.materials.filter((m) => !m.required)
  if (item.materials.length === 0) return `办${short(item)}，目录里没有列材料。去之前发“人工”问一句，免得白跑。`
  const free = item.materials.filter((m) => /免交|共享|不得要求|不再收/.test(m.note))
  return [
    `办${short(item)}，要带：\n${list(need.map(sayMaterial))}`,
    maybe.length ? `有这种情况再带：${maybe.map((m) => m.name).join('、')}` : '',
    free.length ? `能在网上核验到的可以不带：${free.map((m) => m.name).join('、')}` : '',
  ]
    .filter(Boolean)
    .join('\n')
}

/** Told plainly where the catalogue is not checked. */
function caveats(item: Item, facet: Facet): string {
  const unchecked: Partial<Record<Facet, string>> = {
    materials: 'materials',
    process: 'flow',
    place: 'place',
    eligibility: 'conditions',
  }
  const field = unchecked[facet]
  const sure = !field || item.verifiedFields.some((f) => f.startsWith(field))
  return sure && item.verified ? '' : '\n（这项内容还在核对，以窗口当面告知为准）'
}

const source = (item: Item, catalog: Catalog): string =>
  `\n—— 来源：镇事项目录《${item.name}》，版本 ${catalog.version}`

/** Which facets to offer next, most wanted first. */
const NEXT: readonly Facet[] = ['materials', 'process', 'time', 'place', 'eligibility', 'fee']

export const itemChoice = (item: Item, facet: Facet, label = item.name): Choice => ({
  label,
  value: `i:${item.id}:${facet}`,
})
const ASK_PERSON: Choice = { label: '找工作人员', value: 'human' }

export interface AnswerOf {
  readonly item: Item
  readonly facet: Facet
  readonly forOther: boolean
}

/** Whether one may act for another, as far as the catalogue says. */
function sayForOther(item: Item): string {
  const line = [...item.steps, ...item.conditions, ...item.materials.map((m) => m.note)].find((l) =>
    /委托|代办|代提|代为|监护人/.test(l),
  )
  return `\n替别人办：${line ? `${line}。` : '能不能代办，去之前发“人工”问一句。'}`
}

/** The answer to one question. At most one phone screen; the rest is one tap away. */
export function sayAnswer({ item, facet, forOther }: AnswerOf, catalog: Catalog, town: Town): Outgoing {
  const other = forOther ? sayForOther(item) : ''
  const body = `${LINES[facet](item, town)}${elsewhere(item, town)}${other}${caveats(item, facet)}${source(item, catalog)}`
  const next = NEXT.filter((f) => f !== facet).slice(0, 3)
  return {
    text: body,
    choices: [
      { label: '一次看全', value: `n:${item.id}` },
      ...next.map((f) => itemChoice(item, f, FACET_LABEL[f])),
      ...(isTown(item) ? [{ label: '我要申请', value: `apply:${item.id}` }] : []),
      { label: '没答对', value: 'useless' },
      ASK_PERSON,
    ],
  }
}

/** An answer a head has signed off, in the words it was given. */
export function sayFaq(faq: Item['faq'][number], item: Item, catalog: Catalog): Outgoing {
  return {
    text: `${faq.answer}${source(item, catalog)}`,
    choices: [{ label: '一次看全', value: `n:${item.id}` }, { label: '没答对', value: 'useless' }, ASK_PERSON],
  }
}

/** The whole one-time notice 一次性告知 in the chat: everything at once (镇制度二（一）3). */
export function sayNotice(item: Item, catalog: Catalog, town: Town): Outgoing {
  const text = [
    `【${item.name}】一次性告知`,
    `什么人能办：${item.conditions.join('；') || '无另外条件'}`,
    `要带：\n${list(item.materials.map((m) => `${sayMaterial(m)}${m.required ? '' : '（有相应情形时）'}${m.note ? `——${m.note}` : ''}`)) || '不用专门准备'}`,
    `怎么办：\n${list(item.steps) || '以窗口告知为准'}`,
    `时间：${sayLimits(item)}`,
    `费用：${item.fee}`,
    `地点：${item.place}；${hours(town)}`,
    `办完给您：${item.result}`,
    `依据：${item.basis.map((b) => b.replaceAll('UNVERIFIED', '待核实')).join('；')}`,
    `不同意可以：${item.remedies}`,
    item.note ? `说明：${item.note}` : '',
  ]
    .filter(Boolean)
    .join('\n')
  return {
    text: `${text}${source(item, catalog)}`,
    choices: [
      ...(isTown(item) ? [{ label: '我要申请', value: `apply:${item.id}` }] : []),
      { label: '对此有疑问', value: `doubt:${item.id}` },
      ASK_PERSON,
    ],
  }
}

/** A vague question asked back. */
export function sayChoices(items: readonly Item[], facet: Facet): Outgoing {
  return {
    text: '您问的是哪一件？点一下，或者回数字：',
    choices: [...items.map((item) => itemChoice(item, facet)), { label: '都不是', value: 'human' }],
  }
}
