/** What a program is told of a request that does not fit: which field, and what it must be. */
import type { FastifyError } from 'fastify'
import { expect, test } from 'vitest'
import { describeMisfit } from '../../web/api/misfit.ts'

const said = (keyword: string, instancePath: string, params: object): string =>
  describeMisfit({ validation: [{ keyword, instancePath, params }] } as unknown as FastifyError) // as the validator makes it

test.each([
  ['minimum', '/score', { limit: 1 }, '“score”超出范围（最小 1）。'],
  ['maximum', '/score', { limit: 5 }, '“score”超出范围（最大 5）。'],
  ['maxLength', '/text', { limit: 2000 }, '“text”太长，最多 2000 个字。'],
  ['minLength', '/contact/name', {}, '“contact.name”不能空着。'],
  ['enum', '/kind', { allowedValues: ['report', 'consultation'] }, '“kind”只能是：report、consultation。'],
  ['required', '', { missingProperty: 'text' }, '缺少“text”，请补上再发。'],
  ['required', '/contact', { missingProperty: 'phone' }, '缺少“contact.phone”，请补上再发。'],
])('%s at "%s" %j', (keyword, path, params, says) => {
  expect(said(keyword, path, params)).toBe(says)
})
