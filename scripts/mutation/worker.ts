/** One copy of the project and the process that tests it: puts a mutant in, asks the tests, puts the text back. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Order, Outcome } from './run-tests.ts'

export interface Verdict {
  /** 'unmeasured': no test file was fit to be asked, by what it reaches or by how long it takes. */
  readonly noticed: 'types' | 'tests' | 'nobody' | 'unmeasured'
  /** What noticed it; for a survivor, which test files ran. */
  readonly why: string
}

export interface Worker {
  judge(
    file: string,
    text: string,
    broken: string,
    tests: { readonly once: readonly string[]; readonly server: readonly string[] },
  ): Promise<Verdict>
  stop(): Promise<void>
}

/** A mutant that never ends is noticed; what is only slow is not, so the same tests are then timed over the whole text. */
const LONGEST_MS = 180_000

export function makeWorker(copy: string, env: NodeJS.ProcessEnv): Worker {
  let child: ChildProcess | null = null
  let nextId = 0
  /** Test files seen to pass over the unbroken text, or to fail over it. */
  const sound = new Map<string, boolean>()

  async function start(): Promise<ChildProcess> {
    const started = fork(join(copy, 'scripts/mutation/run-tests.ts'), {
      cwd: copy,
      env,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    })
    await once(started, 'message')
    return started
  }

  /** Ends the process with all that it started. */
  function kill(): void {
    if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    child = null
  }

  /** null: no answer in time. */
  async function run(order: Omit<Order, 'id'>): Promise<Outcome | null> {
    child ??= await start()
    const id = ++nextId
    const asked = child
    return new Promise((resolve) => {
      const late = setTimeout(() => end(null), LONGEST_MS)
      const heard = (outcome: Outcome): void => {
        if (outcome.id === id) end(outcome)
      }
      const gone = (): void => end(null)
      const end = (outcome: Outcome | null): void => {
        clearTimeout(late)
        asked.off('message', heard).off('exit', gone)
        if (outcome === null) kill()
        resolve(outcome)
      }
      asked.on('message', heard).on('exit', gone)
      asked.send({ ...order, id })
    })
  }

  return {
    async judge(file, text, broken, tests) {
      const ran: string[] = []
      let dirty: readonly string[] = [file]
      const put = (words: string): void => {
        writeFileSync(join(copy, file), words)
        dirty = [file]
      }
      const ask = async (project: 'once' | 'server', wanted: readonly string[]): Promise<Outcome | null> => {
        const outcome = await run({ changed: dirty, project, tests: wanted })
        dirty = []
        return outcome
      }
      put(broken)
      try {
        for (const project of ['once', 'server'] as const) {
          const wanted = tests[project].filter((test) => sound.get(`${project} ${test}`) !== false)
          if (wanted.length === 0) continue
          const outcome = await ask(project, wanted)
          if (outcome === null) {
            put(text)
            const whole = await ask(project, wanted)
            if (whole !== null) return { noticed: 'tests', why: 'did not end' }
            for (const test of wanted) sound.set(`${project} ${test}`, false)
            put(broken)
            continue
          }
          for (const test of outcome.passed) sound.set(`${project} ${test}`, true)
          ran.push(...wanted)
          for (const { test, why } of outcome.failed) {
            const key = `${project} ${test}`
            if (!sound.has(key)) {
              put(text)
              const whole = await ask(project, [test])
              sound.set(key, whole !== null && whole.failed.length === 0)
              put(broken)
            }
            if (sound.get(key)) return { noticed: 'tests', why: `${test}: ${why}` }
          }
        }
        return ran.length > 0
          ? { noticed: 'nobody', why: ran.join(', ') }
          : { noticed: 'unmeasured', why: 'no test file was asked' }
      } finally {
        writeFileSync(join(copy, file), text)
        if (child) await run({ changed: [file], project: 'once', tests: [] })
      }
    },
    async stop() {
      const last = child
      child = null
      if (!last || last.exitCode !== null) return
      const gone = once(last, 'exit')
      last.disconnect()
      await gone
    },
  }
}
