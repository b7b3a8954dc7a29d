/**
 * What a start costs: the built desk as its operator starts it, until it says that it is ready. Wall time, processor time
 * and memory, of an embedded desk the first time and later, and of one on a Postgres server where there are binaries.
 *
 *   npm run build && npx tsx bench/start.ts [--rounds 3]
 *
 * Linux only: reads /proc. Beside other loads compare processor seconds, not the wall.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { databaseUrl, findBinaries, startCluster } from '../test/support/cluster.ts'
import { quantile } from './residents.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } })
const ROOT = join(import.meta.dirname, '..')
const TICKS_A_SECOND = 100

interface Start {
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssMb: number
  readonly peakMb: number
}

/** Starts the desk, reads what it took and ends it. */
async function start(dir: string, url: string): Promise<Start> {
  const from = performance.now()
  const child = spawn(process.execPath, ['dist/cli/main.js', 'serve'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'development', DATA_DIR: dir, DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'warn' },
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  let printed = ''
  await new Promise<void>((ready, failed) => {
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString()
      if (printed.includes('is ready')) ready()
    })
    child.once('exit', () => failed(new Error('the desk ended at its start')))
  })
  const wallMs = performance.now() - from
  const [, after = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')
  const [user, system] = after.split(' ').slice(11, 13).map(Number)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  child.kill('SIGTERM')
  await ended
  return { wallMs, cpuMs: ((user! + system!) * 1000) / TICKS_A_SECOND, rssMb: mb('VmRSS'), peakMb: mb('VmHWM') }
}

function show(what: string, starts: readonly Start[]): void {
  const of = (name: keyof Start) => {
    const all = starts.map((s) => s[name])
    return { median: Math.round(quantile(all, 0.5)), spread: [Math.round(Math.min(...all)), Math.round(Math.max(...all))] } // prettier-ignore
  }
  console.log(JSON.stringify({ what, rounds: starts.length, wallMs: of('wallMs'), cpuMs: of('cpuMs'), rssMb: of('rssMb'), peakMb: of('peakMb') })) // prettier-ignore
}

const first: Start[] = []
const later: Start[] = []
for (let i = 0; i < Number(values.rounds); i++) {
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-bench-start-'))
  first.push(await start(dir, ''))
  later.push(await start(dir, ''))
  rmSync(dir, { recursive: true, force: true })
}
show('embedded, first', first)
show('embedded, later', later)

if (findBinaries()) {
  const cluster = await startCluster({ durable: true })
  const dir = mkdtempSync(join(tmpdir(), 'shouwen-bench-start-'))
  try {
    const fresh: Start[] = []
    const again: Start[] = []
    for (let i = 0; i < Number(values.rounds); i++) {
      const admin = postgres(cluster.url, { max: 1, onnotice: () => undefined })
      await admin.unsafe(`create database start_${i}`)
      await admin.end()
      const url = databaseUrl(cluster.url, `start_${i}`)
      fresh.push(await start(dir, url))
      again.push(await start(dir, url))
    }
    show('server, first', fresh)
    show('server, later', again)
  } finally {
    await cluster.remove()
    rmSync(dir, { recursive: true, force: true })
  }
}
