/** What the generator itself knows to have happened: written from its plans and its own acts, never read from the desk. */

export type Measured = 'response' | 'completion' | 'transfers' | 'relay' | 'notices' | 'satisfaction'

export interface Record_ {
  readonly cases: { kind: string; department: string; on: string }[]
  /** Shares, by department and the day they count on. */
  readonly shares: { department: string; what: Measured; on: string; good: boolean }[]
  /** Breaches that must be found: by case of the generator's own numbering (null: none behind it). */
  readonly breaches: { department: string; kind: string; of: number | null }[]
  readonly decisions: { department: string; kind: string; on: string; what: 'upheld' | 'dismissed' | 'objected' | 'referred' }[] // prettier-ignore
  challenges: number
  answered: number
  seconds: number
  complaints: number
}

export const makeRecord = (): Record_ => ({ cases: [], shares: [], breaches: [], decisions: [], challenges: 0, answered: 0, seconds: 0, complaints: 0 }) // prettier-ignore

/** 'GGB late-completion' → how many. */
export function tally<T>(list: readonly T[], key: (one: T) => string): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const one of list) counted[key(one)] = (counted[key(one)] ?? 0) + 1
  return Object.fromEntries(Object.entries(counted).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** 'GGB response' → [good, of] of the days from `from` to before `to`. */
export function sharesOf(record: Record_, from: string, to: string): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {}
  for (const s of record.shares) {
    if (s.on < from || s.on >= to) continue
    const sum = (sums[`${s.department} ${s.what}`] ??= [0, 0])
    sum[0] += Number(s.good)
    sum[1] += 1
  }
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Upheld in the days, less those taken back in them, by department. */
export function upheldOf(record: Record_, from: string, to: string): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const d of record.decisions)
    if (d.on >= from && d.on < to && (d.what === 'upheld' || d.what === 'objected'))
      sums[d.department] = (sums[d.department] ?? 0) + (d.what === 'upheld' ? 1 : -1)
  return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1))) // prettier-ignore
}
