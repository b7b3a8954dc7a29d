/** Whether a page of this very site asks: what the page of another site sends, browsers mark. */
import type { FastifyRequest } from 'fastify'

/**
 * For requests that change something. True as well where nothing says whose page it was: every browser names the origin
 * of a POST from another site, so what names none was not sent by one (Fetch standard, "Origin" header).
 */
export function fromOwnPage(request: FastifyRequest, publicUrl: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  // behind a proxy that writes its own Host the public address is the right one
  const own = [request.host, URL.canParse(publicUrl) ? new URL(publicUrl).host : '']
  return URL.canParse(origin) && own.includes(new URL(origin).host)
}
