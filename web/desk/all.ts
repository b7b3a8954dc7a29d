/** `/staff`: the desk of the staff. Nothing here is reached without a session but the way to get one. */
import type { FastifyError, FastifyInstance } from 'fastify'
import { html } from '../html.ts'
import type { WebOptions } from '../options.ts'
import { openRoom } from './door.ts'
import { enterPages, how } from './enter.ts'
import { DESK_REFUSALS, deskRefuse, DeskRefused } from './refuse.ts'
import { ROOMS } from './rooms.ts'
import { staffAt } from './session.ts'
import { sendDesk } from './shell.ts'

export async function deskRoutes(app: FastifyInstance, o: WebOptions): Promise<void> {
  await app.register(async (desk) => {
    desk.setErrorHandler(async (error: FastifyError, request, reply) => {
      // everything else is answered as everywhere on the site
      if (!(error instanceof DeskRefused)) throw error
      const { status, title, say } = DESK_REFUSALS[error.refusal]
      if (request.headers['x-desk']) return reply.code(status).send({ error: error.refusal, message: say })
      const staff = await staffAt(o, request)
      return sendDesk(
        request,
        reply,
        o,
        { staff, rooms: staff ? ROOMS : [] },
        {
          title,
          status,
          note: null,
          body: html`<h1>${title}</h1>
            <p>${say}</p>
            ${error.refusal === 'signed-out' ? how() : html`<p><a class="button" href="/staff">我的工作</a></p>`}`,
        },
      )
    })
    enterPages(desk, o)
    for (const room of ROOMS) openRoom(desk, o, room, ROOMS)
    desk.all('/staff/*', async (request) => {
      throw deskRefuse((await staffAt(o, request)) ? 'not-yours' : 'signed-out')
    })
  })
}
