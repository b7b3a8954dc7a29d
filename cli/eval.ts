/** How well questions are understood: one table and one JSON, for questions, dialogues, another catalogue, and routing. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TownWords } from '../core/answer/town-words.ts'
import type { Cut } from '../core/answer/text/words.ts'
import type { Context, Facet, Understand, Understanding } from '../core/answer/understand.ts'
import { evaluateNames } from './gd.ts'
import { evaluateRouting } from './routing.ts'

export interface Question {
  readonly id: string
  readonly text: string
  readonly kind: 'item' | 'ambiguous' | 'handoff' | 'chitchat' | 'urgent'
  readonly items: readonly string[]
  readonly facet: Facet
  readonly dept?: string
}
export interface Dialogue {
  readonly id: string
  readonly turns: readonly { readonly text: string; readonly items: readonly string[]; readonly facet: Facet }[]
}
export interface Miss {
  readonly id: string
  readonly kind: string
  readonly text: string
  readonly want: string
  readonly got: string
}
/** Numbers by name; shares from 0 to 1, times in milliseconds. */
export type Figures = Record<string, number>
export interface Evaluation {
  readonly figures: Figures
  readonly misses: readonly Miss[]
}

/** One JSON object a line. */
export const readLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    // The caller names the shape; evaluation files are our own, and a wrong one fails loudly at first use.
    .map((line) => JSON.parse(line) as T)

const share = (hits: number, of: number) => (of === 0 ? Number.NaN : hits / of)

function latency(times: number[]): Figures {
  const sorted = times.sort((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
  return { 'latency p50 ms': at(0.5), 'latency p99 ms': at(0.99) }
}

const offered = (u: Understanding) => u.candidates.slice(0, u.offer).map((c) => c.id)

/** Asks every question alone. `understandFor` lets cross-validation use another model per question. */
export function evaluateQuestions(
  questions: readonly Question[],
  understandFor: (q: Question, n: number) => Understand,
): Evaluation {
  const c = new Map<string, number>()
  const count = (name: string, by: boolean | number = true) => c.set(name, (c.get(name) ?? 0) + Number(by))
  const misses: Miss[] = []
  const times: number[] = []
  questions.forEach((q, n) => {
    const understand = understandFor(q, n)
    const from = performance.now()
    const u = understand(q.text)
    times.push(performance.now() - from)
    const right = (id: string) => q.items.includes(id)
    const said = `${u.decision} ${u.item ?? ''} ${u.facet} [${u.candidates
      .slice(0, 4)
      .map((x) => `${x.id} ${x.score.toFixed(2)}`)
      .join(', ')}] ${u.why.join('+')}`
    const miss = () =>
      misses.push({ id: q.id, kind: q.kind, text: q.text, want: `${q.items.join('/')} ${q.facet}`, got: said })
    count(q.kind)
    if (u.decision === 'urgent' && q.kind !== 'urgent') {
      count('false alarm')
      miss()
    }
    if (q.kind === 'item') {
      const place = u.candidates.findIndex((x) => right(x.id))
      count('hit1', place === 0)
      count('hit3', place >= 0 && place < 3)
      count('mrr', place < 0 ? 0 : 1 / (place + 1))
      count('facet', u.facet === q.facet)
      count('asked', u.decision === 'choose')
      count('answered', u.decision === 'answer')
      const among = u.decision === 'choose' && offered(u).some(right)
      count('among', among)
      const answered = u.decision === 'answer' && right(u.item ?? '')
      count('wrong', u.decision === 'answer' && !answered)
      count('resolved', answered || among)
      if (!answered && u.decision !== 'urgent') miss()
    } else if (q.kind === 'ambiguous') {
      const ids = u.decision === 'choose' ? offered(u) : []
      count('ambiguous any', ids.some(right))
      count('ambiguous recall', q.items.filter((id) => ids.includes(id)).length / q.items.length)
      count(
        'ambiguous top4',
        q.items.filter((id) => u.candidates.slice(0, 4).some((x) => x.id === id)).length / q.items.length,
      )
      count('ambiguous resolved', ids.some(right) || (u.decision === 'answer' && right(u.item ?? '')))
      if (!ids.some(right)) miss()
    } else if (q.kind === 'urgent') {
      count('urgent found', u.decision === 'urgent')
      if (u.decision !== 'urgent') miss()
    } else {
      count(`${q.kind} answered`, u.decision === 'answer')
      count(`${q.kind} asked`, u.decision === 'choose')
      count(`${q.kind} right`, u.decision === (q.kind === 'handoff' ? 'handoff' : 'smalltalk'))
      if (u.decision !== (q.kind === 'handoff' ? 'handoff' : 'smalltalk')) miss()
    }
  })
  const n = (name: string) => c.get(name) ?? 0
  const people = n('handoff') + n('chitchat')
  return {
    figures: {
      'hit@1': share(n('hit1'), n('item')),
      'hit@3': share(n('hit3'), n('item')),
      MRR: share(n('mrr'), n('item')),
      facet: share(n('facet'), n('item')),
      answered: share(n('answered'), n('item')),
      'asked back': share(n('asked'), n('item')),
      'right among choices': share(n('among'), n('asked')),
      'wrong confident': share(n('wrong'), n('item')),
      resolved: share(n('resolved'), n('item')),
      'ambiguous: a right one among choices': share(n('ambiguous any'), n('ambiguous')),
      'ambiguous: share of right ones among choices': share(n('ambiguous recall'), n('ambiguous')),
      'ambiguous: share of right ones in first 4': share(n('ambiguous top4'), n('ambiguous')),
      'ambiguous: answered right or asked right': share(n('ambiguous resolved'), n('ambiguous')),
      'false answer, handoff + chitchat': share(n('handoff answered') + n('chitchat answered'), people),
      'asked back, handoff + chitchat': share(n('handoff asked') + n('chitchat asked'), people),
      'handoff seen': share(n('handoff right'), n('handoff')),
      'chitchat seen': share(n('chitchat right'), n('chitchat')),
      'urgent recall': share(n('urgent found'), n('urgent')),
      'urgent false alarms': share(n('false alarm'), questions.length - n('urgent')),
      ...latency(times),
    },
    misses,
  }
}

/** Plays every dialogue with the context the desk would keep. */
export function evaluateDialogues(
  dialogues: readonly Dialogue[],
  understandFor: (n: number) => Understand,
): Evaluation {
  let turns = 0
  let itemRight = 0
  let bothRight = 0
  const misses: Miss[] = []
  const times: number[] = []
  dialogues.forEach((dialogue, n) => {
    const understand = understandFor(n)
    let context: Context | undefined
    for (const turn of dialogue.turns) {
      const from = performance.now()
      const u = understand(turn.text, context)
      times.push(performance.now() - from)
      const ids = u.decision === 'answer' ? [u.item ?? ''] : u.decision === 'choose' ? offered(u) : []
      const right = turn.items.length === 0 ? ids.length === 0 : ids.some((id) => turn.items.includes(id))
      turns++
      itemRight += Number(right)
      const facetRight = turn.items.length === 0 || u.facet === turn.facet
      bothRight += Number(right && facetRight)
      if (!right || !facetRight) {
        misses.push({
          id: dialogue.id, kind: right ? 'facet' : 'turn', text: turn.text, want: `${turn.items.join('/')} ${turn.facet}`,
          got: `${u.decision} ${ids.join('/')} ${u.facet} [${u.candidates.slice(0, 3).map((x) => `${x.id} ${x.score.toFixed(2)}`).join(', ')}] ${u.why.join('+')}`,
        }) // prettier-ignore
      }
      context = nextContext(context, u)
    }
  })
  return {
    figures: {
      turns,
      'turns right': share(itemRight, turns),
      'turns right, facet too': share(bothRight, turns),
      ...latency(times),
    },
    misses,
  }
}

/** What a conversation remembers after a turn. */
function nextContext(before: Context | undefined, u: Understanding): Context | undefined {
  if (u.decision === 'answer' && u.item !== null) return { item: u.item, facet: u.facet }
  if (u.decision === 'choose') {
    return { ...(before?.item === undefined ? {} : { item: before.item }), facet: u.facet, offered: offered(u) }
  }
  return before
}

/** One table for people, a section a file. */
export function tables(done: readonly (readonly [title: string, evaluation: Evaluation])[]): string {
  const width = Math.max(...done.flatMap(([, { figures }]) => Object.keys(figures).map((k) => k.length)))
  const say = (name: string, v: number) =>
    name.endsWith(' ms') ? v.toFixed(2) : Number.isInteger(v) && v > 1 ? String(v) : v.toFixed(3)
  return done
    .flatMap(([title, { figures }]) => [
      title,
      ...Object.entries(figures).map(([name, v]) => `  ${name.padEnd(width)}  ${say(name, v)}`),
    ])
    .join('\n')
}

/** Whole conversations are played at a running desk, not asked of the engine. */
function isPlayed(file: string): boolean {
  const [first] = readLines<{ turns?: readonly object[] }>(file)
  return first?.turns?.some((turn) => 'who' in turn) === true
}

/** The evaluation files of a folder in a fixed order; a file stands for itself. */
export function evaluationFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl') && !name.endsWith('corpus.jsonl'))
    .sort()
    .map((name) => join(path, name))
    .filter((file) => !isPlayed(file))
}

/** Any evaluation file, told apart by its first line; names and routing need the town's words and cutter as well. */
export function evaluate(file: string, understand: Understand, town?: { words: TownWords; cut: Cut }): Evaluation {
  const lines = readLines<Question | Dialogue | { query: string } | { label: string }>(file)
  const first = lines[0] ?? {}
  if ('query' in first || 'label' in first) {
    if (!town) throw new Error(`${file} needs the town's words and cutter`)
    return 'query' in first
      ? evaluateNames(file, town.words, town.cut)
      : evaluateRouting(file, town.words.synonyms, town.cut)
  }
  return 'turns' in first
    ? evaluateDialogues(lines as Dialogue[], () => understand)
    : evaluateQuestions(lines as Question[], () => understand)
}
