/** Gathers every text whose meaning is known: the town's utterances, the points' own asks, and the corpora of data/corpus. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'

/** One text and what is known of it; what is undefined is not taught. */
export interface Line {
  readonly text: string
  /** Item ids, `elsewhere:<id>`, or 'none'; several share the text. */
  readonly topics?: readonly string[]
  readonly act?: string
  /** `<item>/<point>`. */
  readonly point?: string
  readonly kind?: string
  readonly report?: string
  readonly danger?: boolean
  readonly dangerKind?: string
  /** The file it stands in. */
  readonly from: string
}

type Lists = Readonly<Record<string, readonly unknown[]>>
const read = (file: string): unknown => parse(readFileSync(file, 'utf8'))
const filesIn = (dir: string, begins = ''): string[] =>
  existsSync(dir)
    ? readdirSync(dir).filter((name) => name.endsWith('.yaml') && name.startsWith(begins)).sort().map((name) => join(dir, name)) // prettier-ignore
    : []
const texts = (list: unknown): string[] => (Array.isArray(list) ? list.map(String).filter((t) => t.trim() !== '') : [])

/** Acts in which nothing of the catalogue is asked. */
const TALK = { greeting: 'greet', thanks: 'thanks', bye: 'bye', who: 'who', abuse: 'abuse', joke: 'joke', more: 'more', other: 'chat' } as const // prettier-ignore
/** Said in the middle of an alarm: whether somebody is in danger is not for these words to tell. */
const AFTER_ALARM: ReadonlySet<string> = new Set(['still', 'safe'])
const DANGER_TODAY: Readonly<Record<string, string>> = { crime: 'violence', fire: 'fire', medical: 'illness', selfharm: 'selfharm', missing: 'missing', hunger: 'cold-hunger' } // prettier-ignore

interface PointFile {
  readonly item: string
  readonly points: readonly { readonly id: string; readonly kind: string; readonly asks: readonly unknown[] }[]
  readonly situation?: readonly unknown[]
}

export function gatherLines(dir: string): Line[] {
  const lines: Line[] = []
  const put = (list: unknown, line: Omit<Line, 'text' | 'from'>, from: string) => {
    for (const text of texts(list)) lines.push({ text, from, ...line })
  }
  for (const file of filesIn(join(dir, 'utterances'))) {
    const name = basename(file, '.yaml')
    const content = read(file) as { item: string; utterances: unknown } & Lists
    const calm = { danger: false }
    if (!name.startsWith('_')) put(content.utterances, { topics: [content.item], act: 'ask', ...calm }, name)
    else if (name === '_handoff') put(content.utterances, { act: 'own', ...calm }, name)
    else if (name === '_not_urgent') put(content.utterances, calm, name)
    else if (name === '_chitchat')
      for (const [kind, act] of Object.entries(TALK)) put(content[kind], { act, topics: ['none'], ...calm }, name)
    else if (name === '_urgent')
      for (const [kind, list] of Object.entries(content))
        put(list, { danger: true, ...(DANGER_TODAY[kind] ? { dangerKind: DANGER_TODAY[kind] } : {}) }, name)
    else if (name === '_ambiguous')
      for (const { text, items } of content as unknown as { text: string; items: string[] }[])
        put([text], { topics: items, act: 'ask', ...calm }, name)
  }
  for (const file of filesIn(join(dir, 'points'))) {
    const { item, points, situation } = read(file) as PointFile
    for (const { id, kind, asks } of points)
      put(asks, { topics: [item], act: 'ask', point: `${item}/${id}`, kind, danger: false }, 'points')
    put(situation, { topics: [item], act: 'ask', danger: false }, 'points-situation')
  }
  const corpus = join(dir, 'corpus')
  for (const file of filesIn(corpus)) {
    const name = basename(file, '.yaml')
    const content = read(file) as Record<string, unknown>
    for (const [key, list] of Object.entries(content)) {
      if (name.startsWith('danger')) put(list, { danger: true, dangerKind: key }, name)
      else if (name.startsWith('lookalike')) put(list, { danger: false }, name)
      else if (name.startsWith('acts')) put(list, { act: key, ...(AFTER_ALARM.has(key) ? {} : { danger: false }), ...(Object.values<string>(TALK).includes(key) ? { topics: ['none'] } : {}) }, name) // prettier-ignore
      else if (name.startsWith('reports')) put(list, { act: 'report', report: key, topics: ['none'], danger: false }, name)
      else if (name.startsWith('own')) put(list, { act: 'own', topics: [key], danger: false }, name)
      else if (name.startsWith('elsewhere')) put(list, { topics: [`elsewhere:${key}`], act: 'ask', danger: false }, name)
      else if (name.startsWith('general')) put(list, { topics: [key], act: 'ask', danger: false }, name)
      else if (name.startsWith('asks'))
        for (const [point, asks] of Object.entries(list as Lists))
          put(asks, point === 'situation' ? { topics: [key], act: 'ask', danger: false } : { topics: [key], act: 'ask', point: `${key}/${point}`, danger: false }, name) // prettier-ignore
    }
  }
  const elsewhere = join(dir, 'elsewhere.yaml')
  if (existsSync(elsewhere))
    for (const { id, asks } of read(elsewhere) as { id: string; asks: unknown }[])
      put(asks, { topics: [`elsewhere:${id}`], act: 'ask', danger: false }, 'elsewhere')
  const kinds = new Map<string, string>()
  for (const { point, kind } of lines) if (point && kind) kinds.set(point, kind)
  return lines.map((l) => (l.point && !l.kind && kinds.has(l.point) ? { ...l, kind: kinds.get(l.point)! } : l))
}
