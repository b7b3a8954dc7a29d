/** Asks a server for its certificate, as a browser would meet it. */
import { connect } from 'node:tls'

export type Certificate =
  /** `trusted` is false where a browser would warn; `why` is then Node's short name of the reason. */
  | { readonly ok: true; readonly until: Date; readonly trusted: boolean; readonly why: string }
  | { readonly ok: false; readonly code: string }

/** Never throws: what cannot be reached is told by the short name of the failure. */
export function certificateOf(url: URL, timeoutMs: number): Promise<Certificate> {
  return new Promise((done) => {
    const { hostname } = url
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect(
      // looked at, not used: nothing is said over this connection
      {
        host,
        port: Number(url.port || 443),
        rejectUnauthorized: false,
        ...(/^[\d.:a-f]+$/i.test(host) ? {} : { servername: host }),
      },
      () => {
        const seen = socket.getPeerCertificate()
        const why = socket.authorizationError as Error | string | undefined
        socket.destroy()
        done({
          ok: true,
          until: new Date(seen.valid_to),
          trusted: !why,
          why: why instanceof Error ? why.message : (why ?? ''),
        })
      },
    )
    socket.setTimeout(timeoutMs, () => {
      socket.destroy()
      done({ ok: false, code: 'timeout' })
    })
    socket.on('error', (error: NodeJS.ErrnoException) => done({ ok: false, code: error.code ?? 'error' }))
  })
}
