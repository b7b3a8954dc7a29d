/**
 * Answers the bare name of a matter ("低保", "我想问下残疾证"): what it is and who may have it; and its name with nothing but
 * "咋办" behind: its steps. The rest is a tap away.
 */
import type { Item } from '../../catalog/item.ts'
import type { Point, PointKind } from '../../catalog/point.ts'

export interface FactsOfName {
  readonly point: string
  readonly alsoPoints: readonly string[]
  readonly beside: readonly string[]
}

/** Words around a name that ask nothing of it. */
const BEFORE =
  /^那?((我|俺|咱)?(就|是|就是)?(想|要)?(再)?(打听|咨询|了解|说说|问)(一?下|问|个|声)?(一?下)?(个|件)?事?儿?)?/u
/** Asked how it is done, whatever it is. */
const HOW = /(咋|怎么|怎样|如何)(办|弄|申请|申领|领|整)理?(呢|啊|呀)?$/u
/** "结婚" is 结婚登记. */
const DOING = /(登记|备案|调解|参保|申请|报备)$/u
const AFTER = /(的)?(事|政策|情况|那个|这个)?儿?(呗|吧|呢|啊|呀)?$/u

/** What names a thing; an alias may be a question too ("残疾证丢了"). */
const A_NAME =
  /^(?!办|领|交|丢|换|打|补|开|申|吃|告|写)[^怎么吗没了哪谁丢换]{0,7}(证|卡|牌|金|补贴|补助|低保|医保|边|五保|救助|保险|供养|孤儿|津贴|贷款|扶助|费)$/u
/** The question behind a name in an alias: "高龄补贴怎么领". */
const ASKED = /(怎么|在哪|去哪|咋|如何).*$/u

export interface BareNames {
  /** The place of the matter that a text names, and nothing beside it; null where more is said, or two are called so. */
  readonly named: (text: string) => number | null
  /** Whether it names a matter that is neither this one nor one of its papers ("那身份证呢"). */
  readonly another: (text: string, item: string | undefined) => number | null
  readonly facts: (at: number, text: string) => FactsOfName | null
}

/** `points` by item; `groups` are words of one meaning; `normalise` gives both sides one spelling. */
export function makeBareNames(
  items: readonly Item[],
  points: Readonly<Record<string, readonly Point[]>>,
  groups: readonly (readonly string[])[],
  normalise: (text: string) => string,
): BareNames {
  const plain = (text: string) => normalise(text).replace(/[\s\p{P}]/gu, '')
  const said = (text: string) => plain(text).replace(BEFORE, '').replace(HOW, '').replace(AFTER, '')
  const called = new Map<string, number | null>()
  const call = (words: readonly string[], at: number): void => {
    for (const name of new Set(words.map(plain)))
      if (name !== '') called.set(name, called.get(name) === undefined || called.get(name) === at ? at : null)
  }
  const ownNames = items.map((i) => [i.name, i.short, i.short.replace(DOING, ''), ...i.aliases.map((alias) => alias.replace(ASKED, '')).filter((alias) => A_NAME.test(alias))]) // prettier-ignore
  ownNames.forEach(call)
  // words of one meaning, where no matter is called so itself
  ownNames.forEach((own, at) => {
    const alike = groups.filter((g) => g.some((word) => own.some((name) => name === word || (word.length > 3 && name.startsWith(word))))).flat() // prettier-ignore
    call(alike.filter((word) => A_NAME.test(word) && !called.has(plain(word))), at) // prettier-ignore
  })
  const named = (text: string) => called.get(said(text)) ?? null
  return {
    named,
    another: (text, item) => {
      const at = named(text)
      const papers = items.find((i) => i.id === item)?.materials ?? []
      return at === null || items[at]!.id === item || papers.some((m) => m.name.includes(said(text))) ? null : at
    },
    facts: (at, text) => {
      const first = (kind: PointKind) => points[items[at]!.id]?.find((p) => p.kind === kind)?.id
      const firsts = (kinds: readonly PointKind[]) => kinds.map(first).filter((id) => id !== undefined)
      const how = HOW.test(plain(text))
      const [point, ...alsoPoints] = firsts(how ? ['steps'] : ['what', 'eligible'])
      return point === undefined ? null : { point, alsoPoints, beside: firsts(how ? ['papers', 'where'] : ['papers', 'steps']) } // prettier-ignore
    },
  }
}
