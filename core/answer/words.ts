/** The Chinese word cutter, the only place that loads nodejieba (0.8 s, 250 MB: once, main thread only). */
import { createRequire } from 'node:module'

/** Words of a text, in order. Injected everywhere, so that tests and other catalogues share one. */
export type Cut = (text: string) => string[]

interface Jieba {
  cut: (text: string, hmm: boolean) => string[]
  insertWord: (word: string) => boolean
}

/** A cutter that knows the town's words too; jieba is loaded on the first call, not before. */
export function makeCut(townWords: readonly string[] = []): Cut {
  let jieba: Jieba | null = null
  return (text) => {
    if (jieba === null) {
      // A CommonJS addon: the cast names the two functions of its documented interface that are used.
      jieba = createRequire(import.meta.url)('nodejieba') as Jieba
      for (const word of townWords) jieba.insertWord(word)
    }
    // Without the hidden Markov model letters and digits are split one by one.
    return jieba.cut(text, true)
  }
}
