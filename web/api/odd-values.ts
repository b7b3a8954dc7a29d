/** Values that fit a schema and no database: NUL in a text, numbers without an end. */
import type { FastifyInstance } from 'fastify'
import { userError } from '../../core/errors.ts'

/**
 * Refuses them in all that was read of a request. After the schemas: "1e309" in an address is a number there, and JSON
 * Schema's bounds are not asked of Infinity.
 */
export function refuseOddValues(api: FastifyInstance): void {
  api.addHook('preHandler', async ({ params, query, body }) => {
    const odd = [params, query, body].map(oddIn).find((found) => found !== null)
    if (odd) throw userError('bad-request', SAY[odd])
  })
}

const SAY = {
  text: '发来的文字里有不能保存的字符（NUL），请去掉再发。',
  number: '发来的数字超出范围，请改好再发。',
} as const

/** What is odd in a value, looked for without recursion: what is nested deep is no reason to fall over. */
export function oddIn(value: unknown): keyof typeof SAY | null {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' && one.includes('\0')) return 'text'
    if (typeof one === 'number' && !Number.isFinite(one)) return 'number'
    if (typeof one !== 'object' || one === null) continue
    for (const [name, inner] of Object.entries(one)) left.push(name, inner)
  }
  return null
}
