/** Questions written for measuring only, over all kinds: nothing is fitted on them, and the figures may not fall. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Dialogue, Figures, Question } from '../../cli/eval.ts'
import { evaluateDialogues, evaluateQuestions, readLines } from '../../cli/eval.ts'
import { readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const items = readItems('data/items.yaml')
const words = readWords('data', readTown('data'))
const questions = readLines<Question>('test/answer/held-out.jsonl')
const dialogues = readLines<Dialogue>('test/answer/held-out-dialogues.jsonl')
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, '') // prettier-ignore

describe('held-out questions', () => {
  it('are no utterances', () => {
    const u = words.utterances
    const taught = new Set(
      [
        ...Object.values(u.items), ...Object.values(u.urgent), u.handoff, u.notUrgent, u.ambiguous.map((a) => a.text),
      ].flat().map(plain),
    ) // prettier-ignore
    const asked = [...questions.map((q) => q.text), ...dialogues.flatMap((d) => d.turns.map((t) => t.text))]
    // A greeting or '多少钱' has only one wording; a question of one's own must be new.
    expect(asked.filter((text) => plain(text).length > 4 && taught.has(plain(text)))).toEqual([])
  })

  it('name only items of the catalogue and cover every kind', () => {
    const known = new Set(items.map((item) => item.id))
    expect(questions.flatMap((q) => q.items).filter((id) => !known.has(id))).toEqual([])
    expect([...known].filter((id) => !questions.some((q) => q.items.includes(id)))).toEqual([])
    expect(new Set(questions.map((q) => q.kind)).size).toBe(5)
  })

  let asked: Figures
  let talked: Figures
  beforeAll(() => {
    const understand = understander({ version: 'held out', items }, words, townCut('data'))
    asked = evaluateQuestions(questions, () => understand).figures
    talked = evaluateDialogues(dialogues, () => understand).figures
  })

  it.each([
    ['hit@1', 0.88],
    ['hit@3', 0.95],
    ['resolved', 0.88],
    ['facet', 0.8],
    ['urgent recall', 0.9],
    ['ambiguous: answered right or asked right', 0.85],
  ])('%s is at least %d', (name, least) => {
    expect(asked[name]).toBeGreaterThanOrEqual(least)
  })

  it.each([
    ['wrong confident', 0.04],
    ['false answer, handoff + chitchat', 0.08],
    ['urgent false alarms', 0.03],
  ])('%s is at most %d', (name, most) => {
    expect(asked[name]).toBeLessThanOrEqual(most)
  })

  it('follow a conversation', () => {
    expect(talked['turns right']).toBeGreaterThanOrEqual(0.83)
  })
})
