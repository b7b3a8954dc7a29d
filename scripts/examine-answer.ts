/** Two looks at the ranker for docs/answering.md: whether its probabilities mean what they say, and what each signal buys. */
import type { Question } from '../cli/eval.ts'
import { SIGNALS } from '../core/answer/matcher.ts'
import { rank } from '../core/answer/ranker.ts'
import type { Reader } from '../core/answer/signals.ts'
import type { Weights } from '../core/answer/town.ts'
import type { Known } from './fit-answer.ts'
import { fitRanker, FOLDS } from './fit-answer.ts'

const BINS = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1] as const

/** Of the best items said with a probability within each bin: how many, the mean probability, the share that was right. */
export function calibration(open: readonly Known[], items: Reader['items'], folds: readonly Weights[]): string {
  const rows = BINS.slice(1).map((to, k) => ({ from: BINS[k]!, to, n: 0, p: 0, right: 0 }))
  let square = 0
  let single = 0
  open.forEach(({ signals, kind, items: ids }, n) => {
    if (kind !== 'item') return
    const top = rank(signals.matches, folds[n % FOLDS]!.ranker.trained)[0]
    if (!top) return
    const right = Number(ids.includes(items[top.at]!.id))
    const row = rows.find(({ to }) => top.p <= to) ?? rows.at(-1)!
    row.n++
    row.p += top.p
    row.right += right
    square += (top.p - right) ** 2
    single++
  })
  const share = (x: number, n: number) => (n === 0 ? '–' : (x / n).toFixed(3))
  return [
    '| said | questions | mean said | right |',
    '|---|---|---|---|',
    ...rows.map((r) => `| ${r.from}–${r.to} | ${r.n} | ${share(r.p, r.n)} | ${share(r.right, r.n)} |`),
    `Brier score ${share(square, single)}`,
  ].join('\n')
}

/** Places a set of known single questions at first, under weights chosen per question. */
const hits = (known: readonly Known[], items: Reader['items'], weightsOf: (n: number) => Record<string, number>) => {
  const single = known.map((k, n) => [k, n] as const).filter(([k]) => k.kind === 'item')
  const right = single.filter(([{ signals, items: ids }, n]) => {
    const top = rank(signals.matches, weightsOf(n))[0]
    return top !== undefined && ids.includes(items[top.at]!.id)
  })
  return (right.length / single.length).toFixed(3)
}

/** hit@1 on the folds and on the held-out questions with each signal left out in turn and the rest fitted anew. */
export function ablation(
  utterances: readonly Known[],
  open: readonly Known[],
  reader: Reader,
  heldOut: readonly Question[],
): string {
  const { items } = reader
  const held = heldOut.map((q): Known => ({
    signals: reader.read(q.text),
    kind: q.kind,
    items: q.items,
    facet: null,
    open: false,
  }))
  const used = SIGNALS.filter((name) => utterances.some((k) => k.signals.matches.some((m) => m.signals[name] !== 0)))
  const row = (name: string, left: string | null) => {
    const fit = (known: readonly Known[]) => fitRanker(known, items, left)
    const folds = Array.from({ length: FOLDS }, (_, f) => fit([...utterances, ...open.filter((_, n) => n % FOLDS !== f)])) // prettier-ignore
    const all = fit([...utterances, ...open])
    return `| ${name} | ${hits(open, items, (n) => folds[n % FOLDS]!)} | ${hits(held, items, () => all)} |`
  }
  return [
    '| left out | hit@1, folds | hit@1, held out |',
    '|---|---|---|',
    row('nothing', null),
    ...used.map((name) => row(`\`${name}\``, name)),
  ].join('\n')
}
