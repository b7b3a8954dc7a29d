/** The desk of bench/files/run.ts, in a process of its own that tells how long its event loop was held up. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { startApp } from '../../app.ts'
import { readConfig } from '../../config.ts'
import { quiet } from '../../test/support/quiet.ts'

const [url] = process.argv.slice(2)
const dataDir = mkdtempSync(join(tmpdir(), 'shouwen-files-'))
const app = await startApp(
  readConfig({ PORT: '0', DATA_DIR: dataDir, RATE_LIMIT: 'off', ...(url ? { DATABASE_URL: url } : {}) }),
  { now: () => new Date(), random: (n) => randomBytes(n), log: quiet },
)

/** Nanoseconds this thread has had a processor; 0 where the system does not tell. */
function onProcessor(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

/**
 * Every turn of the loop that took over a millisecond: how long on the clock, and how much of that the thread had a
 * processor, which tells its own work from waiting behind other programs. setImmediate comes once a turn.
 */
let turns: { held: number; worked: number }[] = []
let last = { at: performance.now(), worked: onProcessor() }
const turn = (): void => {
  const now = { at: performance.now(), worked: onProcessor() }
  if (now.at - last.at > 1) turns.push({ held: now.at - last.at, worked: (now.worked - last.worked) / 1e6 })
  last = now
  setImmediate(turn)
}
turn()

process.on('message', (what) => {
  if (what === 'stop') void app.stop().then(() => process.exit(0))
  if (what === 'begin') turns = []
  if (what === 'end') {
    const most = (of: 'held' | 'worked') => turns.reduce((longest, t) => Math.max(longest, t[of]), 0)
    process.send!({ held: most('held'), worked: most('worked') })
  }
})
process.send!({ url: app.url, dataDir })
