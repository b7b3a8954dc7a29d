/** Declares what the encoder makes of one text: which matters it may be about, what its writer does, which side is asked. */
import { POINT_KINDS, type PointKind } from '../../catalog/point.ts'
import { type Act, ACTS, type ActGroup } from './acts.ts'
import { FACETS } from '../understand.ts'
import type { Encoded, Encoder } from './encoder.ts'

export interface Reading {
  readonly encoded: Encoded
  /** Probability by position of the item in the catalogue; 0 for items the encoder does not know. */
  readonly items: Float32Array
  /** Probability of each matter that others do, in the order of the town's list. */
  readonly others: Float32Array
  /** Probability that it is about no item: matters of others, or nothing at all. */
  readonly outside: number
  readonly act: Act
  readonly acts: ReadonlyMap<Act, number>
  readonly groups: Readonly<Record<ActGroup, number>>
  readonly report: { readonly id: string; readonly p: number } | null
  /** Probability per facet, in the order of FACETS. */
  readonly facets: Float32Array
  readonly kinds: ReadonlyMap<PointKind, number>
}

const ELSEWHERE = 'elsewhere:'

/** Reads for a catalogue whose item ids are `ids` and matters of others `elsewhere`, in order. */
export function makeRead(
  encoder: Encoder,
  ids: readonly string[],
  elsewhere: readonly string[],
): (normal: string) => Reading {
  const otherAt = new Map(elsewhere.map((id, at) => [id, at]))
  const itemAt = new Map(ids.map((id, at) => [id, at]))
  const topics = encoder.labels('topic').map((label) => ({
    at: itemAt.get(label) ?? -1,
    other: label.startsWith(ELSEWHERE) ? (otherAt.get(label.slice(ELSEWHERE.length)) ?? -1) : -1,
  }))
  const actLabels = encoder.labels('act') as readonly Act[]
  const kindLabels = encoder.labels('kind') as readonly PointKind[]
  return (normal) => {
    const encoded = encoder.encode(normal)
    const items = new Float32Array(ids.length)
    const others = new Float32Array(elsewhere.length)
    let outside = 0
    encoder.predict('topic', encoded).forEach((p, k) => {
      const { at, other } = topics[k]!
      if (at >= 0) items[at] = p
      else if (other >= 0) others[other] = p
      if (at < 0) outside += p
    })
    const acts = new Map<Act, number>()
    const groups: Record<ActGroup, number> = { ask: 0, person: 0, talk: 0, follow: 0 }
    let act: Act = 'ask'
    encoder.predict('act', encoded).forEach((p, k) => {
      const label = actLabels[k]!
      acts.set(label, p)
      groups[ACTS[label]?.group ?? 'ask'] += p
      if (p > (acts.get(act) ?? 0)) act = label
    })
    const kinds = new Map<PointKind, number>()
    const facets = new Float32Array(FACETS.length)
    encoder.predict('kind', encoded).forEach((p, k) => {
      const kind = kindLabels[k]!
      kinds.set(kind, p)
      const facet = POINT_KINDS[kind]?.facet
      if (facet !== undefined) facets[FACETS.indexOf(facet)]! += p
    })
    let report: Reading['report'] = null
    const reports = encoder.labels('report')
    if (reports.length > 0)
      encoder.predict('report', encoded).forEach((p, k) => {
        if (p > (report?.p ?? 0)) report = { id: reports[k]!, p }
      })
    return { encoded, items, others, outside, act, acts, groups, report, facets, kinds }
  }
}
