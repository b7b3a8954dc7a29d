/**
 * Shuts the web server down gracefully: who is being answered is answered, who only holds a line open is let go. Node leaves a
 * connection on which nothing was ever asked for a minute, and browsers open such connections ahead of need.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** A request that takes longer than this while closing is cut. */
const GRACE_MS = 10_000

export function shutDownGracefully(app: FastifyInstance): void {
  const silent = new Set<Socket>()
  let closing = false
  app.server.on('connection', (socket) => {
    silent.add(socket)
    socket.on('close', () => silent.delete(socket))
  })
  app.server.on('request', (request, response) => {
    silent.delete(request.socket)
    response.on('close', () => {
      if (closing) request.socket.destroySoon()
      else if (!request.socket.destroyed) silent.add(request.socket)
    })
  })
  app.addHook('onRequest', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of silent) socket.destroy()
    setTimeout(() => app.server.closeAllConnections(), GRACE_MS).unref()
  })
}
