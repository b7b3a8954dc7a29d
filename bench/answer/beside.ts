/** hit@1 and speed beside other engines, all with jieba words. Run: npx tsx bench/answer/beside.ts [questions.jsonl] */
// The others are no dependencies: npm i --no-save minisearch @orama/orama flexsearch node-nlp (or point BENCH_MODULES at a folder).
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Question } from '../../cli/eval.ts'
import { readLines } from '../../cli/eval.ts'
import { makeUnderstand } from '../../core/answer/engine.ts'
import { makeVocabulary } from '../../core/answer/text/weighted-tokens.ts'
import { buildInvertedIndex } from '../../core/answer/index/inverted-index.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'

const require = createRequire(join(process.env['BENCH_MODULES'] ?? process.cwd(), 'package.json'))
const file = process.argv[2] ?? '../shared/evaluation/questions.jsonl'
if (!existsSync(file)) throw new Error(`${file} is not there: name a file of questions`)
const items = readItems('data/items.yaml')
const words = readWords('data', readTown('data'))
const cut = townCut('data')
const questions = readLines<Question>(file).filter((q) => q.kind === 'item')
const cutWords = (text: string) => cut(text).filter((w) => /[\p{L}\p{N}]/u.test(w))

interface Engine {
  readonly name: string
  readonly ask: (text: string) => string | undefined | Promise<string | undefined>
}
/** Texts and the item each belongs to. */
type Texts = readonly (readonly [item: string, text: string])[]

// Foreign engines are loaded by name when they are there; only the members used are named.
async function load<T>(name: string): Promise<T | null> {
  try {
    return (await import(pathToFileURL(require.resolve(name)).href)) as T
  } catch {
    console.log(`${name} is not installed: left out`)
    return null
  }
}

async function others(texts: Texts): Promise<Engine[]> {
  const engines: Engine[] = []
  const vocabulary = makeVocabulary()
  const bagOf = (text: string) => vocabulary.bag(new Map(cutWords(text).map((w) => [w, 1])))
  const docs = texts.map(([, text]) => bagOf(text))
  vocabulary.close()
  const bm25 = buildInvertedIndex(docs, { kind: 'bm25', common: 1, budget: Infinity })
  const score = new Float32Array(docs.length)
  const touched = new Int32Array(docs.length)
  engines.push({
    name: 'BM25',
    ask: (text) => {
      const n = bm25.score(bagOf(text), score, touched)
      let best = -1
      for (let k = 0; k < n; k++) if (best < 0 || score[touched[k]!]! > score[best]!) best = touched[k]!
      const item = texts[best]?.[0]
      for (let k = 0; k < n; k++) score[touched[k]!] = 0
      return item
    },
  })
  interface Mini {
    default: new (o: object) => { addAll: (d: object[]) => void; search: (t: string) => { item: string }[] }
  }
  const mini = await load<Mini>('minisearch')
  if (mini) {
    const index = new mini.default({ fields: ['text'], storeFields: ['item'], tokenize: cutWords })
    index.addAll(texts.map(([item, text], id) => ({ id, item, text })))
    engines.push({ name: 'MiniSearch', ask: (text) => index.search(text)[0]?.item })
  }
  interface Flex {
    default: {
      Index: new (o: object) => { add: (id: number, t: string) => void; search: (t: string, o: object) => number[] }
    }
  }
  const flex = await load<Flex>('flexsearch')
  if (flex) {
    const index = new flex.default.Index({ encode: cutWords, tokenize: 'strict' })
    texts.forEach(([, text], id) => index.add(id, text))
    engines.push({
      name: 'FlexSearch',
      ask: (text) => texts[index.search(text, { limit: 1, suggest: true })[0] ?? -1]?.[0],
    })
  }
  interface Orama {
    create: (o: object) => unknown
    insert: (db: unknown, d: object) => unknown
    search: (db: unknown, q: object) => Promise<{ hits: { document: { item: string } }[] }>
  }
  const orama = await load<Orama>('@orama/orama')
  if (orama) {
    const tokenizer = { language: 'chinese', normalizationCache: new Map(), tokenize: cutWords }
    const db = orama.create({ schema: { item: 'string', text: 'string' }, components: { tokenizer } })
    for (const [item, text] of texts) await orama.insert(db, { item, text })
    engines.push({
      name: 'Orama',
      ask: async (term) =>
        (await orama.search(db, { term, properties: ['text'], limit: 1, threshold: 1 })).hits[0]?.document.item,
    })
  }
  interface Nlp {
    default: {
      NlpManager: new (o: object) => {
        addDocument: (l: string, t: string, i: string) => void
        train: () => Promise<void>
        process: (l: string, t: string) => Promise<{ intent: string }>
      }
    }
  }
  const nlp = await load<Nlp>('node-nlp')
  if (nlp) {
    const manager = new nlp.default.NlpManager({ languages: ['en'], autoSave: false, nlu: { log: false } })
    for (const [item, text] of texts) manager.addDocument('en', cutWords(text).join(' '), item)
    await manager.train()
    engines.push({
      name: 'node-nlp',
      ask: async (text) => (await manager.process('en', cutWords(text).join(' '))).intent,
    })
  }
  return engines
}

async function measure(title: string, engines: readonly Engine[]): Promise<void> {
  console.log(title)
  for (const { name, ask } of engines) {
    let hits = 0
    for (const q of questions) hits += Number(q.items.includes((await ask(q.text)) ?? ''))
    const from = performance.now()
    for (const q of questions) await ask(q.text)
    const each = (performance.now() - from) / questions.length
    console.log(`  ${name.padEnd(10)} hit@1 ${(hits / questions.length).toFixed(3)}  ${each.toFixed(3)} ms a question`)
  }
}

const named: Texts = items.flatMap((i) => [i.name, ...i.aliases].map((t) => [i.id, t] as const))
const said: Texts = [
  ...named,
  ...items.flatMap((i) => (words.utterances.items[i.id] ?? []).map((t) => [i.id, t] as const)),
]
const understand = makeUnderstand({ version: 'bench', items }, words, cut)
await measure('names and aliases', await others(named))
await measure('names, aliases and utterances', await others(said))
await measure(
  'this engine (weights fitted on open questions too: scripts/train-answer.ts prints the cross-validated figure)',
  [{ name: 'Shouwen', ask: (text) => understand(text).candidates[0]?.id }],
)
