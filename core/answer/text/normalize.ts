/** Brings what a resident wrote to one spelling: width, script, dialect, numbers; and cut to the part that asks. */
import * as OpenCC from 'opencc-js'

/** Town-editable ways of speaking; see data/synonyms.yaml. */
export interface Synonyms {
  readonly dialect: Readonly<Record<string, string>>
  readonly fillers: readonly string[]
  readonly groups: readonly (readonly string[])[]
}

export const NO_SYNONYMS: Synonyms = { dialect: {}, fillers: [], groups: [] }

/** A long story keeps its opening and, where the question mostly stands, its end. */
const HEAD = 240
const TAIL = 560

const HAN = /\p{Script=Han}/u
const INVISIBLE = /[\p{Cf}\p{Mn}\p{Cc}]/gu
const escape = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const longestFirst = (words: Iterable<string>) =>
  [...words].filter((w) => w !== '').sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
const anyOf = (words: Iterable<string>) => {
  const list = longestFirst(words)
  return list.length === 0 ? /(?!)/gu : new RegExp(list.map(escape).join('|'), 'gu')
}

export interface Normalizer {
  /** One spelling of the whole text. */
  (text: string): string
  /** The same without greetings and fillers; never empty unless the text was. */
  bare: (normal: string) => string
}

// the package ships no types that every tool reads: from text to text
const simplify = OpenCC.Converter({ from: 't', to: 'cn' }) as (text: string) => string
/** Traditional characters as simplified ones; everything else as it was written. */
export const toSimplified = (text: string): string => (HAN.test(text) ? simplify(text) : text)

/** `normalise(text)`; dialect and fillers are the town's. Whole-text cost is bounded whatever the length. */
export function makeNormalizer(synonyms: Synonyms): Normalizer {
  const dialect = anyOf(Object.keys(synonyms.dialect))
  const fillers = anyOf(synonyms.fillers)
  const normalise = (text: string) => {
    const short = text.length > HEAD + TAIL ? `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}` : text
    const plain = simplify(
      short
        .normalize('NFKC')
        .replace(/[\n\r\t]+/g, '。')
        .replace(INVISIBLE, '')
        .toLowerCase(),
    )
    return plain
      .replace(dialect, (w: string) => synonyms.dialect[w] ?? w)
      .replace(/\s+/g, ' ')
      .trim()
  }
  const bare = (normal: string) => {
    const rest = normal.replace(fillers, ' ').replace(/\s+/g, ' ').trim()
    return rest === '' ? normal : rest
  }
  return Object.assign(normalise, { bare })
}

/** Clauses of a message, in order. Residents often separate by blanks instead of marks. */
export const clauses = (normal: string): string[] => normal.split(/[。！!？?；;，,、\s…~]+/u).filter((c) => c !== '')

/** Marks a clause that asks. */
export const ASKS =
  /什么|怎么|多少|多久|哪|几|谁|吗|呢|么$|不$|没$|行不行|能不能|可不可以|要不要|是不是|有没有|办|申请|补贴|领|\?|？/u

/** Above this many characters a message is a story: clauses that do not ask count less. */
const STORY = 48

/** Parts of a message with how much each tells of the matter: all of a short one, the asking and last clauses of a story. */
export function weighted(normal: string): { text: string; weight: number }[] {
  if (normal.length <= STORY) return [{ text: normal, weight: 1 }]
  const parts = clauses(normal)
  if (parts.length < 2) {
    const cut = Math.max(0, normal.length - STORY)
    return [
      { text: normal.slice(0, cut), weight: 0.5 },
      { text: normal.slice(cut), weight: 1 },
    ]
  }
  return parts.map((text, i) => ({
    text,
    weight: i >= parts.length - 2 ? 1 : ASKS.test(text) ? 0.8 : parts.length > 12 ? 0.2 : 0.5,
  }))
}
