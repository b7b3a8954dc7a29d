/** What counts as a small break of the code, and that a seed draws the same ones again. */
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { mutantsOf, sample, seeded } from '../../scripts/mutation/mutants.ts'
import { makeReach } from '../../scripts/mutation/reach.ts'

const file = (text: string): ts.SourceFile => ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true)
const says = (text: string): string[] => mutantsOf(file(text)).map((one) => `${one.operator}: ${one.says}`)

test('each way of breaking is found once, at the place it is', () => {
  expect(says("if (a < 3 && b.some(f)) { go('x') } else await tell()")).toEqual([
    'condition: a < 3 && b.some(f) → !(a < 3 && b.some(f))',
    'logic: && → ||',
    'boundary: < → <=',
    'number: 3 → 4',
    'method: some → every',
    "call removed: go('x') → void 0",
    "string: 'x' → ''",
    'call removed: await tell() → void 0',
  ])
  expect(says('const late = 60_000 === n ? true : list.toSorted()')).toEqual([
    'condition: 60_000 === n → !(60_000 === n)',
    'equality: === → !==',
    'number: 60_000 → 0',
    'boolean: true → false',
    'method: list.toSorted() → list.slice()',
  ])
})

test('what only operators and programmers read is left alone: log lines, errors, types, imports', () => {
  expect(says("log.warn({ tries: 3 }, 'again')\nthrow new Error('never')\ntype A = 'a' | 1\nimport b from './b.ts'")).toEqual([]) // prettier-ignore
})

test('a mutant put in place of what stood there is the broken text', () => {
  const text = 'export const over = (at: number) => at >= 5'
  const [first] = mutantsOf(file(text))
  expect(text.slice(0, first!.start) + first!.text + text.slice(first!.end)).toBe(
    'export const over = (at: number) => at > 5',
  )
})

test('a seed draws the same mutants again, none twice, another seed others', () => {
  const all = mutantsOf(file(Array.from({ length: 40 }, (_, i) => `if (a${i} > ${i}) b${i}()`).join('\n')))
  const drawn = sample(all, 30, seeded(1))
  expect(sample(all, 30, seeded(1))).toEqual(drawn)
  expect(new Set(drawn).size).toBe(30)
  expect(sample(all, 30, seeded(2))).not.toEqual(drawn)
  // the few ways of breaking are drawn as often as the many
  expect(new Set(drawn.map((one) => one.operator))).toEqual(
    new Set(['condition', 'boundary', 'number', 'call removed']),
  )
})

test('the tests of a file are those that import it and are about it, however far away', () => {
  const root = resolve(import.meta.dirname, '../..')
  const files = ['core/channel-traits.ts', 'bot/outbound/rate-limiter.ts', 'test/delivery/rate-limiter.test.ts', 'test/notice/compose.test.ts'] // prettier-ignore
  const reach = makeReach(root, files)
  expect(reach.testsOf('core/channel-traits.ts', 3, 60).once).toEqual(['test/delivery/rate-limiter.test.ts'])
  expect(reach.importersOf('bot/outbound/rate-limiter.ts')).toEqual(['test/delivery/rate-limiter.test.ts'])
})
