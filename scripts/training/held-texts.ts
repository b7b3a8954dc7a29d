/** The texts train.ts held back, and a reader with the encoder that has not seen them: what weights are fitted on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeReader } from '../../core/answer/index/signals.ts'
import { makePointReader } from '../../core/answer/model/choose-point.ts'
import { unpackWeights } from '../../core/answer/model/weights-file.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'
import type { Line } from './corpus.ts'

/** `town` is its folder, `encoder` and `held` are the files train.ts wrote with --hold. */
export function readHeld({ town, encoder, held }: { town: string; encoder: string; held: string }) {
  const words = readWords(town, readTown(town))
  const lines = JSON.parse(readFileSync(held, 'utf8')) as Line[]
  const out = new Set(lines.map((l) => l.text))
  const asks = Object.fromEntries(
    Object.entries(words.asks).map(([item, points]) => [
      item,
      points.map((p) => ({ ...p, asks: p.asks.filter((a) => !out.has(a)) })),
    ]),
  )
  const items = readItems(join(town, 'items.yaml'))
  const weights = unpackWeights(readFileSync(encoder))
  const catalog = { version: 'training', items }
  const reader = makeReader(catalog, words.synonyms, words.utterances, townCut(town), weights, words.elsewhere)
  return { words, lines, items, reader, points: makePointReader(words.points, asks, reader.tokensOf, reader.encoder) }
}
