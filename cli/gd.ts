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

const aliasOf = (entry: Entry) => entry.text.split('；')[0] ?? ''

/** The real items of corpus.jsonl; only their names and published text are used. */
export const readCorpus = (file: string): Item[] =>
  readLines<Entry>(file).map((entry) => ({
    id: entry.id, name: entry.title, aliases: aliasOf(entry) === entry.title || aliasOf(entry).length > 60 ? [] : [aliasOf(entry)],
    owner: 'X', department: entry.text.split('；')[1] ?? 'X', routing: 'town', type: '其他', officeType: '承诺件', family: 'service',
    conditions: [entry.text], steps: [], materials: [],
    statutoryLimit: { days: null, unit: 'working', basis: '', evidence: 'none', verified: false }, promisedLimit: null,
    fee: '', place: '', phone: '', result: '', remedies: '', basis: [], verified: false, verifiedFields: [], note: '', faq: [],
    replies: [],
  })) // prettier-ignore
