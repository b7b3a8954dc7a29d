/** Answers the bare name of a matter ("低保", "我想问下残疾证"): what it is and who may have it; papers and steps are a tap away. */
import type { Item } from '../../catalog/item.ts'
import type { Point, PointKind } from '../../catalog/point.ts'

export interface FactsOfName {
  readonly point: string
  readonly alsoPoints: readonly string[]
  readonly beside: readonly string[]
}

/** Words around a name that ask nothing of it. */
const BEFORE = /^(我|俺|咱)?(就|是|就是)?(想|要)?(再)?(打听|咨询|了解|说说|问)(一?下|问|个|声)?(一?下)?(个|件)?事?儿?/u
const AFTER = /(的)?(事|政策|情况|那个|这个)?儿?(呗|吧|呢|啊|呀)?$/u

/** What names a thing; an alias may be a question too ("残疾证丢了"). */
const A_NAME =
  /^(?!办|领|交|丢|换|打|补|开|申|吃|告|写)[^怎么吗没了哪谁丢换]{0,7}(证|卡|牌|金|补贴|补助|低保|医保|边|五保|救助|保险|供养|孤儿|津贴|贷款|扶助|费)$/u
/** The question behind a name in an alias: "高龄补贴怎么领". */
const ASKED = /(怎么|在哪|去哪|咋|如何).*$/u

/** `points` by item; `groups` are words of one meaning; `normalise` gives both sides one spelling. Null where more than a name is said. */
export function makeFactsOfName(
  items: readonly Item[],
  points: Readonly<Record<string, readonly Point[]>>,
  groups: readonly (readonly string[])[],
  normalise: (text: string) => string,
): (at: number, text: string) => FactsOfName | null {
  const plain = (text: string) => normalise(text).replace(/[\s\p{P}]/gu, '')
  const names = items.map((i) => {
    const own = [
      i.name,
      i.short,
      ...i.aliases.map((alias) => alias.replace(ASKED, '')).filter((alias) => A_NAME.test(alias)),
    ]
    const alike = groups
      .filter((group) =>
        group.some((word) => own.some((name) => name === word || (word.length > 3 && name.startsWith(word)))),
      )
      .flat()
    return new Set([...own, ...alike.filter((word) => A_NAME.test(word))].map(plain))
  })
  return (at, text) => {
    const said = plain(text).replace(BEFORE, '').replace(AFTER, '')
    if (said === '' || !names[at]!.has(said)) return null
    const first = (kind: PointKind) => points[items[at]!.id]?.find((p) => p.kind === kind)?.id
    const [what, ...also] = [first('what'), first('eligible')].filter((id) => id !== undefined)
    const beside = [first('papers'), first('steps')].filter((id) => id !== undefined)
    return what === undefined ? null : { point: what, alsoPoints: also, beside }
  }
}
