/** What is said while a family's list of papers for a life event is made and ticked off: questions, the list, what is left, where to go. */
import type { Catalog, Item } from '../../catalog/item.ts'
import type { LifeEvent, LifeQuestion } from '../../catalog/life-event.ts'
import { type NeededPaper, neededItems, neededPapers, questionAfter, UNSURE } from '../../catalog/life-papers.ts'
import type { Choice, Outgoing } from '../../channel.ts'
import { ASK_PERSON, itemChoice } from './compose-answer.ts'
import { plainText, shortName } from './catalog-wording.ts'

/** A list of papers in somebody's hands: what they answered, and the keys of the papers they have. */
export interface PaperList {
  readonly event: LifeEvent
  /** A digit for each answer, see core/catalog/life-papers.ts. */
  readonly code: string
  readonly held: readonly string[]
}

/** Where it is shown: `printed` writes the choices as numbered lines under the text, so the list stands there alone. */
export interface ShownOn {
  readonly catalog: Catalog
  /** Of the public site; empty where it has none. */
  readonly publicUrl: string
  readonly printed: boolean
}

/** Taps: 'life:EVENT:ANSWERS' asks on, 'tick:EVENT:ANSWERS:PLACE' ticks a paper, 'ticked:EVENT:ANSWERS' all of them. */
export const myPapers = (event: LifeEvent): Choice => ({ label: '告诉我要带哪些', value: `life:${event.id}:` })
const allHeld = ({ event, code }: PaperList): Choice => ({ label: '都齐了', value: `ticked:${event.id}:${code}` })

/** The page of the public site with the same list; `held` are places in it. */
export function paperListAddress({ event, code, held }: PaperList, catalog: Catalog): string {
  const places = neededPapers(event, code, catalog).flatMap((p, n) => (held.includes(p.key) ? [n + 1] : []))
  const fields = [...code].flatMap((char, n) => (char === UNSURE ? [] : [`q${n + 1}=${Number(char) + 1}`]))
  // places are of one state of the catalogue: with another, nothing is ticked
  const ticked = places.length > 0 ? [`have=${places.join('.')}`, `at=${encodeURIComponent(catalog.version)}`] : []
  const query = [...fields, ...ticked].join('&')
  return `/life/${event.id}${query === '' ? '' : `?${query}`}`
}

const linkTo = (list: PaperList, { catalog, publicUrl }: ShownOn): Pick<Outgoing, 'link'> =>
  publicUrl === '' ? {} : { link: { label: '打印这份清单', url: `${publicUrl}${paperListAddress(list, catalog)}` } }

const PLACES = ['第一', '第二', '第三'] as const

/** The next question; null: all are answered. */
export function sayLifeQuestion(event: LifeEvent, code: string): Outgoing | null {
  const question = questionAfter(event, code)
  if (!question) return null
  const many = event.questions.length
  const nth = many === 1 ? '问您一句' : `${PLACES[code.length] ?? ''}问，一共${many}问`
  return {
    text: `${nth}：${question.text}\n点一下，或者回数字：`,
    choices: [
      ...question.answers.map(({ says }, n) => ({ label: says, value: `life:${event.id}:${code}${n}` })),
      { label: '说不准', value: `life:${event.id}:${code}${UNSURE}` },
    ],
  }
}

/** What is asked again under the answer to something else. */
export const stillAsked = (question: LifeQuestion): string =>
  `（刚才问您：${question.text}回“${question.answers.map((a) => a.says).join('”“')}”都行，接着给您列清单。）`

const WAYS: Readonly<Record<string, string>> = { 原件核验: '原件，看完还您', 电子件: '手机里的就行' }

/** One paper as it is read aloud: what, how, for what. */
export const paperLine = ({ key, name, forms, copies, required, items }: NeededPaper): string => {
  const way = [
    ...forms.map((f) => WAYS[f] ?? f),
    ...(copies > 1 ? [`${copies}份`] : []),
    ...(required ? [] : ['有才带']),
  ]
  // one that is called after its matter says what for; short names have 、 of their own
  const use = key === name ? `——${items.map(shortName).join('；')}用` : ''
  return `${plainText(name)}（${way.join('，')}）${use}`
}

/** Said under every list: it is no decision. */
const CONDITIONS = '够不够条件，各办事单位按自己的规定看。'

const NOTHING_TO_BRING = '照您说的，这里没有要带材料的事。来了说清楚就行，拿不准找工作人员：'

/** The whole list, or after something was ticked what is left of it. */
export function sayPaperList(list: PaperList, on: ShownOn, told: 'whole' | 'left'): Outgoing {
  const papers = neededPapers(list.event, list.code, on.catalog)
  if (papers.length === 0) return { text: NOTHING_TO_BRING, choices: [ASK_PERSON] }
  const has = (p: NeededPaper): boolean => list.held.includes(p.key)
  const left = papers.filter((p) => !has(p))
  if (!left.some((p) => p.required)) return sayAllHeld(list, on)
  const shown = told === 'left' ? left : papers
  const rows = shown.map((p) => `${has(p) ? '✓' : '□'} ${papers.indexOf(p) + 1}. ${paperLine(p)}`)
  const many = papers.length - left.length
  const head =
    told === 'left'
      ? `记下了，手里有${many}样，还差${left.length}样${on.printed ? '' : '：'}`
      : `${list.event.name}，照您说的，用得上的材料${many > 0 ? `，打✓的已经在手里` : ''}：`
  const how = '手里有哪样，点一下，或者回编号，比如“1 3”。都有了回“都齐了”；以后想再看，回“还差啥”。'
  return {
    text: [head, ...(on.printed ? [] : rows), ...(told === 'whole' ? [CONDITIONS] : []), how].join('\n'),
    choices: [
      ...papers.map((p, n) => ({
        label: `${has(p) ? '✓ ' : ''}${on.printed ? paperLine(p) : plainText(p.name)}`,
        value: `tick:${list.event.id}:${list.code}:${n}`,
      })),
      allHeld(list),
      ASK_PERSON,
    ],
    ...linkTo(list, on),
  }
}

const goTo = (item: Item): string => `${/线上|小程序/.test(item.place) ? '在' : '去'}${item.place}`

/** All is in hand: where to go first, and what comes after. */
function sayAllHeld(list: PaperList, on: ShownOn): Outgoing {
  const items = neededItems(list.event, list.code, on.catalog).filter((i) => i.materials.length > 0)
  const [first, next, ...more] = items
  if (!first) return { text: NOTHING_TO_BRING, choices: [ASK_PERSON] }
  const lacked = neededPapers(list.event, list.code, on.catalog).filter((p) => !list.held.includes(p.key))
  return {
    text: [
      '要带的都备齐了。',
      ...(lacked.length > 0 ? [`这几样有才带：${lacked.map((p) => plainText(p.name)).join('、')}。`] : []),
      `先办${shortName(first)}：${goTo(first)}。`,
      ...(next ? [`办完再办${shortName(next)}：${goTo(next)}。`] : []),
      ...(more.length > 0 ? [`后面还有：${more.map(shortName).join('；')}，照这个先后办。`] : []),
      CONDITIONS,
      '想看怎么办，点一下，或者直接问：',
    ].join('\n'),
    choices: [
      ...[first, ...(next ? [next] : [])].map((item) => itemChoice(item, 'process', `看${shortName(item)}怎么办`)),
      ASK_PERSON,
    ],
    ...linkTo(list, on),
  }
}

/** Whether every paper that must be brought is in hand. */
export const allInHand = (list: PaperList, catalog: Catalog): boolean =>
  neededPapers(list.event, list.code, catalog).every((p) => !p.required || list.held.includes(p.key))

/** Said under the answer to something else while a list waits. */
export const listGoesOn = (event: LifeEvent): string => `（${event.name}的材料清单给您留着，发“还差啥”接着勾。）`
