/** The whole desk as its operator starts it: a process of its own, reached over its port and its chat platforms. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (args: string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((done, failed) => {
    execFile(process.execPath, args, { env, cwd: ROOT, encoding: 'utf8' }, (error, stdout, stderr) =>
      error ? failed(new Error(stderr, { cause: error })) : done(stdout),
    )
  })
const ROOT = join(import.meta.dirname, '../..')
const TOWN = join(ROOT, 'bin/town.mjs')

export interface DeskProcess {
  readonly url: string
  readonly child: ChildProcess
  /** What it printed so far. */
  printed(): string
  /** Runs `npm run town -- …` beside it. */
  town(...args: string[]): Promise<string>
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts again on the same data, with these settings besides. */
  again(more?: Record<string, string>): Promise<DeskProcess>
  remove(): void
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

/** Starts it and waits for its first screen; rejects with what it printed when it ends before. */
export async function startDesk(
  env: Record<string, string> = {},
  at?: { dir: string; port: number },
): Promise<DeskProcess> {
  const dir = at?.dir ?? mkdtempSync(join(tmpdir(), 'shouwen-desk-'))
  const port = at?.port ?? (await freePort())
  const settings: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'development',
    DATA_DIR: dir,
    PORT: String(port),
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    ...env,
  }
  const child = spawn(process.execPath, [TOWN, 'serve'], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: ROOT,
  })
  let printed = ''
  await new Promise<void>((ready, failed) => {
    child.stdout.on('data', (d: Buffer) => {
      printed += d.toString()
      if (printed.includes('Ctrl+C')) ready()
    })
    child.stderr.on('data', (d: Buffer) => (printed += d.toString()))
    child.on('exit', (code) => failed(new Error(`the desk ended with ${code}: ${printed}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    printed: () => printed,
    town: (...args) => run([TOWN, ...args], settings),
    stop: (signal = 'SIGTERM') =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode)
        child.on('exit', (code) => done(code))
        child.kill(signal)
      }),
    again: (more = {}) => startDesk({ ...env, ...more }, { dir, port }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}
