/** One POST outward. Names are looked up here and inward addresses refused, so that a name cannot turn round later. */
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { DeliveryError } from '../../../core/channel.ts'
import { isInward, leadsInward } from '../../../adapters/allowed-address.ts'

type Looked = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

class Inward extends Error {
  readonly code = 'INWARD'
}

/** Answers only public addresses: what the connection is made to is what was checked. */
function lookupOutward(host: string, options: LookupOptions, done: Looked): void {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '')
    const outward = found.filter(({ address }) => !isInward(address))
    const [first] = outward
    if (!first || outward.length < found.length) return done(new Inward('the name leads inward'), '')
    if (options.all) done(null, outward)
    else done(null, first.address, first.family)
  })
}

/** The status it was answered with. A redirect is an answer, not followed. */
export function postOut(
  url: URL,
  body: string,
  o: { named: boolean; timeoutMs: number; headers: Record<string, string> },
): Promise<number> {
  return new Promise((resolve, reject) => {
    // an address is not looked up: nobody else would look at it
    if (!o.named && leadsInward(url)) return reject(new DeliveryError('refused', 'the address leads inward'))
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(o.timeoutMs),
        ...(o.named ? {} : { lookup: lookupOutward }),
        headers: {
          ...o.headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'shouwen',
        },
      },
      (response) => {
        response.destroy()
        resolve(response.statusCode ?? 0)
      },
    )
    request.on('error', (cause) => {
      const inward = (cause as { code?: unknown }).code === 'INWARD'
      // twice is harmless: a client knows a push by its id
      reject(new DeliveryError(inward ? 'refused' : 'retry', inward ? 'the address leads inward' : 'the client could not be reached', { cause })) // prettier-ignore
    })
    request.end(body)
  })
}
