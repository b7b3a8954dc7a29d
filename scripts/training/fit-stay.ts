/** Fits how strongly a message goes on with the matter last spoken of, on texts held back from the encoder. */
// npx tsx scripts/training/fit-stay.ts --encoder held.bin --held held.json [--write]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { weighSignals } from '../../core/answer/model/weigh-signals.ts'
import { relatedItems } from '../../core/answer/policy/context-rerank.ts'
import { stayFeatures, stays } from '../../core/answer/policy/stay.ts'
import { weightsSchema } from '../../core/answer/town-words.ts'
import { seeded } from './augment.ts'
import { fitChoice } from './fit-choice.ts'
import { readHeld } from './held-texts.ts'

const { values } = parseArgs({
  options: {
    town: { type: 'string', default: 'data' },
    encoder: { type: 'string', default: '/tmp/held.bin' },
    held: { type: 'string', default: '/tmp/held.json' },
    write: { type: 'boolean', default: false },
  },
})
const { words, lines: held, items, reader, points: readPoints } = readHeld(values)
const kin = relatedItems(words.utterances.ambiguous)
const at = new Map(items.map((item, k) => [item.id, k]))
const random = seeded(11)
const anyItem = () => Math.floor(random() * items.length)

/** A matter is left for another that its words name this surely; less names none, and would be taken for more of it. */
const NAMES = 0.3
/** People stay with a matter about so often. */
const STAY = 3

const examples: { options: Record<string, number>[]; target: number[]; weight: number }[] = []
const checks: { stay: boolean; features: Record<string, number> }[] = []
for (const [n, { text, point }] of held.entries()) {
  const own = at.get(point?.split('/')[0] ?? '')
  if (own === undefined) continue
  const signals = reader.read(text)
  const { ranked, facet } = weighSignals(signals, words.weights, reader.trained)
  const put = (topic: number, stay: boolean, weight: number) => {
    const features = stayFeatures(signals, ranked, topic, items, readPoints, facet, kin.get(items[topic]!.id))
    if (n % 5 === 0) checks.push({ stay, features })
    else examples.push({ options: [features, {}], target: stay ? [1, 0] : [0, 1], weight })
  }
  put(own, true, STAY / 2)
  if ((ranked.find((r) => r.at === own)?.p ?? 0) < NAMES) continue
  // one matter after any other, and after one that is easily taken for it
  const near = signals.matches.filter((m) => m.at !== own)[Math.floor(random() * 4)]
  const after = anyItem()
  if (after !== own) put(after, false, 0.5)
  if (near) put(near.at, false, 0.5)
}
const fitted = fitChoice(examples, 1)
const right = (stay: boolean) => {
  const of = checks.filter((c) => c.stay === stay)
  return of.filter((c) => stays(c.features, fitted) > 0 === stay).length / of.length
}
console.log(examples.length, fitted)
console.log('goes on', right(true).toFixed(3), 'leaves', right(false).toFixed(3))
if (values.write) {
  const file = join(values.town, 'answer-weights.json')
  const weights = weightsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const rounded = Object.fromEntries(Object.entries(fitted).map(([name, v]) => [name, Math.round(v * 1e3) / 1e3]))
  writeFileSync(file, `${JSON.stringify({ ...weights, stay: rounded }, null, 2)}\n`)
}
