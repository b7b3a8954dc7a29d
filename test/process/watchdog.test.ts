/** A process that spins is ended from outside its event loop; one that works, rests or is debugged is not. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')

/** A process of its own under a watchdog of two seconds: `then` is what it does once it runs. */
async function under(then: string, flags: string[] = []): Promise<{ signal: string | null; printed: string }> {
  const code = `import { startWatchdog } from './adapters/watchdog.ts'
    const watchdog = startWatchdog(2)
    const spin = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); }
    setTimeout(async () => { ${then}; process.exit(0) }, 100)`
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', '--input-type=module', '--eval', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let printed = ''
  child.stdout.on('data', (d: Buffer) => (printed += d.toString()))
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { signal, printed }
}

test('a spin is ended, with one line in the log', async () => {
  const { signal, printed } = await under('spin(600_000)')
  expect(signal).toBe('SIGKILL')
  expect(printed.trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ level: 60, msg: expect.stringContaining('event loop blocked') as string }),
  ]) // prettier-ignore
})

test('one that waits for ever, as on a disk that does not answer, is ended too', async () => {
  const { signal } = await under('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000)')
  expect(signal).toBe('SIGKILL')
})

test.each([
  ['works in pieces', 'for (let i = 0; i < 5; i++) { spin(900); await new Promise((r) => setTimeout(r, 1)) }', []],
  ['may take longer while it starts', 'watchdog.allow(30); spin(5000)', []],
  ['waits without using the processor', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000)', []],
  ['is debugged', 'spin(5000)', ['--inspect=0']],
  ['watches no more', 'await watchdog.stop(); spin(4000)', []],
])('one that %s is left alone', async (_, then, flags) => {
  expect((await under(then, flags)).signal).toBeNull()
})
