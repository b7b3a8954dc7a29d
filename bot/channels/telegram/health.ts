/** How the channel stands with Telegram: what its receiving side and its sends have last met. */
import type { Health } from '../../../core/channel.ts'

type Side = 'receiving' | 'sending'
type Down = Extract<Health, { state: 'down' }>

export interface TelegramHealth {
  /** A call went through. Receiving again also proves the way for sends. */
  up(side: Side): void
  /** Keeps the first moment while it lasts. */
  down(side: Side, why: string): void
  /** Not begun, or stopped. */
  begin(): void
  health(): Health
}

export function makeTelegramHealth(now: () => Date): TelegramHealth {
  let begun = false
  const faults = new Map<Side, Down>()
  return {
    up: (side) => {
      if (side === 'receiving') {
        begun = true
        faults.clear()
      }
      faults.delete(side)
    },
    down: (side, why) => void faults.set(side, { state: 'down', since: faults.get(side)?.since ?? now(), why }),
    begin: () => {
      begun = false
      faults.clear()
    },
    health: () => faults.get('receiving') ?? faults.get('sending') ?? { state: begun ? 'ready' : 'starting' },
  }
}
