/** `/type`: large type on and off, remembered in a cookie; works without a script. */
import type { FastifyInstance } from 'fastify'
import type { WebOptions } from '../options.ts'
import { TYPE_COOKIE } from '../page.ts'
import { textOf } from './query.ts'

export function typePage(app: FastifyInstance, o: WebOptions): void {
  app.get('/type', async (request, reply) => {
    const back = textOf(request, 'back')
    reply.setCookie(TYPE_COOKIE, textOf(request, 'size') === 'large' ? 'large' : 'normal', {
      path: '/',
      sameSite: 'lax',
      secure: o.secure,
      httpOnly: true,
      maxAge: 365 * 24 * 3600,
    })
    return reply.redirect(here(back), 303)
  })
}

/** Only a path of this site: nobody is sent elsewhere by a link that looks like ours. */
const here = (back: string): string => (/^\/(?![/\\])[\x21-\x7e]*$/.test(back) ? back : '/')
