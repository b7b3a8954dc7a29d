/** Another town's catalogue of colloquial names (evaluation/gd), brought to the shape of ours. */
import { dirname, join } from 'node:path'
import { rank } from '../core/answer/model/candidate-probability.ts'
import { makeReader } from '../core/answer/index/signals.ts'
import type { TownWords } from '../core/answer/town-words.ts'
import { NO_UTTERANCES } from '../core/answer/town-words.ts'
import type { Cut } from '../core/answer/text/words.ts'
import type { Evaluation } from './eval.ts'
import { readLines } from './eval.ts'
import type { Item } from '../core/catalog/item.ts'

interface Entry {
  readonly id: string
  readonly title: string
  readonly text: string
}
export interface NameQuestion {
  readonly qid: string
  readonly query: string
  readonly relevant_ids: readonly string[]
}

/** 'parent matter；department；kind；…', or without a parent matter 'department；kind；…'. */
const KIND = /^(行政|公共服务|其他)/u
const partsOf = (entry: Entry) => {
  const parts = entry.text.split('；')
  return KIND.test(parts[1] ?? '')
    ? { parent: '', department: parts[0] ?? '' }
    : { parent: parts[0] ?? '', department: parts[1] ?? '' }
}
const aliasesOf = (entry: Entry): string[] => {
  const { parent } = partsOf(entry)
  return parent === '' || parent === entry.title || parent.length > 60 ? [] : [parent]
}

/** The real items of corpus.jsonl; only their names and published text are used. */
const readCorpus = (file: string): Item[] =>
  readLines<Entry>(file).map((entry) => ({
    id: entry.id, name: entry.title, short: '', aliases: aliasesOf(entry),
    owner: 'X', department: partsOf(entry).department || 'X', routing: 'town', type: '其他', officeType: '承诺件', family: 'service',
    conditions: [entry.text], steps: [], materials: [],
    statutoryLimit: { days: null, unit: 'working', basis: '', evidence: 'none', verified: false }, promisedLimit: null,
    fee: '', place: '', phone: '', result: '', remedies: '', basis: [], verified: false, verifiedFields: [], note: '', faq: [],
    replies: [],
  })) // prettier-ignore

/** Asks every colloquial name of another catalogue; weights as committed. */
export function evaluateNames(file: string, words: TownWords, cut: Cut): Evaluation {
  const items = readCorpus(join(dirname(file), 'corpus.jsonl'))
  const reader = makeReader({ version: 'gd', items }, words.synonyms, NO_UTTERANCES, cut, words.encoder)
  let hit1 = 0
  let hit3 = 0
  let mrr = 0
  const misses: Evaluation['misses'][number][] = []
  const questions = readLines<NameQuestion>(file)
  for (const q of questions) {
    const ranked = rank(reader.read(q.query).matches, words.weights.ranker.plain)
    const place = ranked.findIndex((r) => q.relevant_ids.includes(items[r.at]!.id))
    hit1 += Number(place === 0)
    hit3 += Number(place >= 0 && place < 3)
    mrr += place < 0 ? 0 : 1 / (place + 1)
    if (place !== 0)
      misses.push({
        id: q.qid,
        kind: 'name',
        text: q.query,
        want: q.relevant_ids.join('/'),
        got: items[ranked[0]?.at ?? 0]!.id,
      })
  }
  const n = questions.length
  return { figures: { names: n, 'hit@1': hit1 / n, 'hit@3': hit3 / n, MRR: mrr / n }, misses }
}
