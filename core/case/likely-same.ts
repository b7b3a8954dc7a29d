/** Tells whether two reports are likely about the same thing: the same matter at the same place, or nearly the same words. */
import { placeNamed } from '../report/hot-spots.ts'

export interface Likeable {
  readonly item: string | null
  /** Id of reports.yaml. */
  readonly report: string | null
  readonly village: string | null
  readonly text: string
}

/** Share of the shorter text's pairs of characters that the other has too; chosen on the desk's own examples of one lamp told twice. */
const NEARLY = 0.6
/** Pairs of characters: shorter texts say too little to be compared. */
const LEAST = 5

/** What it is about: item, report, or the first of a department's own words in it; null: nothing that is known. */
const whatOf = (m: Likeable, words: readonly string[]): string | null =>
  m.item ?? m.report ?? words.find((w) => m.text.includes(w)) ?? null

export function likelySame(a: Likeable, b: Likeable, words: readonly string[]): boolean {
  const [here, there] = [a.village ?? placeNamed(a.text), b.village ?? placeNamed(b.text)]
  if (here !== null && there !== null) {
    const what = whatOf(a, words)
    return here === there && what !== null && what === whatOf(b, words)
  }
  const [fewer = new Set<string>(), more = new Set<string>()] = [pairsOf(a.text), pairsOf(b.text)].sort((x, y) => x.size - y.size) // prettier-ignore
  if (fewer.size < LEAST) return false
  return [...fewer].filter((pair) => more.has(pair)).length / fewer.size >= NEARLY
}

function pairsOf(text: string): Set<string> {
  const characters = [...text.replace(/[\s\p{P}]/gu, '')]
  return new Set(characters.slice(1).map((c, i) => `${characters[i]}${c}`))
}
