/** Asks a platform from time to time whether it takes our calls, and keeps the answer as the channel's health. */
import type { Health } from '../../core/channel.ts'
import type { Log } from '../../core/log.ts'
import { PlatformRefusal } from './token-client.ts'

export interface PlatformWatch {
  /** Asks once, and then every `everyMs`. Never rejects. */
  begin(): Promise<void>
  end(): Promise<void>
  health(): Health
}

export function makePlatformWatch(o: {
  /** English, for the log. */
  readonly name: string
  readonly ask: () => Promise<unknown>
  /** One sentence for the operator: what is wrong, and what to do. */
  readonly why: (error: unknown) => string
  readonly everyMs: number
  readonly now: () => Date
  readonly log: Log
}): PlatformWatch {
  let health: Health = { state: 'starting' }
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    try {
      await o.ask()
      health = { state: 'ready' }
    } catch (error) {
      const code = error instanceof PlatformRefusal ? error.code : undefined
      health = { state: 'down', since: health.state === 'down' ? health.since : o.now(), why: o.why(error) }
      o.log.warn({ code }, `${o.name} cannot be used`)
    }
  }

  return {
    async begin() {
      await look()
      timer = setInterval(() => {
        looking ??= look().finally(() => (looking = undefined))
      }, o.everyMs)
    },
    async end() {
      clearInterval(timer)
      await looking
    },
    health: () => health,
  }
}
