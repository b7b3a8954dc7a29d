/** Fits how the signs of one fact are weighed, on texts held back from the encoder, and prints what else held texts show. */
// npx tsx scripts/training/fit.ts --encoder held.bin --held held.json [--write]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ACTS, type Act } from '../../core/answer/model/acts.ts'
import { featuresOfIntent, weighSignals } from '../../core/answer/model/weigh-signals.ts'
import { KINDS, weighIntent } from '../../core/answer/model/intent.ts'
import { rankPoints, type PointSigns, type PointWeights } from '../../core/answer/model/choose-point.ts'
import { weightsSchema } from '../../core/answer/town-words.ts'
import { fitChoice } from './fit-choice.ts'
import { readHeld } from './held-texts.ts'

const { values } = parseArgs({
  options: {
    town: { type: 'string', default: 'data' },
    encoder: { type: 'string', default: '/tmp/held.bin' },
    held: { type: 'string', default: '/tmp/held.json' },
    open: { type: 'string', default: '../shared/evaluation/questions.jsonl' },
    write: { type: 'boolean', default: false },
  },
})
const NOTE = 'Points and intent are written by scripts/training/fit.ts; not to be edited by hand.'
const { words, lines: held, reader, points: readPoints } = readHeld(values)

const known: { signs: PointSigns[]; right: string; from: string }[] = []
for (const { text, point, from } of held) {
  if (point === undefined) continue
  const [item = '', right = ''] = point.split('/')
  const signals = reader.read(text)
  const { facets } = weighSignals(signals, words.weights, reader.trained)
  known.push({ signs: readPoints.signs(item, signals, facets), right, from })
}
const plain = (s: PointSigns) => ({
  learned: s.learned,
  kind: s.kind,
  cue: s.cue,
  near: s.near,
  nearest: s.nearest,
  told: s.told,
})
const fitted = fitChoice(
  known.map(({ signs, right }) => ({
    options: signs.map(plain),
    target: signs.map((s) => Number(s.id === right)),
    weight: 1,
  })),
  2,
)
const points: PointWeights = { learned: fitted['learned'] ?? 0, kind: fitted['kind'] ?? 0, cue: fitted['cue'] ?? 0, near: fitted['near'] ?? 0, nearest: fitted['nearest'] ?? 0, told: fitted['told'] ?? 0 } // prettier-ignore
const share = (of: typeof known, w: PointWeights, first: number) =>
  of.filter(({ signs, right }) => rankPoints(signs, w).slice(0, first).some((p) => p.id === right)).length / Math.max(1, of.length) // prettier-ignore
for (const from of new Set(known.map((k) => k.from))) {
  const some = known.filter((k) => k.from === from)
  console.log(from, some.length, 'first', share(some, points, 1).toFixed(3), 'first two', share(some, points, 2).toFixed(3), 'by the encoder alone', share(some, { learned: 1, kind: 0, cue: 0, near: 0, nearest: 0, told: 0 }, 1).toFixed(3)) // prettier-ignore
}
console.log(points)
for (const least of [0.2, 0.3, 0.4, 0.5, 0.7]) {
  const said = known.map((k) => ({ ...k, top: rankPoints(k.signs, points)[0]! })).filter(({ top }) => top.p >= least)
  console.log('said from', least, (said.length / known.length).toFixed(3), 'right', (said.filter((s) => s.top.id === s.right).length / said.length).toFixed(3)) // prettier-ignore
}
// what a message is: question, for a person, or talk
const truthOf: Readonly<Record<string, string>> = {
  item: 'item',
  ambiguous: 'item',
  handoff: 'handoff',
  chitchat: 'smalltalk',
}
interface Kinded {
  readonly text: string
  readonly truth: string
  readonly weight: number
}
const kinded: Kinded[] = held.flatMap(({ text, act, from }): Kinded[] => {
  const group = act === undefined ? undefined : ACTS[act as Act]?.group
  if (group === undefined) return []
  // openings that name only the trouble are neither question nor report: they teach nothing here
  return from.includes('situation') ? [] : [{ text, truth: group === 'ask' ? 'item' : group === 'person' ? 'handoff' : 'smalltalk', weight: 1 }] // prettier-ignore
})
if (existsSync(values.open))
  for (const line of readFileSync(values.open, 'utf8').split('\n').filter(Boolean)) {
    const { text, kind } = JSON.parse(line) as { text: string; kind: string }
    if (truthOf[kind] !== undefined) kinded.push({ text, truth: truthOf[kind], weight: 4 })
  }
const flat = fitChoice(
  kinded.map(({ text, truth, weight }) => {
    const signals = reader.read(text)
    const { ranked } = weighSignals(signals, words.weights, reader.trained)
    const f = featuresOfIntent(signals, ranked)
    return {
      options: KINDS.map((name) => name === 'item' ? {} : Object.fromEntries(Object.entries(f).map(([key, v]) => [`${name} ${key}`, v]))), // prettier-ignore
      target: KINDS.map((name) => Number(name === truth)),
      weight,
    }
  }),
  4,
)
const intent: Record<string, Record<string, number>> = {}
for (const [key, v] of Object.entries(flat)) {
  const [name = '', feature = ''] = key.split(' ')
  intent[name] = { ...intent[name], [feature]: v }
}
const seen = new Map<string, number>()
for (const { text, truth } of kinded) {
  const signals = reader.read(text)
  const p = weighIntent(featuresOfIntent(signals, weighSignals(signals, words.weights, reader.trained).ranked), intent)
  const said = KINDS[p.indexOf(Math.max(...p))]!
  seen.set(`${truth} taken for ${said}`, (seen.get(`${truth} taken for ${said}`) ?? 0) + 1)
}
console.log(Object.fromEntries([...seen].sort()))
if (values.write) {
  const file = join(values.town, 'answer-weights.json')
  const weights = weightsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  writeFileSync(file, `${JSON.stringify({ ...weights, note: NOTE, intent, points }, null, 2)}\n`)
}
