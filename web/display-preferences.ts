/** How a reader wants pages to look: large type, high contrast. Kept in two cookies, works without a script. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { html, type Markup } from './html.ts'
import type { WebOptions } from './options.ts'
import { inAddress, textOf } from './query.ts'

// prettier-ignore
const SWITCHES = [
  { name: 'size',     cookie: 'type',     on: 'large', say: '大字', off: '标准字' },
  { name: 'contrast', cookie: 'contrast', on: 'high',  say: '高对比', off: '标准色' },
] as const

/** The cookies they are kept in. */
export const LOOK_COOKIES: readonly string[] = SWITCHES.map((s) => s.cookie)

const isOn = (request: FastifyRequest, { cookie, on }: (typeof SWITCHES)[number]): boolean =>
  request.cookies[cookie] === on

/** Classes of the html element. */
export const displayPreferencesOf = (request: FastifyRequest): string =>
  SWITCHES.map((s) => (isOn(request, s) ? s.on : ''))
    .filter(Boolean)
    .join(' ') || 'normal'

export const displaySwitches = (request: FastifyRequest, back: string): Markup =>
  html`<span class="looks"
    >${SWITCHES.map(
      (s) =>
        html`<a rel="nofollow" href="/type?${s.name}=${isOn(request, s) ? 'normal' : s.on}&amp;back=${inAddress(back)}"
          >${isOn(request, s) ? s.off : s.say}</a
        > `,
    )}</span
  >`

/** `/type`: turns one of them on or off and goes back to where it was asked. */
export function displayPreferencesRoute(app: FastifyInstance, o: WebOptions): void {
  app.get('/type', async (request, reply) => {
    for (const { name, cookie, on } of SWITCHES) {
      const wanted = textOf(request, name)
      if (wanted)
        reply.setCookie(cookie, wanted === on ? on : 'normal', {
          path: '/',
          sameSite: 'lax',
          secure: o.secure,
          httpOnly: true,
          maxAge: 365 * 24 * 3600,
        })
    }
    return reply.redirect(here(textOf(request, 'back')), 303)
  })
}

/** Only a path of this site: nobody is sent elsewhere by a link that looks like ours. */
const here = (back: string): string => (/^\/(?![/\\])[\x21-\x7e]*$/.test(back) ? back : '/')
