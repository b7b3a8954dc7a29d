/** An address WeCom pushes to: every request is sealed, and the signature covers the seal. Who may come in, and the answer. */
import type { Log } from '../../core/log.ts'
import { constantTimeEqual } from '../../core/privacy/constant-time-equal.ts'
import { type Fields, readXml, sealOf } from './flat-xml.ts'
import { decryptEnvelope, isFresh, signature } from './sealed-envelope.ts'
import type { Admitted, WebhookAnswer, WebhookCall } from './webhook-call.ts'

export interface SealedEndpointOptions {
  /** Whom the envelopes are for: the CorpID. */
  readonly receiver: string
  readonly token: string
  readonly aesKey: Buffer
  /** Resolves once stored. */
  readonly hear: (fields: Fields) => Promise<void>
  readonly now: () => Date
  readonly log: Log
}

export interface SealedEndpoint {
  /** Asked before a body is read. A push is signed over its body: it is let in to be looked at, at a pace. */
  admits(query: WebhookCall['query']): Admitted
  /** Never rejects. */
  handle(call: WebhookCall): Promise<WebhookAnswer>
}

export function makeSealedEndpoint(o: SealedEndpointOptions): SealedEndpoint {
  const isSigned = ({ timestamp = '', nonce = '', msg_signature }: WebhookCall['query'], sealed: string) =>
    constantTimeEqual(msg_signature, signature(o.token, timestamp, nonce, sealed))
  const isOurs = (query: WebhookCall['query'], sealed: string | undefined): sealed is string =>
    sealed !== undefined && isFresh(query.timestamp, o.now()) && isSigned(query, sealed)

  function refuse(because: string): WebhookAnswer {
    o.log.warn({ because }, 'a request in the name of WeCom was refused')
    return { status: 403, body: '' }
  }

  return {
    admits(query) {
      if (!isFresh(query.timestamp, o.now())) return 'no'
      if (query.echostr !== undefined) return isSigned(query, query.echostr) ? 'yes' : 'no'
      return /^[0-9a-f]{40}$/u.test(query.msg_signature ?? '') ? 'perhaps' : 'no'
    },
    async handle({ method, query, body }) {
      const sealed = method === 'GET' ? query.echostr : sealOf(body)
      if (!isOurs(query, sealed)) return refuse('signature')
      const opened = decryptEnvelope(sealed, o.aesKey, o.receiver)
      if (opened === undefined) return refuse('envelope')
      if (method === 'GET') return { status: 200, body: opened }
      const fields = readXml(opened)
      if (fields === undefined) return refuse('content')
      try {
        await o.hear(fields)
        // answers go as messages of their own: what takes longer than the platform waits would be lost here
        return { status: 200, body: '' }
      } catch {
        // anything but 200 has the platform deliver again
        return { status: 503, body: '' }
      }
    },
  }
}
