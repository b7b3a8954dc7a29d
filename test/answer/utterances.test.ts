/** The utterance set: complete for every item, and none of it copied from the evaluation questions. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readLines } from '../../cli/eval.ts'
import { readItems, readTown, readWords } from '../../town-files.ts'
import { FACETS } from '../../core/answer/understand.ts'

const items = readItems('data/items.yaml')
const { utterances } = readWords('data', readTown('data'))
const OPEN = '../shared/evaluation'
const HASHES = 'test/answer/evaluation-hashes.json'

/** Wording alone counts: marks, blanks and letter case do not make another question. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, '') || text.trim()
const hash = (text: string) => createHash('sha256').update(plain(text)).digest('hex').slice(0, 16)

const everything = [
  ...Object.values(utterances.items), ...Object.values(utterances.facets), ...Object.values(utterances.chitchat),
  ...Object.values(utterances.urgent), utterances.handoff, utterances.notUrgent, utterances.ambiguous.map((a) => a.text),
].flat() // prettier-ignore

describe('the utterance set', () => {
  it.each(items.map((item) => item.id))('%s has forty different wordings or more', (id) => {
    expect(new Set((utterances.items[id] ?? []).map(plain)).size).toBeGreaterThanOrEqual(40)
  })

  it('names only items of the catalogue', () => {
    const known = new Set(items.map((item) => item.id))
    const named = [...Object.keys(utterances.items), ...utterances.ambiguous.flatMap((a) => a.items)]
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })

  it('has forty wordings or more for every facet, for what a person must do, small talk and danger', () => {
    const many = (texts: readonly string[] = []) => new Set(texts.map(plain)).size >= 40
    expect(FACETS.filter((facet) => !many(utterances.facets[facet]))).toEqual([])
    expect(many(utterances.handoff)).toBe(true)
    expect(many(utterances.notUrgent)).toBe(true)
    expect(many(utterances.ambiguous.map((a) => a.text))).toBe(true)
    expect(many(Object.values(utterances.chitchat).flat())).toBe(true)
    expect(many(Object.values(utterances.urgent).flat())).toBe(true)
  })

  it('holds no evaluation question', () => {
    // Hashes stand in for the questions where the evaluation folder is not at hand.
    const hashes = new Set(JSON.parse(readFileSync(HASHES, 'utf8')) as string[])
    expect(everything.filter((text) => hashes.has(hash(text)))).toEqual([])
  })

  it('is compared with the evaluation questions as they are now', () => {
    if (!existsSync(`${OPEN}/questions.jsonl`)) return
    const texts = [
      ...readLines<{ text: string }>(`${OPEN}/questions.jsonl`).map((q) => q.text),
      ...readLines<{ turns: { text: string }[] }>(`${OPEN}/dialogues.jsonl`).flatMap((d) => d.turns.map((t) => t.text)),
    ]
    const asked = new Set(texts.map(plain))
    expect(everything.filter((text) => asked.has(plain(text)))).toEqual([])
    const hashes = new Set(JSON.parse(readFileSync(HASHES, 'utf8')) as string[])
    expect(texts.filter((text) => !hashes.has(hash(text)))).toEqual([])
  })
})
