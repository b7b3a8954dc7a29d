/** `/.well-known/security.txt`: where whoever finds a hole writes (RFC 9116). */
import type { FastifyInstance } from 'fastify'
import type { WebOptions } from '../options.ts'

/** It says until when it holds; it is made anew at every request, and less than a year is asked for (RFC 9116, 2.5.5). */
const HOLDS_MS = 180 * 86_400_000

export function securityText(app: FastifyInstance, o: WebOptions): void {
  app.get('/.well-known/security.txt', async (_request, reply) => {
    const { town, publicUrl } = o.world()
    const expires = new Date(o.now().getTime() + HOLDS_MS)
    expires.setUTCHours(0, 0, 0, 0)
    const lines = [
      // nobody's address is made up: where the town has named none, its counter and telephones are
      `Contact: ${town.securityContact || `${publicUrl}/departments`}`,
      `Expires: ${expires.toISOString().replace('.000Z', 'Z')}`,
      'Preferred-Languages: zh, en',
      `Canonical: ${publicUrl}/.well-known/security.txt`,
    ]
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=86400')
      .send(`${lines.join('\n')}\n`)
  })
}
