/**
 * Floods of the desk on the embedded database: `npx tsx test/faults/flood.ts [case …]` (all by default). Large bodies from
 * nobody (`import`, `chat`) and from people with sessions (`known`), and thousands of strangers who are let in (`strangers`).
 * Figures of each; exit code 1 where memory does not come back to within 50 MB of what it was, or anybody else suffered.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const ROOT = path.join(import.meta.dirname, '../..')
const MB = 1024 * 1024
const AT_ONCE = 60
/** What a flood may leave behind, and what a known sender's may take while it lasts. */
const LEFT_MB = 50
const PEAK_KNOWN_MB = 400

/** How many strangers, and how often they come: what comes back once and grows all the same is found. */
const STRANGERS = 1500
const ROUNDS_OF_STRANGERS = 3
/** Collects what nobody needs when it is told to. */
const COLLECTOR = 'data:text/javascript,process.on("SIGUSR2",()=>gc())'

interface Case {
  /** Sends it all; what each part of it was answered, 0 where nothing came, and the megabytes sent. */
  readonly flood: (port: number, sessions: readonly string[]) => Promise<{ statuses: number[]; sentMb: number }>
  /** Statuses that are an answer to it. */
  readonly answers: readonly number[]
  readonly peakMb: number
  readonly rounds?: number
}

interface Large {
  readonly path: string
  readonly head: (session: string) => Record<string, string>
  readonly megabytes: number
}

const large =
  (c: Large): Case['flood'] =>
  async (port, sessions) => {
    const sent = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(port, c, sessions[i % 20]!)))
    return { statuses: sent.map((s) => s.status), sentMb: Math.round(sent.reduce((sum, s) => sum + s.sent, 0) / MB) }
  }

/** Strangers, each from a network of their own: a session, a message that is kept and answered, a question, a guess at a case. */
const strangers: Case['flood'] = async (port) => {
  const statuses: number[] = []
  let left = STRANGERS
  const ask = async (path: string, i: number, body: string, head: Record<string, string> = {}): Promise<string> => {
    const from = `10.${i % 250}.${Math.floor(i / 250) % 250}.${i % 7}`
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers: { 'x-forwarded-for': from, ...head } }).catch(() => null) // prettier-ignore
    statuses.push(answer?.status ?? 0)
    return (await answer?.text()) ?? ''
  }
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const i = STRANGERS - left
      const made = await ask('/api/chat/sessions', i, '')
      const session = made.startsWith('{') ? (JSON.parse(made) as { session: string }).session : ''
      await ask('/api/chat/messages', i, JSON.stringify({ text: `办低保要什么材料，我是第${i}个` }), { ...json, 'x-session': session }) // prettier-ignore
      await ask('/api/ask', i, JSON.stringify({ text: `路灯坏了找谁，第${i}盏` }), json)
      await ask('/track', i, `number=BS20261123-${String(i).padStart(4, '0')}&code=ACDEFG`, form)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return { statuses, sentMb: 0 }
}

// prettier-ignore
const CASES: Readonly<Record<string, Case>> = {
  /** Ten fields of eight megabytes each, by nobody. */
  import: { flood: large({ path: '/staff/catalog/import', head: () => ({ 'content-type': 'multipart/form-data; boundary=b' }), megabytes: 80 }), answers: [401], peakMb: LEFT_MB },
  /** A photo as JSON, by nobody. */
  chat:   { flood: large({ path: '/api/chat/messages', head: () => ({ 'content-type': 'application/json' }), megabytes: 13 }), answers: [401, 429], peakMb: LEFT_MB },
  /** A photo as JSON, by somebody with a session: taken, or told to wait. */
  known:  { flood: large({ path: '/api/chat/messages', head: (session) => ({ 'content-type': 'application/json', 'x-session': session }), megabytes: 13 }), answers: [202, 400, 429, 503], peakMb: PEAK_KNOWN_MB },
  /** Nothing is refused: what they say is kept in rows, and none of it in memory. */
  strangers: { flood: strangers, answers: [200, 201, 202, 404], peakMb: PEAK_KNOWN_MB, rounds: ROUNDS_OF_STRANGERS },
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function startDesk(dir: string): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort()
  const env = { ...process.env, NODE_ENV: 'development', DATA_DIR: dir, DATABASE_URL: '', PORT: String(port), LOG_LEVEL: 'silent', SECRET_KEY: 'floods', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' } // prettier-ignore
  const child = spawn(process.execPath, ['--expose-gc', '--import', COLLECTOR, 'dist/cli/main.js', 'serve'], {
    cwd: ROOT,
    stdio: 'ignore',
    env,
  })
  const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false) // prettier-ignore
  while (!(await ready())) await wait(100)
  return { port, child }
}

/** Megabytes of a process: now, and at most since last asked. */
function memory(pid: number): { now: number; most: number } {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024)
  const found = { now: of('VmRSS'), most: of('VmHWM') }
  fs.writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return found
}

/**
 * What it holds on to: V8 collects when it needs room, which an idle desk never does, so it is asked to. `rss` is what it
 * had before it was asked.
 */
async function holds(pid: number): Promise<{ rss: number; held: number }> {
  await wait(5000)
  const rss = memory(pid).now
  for (let i = 0; i < 2; i++) {
    process.kill(pid, 'SIGUSR2')
    await wait(2000)
  }
  return { rss, held: memory(pid).now }
}

/** Sends as fast as it is taken, until answered, closed or done. Resolves with the status, or 0 where none came. */
async function send(port: number, c: Large, session: string): Promise<{ status: number; sent: number }> {
  const socket = connect(port, '127.0.0.1')
  let status = 0
  let open = true
  let sent = 0
  socket.on('error', () => (open = false))
  socket.on('close', () => (open = false))
  socket.on('data', (chunk: Buffer) => {
    status ||= Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 0)
  })
  const length = c.megabytes * MB
  const head = { host: 'x', 'content-length': length, ...c.head(session) }
  socket.write(`POST ${c.path} HTTP/1.1\r\n${Object.entries(head).map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n`) // prettier-ignore
  const begin = c.path.includes('import') ? '--b\r\ncontent-disposition: form-data; name="f"\r\n\r\n' : '{"file":{"name":"a.png","data":"iVBORw0K' // prettier-ignore
  const piece = Buffer.alloc(MB, 'A')
  socket.write(begin)
  /** Taken, answered or closed. */
  let wake = (): void => undefined
  for (const event of ['drain', 'data', 'close'] as const) socket.on(event, () => wake())
  for (sent = begin.length; open && status === 0 && sent < length; sent += piece.length)
    if (!socket.write(piece.subarray(0, Math.min(piece.length, length - sent))))
      await new Promise<void>((done) => (wake = done))
  for (let i = 0; open && status === 0 && i < 600; i++) await wait(100)
  socket.destroy()
  return { status, sent: Math.min(sent, length) }
}

async function flood(name: string, c: Case): Promise<boolean> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-flood-'))
  const { port, child } = await startDesk(dir)
  const url = `http://127.0.0.1:${port}`
  try {
    const sessions = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const made = await fetch(`${url}/api/chat/sessions`, { method: 'POST' })
        return ((await made.json()) as { session: string }).session
      }),
    )
    for (let i = 0; i < 100; i++) await fetch(`${url}/`)
    const { held: before } = await holds(child.pid!)
    const others: number[] = []
    let going = true
    const other = (async () => {
      for (; going; await wait(50)) {
        const from = performance.now()
        await fetch(`${url}/healthz`)
        others.push(performance.now() - from)
      }
    })()
    const statuses: Record<number, number> = {}
    let sentMb = 0
    const rounds: { most: number; rss: number; held: number }[] = []
    for (let round = 0; round < (c.rounds ?? 1); round++) {
      const sent = await c.flood(port, sessions)
      for (const status of sent.statuses) statuses[status] = (statuses[status] ?? 0) + 1
      sentMb += sent.sentMb
      const { most } = memory(child.pid!)
      rounds.push({ most, ...(await holds(child.pid!)) })
    }
    going = false
    await other
    others.sort((a, b) => a - b)
    const p99 = Math.round(others[Math.floor(others.length * 0.99)] ?? 0)
    const answered = Object.keys(statuses).every((status) => status === '0' || c.answers.includes(Number(status)))
    const ok = answered && rounds.every(({ most, held }) => held - before <= LEFT_MB && most - before <= c.peakMb) // prettier-ignore
    console.log(
      JSON.stringify({ case: name, ok, statuses, sentMb, heldBeforeMb: before, roundsMb: rounds, othersP99Ms: p99 }),
    )
    return ok
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    fs.rmSync(dir, { recursive: true, force: true })
  }
}

execFileSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: ROOT }) // prettier-ignore
const asked = process.argv.slice(2)
for (const [name, c] of Object.entries(CASES))
  if (asked.length === 0 || asked.includes(name)) if (!(await flood(name, c))) process.exitCode = 1
process.exit()
