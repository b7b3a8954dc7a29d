/**
 * Ends a process whose event loop does nothing but one thing for too long, from a thread of its own: a health check is
 * not answered then, but neither compose nor systemd starts an unhealthy process again, only one that has ended.
 */
import inspector from 'node:inspector'
import { Worker } from 'node:worker_threads'

/** Places in the memory both threads see. */
const BEATS = 0
const LIMIT = 1
const DEBUGGING = 2

/**
 * The watching thread, as text: it must load without the process' loader, which runs the sources uncompiled. What counts
 * is processor time: a process that gets little of a busy machine is slow, not stuck. One that waits without using any
 * (a disk that does not answer) is given ten times as long by the thread's own ticks of a second, which stop with a
 * machine that sleeps or a process that was stopped (SIGSTOP). A thread cannot exit for its process, and a thread that spins hears no signal it could handle: SIGKILL.
 * Process 1 of a container does not hear even that from within: the image runs the desk under tini.
 */
const THREAD = `
const { workerData: shared } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const never = new Int32Array(new SharedArrayBuffer(4))
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6 }
let seen = -1
let seconds = 0
let from = cpu()
for (;;) {
  Atomics.wait(never, 0, 0, 1000)
  const beats = Atomics.load(shared, ${BEATS})
  if (beats !== seen || Atomics.load(shared, ${DEBUGGING}) !== 0) {
    seen = beats
    seconds = 0
    from = cpu()
    continue
  }
  seconds++
  const limit = Atomics.load(shared, ${LIMIT})
  if (cpu() - from < limit && seconds < limit * 10) continue
  const msg = 'event loop blocked, ending the process so that its supervisor starts it again'
  try {
    writeSync(1, JSON.stringify({ level: 60, time: Date.now(), seconds, msg }) + '\\n')
  } catch {}
  process.kill(process.pid, 'SIGKILL')
  break
}`

export interface Watchdog {
  /** From now on this many seconds of processor time without a heartbeat are too long. */
  allow(seconds: number): void
  stop(): Promise<void>
}

/** Starts watching. While a debugger is attached nothing is ended. */
export function startWatchdog(seconds: number): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(12))
  const beat = () => {
    Atomics.store(shared, DEBUGGING, inspector.url() === undefined ? 0 : 1)
    Atomics.add(shared, BEATS, 1)
  }
  const allow = (limit: number) => void Atomics.store(shared, LIMIT, limit)
  allow(seconds)
  beat()
  const timer = setInterval(beat, 500)
  timer.unref()
  const thread = new Worker(THREAD, { eval: true, workerData: shared, name: 'watchdog', execArgv: [] })
  thread.unref()
  // a watchdog that is gone is no reason to end the desk
  thread.on('error', () => undefined)
  return {
    allow,
    async stop() {
      clearInterval(timer)
      await thread.terminate()
    },
  }
}
