/** Which test files reach a source file by what they import, the likeliest first, and how long they took when they last ran. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

const FROM = /\bfrom\s+['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]|^\s*import\s+['"](\.[^'"]+)['"]/gm

/** Words of a path that say something: `core/notice/kinds.ts` → core, notice, kinds. */
const wordsOf = (file: string): string[] =>
  file
    .replace(/(\.server|\.db|\.browser)*(\.test)?\.ts$/, '')
    .split(/[/-]/)
    .filter((word) => word !== 'test' && word !== 'core' && word !== 'index')

export interface Reach {
  /** What imports a file directly. */
  importersOf(file: string): readonly string[]
  /** Test files without a database and with one: at most `most` of each, which together take about `seconds`. */
  testsOf(
    file: string,
    most: number,
    seconds: number,
  ): { readonly once: readonly string[]; readonly server: readonly string[] }
}

/** Seconds by project and test file, as vitest wrote them down; a file that never ran here is not in it. */
function lastDurations(root: string): Map<string, number> {
  const folder = join(root, 'node_modules/.vite/vitest')
  const found = new Map<string, number>()
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const file = join(folder, name, 'results.json')
    if (!existsSync(file)) continue
    const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: [string, { duration: number }][] }
    for (const [key, { duration }] of results) found.set(key, duration / 1000)
  }
  return found
}

/** What a file exports, says to people, and names by a string: a test about it is likely to have some of these. */
const wordsIn = (text: string): readonly string[] => [
  ...new Set([
    ...[...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map((m) => m[1]!),
    ...[...text.matchAll(/\p{Script=Han}{3,}/gu)].map((m) => m[0]),
    ...[...text.matchAll(/'([\w/.-]{5,40})'/g)].map((m) => m[1]!).filter((word) => !word.startsWith('.')),
  ]),
]

/** Further off and below this score a test reaches a file only because it loads everything. */
const NEAR = 2
const LEAST_SCORE = 0.5
const LONGEST_SECONDS = 30
/** Of a test file never measured. */
const GUESSED_SECONDS = 4

/** `files`: every TypeScript file of the project by its path from `root`. */
export function makeReach(root: string, files: readonly string[]): Reach {
  const known = new Set(files)
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
  const importers = new Map<string, string[]>()
  for (const [file, text] of texts)
    for (const match of text.matchAll(FROM)) {
      const target = normalize(join(dirname(file), match[1] ?? match[2] ?? match[3] ?? ''))
      if (known.has(target)) importers.set(target, [...(importers.get(target) ?? []), file])
    }
  const durations = lastDurations(root)
  const isTest = (file: string): boolean => file.endsWith('.test.ts') && !file.includes('.browser.')

  /** Test files and over how many imports each reaches `file`. */
  function distances(file: string): Map<string, number> {
    const seen = new Map([[file, 0]])
    for (const [at, far] of seen)
      for (const from of importers.get(at) ?? []) if (!seen.has(from)) seen.set(from, far + 1)
    return new Map([...seen].filter(([one]) => isTest(one)))
  }

  const tests = files.filter(isTest)
  const holders = new Map<string, number>()
  /** How many test files have these words in them. */
  function held(word: string): number {
    const known = holders.get(word) ?? tests.filter((test) => texts.get(test)!.includes(word)).length
    holders.set(word, known)
    return known
  }

  /** How likely a test is about a file: by their names, and by words of the file that few other tests have. */
  function related(file: string, test: string): number {
    const words = new Set(wordsOf(file))
    const own = wordsOf(test)
    const shared = own.filter((word) => words.has(word)).length
    const text = texts.get(test)!
    const spoken = wordsIn(texts.get(file)!).filter((word) => text.includes(word))
    const rare = spoken.reduce((sum, word) => sum + Math.min(1, 3 / held(word)), 0)
    return 2 * shared + (own.at(-1) === basename(file, '.ts') ? 4 : 0) + Math.min(8, rare)
  }

  return {
    importersOf: (file) => importers.get(file) ?? [],
    testsOf(file, most, seconds) {
      const ranked = [...distances(file)]
        .map(([test, far]) => ({ test, far, score: related(file, test) - far / 2 }))
        .filter(({ score, far }) => far <= NEAR || score > LEAST_SCORE)
        .sort((a, b) => b.score - a.score || (a.test < b.test ? -1 : 1))
        .map((one) => one.test)
      const within = (project: 'once' | 'server'): string[] => {
        let left = seconds
        const all = ranked.filter((test) => test.endsWith('.db.test.ts') === (project === 'server'))
        const taken = all.filter((test, place) => {
          const takes = durations.get(`${project}:${test}`) ?? GUESSED_SECONDS
          // the likeliest runs even where it takes long
          if (takes > (place === 0 ? LONGEST_SECONDS : left)) return false
          left -= takes
          return true
        })
        return taken.slice(0, most)
      }
      return { once: within('once'), server: within('server') }
    },
  }
}
