// `npm test`: every test this machine can run, then one line on what was left out and one with the counts.
// Arguments go to vitest: `npm test -- test/case`, `npm test -- --project once`.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

const extra = process.argv.slice(2)
const chosen = extra.some((arg) => arg === '--project' || arg.startsWith('--project='))
const out = mkdtempSync(join(tmpdir(), 'shouwen-results-'))
const results = join(out, 'results.json')

const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')

/** As test/support/cluster.ts looks for them, which plain Node cannot import. */
function serverHere() {
  if (process.env.TEST_DATABASE_URL) return true
  const packaged = '/usr/lib/postgresql'
  const folders = existsSync(packaged) ? readdirSync(packaged).map((version) => join(packaged, version, 'bin')) : []
  return [...folders, ...onPath].some((folder) =>
    ['initdb', 'postgres', 'pg_ctl'].every((name) => existsSync(join(folder, name))),
  )
}

/** As test/support/chromium.ts looks for it. */
function browserHere() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const known = ['/usr/bin', ...onPath].flatMap((folder) => names.map((name) => join(folder, name)))
  return [process.env.CHROMIUM, ...known].some((path) => path && existsSync(path))
}

const server = serverHere()
const projects = chosen ? [] : ['once', 'embedded', ...(server ? ['server'] : [])].map((name) => `--project=${name}`)
const missing = [
  ...(server
    ? []
    : ['database tests on a Postgres server (no TEST_DATABASE_URL, and no PostgreSQL binaries on this machine)']),
  ...(browserHere() ? [] : ['pages in a browser (no CHROMIUM, and no Chromium on this machine)']),
]
const leftOut = chosen ? 'whatever --project did not name' : missing.join('; ') || 'nothing'

const child = spawn(
  process.execPath,
  [vitest, 'run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...extra],
  { cwd: root, stdio: 'inherit' },
)
// vitest tears its servers down when told to stop: wait for it
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))

const code = await new Promise((resolve) => child.on('exit', (exit, signal) => resolve(signal ? 1 : (exit ?? 1))))
const report = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined
rmSync(out, { recursive: true, force: true })

const passed = report?.numPassedTests ?? 0
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
// a file that could not be loaded holds no test that failed: it counts as one
const broken = (report?.testResults ?? []).filter(
  (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
)
const failed = (report?.numFailedTests ?? 0) + broken.length

console.log(`Left out: ${leftOut}`)
if (!report) console.log('The run ended before it could report.')
else if (code !== 0 && failed === 0) console.log('The run failed outside any test: see above.')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : code
