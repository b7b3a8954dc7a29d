/**
 * No pattern of the product can be made to run for minutes by a text written for it: one sentence of 60 characters
 * once held the desk up for good. Each is looked at by an automaton, which also finds the text that would do it.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSync } from 'recheck'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { talkOf, THANKS } from '../../core/answer/model/intent.ts'

const root = join(import.meta.dirname, '../..')
const ROOMS = ['adapters', 'bot', 'cli', 'core', 'db', 'scheduler', 'services', 'web']

/** Every pattern that stands in the code of the product. */
function patterns(): { where: string; source: string; flags: string }[] {
  const files = execFileSync('git', ['ls-files', ...ROOMS, '*.ts'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
  return files
    .filter((file) => file.endsWith('.ts') && !/^(test|bench|scripts)\//.test(file))
    .flatMap((file) => {
      const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
      const found: { where: string; source: string; flags: string }[] = []
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const [, pattern = '', flags = ''] = /^\/([\s\S]*)\/(\w*)$/.exec(node.text) ?? []
          const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
          found.push({ where: `${file}:${line}`, source: pattern, flags })
        }
        ts.forEachChild(node, visit)
      }
      visit(source)
      return found
    })
}

/** Patterns that a module puts together when it is loaded. */
async function composed(): Promise<{ where: string; source: string; flags: string }[]> {
  const files = execFileSync('git', ['ls-files', 'core', 'bot/dialogue', 'bot/commands'], { cwd: root, encoding: 'utf8' }).trim().split('\n') // prettier-ignore
  const found: { where: string; source: string; flags: string }[] = []
  const Native = RegExp
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    globalThis.RegExp = new Proxy(Native, {
      construct(target, [source, flags]: [string | RegExp, string?]) {
        if (typeof source === 'string') found.push({ where: file, source, flags: flags ?? '' })
        return new target(source, flags)
      },
    })
    try {
      await import(join(root, file))
    } finally {
      globalThis.RegExp = Native
    }
  }
  return found
}

/** Texts are bounded at the door (core/input/limits.ts): the square of their length is bearable, more is not. */
const BEARABLE = 2

test('no pattern grows faster than the square of a text', async () => {
  const together = await composed()
  expect(together.length).toBeGreaterThan(10)
  const all = [...patterns(), ...together]
  expect(all.length).toBeGreaterThan(500)
  const bad = all.flatMap(({ where, source, flags }) => {
    const found = checkSync(source, flags, { checker: 'auto', timeout: 1200, randomSeed: 1 })
    if (found.status !== 'vulnerable') return []
    const { complexity } = found
    return complexity.type === 'polynomial' && complexity.degree <= BEARABLE ? [] : [`${where} ${complexity.summary}`]
  })
  expect(bad).toEqual([])
}, 300_000)

test('thanks without an end, and something else after them, are read at once', () => {
  const many = `${'谢'.repeat(4000)}隐私`
  expect(THANKS.test(many)).toBe(false)
  expect(talkOf('谢谢谢谢您了')).toBe('thanks')
})
