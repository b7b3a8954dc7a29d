/** From which address a request comes, and whether what proxies say about it is believed. */
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebOptions } from './options.ts'
import { isInner, plainAddress, readTrustProxy, TRUST_PROXY_DEFAULT, type TrustProxy } from './trusted-proxies.ts'

/**
 * What counts as one sender: an IPv4 address, or an IPv6 network of 64 bits, which is what one household is given. All that
 * are gone count as one.
 */
export function addressOf(request: FastifyRequest): string {
  // the types do not know that a socket whose other end has reset it has no address
  const address = request.ip as string | undefined
  return address === undefined ? 'gone' : normalizeIP(address)
}

/** Ends requests whose sender is gone before anything is done for them, and logs nothing: anybody may make thousands. */
export function dropGone(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.socket.remoteAddress !== undefined) return
    reply.hijack()
    request.socket.destroy()
    return reply
  })
}

/** The network of 48 bits around an IPv6 sender, of which one line may hold many of 64; undefined for IPv4. */
function wideNetworkOf(request: FastifyRequest): string | undefined {
  const network = normalizeIP(request.ip, 48)
  return network.includes(':') ? network : undefined
}

/** Between a sender and the wider network in the name both are counted under; in no address. */
const WITHIN = ' within '

/** What a request is counted under: its sender, and of IPv6 the wider network as well (`sendersOf` reads it). */
export function senderKey(request: FastifyRequest, what = ''): string {
  const { address, wide } = networksOf(request)
  return `${what}${address}${wide === undefined ? '' : `${WITHIN}${what}${wide}`}`
}

/** The sender, and the wider network where there is one. */
export function sendersOf(key: string): { readonly own: string; readonly wide: string | undefined } {
  const [own = '', wide] = key.split(WITHIN)
  return { own, wide }
}

/** What the files of a sender are counted by, besides their conversation. */
export function networksOf(request: FastifyRequest): { readonly address: string; readonly wide?: string } {
  const wide = wideNetworkOf(request)
  return { address: addressOf(request), ...(wide === undefined ? {} : { wide }) }
}

export function trustOf(o: Pick<WebOptions, 'trustProxy'>): TrustProxy {
  const byDefault = readTrustProxy(TRUST_PROXY_DEFAULT)
  return o.trustProxy ?? (byDefault.ok ? byDefault.trusts : () => false)
}

/** Whether a peer that TRUST_PROXY does not name has spoken for others. */
export type ProxyState =
  | { readonly state: 'ready' }
  | {
      readonly state: 'not-believed'
      readonly since: string
      /** The peer is of an inner network: most likely the town's own proxy. */
      readonly inner: boolean
    }

/** Looks at every request; the first peer that is not believed is logged, its address only where it is an inner one. */
export function watchProxies(app: FastifyInstance, o: WebOptions): () => ProxyState {
  const trusts = trustOf(o)
  let state: ProxyState = { state: 'ready' }
  app.addHook('onRequest', async ({ headers, socket }) => {
    if (state.state === 'not-believed' && state.inner) return
    if (!headers['x-forwarded-for'] && !headers['x-real-ip'] && !headers.forwarded) return
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (trusts(peer, 0)) return
    const inner = isInner(peer)
    // anybody on the internet may send such a header; a proxy that is not believed makes everybody behind it one address
    if (state.state === 'ready' || inner) {
      o.log.warn(
        inner ? { peer } : { peer: 'outer' },
        'forwarded headers from a peer that TRUST_PROXY does not name: everybody behind it counts as one address',
      )
      state = { state: 'not-believed', since: o.now().toISOString(), inner }
    }
  })
  return () => state
}
