/** How the web answers what is refused: a page for people, JSON for programs, by one handler for the whole site. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { userError, UserError } from '../core/errors.ts'
import { type RefusalCode, REFUSALS } from '../core/messages/refusals.ts'
import { errorKind, isAway, isLoggedOnce, storageRefusal } from '../db/errors.ts'
import { html } from './html.ts'
import type { WebOptions } from './options.ts'
import { sendPage } from './public-page-frame.ts'

// prettier-ignore
const STATUS: Readonly<Record<RefusalCode, number>> = {
  'bad-request': 400, 'no-text': 400, 'no-action': 400,
  'no-session': 401, 'no-pass': 401, 'signed-out': 401, 'no-token': 401, 'bad-token': 401,
  'stale-form': 403, 'no-scope': 403,
  'not-found': 404, 'not-yours': 404, 'no-item': 404, 'no-department': 404, 'no-case': 404, 'no-record': 404,
  'no-method': 405,
  'not-now': 409,
  'too-large': 413, 'too-long': 413,
  'wrong-type': 415,
  'too-many': 429, 'too-many-files': 429, 'files-conversation': 429, 'files-address': 429, 'files-wide': 429, 'locked': 429, 'downloads': 429,
  'broken': 500,
  'busy': 503, 'away': 503, 'downloads-full': 503, 'no-storage': 503,
  'no-room': 507, 'files-desk': 507, 'files-strangers': 507, 'files-storage': 507,
}

const OF_FILES = ['content-type', 'content-length', 'content-disposition', 'content-range', 'etag'] as const

/** What the libraries refuse by a status of their own. */
// prettier-ignore
const BY_STATUS: Readonly<Record<number, RefusalCode>> = {
  401: 'no-session', 403: 'stale-form', 404: 'not-found', 405: 'no-method', 413: 'too-large', 415: 'wrong-type', 429: 'too-many',
}

/** A refusal as every door of the web has it. A bare sentence is about what was sent. */
export function webAnswer({ code, message }: UserError): {
  status: number
  title: string
  body: { error: RefusalCode; message: string }
} {
  const error = code ?? 'bad-request'
  const refusal: { readonly title?: string; readonly say: string } = REFUSALS[error]
  return { status: STATUS[error], title: refusal.title ?? REFUSALS['bad-request'].title, body: { error, message } }
}

export function handleErrors(app: FastifyInstance, o: WebOptions): void {
  app.setNotFoundHandler((request, reply) => answer(o, request, reply, userError('not-found')))
  app.setErrorHandler(async (error: FastifyError, request, reply) =>
    answer(o, request, reply, error instanceof UserError ? error : userError(named(error) ?? (await whose(o, error)))),
  )
}

function named(error: FastifyError): RefusalCode | undefined {
  const status = error.statusCode
  if (status === undefined || status >= 500) return undefined
  return BY_STATUS[status] ?? 'bad-request'
}

/** The desk's own fault, a database that is gone, or a disk that is full. */
async function whose({ database, log }: WebOptions, error: unknown): Promise<'broken' | 'away' | 'no-storage'> {
  if (storageRefusal(error)) {
    if (!isLoggedOnce(error)) log.error({ err: errorKind(error) }, 'a request found the disk full')
    return 'no-storage'
  }
  const gone =
    isAway(error) ||
    (await database.ping().then(
      () => false,
      () => true,
    ))
  log.error({ err: errorKind(error) }, gone ? 'a request found no database' : 'a request failed')
  return gone ? 'away' : 'broken'
}

function answer(o: WebOptions, request: FastifyRequest, reply: FastifyReply, error: UserError) {
  const { status, title, body } = webAnswer(error)
  // what was to be sent instead
  for (const name of OF_FILES) reply.removeHeader(name)
  reply.code(status).header('cache-control', 'no-store')
  if (status === 503 || error.code === 'downloads') reply.header('retry-after', '60')
  if (!wantsPage(request)) return reply.send(body)
  const { phone } = o.world().town
  return sendPage(request, reply, o, {
    title,
    hidden: true,
    body: html`<h1>${title}</h1>
      <p>${body.message}</p>
      ${phone && html`<p>也可以打电话：${phone}</p>`}
      <p><a class="button" href="/">回首页</a> <a class="button quiet" href="/chat">在线咨询</a></p>`,
  })
}

/** A browser that opened an address; programs and the chat's own script are answered in JSON. */
const wantsPage = (request: FastifyRequest): boolean =>
  !/^\/(api|open311|telegram|wechat|wecom|healthz|readyz|metrics)(\/|$|\?)/.test(request.url) &&
  /text\/html|\*\/\*|^$/.test(request.headers.accept ?? '') &&
  !/json/.test(request.headers.accept ?? '')
