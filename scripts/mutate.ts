/**
 * `npm run mutate`: breaks the code in small ways, one at a time, and counts how many the types and the tests notice.
 *
 *     npm run mutate -- --sample 200 --seed 1 --room db --minutes 25 --workers 2 --tests 3 --seconds 15
 *
 * A mutant survives when it compiles and the test files likeliest to reach it (`--tests` without a database, as many
 * with one, each time what takes about `--seconds`) all pass. The tree is copied: what is edited meanwhile is neither seen nor touched.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startCluster } from '../test/support/cluster.ts'
import { type Mutant, mutantsOf, sample, seeded } from './mutation/mutants.ts'
import { makeReach } from './mutation/reach.ts'
import { makeTypeCheck } from './mutation/type-check.ts'
import { makeWorker, type Verdict } from './mutation/worker.ts'

const ROOMS = ['core', 'db', 'bot', 'scheduler', 'services', 'web']
const root = join(import.meta.dirname, '..')

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '210' },
    seed: { type: 'string', default: '1' },
    room: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    workers: { type: 'string', default: String(Math.max(1, Math.min(2, cpus().length))) },
    tests: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
  },
})
const rooms = values.room === undefined ? ROOMS : [values.room]
const deadline = Date.now() + Number(values.minutes) * 60_000
const perRoom = Math.ceil(Number(values.sample) / rooms.length)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
const reach = makeReach(root, files)
const types = makeTypeCheck(root, files)
const checker = types.program.getTypeChecker()

/** One of every room in turn, so that a run that ends early has seen all of them. */
function draw(): Mutant[] {
  const chance = seeded(Number(values.seed))
  const drawn = rooms.map((room) => {
    const inRoom = files.filter((file) => file.startsWith(`${room}/`) && !file.endsWith('.d.ts'))
    const all = inRoom.flatMap((file) =>
      mutantsOf(types.program.getSourceFile(join(root, file))!, checker).map((one) => ({ ...one, file })),
    )
    say(`${room}: ${all.length} mutants in ${inRoom.length} files, ${Math.min(perRoom, all.length)} drawn`)
    return sample(all, perRoom, chance)
  })
  return Array.from({ length: perRoom }, (_, i) => drawn.map((list) => list[i]))
    .flat()
    .filter((one) => one !== undefined)
}

const queue = draw()
const done: { readonly mutant: Mutant; readonly verdict: Verdict }[] = []

const cluster = process.env['TEST_DATABASE_URL'] === undefined ? await startCluster() : null
const env = cluster ? { ...process.env, TEST_DATABASE_URL: cluster.url } : process.env

/** A copy of what git knows or would, with the packages linked. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'shouwen-mutate-'))
  const all = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  for (const file of all.split('\0').filter(Boolean)) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

async function work(): Promise<void> {
  const copy = copyTree()
  const worker = makeWorker(copy, env)
  try {
    for (let mutant = queue.shift(); mutant && Date.now() < deadline; mutant = queue.shift()) {
      const text = types.program.getSourceFile(join(root, mutant.file))!.text
      const broken = text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end)
      const fault = types.faultOf(mutant.file, broken, reach.importersOf(mutant.file).slice(0, 3))
      const tests = reach.testsOf(mutant.file, Number(values.tests), Number(values.seconds))
      const verdict: Verdict = fault ? { noticed: 'types', why: fault } : await worker.judge(mutant.file, text, broken, tests) // prettier-ignore
      done.push({ mutant, verdict })
      const mark = verdict.noticed === 'nobody' ? 'SURVIVED' : verdict.noticed
      say(`${done.length} ${mark} ${mutant.file}:${mutant.line} ${mutant.operator}: ${mutant.says} | ${verdict.why}`)
    }
  } finally {
    await worker.stop()
    rmSync(copy, { recursive: true, force: true })
  }
}

try {
  await Promise.all(Array.from({ length: Number(values.workers) }, work))
} finally {
  await cluster?.remove()
}

const roomOf = (one: { mutant: Mutant }): string => one.mutant.file.split('/')[0]!
const row = (name: string, list: typeof done): string => {
  const count = (by: Verdict['noticed']): number => list.filter((one) => one.verdict.noticed === by).length
  const [byTypes, byTests, nobody] = [count('types'), count('tests'), count('nobody')]
  const measured = byTypes + byTests + nobody
  const share = measured === 0 ? '' : `${Math.round((100 * (byTypes + byTests)) / measured)} %`
  return `| ${name} | ${byTypes} | ${byTests} | ${nobody} | ${share} | ${count('unmeasured')} |`
}
say(
  `\nseed ${values.seed}, ${done.length} mutants\n\n| room | types | tests | survived | noticed | unmeasured |\n|---|---|---|---|---|---|`,
)
for (const room of rooms) say(row(room, done.filter((one) => roomOf(one) === room))) // prettier-ignore
say(`${row('all', done)}\n`)
for (const { mutant, verdict } of done.filter((one) => one.verdict.noticed === 'nobody'))
  say(`- ${mutant.file}:${mutant.line} ${mutant.operator}: ${mutant.says} (ran ${verdict.why})`)
process.exit(0)
