/** Fields of an address or a form as plain text: absent, repeated or odd ones read as ''. */
import type { FastifyRequest } from 'fastify'
import { cleanText } from '../core/input/clean-text.ts'
import { userError } from '../core/errors.ts'
import { wellFormed } from '../db/rows.ts'

/** Characters of one field of an address or a form. */
const LONGEST_FIELD = 10_000

const field = (from: unknown, name: string): string => {
  const value = typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined
  if (typeof value !== 'string') return ''
  if (value.length > LONGEST_FIELD) throw userError('too-long')
  return cleanText(value)
}

export const textOf = (request: FastifyRequest, name: string): string => field(request.query, name)
export const formText = (request: FastifyRequest, name: string): string => field(request.body, name)

/** A text as part of an address. One that was cut within a character loses the half: encodeURIComponent throws on it. */
export const inAddress = (text: string): string => encodeURIComponent(wellFormed(text))
