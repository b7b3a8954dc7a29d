/** What changes no meaning changes no answer: marks, courtesy, particles, a village and another script, over every held-out text. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as OpenCC from 'opencc-js'
import { expect, test } from 'vitest'
import { applyAnswerPolicy } from '../../core/answer/policy/answer-policy.ts'
import { plainWords } from '../../core/answer/text/plain-words.ts'
import { readItems, readTown, readWords, townCut, understander } from '../../town-files.ts'

const DATA = join(import.meta.dirname, '../../data')
const town = readTown(DATA)
const catalog = { version: 'test', items: readItems(join(DATA, 'items.yaml')) }
const understand = understander(catalog, readWords(DATA, town), townCut(DATA))

const texts = readFileSync(join(import.meta.dirname, 'held-out.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { text: string }).text)
const toTraditional = OpenCC.Converter({ from: 'cn', to: 'tw' }) as (text: string) => string

const read = (text: string) => {
  const u = applyAnswerPolicy(understand, text, undefined, catalog, town.lifeEvents)
  const offered = u.decision === 'choose' ? u.candidates.slice(0, u.offer).map((c) => c.id) : []
  return [u.decision === 'urgent', u.item, u.elsewhere, ...offered].join(' ')
}
const asWritten = texts.map(read)

/** So many of a hundred may be read otherwise. */
const BEARABLE = 0.01
test.each<[string, (text: string) => string]>([
  ['a full stop', (t) => `${t}。`],
  ['a wave', (t) => `${t}～`],
  ['a greeting', (t) => `您好，${t}`],
  ['thanks', (t) => `${t}，谢谢`],
  ['a particle', (t) => `${t.replace(/[。！？?!]+$/u, '')}啊`],
  ['politeness', (t) => `麻烦问一下，${t}`],
  ['an opening', (t) => `我想问下${t}`],
  ['a village', (t) => `我是李庄的，${t}`],
  ['full width', (t) => t.replace(/[!-~]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
  ['Traditional characters', toTraditional],
])('%s changes neither matter nor alarm', (_, change) => {
  const others = texts.filter((text, n) => read(change(text)) !== asWritten[n])
  expect(others.length / texts.length, others.join('\n')).toBeLessThanOrEqual(BEARABLE)
})

test.each([
  ['您好，麻烦问一下，低保要啥材料呢，谢谢您了', '低保要啥材料'],
  ['我是李庄的，我想问下残疾证咋办啊', '残疾证咋办'],
  ['问题解决了', '问题解决了'],
  ['那我妈呢', '那我妈呢'],
  ['你好久没回我了', '你好久没回我了'],
  ['我是低保户，看病咋报', '我是低保户，看病咋报'],
  ['谢谢', '谢谢'],
  ['', ''],
])('of “%s” is left “%s”', (text, left) => {
  expect(plainWords(text)).toBe(left)
})
