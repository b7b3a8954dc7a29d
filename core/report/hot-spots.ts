/** Hot spots: like reports close together in time and place. The rule is simple, so that it can be said beside the list. */
import { addDays, type LocalDate } from '../date.ts'

export interface Reported {
  readonly number: string
  /** What it is about, as people call it; null: of nothing known, and so like nothing else. */
  readonly what: string | null
  /** Which village, road or estate; null where none is named. */
  readonly where: string | null
  readonly on: LocalDate
}

export interface HotSpot {
  readonly what: string
  readonly where: string
  readonly from: LocalDate
  readonly to: LocalDate
  readonly numbers: readonly string[]
}

export const HOT = { least: 3, days: 14 } as const
/** As it stands beside the list. */
export const HOT_RULE = `同一件事、同一个地方，${HOT.days} 天里有 ${HOT.least} 件以上。地方按登记的村，没登记的按内容里写的村名、路名、小区名`

const PLACE = /([\p{Script=Han}]{1,6}?(?:村|小区|社区|屯|大街|大道|路口|街道|公路|胡同))/u
/** '我们村', '全村': somewhere, but nobody knows where. */
const NOWHERE =
  /^(?:本|全|这个?|那个?|每个?|各个?|哪个?|某|农|乡|外|邻)?(?:村|小区|社区|屯|大街|大道|路口|街道|公路|胡同)$/u
const LEADING =
  /^(?:我们|咱们|你们|他们|我是|我|咱|住在|就在|位于|关于|反映|请问|地点|还有|在|到|从|去|和|的|是|住|了)+/u

/** The village, road or estate that a text names first; null where it names none. */
export function placeNamed(text: string): string | null {
  for (const clause of text.split(/[\s，。；：、,.;:!?！？（）()“”"]+/u)) {
    const name = (PLACE.exec(clause)?.[1] ?? '').replace(LEADING, '')
    if (name !== '' && !NOWHERE.test(name)) return name
  }
  return null
}

/** Most first; within one kind and place the widest runs of days no longer than HOT.days, none counted twice. */
export function hotSpots(reported: readonly Reported[]): HotSpot[] {
  const alike = new Map<string, Reported[]>()
  for (const one of reported) {
    if (one.what === null || one.where === null) continue
    const key = `${one.what}\n${one.where}`
    alike.set(key, [...(alike.get(key) ?? []), one])
  }
  return [...alike.values()]
    .flatMap(runsOf)
    .sort((a, b) => b.numbers.length - a.numbers.length || (a.to > b.to ? -1 : 1))
}

function runsOf(all: readonly Reported[]): HotSpot[] {
  const left = [...all].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  const found: HotSpot[] = []
  while (left.length >= HOT.least) {
    const runs = left.map((first, i) => left.slice(i).filter((r) => r.on < addDays(first.on, HOT.days)))
    const [best = []] = runs.sort((a, b) => b.length - a.length)
    if (best.length < HOT.least) break
    const [first] = best
    found.push({ what: first!.what!, where: first!.where!, from: first!.on, to: best.at(-1)!.on, numbers: best.map((r) => r.number) }) // prettier-ignore
    for (const used of best) left.splice(left.indexOf(used), 1)
  }
  return found
}
