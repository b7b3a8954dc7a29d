/** The process edge: clock, chance, log, signals, exit code. */
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { type App, startApp } from './app.ts'
import { errorKind } from './db/errors.ts'
import type { Config } from './config.ts'
import { startWatchdog } from './adapters/watchdog.ts'

/** The only clock: real time, or running on from CLOCK_NOW. */
export function makeClock(startAt: Date | null): () => Date {
  const ahead = startAt ? startAt.getTime() - Date.now() : 0
  return () => new Date(Date.now() + ahead)
}

/** Exit code where the embedded database was given up: the supervisor must start the desk again. */
const EXIT_LOST = 74

/** A start may bring a large database up to date in one statement. */
const START_SECONDS = 1800

/** Runs the desk until told to stop. Resolves with the exit code. */
export async function serve(config: Config): Promise<number> {
  const log = pino({ level: config.values.LOG_LEVEL ?? 'info', base: null })
  const watchdog = config.watchdogSeconds > 0 ? startWatchdog(Math.max(START_SECONDS, config.watchdogSeconds)) : null
  const app = await startApp(config, {
    now: makeClock(config.clockNow),
    random: (n) => randomBytes(n),
    log,
    onLost: ({ why }) => {
      log.fatal({ why }, 'embedded database lost, ending the process so that its supervisor starts it again')
      // at once: a backend that has aborted may never come back from whatever is called next
      process.exit(EXIT_LOST)
    },
  })
  watchdog?.allow(config.watchdogSeconds)
  if (watchdog && process.pid === 1)
    log.warn({}, 'the watchdog cannot end process 1 of a container: run the desk under an init, such as tini')
  process.stdout.write(firstScreen(app, config))
  return new Promise((done) => {
    const stop = (signal: string) => {
      log.info({ signal }, 'stopping: finishing what was begun')
      app.stop().then(
        () => done(0),
        (error: unknown) => {
          log.error({ err: errorKind(error) }, 'could not stop cleanly')
          done(1)
        },
      )
    }
    process.once('SIGINT', () => stop('SIGINT'))
    process.once('SIGTERM', () => stop('SIGTERM'))
    // one broken promise must not take the desk down with everybody's messages
    process.on('unhandledRejection', (error) => log.error({ err: errorKind(error) }, 'a promise was left alone'))
  })
}

/** What the operator reads first. */
function firstScreen(app: App, config: Config): string {
  const rows = app.channels.map(({ name, on, why }) => `  ${name.padEnd(9)} ${on ? 'on ' : 'off'}  ${why}`)
  return [
    '',
    `首问 Shouwen is ready: ${app.url}/chat`,
    '',
    `  database  ${app.database === 'embedded' ? `embedded, in ${config.values.DATA_DIR ?? ''}` : 'PostgreSQL'}`,
    `  town      ${config.values.TOWN_DIR ?? ''}, ${app.items} items, catalogue ${app.catalogVersion}`,
    ...rows,
    ...(config.clockNow ? [`  clock     runs from ${config.clockNow.toISOString()}`] : []),
    '',
    '  add staff: npm run town -- staff invite --name 姓名 --department DQZX --role clerk',
    '  stop: Ctrl+C',
    '',
    '',
  ].join('\n')
}
