/** `/staff`: registers every route of the staff desk. Nothing here is reached without a session but the way to get one. */
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { userError, UserError } from '../../core/errors.ts'
import { webAnswer } from '../errors.ts'
import { html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { knownStaff, registerDeskModule } from './route-guard.ts'
import { enterPages, how } from './sign-in.ts'
import { DESK_MODULES } from './desk-modules.ts'
import { staffAt } from './staff-session.ts'
import { sendDesk } from './desk-page-frame.ts'

/** What is said in the desk's own frame, with its way in. */
const FRAMED: ReadonlySet<UserError['code']> = new Set(['signed-out', 'stale-form', 'not-yours', 'no-action'] as const)

export async function deskRoutes(app: FastifyInstance, o: WebOptions): Promise<void> {
  await app.register(async (desk) => {
    desk.decorateRequest('deskStaff', null)
    desk.setErrorHandler(async (error: FastifyError, request, reply) => {
      // everything else is answered as everywhere on the site
      if (!(error instanceof UserError) || !FRAMED.has(error.code)) throw error
      const { status, title, body } = webAnswer(error)
      if (request.headers['x-desk']) return reply.code(status).send(body)
      const staff = await staffAt(o, request)
      return sendDesk(
        request,
        reply,
        o,
        { staff, rooms: staff ? DESK_MODULES : [] },
        {
          title,
          status,
          note: null,
          body: html`<h1>${title}</h1>
            <p>${body.message}</p>
            ${
              error.code === 'signed-out' &&
              html`<p class="note" id="signed-out" hidden>
                您写的、没有发出的字还留在这个窗口里。登录以后自动回到那一页，接着写。
              </p>`
            }
            ${error.code === 'signed-out' ? how() : html`<p><a class="button" href="/staff">我的工作</a></p>`}`,
        },
      )
    })
    enterPages(desk, o)
    for (const room of DESK_MODULES) registerDeskModule(desk, o, room, DESK_MODULES)
    const nowhere = async (request: FastifyRequest): Promise<never> => {
      await knownStaff(o, request)
      throw userError('not-yours')
    }
    desk.all('/staff/*', { preParsing: nowhere }, nowhere)
  })
}
