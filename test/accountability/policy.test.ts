/** Every clause of the policy has a row that names code and a test that exist. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CLAUSES } from './clauses.ts'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(import.meta.dirname, 'clauses.txt'), 'utf8')
const rows = new Map(
  readFileSync(join(ROOT, 'docs/policy.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (条款|---)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((part) => part.trim()),
    ) // prettier-ignore
    .map((parts) => [parts[0] ?? '', parts] as const),
)
const files = (part: string | undefined): string[] => [...(part ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1]!)

test('no row is about a clause the policy does not have', () => {
  expect([...rows.keys()].filter((key) => !(key in CLAUSES))).toEqual([])
})

test('every numbered part of the policy has a clause in the list', () => {
  for (const part of [
    '二（一）1',
    '二（一）2',
    '二（一）3',
    '二（一）4',
    '二（一）5',
    '二（一）6',
    '二（二）1',
    '二（二）2',
    '二（二）3',
    '二（三）',
    '三（一）',
    '三（二）',
    '三（三）',
  ])
    // prettier-ignore
    expect(Object.keys(CLAUSES).some((key) => key.startsWith(part))).toBe(true)
})

describe.each(Object.entries(CLAUSES))('%s', (key, phrase) => {
  test('stands in the policy as quoted', () => expect(text).toContain(phrase))
  test('says what the program does, where, which test shows it and what is missing', () => {
    const row = rows.get(key)
    expect(row).toHaveLength(5)
    const [, does = '', where, tests, missing = ''] = row!
    expect(does.length).toBeGreaterThan(8)
    expect(missing).not.toBe('')
    expect(files(where).length).toBeGreaterThan(0)
    expect(files(tests).length).toBeGreaterThan(0)
    for (const file of [...files(where), ...files(tests)]) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]) // prettier-ignore
    for (const file of files(tests)) expect(file).toMatch(/^test\/.*\.test\.ts$/)
  })
})
