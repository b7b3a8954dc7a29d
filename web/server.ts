/** The desk on the web: pages, the chat's API, the doors of the platforms. Pages are made on the server, no build. */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import statics from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { apiRoutes } from './api/routes.ts'
import { hasToken } from './api/client.ts'
import { askRoutes } from './ask-once.ts'
import { limitBodies } from './bodies.ts'
import { BODY_MS } from './body-budget.ts'
import { chatRoutes } from './chat-api.ts'
import { dropGone, trustOf, watchProxies } from './client-address.ts'
import { shutDownGracefully } from './graceful-shutdown.ts'
import { compress } from './compress.ts'
import { limitDownloads } from './downloads.ts'
import { deskRoutes } from './desk/routes.ts'
import { handleErrors } from './errors.ts'
import { keepFinishedPages } from './finished-pages.ts'
import type { WebOptions } from './options.ts'
import { pageRoutes } from './public/routes.ts'
import { platformRoutes } from './platform-webhooks.ts'
import { registerRateLimit, registerSecurityHeaders } from './security.ts'
import { makeSessions } from './chat-session.ts'
import { sendStaticTexts, STATIC, STATIC_MAX_AGE_S } from './static.ts'
import { wholeUrl } from './whole-url.ts'

/** Makes the server; the caller listens and closes. */
export async function makeWeb(o: WebOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    // every route that takes a body has a limit of its own: body-limits.ts
    bodyLimit: 1024,
    trustProxy: trustOf(o),
    requestTimeout: BODY_MS,
    // no shorter than the whole head of a request may be: what is too long for a name is not found, like any other
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    rewriteUrl: wholeUrl,
  })
  shutDownGracefully(app)
  dropGone(app)
  registerSecurityHeaders(app, o)
  const proxies = watchProxies(app, o)
  if (o.pages) keepFinishedPages(app, o, o.pages)
  limitDownloads(app, o.stallMs)
  compress(app)
  handleErrors(app, o)
  await app.register(cookie)
  await app.register(formbody)
  await app.register(multipart)
  await registerRateLimit(app, o)
  const sessions = makeSessions(o)
  limitBodies(app, { chat: (request) => void sessions.of(request), client: hasToken }, o.bodyBudget)
  sendStaticTexts(app)
  await app.register(statics, {
    root: STATIC,
    prefix: '/static/',
    maxAge: STATIC_MAX_AGE_S * 1000,
    immutable: true,
    index: false,
  })
  askRoutes(app, o)
  await apiRoutes(app, o)
  chatRoutes(app, o, sessions)
  platformRoutes(app, o, proxies)
  pageRoutes(app, o, sessions)
  await deskRoutes(app, o)
  return app
}
