/** How the channel stands, moved on by what happens on the wire. Pure. */
import type { Health } from '../../../core/channel.ts'

export type Turn =
  | { readonly kind: 'connected' | 'scanned' | 'login' | 'logout' | 'nobody' }
  | { readonly kind: 'scan'; readonly qr: string }
  | { readonly kind: 'lost'; readonly why: string }

const LOGGED_OUT = '微信账号已退出登录，等待重新扫码'
const NOBODY = '已连上微信网关，但没有账号登录，也没有收到登录二维码'

/** A channel that stays down keeps its first moment: "since when" is what a person asks. */
export function nextHealth(health: Health, turn: Turn, now: Date): Health {
  const down = (why: string): Health => ({ state: 'down', since: health.state === 'down' ? health.since : now, why })
  switch (turn.kind) {
    case 'connected':
      // The login may have been told before the connecting was done.
      return health.state === 'down' ? { state: 'starting' } : health
    case 'scan':
      return { state: 'needs-login', qr: turn.qr }
    case 'scanned':
      return health.state === 'ready' ? health : { state: 'starting' }
    case 'login':
      return { state: 'ready' }
    case 'logout':
      return down(LOGGED_OUT)
    case 'nobody':
      return health.state === 'starting' ? down(NOBODY) : health
    case 'lost':
      return down(turn.why)
  }
}
