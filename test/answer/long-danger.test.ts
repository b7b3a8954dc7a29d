/** Danger in the longest texts: found wherever it stands, and nobody else waits while they are read. */
import { describe, expect, test } from 'vitest'
import { dangerReader, type FoundDanger } from '../../core/answer/danger/danger-reader.ts'
import { makeUnderstand } from '../../core/answer/engine.ts'
import { makeListFeatures } from '../../core/answer/model/encoder-features.ts'
import { hasSign } from '../../core/answer/danger/signs.ts'
import { makeEncoder } from '../../core/answer/model/encoder.ts'
import { clauses } from '../../core/answer/text/normalize.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'

const DATA = 'data'
const LENGTH = 20_000
const words = readWords(DATA, readTown(DATA))
const cutter = townCut(DATA)
/** Each encoding cuts its text once; so do the parts of an understanding. */
let cuts = 0
const cut = (text: string): string[] => {
  cuts += 1
  return cutter(text)
}
const understand = makeUnderstand({ version: 'test', items: readItems(`${DATA}/items.yaml`) }, words, cut)
const read = dangerReader(() => understand)
const said = Object.values(words.utterances.items).flat()

/** What was found, and the cuts of each stretch in which nobody else has a turn. */
function stretchesOf(text: string): { found: FoundDanger | null; stretches: number[] } {
  const stretches: number[] = []
  const work = read(text)
  for (;;) {
    const before = cuts
    const step = work.next()
    stretches.push(cuts - before)
    if (step.done) return { found: step.value, stretches }
  }
}
const upTo = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH)
const calm = said.filter((text) => !hasSign(text))
const long = calm.join('，').slice(0, LENGTH)

/** One passage is looked at, its clauses once each, and understood where it may tell of danger. */
const MOST_AT_A_STRETCH = 600

describe('a text of 20,000 characters', () => {
  test('that says the same again and again is read as often as it says something new', () => {
    const { found, stretches } = stretchesOf(upTo('我要办低保，材料是什么，怎么办，多少钱，几天，'))
    expect(found).toBeNull()
    expect(stretches.reduce((sum, n) => sum + n, 0)).toBeLessThan(200)
  })

  test.each([
    ['of what residents ask', long],
    ['without a mark', long.replace(/[^\p{L}]/gu, '')],
    ['of clauses of one character', [...long.replace(/[^\p{L}]/gu, '')].join('，').slice(0, LENGTH)],
    ['typed in sounds', upTo('wo yao ban dibao,zenme ban,')],
  ])('%s lets others have their turn after every passage', (_, text) => {
    expect(text.length).toBeGreaterThan(LENGTH / 2)
    const { stretches } = stretchesOf(text)
    expect(Math.max(...stretches)).toBeLessThan(MOST_AT_A_STRETCH)
  })

  test.each([0, 377, 4_001, 9_990, 15_555, 19_980])('is heard wherever danger stands in it: at %i', (at) => {
    const cry = '屋里着火了快来人，我出不去'
    for (const text of [long, upTo('我要办低保，材料是什么，怎么办，多少钱，几天，')]) {
      const { found } = stretchesOf(`${text.slice(0, at)}，${cry}，${text.slice(at, LENGTH - cry.length)}`)
      expect(found?.passage).toContain('着火了')
    }
  })
})

test('a look at a passage never finds less than understanding it', () => {
  const look = understand.dangerLook!()
  for (const text of [...Object.values(words.utterances.urgent).flat(), ...said.slice(0, 500)])
    if (understand(text).decision === 'urgent') expect(look(text), text).toBe(true)
}) // prettier-ignore

test('clauses put together are encoded as the text they make', () => {
  const encoder = makeEncoder(words.encoder, makeListFeatures(cut))
  const texts = [...said.slice(0, 300), '（急）。3.5万元，abc 12345，“着火”了！…快', '：，！']
  for (let i = 0; i + 2 < texts.length; i++) {
    const parts = clauses(`${texts[i]}，${texts[i + 1]}，${texts[i + 2]}`)
    const whole = encoder.encode(parts.join('，'))
    const joined = encoder.joinClauses(parts.map((part) => encoder.encodeClause(part)))
    expect(joined.known, parts.join('，')).toBe(whole.known)
    expect(joined.sign).toBe(whole.sign)
    expect(joined.danger).toBeCloseTo(whole.danger, 4)
    joined.manner.forEach((x, d) => expect(x).toBeCloseTo(whole.manner[d]!, 4))
  }
})
