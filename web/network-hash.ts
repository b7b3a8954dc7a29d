/** Which network a request comes from, as a keyed hash of this day: what is counted by it cannot be traced to an address. */
import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { localDate } from '../core/date.ts'
import { addressOf } from './client-address.ts'
import type { WebOptions } from './options.ts'

export const networkOf = ({ secretKey, now }: Pick<WebOptions, 'secretKey' | 'now'>, request: FastifyRequest): string =>
  createHmac('sha256', secretKey)
    .update(`network ${localDate(now())} ${addressOf(request)}`)
    .digest('base64url')
    .slice(0, 22)
