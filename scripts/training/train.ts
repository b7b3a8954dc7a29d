/** Trains the encoder on every known text and writes data/model/encoder.bin. Deterministic; minutes on one core. */
// npx tsx scripts/training/train.ts [--town data] [--epochs 5] [--hold 0.1 --held held.json] [--out data/model/encoder.bin]
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { makeListFeatures } from '../../core/answer/model/encoder-features.ts'
import { type EncoderWeights, type Head, SPACES, type Space, softmax } from '../../core/answer/model/encoder.ts'
import { packWeights } from '../../core/answer/model/weights-file.ts'
import { makeNormalizer } from '../../core/answer/text/normalize.ts'
import { readSynonyms, townCut } from '../../town-files.ts'
import { rewrite, seeded, soundalikesOf } from './augment.ts'
import { gatherLines, type Line } from './corpus.ts'

const { values } = parseArgs({
  options: {
    town: { type: 'string', default: 'data' },
    epochs: { type: 'string', default: '5' },
    hold: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0.12' },
    least: { type: 'string', default: '7' },
    held: { type: 'string' },
    out: { type: 'string' },
  },
})

const DIMS: Record<Space, number> = { matter: 112, manner: 48 }
/** So many encoders share the dimensions, each begun from other numbers: what they agree on is truer than one's word. */
const MEMBERS = 2
const PART: Record<Space, number> = { matter: DIMS.matter / MEMBERS, manner: DIMS.manner / MEMBERS }
/** Features left out at random while training, so that none is leant on alone. */
const DROPPED = 0.2
const RATE = Number(values.rate)
const DANGER_DECAY = 0.03
const LEAST = Number(values.least)
const EPOCHS = Number(values.epochs)

const spell = makeNormalizer(readSynonyms(values.town))
const listFeatures = makeListFeatures(townCut(values.town))
const features = (text: string) => listFeatures(spell.bare(spell(text)))
const random = seeded(7)

const all = gatherLines(values.town)
const held: Line[] = []
const lines: Line[] = []
for (const line of all) (random() < Number(values.hold) ? held : lines).push(line)
const alike = soundalikesOf(lines.map((l) => l.text))

// the vocabulary: features of the texts as they were written, seen often enough
const counts = new Map<string, number>()
const originals = lines.map((l) => features(l.text))
for (const list of originals) for (const f of list) counts.set(f, (counts.get(f) ?? 0) + 1)
const vocabulary = [...counts].filter(([, n]) => n >= LEAST).map(([f]) => f).sort() // prettier-ignore
const numberOf = new Map(vocabulary.map((f, n) => [f, n]))
const rarity = Float32Array.from(vocabulary, (f) => Math.log(1 + lines.length / counts.get(f)!))
const rowsOf = (list: readonly string[]): Int32Array => Int32Array.from(list.flatMap((f) => numberOf.get(f) ?? []))

const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
const noise = (n: number, by: number) => Float32Array.from({ length: n }, () => normal() * by)
type Vectors = Record<Space, Float32Array>
const beginVectors = (): Vectors => ({
  matter: noise(vocabulary.length * PART.matter, 0.1),
  manner: noise(vocabulary.length * PART.manner, 0.1),
})

const labelsOf = (by: (l: Line) => readonly string[]) => [...new Set(lines.flatMap(by))].sort()
/** What is told of a text, and in which space. */
const HEADS: Readonly<Record<string, { readonly space: Space; readonly labels: readonly string[] }>> = {
  topic: { space: 'matter', labels: labelsOf((l) => l.topics ?? []) },
  point: { space: 'matter', labels: labelsOf((l) => (l.point ? [l.point] : [])) },
  report: { space: 'matter', labels: labelsOf((l) => (l.report ? [l.report] : [])) },
  kind: { space: 'manner', labels: labelsOf((l) => (l.kind ? [l.kind] : [])) },
  act: { space: 'manner', labels: labelsOf((l) => (l.act ? [l.act] : [])) },
  danger: { space: 'manner', labels: ['calm', 'danger'] },
  dangerKind: { space: 'matter', labels: labelsOf((l) => (l.dangerKind ? [l.dangerKind] : [])) },
}
type Heads = Record<string, Head>
const beginHeads = (): Heads =>
  Object.fromEntries(
    Object.entries(HEADS).map(([name, { space, labels }]) => [
      name,
      { space, labels, weights: noise(labels.length * PART[space], 0.1), bias: new Float32Array(labels.length) },
    ]),
  )
const places = Object.fromEntries(
  Object.entries(HEADS).map(([name, head]) => [name, new Map(head.labels.map((label, n) => [label, n]))]),
)
/** The points of one item compete with one another only. */
const pointsOf = new Map<string, number[]>()
HEADS['point']!.labels.forEach((label, n) => {
  const item = label.slice(0, label.indexOf('/'))
  pointsOf.set(item, [...(pointsOf.get(item) ?? []), n])
})

interface Task {
  readonly head: string
  /** The labels that compete; null: all. */
  readonly among: readonly number[] | null
  readonly right: readonly (readonly [number, number])[]
  readonly weight: number
}
const countBy = (by: (l: Line) => string | undefined) => {
  const n = new Map<string, number>()
  for (const l of lines) {
    const key = by(l)
    if (key !== undefined) n.set(key, (n.get(key) ?? 0) + 1)
  }
  return n
}
const actCounts = countBy((l) => l.act)
const topicCounts = countBy((l) => l.topics?.[0])
/** Matters of others have a tenth of an item's texts and are asked for no less. */
const topicWeight = (topic: string) => Math.min(3, Math.max(0.7, Math.sqrt(250 / (topicCounts.get(topic) ?? 1))))
const dangers = lines.filter((l) => l.danger === true).length
const calms = lines.filter((l) => l.danger === false).length
const tasksOf = (l: Line): Task[] => {
  const tasks: Task[] = []
  const put = (head: string, labels: readonly string[], weight: number, among: readonly number[] | null = null) => {
    const right = labels.flatMap((label) => {
      const n = places[head]!.get(label)
      return n === undefined ? [] : [[among ? among.indexOf(n) : n, 1 / labels.length] as const]
    })
    if (right.length === labels.length && right.length > 0) tasks.push({ head, among, right, weight })
  }
  if (l.topics) put('topic', l.topics, topicWeight(l.topics[0]!))
  if (l.point) put('point', [l.point], 1, pointsOf.get(l.point.slice(0, l.point.indexOf('/'))) ?? null)
  if (l.report) put('report', [l.report], 1)
  if (l.kind) put('kind', [l.kind], 1)
  // asking is the commonest by far; rarer acts count more, or all would be questions
  if (l.act) put('act', [l.act], l.act === 'ask' ? 0.5 : Math.min(2, Math.sqrt(400 / (actCounts.get(l.act) ?? 1))))
  if (l.danger !== undefined)
    put('danger', [l.danger ? 'danger' : 'calm'], l.danger ? Math.min(4, Math.sqrt(calms / Math.max(1, dangers))) : 1)
  if (l.dangerKind) put('dangerKind', [l.dangerKind], 1)
  return tasks
}

const vectorInto = (into: Float32Array, from: Float32Array, rows: Int32Array, norm: number) => {
  const dims = into.length
  into.fill(0)
  for (let r = 0; r < rows.length; r++) {
    const at = rows[r]! * dims
    const by = rarity[rows[r]!]! * norm
    for (let d = 0; d < dims; d++) into[d]! += from[at + d]! * by
  }
}
const normOf = (rows: Int32Array) => {
  let squares = 0
  for (let r = 0; r < rows.length; r++) squares += rarity[rows[r]!]! ** 2
  return squares > 0 ? 1 / Math.sqrt(squares) : 0
}
const scoresOf = (head: Head, vector: Float32Array, among: readonly number[] | null): Float32Array => {
  const dims = vector.length
  const n = among?.length ?? head.labels.length
  const z = new Float32Array(n)
  for (let k = 0; k < n; k++) {
    const label = among ? among[k]! : k
    let sum = head.bias[label]!
    for (let d = 0, at = label * dims; d < dims; d++) sum += head.weights[at + d]! * vector[d]!
    z[k] = sum
  }
  return softmax(z)
}

const vector = { matter: new Float32Array(PART.matter), manner: new Float32Array(PART.manner) }
const slope = { matter: new Float32Array(PART.matter), manner: new Float32Array(PART.manner) }
function learn({ vectors, heads }: Member, rows: Int32Array, tasks: readonly Task[], rate: number): void {
  const norm = normOf(rows)
  if (norm === 0) return
  for (const space of SPACES) {
    vectorInto(vector[space], vectors[space], rows, norm)
    slope[space].fill(0)
  }
  for (const { head: name, among, right, weight } of tasks) {
    const head = heads[name]!
    const v = vector[head.space]
    const g = slope[head.space]
    const z = scoresOf(head, v, among)
    for (const [k, share] of right) z[k]! -= share
    for (let k = 0; k < z.length; k++) {
      const error = z[k]! * weight
      if (error < 1e-3 && error > -1e-3) continue
      const label = among ? among[k]! : k
      const step = error * rate
      head.bias[label]! -= step
      for (let d = 0, at = label * v.length; d < v.length; d++) {
        g[d]! += error * head.weights[at + d]!
        head.weights[at + d]! -= step * v[d]!
      }
    }
  }
  for (const space of SPACES) {
    const dims = PART[space]
    const into = vectors[space]
    const g = slope[space]
    for (let r = 0; r < rows.length; r++) {
      const at = rows[r]! * dims
      const by = rate * rarity[rows[r]!]! * norm
      for (let d = 0; d < dims; d++) into[at + d]! -= g[d]! * by
    }
  }
}

const fixed = originals.map(rowsOf)
const tasks = lines.map(tasksOf)
console.log(`${lines.length} texts, ${vocabulary.length} features, ${Object.entries(HEADS).map(([n, h]) => `${n} ${h.labels.length}`).join(', ')}`) // prettier-ignore
interface Member {
  readonly vectors: Vectors
  readonly heads: Heads
}
function train(): Member {
  const member = { vectors: beginVectors(), heads: beginHeads() }
  const order = Int32Array.from(lines, (_, n) => n)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const t = order[i]!
      order[i] = order[j]!
      order[j] = t
    }
    const from = performance.now()
    for (let i = 0; i < order.length; i++) {
      const n = order[i]!
      // as it was written, and once as somebody else might have
      const rate = RATE * (1 - 0.9 * ((epoch + i / order.length) / EPOCHS))
      for (const rows of [fixed[n]!, rowsOf(features(rewrite(lines[n]!.text, alike, random)))])
        learn(
          member,
          rows.filter(() => random() >= DROPPED),
          tasks[n]!,
          rate,
        )
    }
    console.log(`epoch ${epoch + 1}: ${((performance.now() - from) / 1000).toFixed(0)} s`) // prettier-ignore
  }
  return member
}

/** The members as one encoder: their vectors side by side, and what a head says is the mean of what each would. */
function joinMembers(members: readonly Member[]): Member {
  const sideBySide = (rows: number, dims: number, by: number, of: (m: Member) => Float32Array): Float32Array => {
    const joined = new Float32Array(rows * dims * members.length)
    members.forEach((m, nth) => {
      const part = of(m)
      for (let row = 0; row < rows; row++)
        for (let d = 0; d < dims; d++) joined[(row * members.length + nth) * dims + d] = part[row * dims + d]! * by
    })
    return joined
  }
  const share = 1 / members.length
  return {
    vectors: {
      matter: sideBySide(vocabulary.length, PART.matter, 1, (m) => m.vectors.matter),
      manner: sideBySide(vocabulary.length, PART.manner, 1, (m) => m.vectors.manner),
    },
    heads: Object.fromEntries(
      Object.entries(HEADS).map(([name, { space, labels }]) => [
        name,
        {
          space,
          labels,
          weights: sideBySide(labels.length, PART[space], share, (m) => m.heads[name]!.weights),
          bias: Float32Array.from(labels, (_, k) =>
            members.reduce((sum, m) => sum + m.heads[name]!.bias[k]! * share, 0),
          ),
        },
      ]),
    ),
  }
}
const { vectors, heads } = joinMembers(Array.from({ length: MEMBERS }, train))

/**
 * Danger is also weighed word by word: one weight a feature, no narrow space between. Adagrad, so that rare words move as
 * far as frequent ones; the two readings together miss less than either.
 */
const danger = { weights: new Float32Array(vocabulary.length), bias: 0 }
const oddsOf = (rows: Int32Array, norm: number): number => {
  let z = danger.bias
  for (let r = 0; r < rows.length; r++) z += danger.weights[rows[r]!]! * rarity[rows[r]!]! * norm
  return z
}
function learnDanger(): void {
  const squares = new Float32Array(vocabulary.length).fill(1e-4)
  const told = [...lines.keys()].filter((n) => lines[n]!.danger !== undefined)
  for (let epoch = 0; epoch < 6; epoch++) {
    for (let i = told.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      const t = told[i]!
      told[i] = told[j]!
      told[j] = t
    }
    for (const n of told) {
      const rows = fixed[n]!
      const norm = normOf(rows)
      const p = 1 / (1 + Math.exp(-oddsOf(rows, norm)))
      const weight = lines[n]!.danger ? 3 : lines[n]!.from.startsWith('lookalike') ? 2 : 1
      const error = (p - (lines[n]!.danger ? 1 : 0)) * weight
      danger.bias -= 0.05 * error
      for (let r = 0; r < rows.length; r++) {
        if (random() < DROPPED) continue
        const row = rows[r]!
        const g = error * rarity[row]! * norm + DANGER_DECAY * danger.weights[row]!
        squares[row]! += g * g
        danger.weights[row]! -= (0.5 * g) / Math.sqrt(squares[row]!)
      }
    }
  }
}
learnDanger()
if (held.length > 0) console.log(judge(held))

/** Share of held texts whose first label is right, by head. */
function judge(some: readonly Line[]): string {
  const whole = { matter: new Float32Array(DIMS.matter), manner: new Float32Array(DIMS.manner) }
  const right = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const l of some) {
    const rows = rowsOf(features(l.text))
    const norm = normOf(rows)
    for (const space of SPACES) vectorInto(whole[space], vectors[space], rows, norm)
    for (const task of tasksOf(l)) {
      const z = scoresOf(heads[task.head]!, whole[heads[task.head]!.space], task.among)
      let best = 0
      z.forEach((p, k) => {
        if (p > z[best]!) best = k
      })
      seen.set(task.head, (seen.get(task.head) ?? 0) + 1)
      if (task.right.some(([k]) => k === best)) right.set(task.head, (right.get(task.head) ?? 0) + 1)
    }
  }
  const oddsBy = {
    vectors: (rows: Int32Array) => {
      vectorInto(whole.manner, vectors.manner, rows, normOf(rows))
      const p = scoresOf(heads['danger']!, whole.manner, null)[1]!
      return Math.log((p + 1e-6) / (1 - p + 1e-6))
    },
    words: (rows: Int32Array) => oddsOf(rows, normOf(rows)),
    both: (rows: Int32Array): number => oddsBy.vectors(rows) + 2 * oddsBy.words(rows),
  }
  for (const [how, odds] of Object.entries(oddsBy)) {
    const oddsOfLine = (l: Line) => odds(rowsOf(features(l.text)))
    const real = some.filter((l) => l.danger === true).map(oddsOfLine)
    for (const [name, share, calm] of [
      ['look-alikes', 0.02, some.filter((l) => l.danger === false && l.from.startsWith('lookalike'))],
      ['questions', 0.005, some.filter((l) => l.danger === false && l.act === 'ask')],
    ] as const) {
      const scores = calm.map(oddsOfLine).sort((a, b) => b - a)
      const bar = scores[Math.floor(scores.length * share)] ?? 0
      console.log(`danger by ${how} above ${bar.toFixed(2)}: ${(real.filter((z) => z > bar).length / real.length).toFixed(3)} of ${real.length}, with ${share * 100} % of ${scores.length} ${name}`) // prettier-ignore
    }
  }
  return [...seen].map(([name, n]) => `${name} ${((right.get(name) ?? 0) / n).toFixed(3)} (${n})`).join(', ')
}

if (values.held) writeFileSync(values.held, JSON.stringify(held))
if (values.out) {
  const steps = {} as Record<Space, Int8Array>
  const scales = {} as Record<Space, Float32Array>
  for (const space of SPACES) {
    const dims = DIMS[space]
    steps[space] = new Int8Array(vocabulary.length * dims)
    scales[space] = new Float32Array(vocabulary.length)
    for (let row = 0; row < vocabulary.length; row++) {
      let most = 1e-9
      for (let d = 0; d < dims; d++) most = Math.max(most, Math.abs(vectors[space][row * dims + d]!))
      // rarity is folded in: the reader then only adds
      scales[space][row] = (most / 127) * rarity[row]!
      for (let d = 0; d < dims; d++) steps[space][row * dims + d] = Math.round((vectors[space][row * dims + d]! / most) * 127) // prettier-ignore
    }
  }
  const weights: EncoderWeights = { features: vocabulary, rarity, dims: DIMS, steps, scales, heads, danger }
  mkdirSync(dirname(values.out), { recursive: true })
  writeFileSync(values.out, packWeights(weights))
}
