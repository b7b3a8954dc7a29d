/**
 * How long the longest texts a chat takes hold up everybody else while they are read for danger: processor time in all,
 * and the longest stretch nobody else is answered in. Run: npx tsx bench/answer/long-text.ts
 */
import { dangerReader } from '../../core/answer/danger/danger-reader.ts'
import type { Danger } from '../../core/answer/understand.ts'
import { hasSign } from '../../core/answer/danger/signs.ts'
import { makeUnderstand } from '../../core/answer/engine.ts'
import { readItems, readTown, readWords, townCut } from '../../town-files.ts'

const LENGTH = 20_000
const words = readWords('data', readTown('data'))
const understand = makeUnderstand({ version: 'bench', items: readItems('data/items.yaml') }, words, townCut('data'))
const read = dangerReader(() => understand)

const upTo = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH)
let seed = 7
const chance = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
const said = Object.values(words.utterances.items).flat()
const calm = said.filter((text) => !hasSign(text))
/** Sentences nobody has repeated, `each` of them made of what residents ask. */
const mixed = (each: () => string): string => {
  let text = ''
  while (text.length < LENGTH) text += `${each()}，`
  return text.slice(0, LENGTH)
}
const clauseOf = (length: number): string =>
  Array.from({ length }, () => String.fromCodePoint(0x4e00 + chance(3_000))).join('')
const TEXTS: Readonly<Record<string, string>> = {
  'one question again and again': upTo('我要办低保，材料是什么，怎么办，多少钱，几天，'),
  'a story again and again': upTo('我家在村东头，老伴身体不好，孩子在外地打工，去年收成也不行。'),
  'questions of residents': mixed(() => calm[chance(calm.length)]!),
  'rare characters': mixed(() => clauseOf(8)),
  'rare characters, short clauses': mixed(() => clauseOf(2)),
  'signs of danger, short clauses': mixed(() => `${'火水车药血打'[chance(6)]}${clauseOf(1)}`),
  'no clause at all': Array.from({ length: LENGTH }, () => clauseOf(1)).join(''),
  'typed sounds': mixed(() => 'wo yao ban dibao zenme ban'.slice(0, 8 + chance(18))),
}

/** Milliseconds of each stretch from one yield to the next. */
function* stretches(text: string): Generator<number, Danger | null> {
  const work = read(text)
  for (;;) {
    const from = performance.now()
    const step = work.next()
    yield performance.now() - from
    if (step.done) return step.value?.danger ?? null
  }
}

for (const text of Object.values(TEXTS)) for (const _ of stretches(text));
for (const [name, text] of Object.entries(TEXTS)) {
  const work = stretches(text)
  let [all, longest] = [0, 0]
  let step = work.next()
  for (; !step.done; step = work.next()) {
    all += step.value
    longest = Math.max(longest, step.value)
  }
  const found = step.value === null ? '' : `, found: ${step.value}`
  console.log(
    `${name.padEnd(32)} ${all.toFixed(0).padStart(5)} ms in all, ${longest.toFixed(1).padStart(6)} ms at a stretch${found}`,
  )
}
