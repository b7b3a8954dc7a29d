/** How a client knows that a push is ours and fresh. */
import { createHmac } from 'node:crypto'

/** 't=1700000000,v1=<hex of HMAC-SHA256(secret, t.body)>' */
export function signature(secret: string, body: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
