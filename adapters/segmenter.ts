/** The Chinese word cutter, the only place that loads nodejieba (0.3 s, 150 MB: once, main thread only). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cut } from '../core/answer/text/words.ts'

/**
 * Words its dictionary has seen no more often than this are left out: names of books and far places, 70 % of the entries
 * and 100 MB. Questions are understood as well without them (docs/decisions/0004-in-process.md).
 */
const SELDOM = 10

interface Jieba {
  readonly DEFAULT_DICT: string
  load: (files: { dict: string; idfDict: string }) => void
  cut: (text: string, hmm: boolean) => string[]
  insertWord: (word: string) => boolean
}

/** The addon's dictionary is one for the process. */
let loaded = false

/** A cutter that knows the town's words too; jieba is loaded on the first call, not before. */
export function makeSegmenter(townWords: readonly string[] = []): Cut {
  let jieba: Jieba | null = null
  return (text) => {
    if (jieba === null) {
      // A CommonJS addon: the cast names what is used of its documented interface.
      jieba = createRequire(import.meta.url)('nodejieba') as Jieba
      if (!loaded) loadShort(jieba)
      loaded = true
      for (const word of townWords) jieba.insertWord(word)
    }
    // Without the hidden Markov model letters and digits are split one by one.
    return jieba.cut(text, true)
  }
}

/** Loads the words that matter and no keyword weights, which nothing here asks for. */
function loadShort(jieba: Jieba): void {
  const common = readFileSync(jieba.DEFAULT_DICT, 'utf8').split('\n').filter((line) => {
    const [word = '', count] = line.split(' ')
    return word.length === 1 || Number(count) > SELDOM
  }) // prettier-ignore
  // jieba reads files only, and only while it loads
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-words-'))
  try {
    const [dict, idfDict] = [join(dir, 'dict.utf8'), join(dir, 'idf.utf8')]
    writeFileSync(dict, common.join('\n') + '\n')
    writeFileSync(idfDict, '首问 10\n')
    jieba.load({ dict, idfDict })
  } finally {
    rmSync(dir, { recursive: true })
  }
}
