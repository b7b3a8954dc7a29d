/** The desk on the web: pages, the chat's API, the doors of the platforms. Pages are made on the server, no build. */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import statics from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { MAX_FILE_BYTES } from '../core/files.ts'
import { apiRoutes } from './api/all.ts'
import { askRoutes } from './ask.ts'
import { chatRoutes } from './chat-api.ts'
import { closeCleanly } from './closing.ts'
import { compress } from './compress.ts'
import { deskRoutes } from './desk/all.ts'
import { handleErrors } from './errors.ts'
import type { WebOptions } from './options.ts'
import { pageRoutes } from './pages/all.ts'
import { platformRoutes } from './platforms.ts'
import { limitPace, protect } from './safety.ts'
import { makeSessions } from './session.ts'
import { STATIC } from './static.ts'

export type { WebOptions } from './options.ts'

const YEAR_MS = 365 * 24 * 3_600_000

/** Makes the server; the caller listens and closes. */
export async function makeWeb(o: WebOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: 262_144,
    trustProxy: o.trustProxy ?? 'loopback',
    requestTimeout: 120_000,
    routerOptions: { ignoreTrailingSlash: true },
  })
  closeCleanly(app)
  protect(app, o)
  compress(app)
  handleErrors(app, o)
  await app.register(cookie)
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 10, fieldSize: 100_000 } })
  await limitPace(app, o)
  await app.register(statics, { root: STATIC, prefix: '/static/', maxAge: YEAR_MS, immutable: true, index: false })
  const sessions = makeSessions(o)
  askRoutes(app, o)
  await apiRoutes(app, o)
  chatRoutes(app, o, sessions)
  platformRoutes(app, o)
  pageRoutes(app, o, sessions)
  await deskRoutes(app, o)
  return app
}
