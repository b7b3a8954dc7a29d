/**
 * Public pages are made once and sent to many: kept by address, looks and coding until something published changes, the
 * town is read again or the local day is over. Only routes that say so (`config: finished(…)`) are kept, and only as made
 * for a reader who brought no cookie but the looks: nothing of one person can get into what another is shown.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { localDate } from '../core/date.ts'
import { displayPreferencesOf, LOOK_COOKIES } from './display-preferences.ts'
import { finish, type MadeFrom, type PageStore } from './kept-pages.ts'
import { sendKept } from './send-kept.ts'
import type { WebOptions } from './options.ts'

interface Finished {
  /** The fields of its address the page reads. With any other it is made for this reader alone. */
  readonly asked: readonly string[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Present where every reader is shown the same. */
    finished?: Finished
  }
}

/** Says that a page shows every reader the same, by these fields of its address. */
export const finished = (...asked: readonly string[]): { finished: Finished } => ({ finished: { asked } })

/** Counts of the home page may be this old. What is published is told at once; this holds should a notice be lost too. */
const KEPT_FOR_MS = 30_000
const LONGEST_ADDRESS = 200
/** The looks are cookies. */
const VARY = 'accept-encoding, cookie'
const HEADERS = ['content-type', 'cache-control', 'content-security-policy'] as const

interface Begun extends MadeFrom {
  readonly key: string
  readonly version: number
}

/** Installs it before the routes, behind the pace limits: what is kept counts like any page. */
export function keepFinishedPages(app: FastifyInstance, o: Pick<WebOptions, 'now' | 'world'>, pages: PageStore): void {
  const begun = new WeakMap<FastifyRequest, Begun>()

  app.addHook('preHandler', (request, reply, done) => {
    const key = keyOf(request)
    if (key === null) {
      done()
      return
    }
    const now = o.now()
    const from = { world: o.world(), today: localDate(now) }
    const page = pages.get(key, from, now.getTime(), KEPT_FOR_MS)
    if (!page) {
      if (isAnonymous(request)) begun.set(request, { key, version: pages.version(), ...from })
      done()
      return
    }
    reply.headers(page.headers)
    void reply.send(sendKept(request, reply, page, VARY))
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    // who changed something at the desk sees it at once, however long the database takes to tell it
    if (request.method === 'POST' && request.url.startsWith('/staff')) pages.clear()
    const mine = begun.get(request)
    if (!mine || reply.statusCode !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload))) {
      done(null, payload)
      return
    }
    const headers = HEADERS.flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)] as const]
    })
    const page = finish(payload, Object.fromEntries(headers))
    pages.put(mine.key, mine, o.now().getTime(), page, mine.version)
    done(null, sendKept(request, reply, page, VARY))
  })
}

/** Where a page is kept; null where it is for this reader alone. */
function keyOf(request: FastifyRequest): string | null {
  const rule = request.routeOptions.config.finished
  if (!rule || request.method !== 'GET' || request.url.length > LONGEST_ADDRESS) return null
  const query = request.query as Record<string, unknown> // as the parser of addresses makes it
  if (!Object.keys(query).every((name) => rule.asked.includes(name) && typeof query[name] === 'string')) return null
  return `${displayPreferencesOf(request)} ${request.url}`
}

const isAnonymous = ({ cookies, headers }: FastifyRequest): boolean =>
  headers.authorization === undefined &&
  headers['x-session'] === undefined &&
  Object.keys(cookies).every((name) => LOOK_COOKIES.includes(name))
