/** The API for other desks: routes, their document, and how they are refused. */
import swagger from '@fastify/swagger'
import type { FastifyError, FastifyInstance } from 'fastify'
import { userError, UserError } from '../../core/errors.ts'
import { open311Routes } from '../open311/routes.ts'
import type { WebOptions } from '../options.ts'
import { boardRoutes } from './board.ts'
import { caseRoutes } from './cases.ts'
import { knowClients } from './client.ts'
import { docsRoutes } from './docs.ts'
import { hookRoutes } from './webhooks.ts'
import { itemRoutes } from './items.ts'
import { refuseOddValues } from './odd-values.ts'
import { describeMisfit } from './misfit.ts'

/** What the whole site refuses an address with that is not there, before anything of the request is read. */
const UNREAD: ReadonlySet<UserError['code']> = new Set(['not-found', 'too-many'] as const)

const nowhere = () => userError('no-record', '没有这个接口，请看 /api/docs。')

export async function apiRoutes(app: FastifyInstance, o: WebOptions): Promise<void> {
  await app.register(async (api) => {
    await api.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: `${o.world().town.name}首问办事接口`,
          version: '1',
          description: '事项、期限、问答、办件和公示；Open311 GeoReport v2。',
        },
        components: {
          securitySchemes: {
            token: { type: 'http', scheme: 'bearer', description: '镇里的管理员发放，每个接入方一个' },
          },
        },
      },
    })
    api.setErrorHandler(async (failed: FastifyError, request, reply) => {
      // refused before its body was read, and so before the handler that would say which address is meant
      const error = request.is404 && failed instanceof UserError && UNREAD.has(failed.code) ? nowhere() : failed
      reply.header('cache-control', 'no-store')
      if (!(error instanceof UserError) && error.validation)
        return reply.code(400).send({ error: 'bad-request', message: describeMisfit(error) })
      // everything else is answered as everywhere on the site
      throw error
    })
    knowClients(api, o)
    refuseOddValues(api)
    await api.register(
      async (v1) => {
        v1.setNotFoundHandler(() => {
          throw nowhere()
        })
        itemRoutes(v1, o)
        caseRoutes(v1, o)
        hookRoutes(v1, o)
        boardRoutes(v1, o)
      },
      { prefix: '/api/v1' },
    )
    await api.register(async (open311) => open311Routes(open311, o), { prefix: '/open311/v2' })
    docsRoutes(api, o)
  })
}
