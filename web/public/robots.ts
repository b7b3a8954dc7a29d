/** What search engines may read: what is published, nothing of one person. */
import type { FastifyInstance } from 'fastify'
import { publicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { escape } from '../html.ts'
import { finished } from '../finished-pages.ts'
import { BOARD } from '../board/frame.ts'
import type { WebOptions } from '../options.ts'

const CLOSED = ['/api/', '/track', '/notices/', '/chat', '/type', '/staff', '/*?q=', '/*?doubt=']

export function robots(app: FastifyInstance, o: WebOptions): void {
  app.get('/robots.txt', async (_request, reply) => {
    const { publicUrl } = o.world()
    const lines = ['User-agent: *', ...CLOSED.map((path) => `Disallow: ${path}`), `Sitemap: ${publicUrl}/sitemap.xml`]
    return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`)
  })

  app.get('/sitemap.xml', { config: finished() }, async (_request, reply) => {
    const { publicUrl, catalog, town } = o.world()
    const register = await publicDisclosures(o.database.db, { limit: 5000 })
    const paths = [
      '/',
      '/items',
      '/departments',
      ...BOARD.map(({ href }) => href),
      ...catalog.items.map((item) => `/items/${item.id}`),
      '/life',
      ...town.lifeEvents.map((event) => `/life/${event.id}`),
      ...register.map((d) => `/disclosures/${d.id}`),
    ]
    const urls = paths.map((path) => `<url><loc>${escape(publicUrl + path)}</loc></url>`).join('')
    return reply
      .type('application/xml; charset=utf-8')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`,
      )
  })
}
