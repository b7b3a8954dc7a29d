/** Another town's catalogue of colloquial names (evaluation/gd), brought to the shape of ours. */
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
export const readCorpus = (file: string): Item[] =>
  readLines<Entry>(file).map((entry) => ({
    id: entry.id, name: entry.title, aliases: aliasesOf(entry),
    owner: 'X', department: partsOf(entry).department || 'X', routing: 'town', type: '其他', officeType: '承诺件', family: 'service',
    conditions: [entry.text], steps: [], materials: [],
    statutoryLimit: { days: null, unit: 'working', basis: '', evidence: 'none', verified: false }, promisedLimit: null,
    fee: '', place: '', phone: '', result: '', remedies: '', basis: [], verified: false, verifiedFields: [], note: '', faq: [],
    replies: [],
  })) // prettier-ignore
