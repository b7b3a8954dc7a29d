/** One table of numbers, and one place where a resident's case is opened and counted. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { type LegalQuota, LEGAL_QUOTAS, quotasOf, shareLeft } from '../../core/legal-quota.ts'

const ROOT = join(import.meta.dirname, '../..')
const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
const calling = (call: RegExp): string[] =>
  ['bot', 'web', 'cli', 'scheduler', 'services', 'db']
    .flatMap(sources)
    // a demonstration fills a database in which nobody lives
    .filter((name) => !name.startsWith('cli/demo/'))
    .filter((name) => call.test(readFileSync(join(ROOT, name), 'utf8').replace(/function \w+\(/g, '')))
    .sort()

test('every kind of case is counted, a network never less than a person', () => {
  for (const kind of Object.keys(KINDS) as CaseKind[]) expect(quotasOf(kind), kind).toContain(kind)
  for (const [name, q] of Object.entries(LEGAL_QUOTAS) as [string, LegalQuota][])
    expect(q.network, name).toBeGreaterThanOrEqual(q.person)
  // the desk's own is more than one network may fill
  for (const [name, q] of Object.entries(LEGAL_QUOTAS) as [string, LegalQuota][])
    expect(q.desk ?? Infinity, name).toBeGreaterThan(q.network)
})

test('the shares of networks shrink, so that it takes many to use up what is left for all', () => {
  for (const [which, least] of [
    ['network', 25],
    ['wide', 18],
  ] as const) {
    const { desk, [which]: most } = LEGAL_QUOTAS.challenge
    let networks = 0
    for (let used = 0; used < desk; networks++) for (let own = 0; used < desk && own < shareLeft(most, used, desk); own++) used++ // prettier-ignore
    expect(networks, which).toBeGreaterThanOrEqual(least)
  }
})

test('a case is opened for a resident in one place, and otherwise by staff or with the token of another desk', () => {
  expect(calling(/\bopenCase\(/)).toEqual([
    'bot/dialogue/open-case.ts',
    'services/intake/register-at-counter.ts',
    'web/api/open-case.ts',
  ])
})

test.each([
  ['second', /\bsecondChallenge\(/, ['bot/dialogue/challenge.ts']],
  ['a seat', /\bjoinHearing\(/, ['bot/dialogue/challenge.ts']],
  ['a subscription', /[^.\w]subscribe\(/, ['bot/dialogue/subscription.ts']],
])('%s has one way in', (_, call, places) => {
  expect(calling(call)).toEqual(places)
})
