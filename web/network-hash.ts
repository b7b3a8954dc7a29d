/** Which network a request comes from, as a keyed hash of this day: what is counted by it cannot be traced to an address. */
import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { localDate } from '../core/date.ts'
import { networkText } from '../core/network.ts'
import { networksOf } from './client-address.ts'
import type { WebOptions } from './options.ts'

/** As core/network.ts reads it. */
export function networkOf({ secretKey, now }: Pick<WebOptions, 'secretKey' | 'now'>, request: FastifyRequest): string {
  const hash = (what: string) =>
    createHmac('sha256', secretKey)
      .update(`${what} ${localDate(now())}`)
      .digest('base64url')
      .slice(0, 22)
  const { address, wide } = networksOf(request)
  return networkText(hash(`network ${address}`), wide === undefined ? null : hash(`wide network ${wide}`))
}
