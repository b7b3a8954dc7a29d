/** Fields of an address or a form as plain text: absent, repeated or odd ones read as ''. */
import type { FastifyRequest } from 'fastify'

const field = (from: unknown, name: string): string => {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined
  return typeof value === 'string' ? value.replaceAll('\0', '').slice(0, 10_000) : ''
}

export const textOf = (request: FastifyRequest, name: string): string => field(request.query, name)
export const formText = (request: FastifyRequest, name: string): string => field(request.body, name)
