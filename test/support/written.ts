/** Starts the writer (writer.ts) and follows what it acknowledged. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url))

export interface Writer {
  readonly process: ChildProcess
  /** The highest row acknowledged so far. */
  acknowledged(): number
  /** Resolves when row n is acknowledged; rejects with what it said when the writer ended before. */
  reached(n: number): Promise<void>
  kill(): Promise<void>
}

export function startWriter(dir: string, ...flags: 'shipped'[]): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, dir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let last = 0
  let said = ''
  const waiting = new Set<() => void>()
  const ended = once(child, 'close').then(() => waiting.forEach((look) => look()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('ACK ')) last = Number(line.slice(4))
    waiting.forEach((look) => look())
  })
  return {
    process: child,
    acknowledged: () => last,
    reached: (n) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (last >= n) resolve()
          else if (child.exitCode !== null || child.signalCode !== null) reject(new Error(said.trim()))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
