/** The one door WeChat's platform knocks at (GET and POST /wechat/mp): who may come in, and what is answered. */
import type { Log } from '../../../core/log.ts'
import { constantTimeEqual } from '../../../core/privacy/constant-time-equal.ts'
import { readPush, type WechatMpIncoming } from './incoming.ts'
import { decryptEnvelope, isFresh, signature } from '../sealed-envelope.ts'
import type { Admitted, WebhookAnswer, WebhookCall } from '../webhook-call.ts'
import { readXml, sealOf, type Fields } from '../flat-xml.ts'

export interface WebhookEndpointOptions {
  readonly appId: string
  readonly token: string
  /** Set: only sealed messages are let in, as the account's safe mode (安全模式) sends them. */
  readonly aesKey?: Buffer | undefined
  /** Resolves once stored. */
  readonly hear: (heard: WechatMpIncoming) => Promise<void>
  readonly now: () => Date
  readonly log: Log
}

/**
 * Whether the address alone speaks for the platform, so that the body may be read: signed lately. A sealed push may come
 * with the signature over its envelope only; then it is told by the envelope: `perhaps`.
 */
export function isWebhookCall({ token, aesKey, now }: WebhookEndpointOptions, query: WebhookCall['query']): Admitted {
  if (!isFresh(query.timestamp, now())) return 'no'
  if (query.signature === undefined && aesKey && query.msg_signature !== undefined) return 'perhaps'
  return isSigned(query, token) ? 'yes' : 'no'
}

export function makeWebhookEndpoint(options: WebhookEndpointOptions): (knock: WebhookCall) => Promise<WebhookAnswer> {
  const { log } = options
  return async (knock) => {
    if (!isFresh(knock.query.timestamp, options.now())) return refuse(log, 'stale')
    if (knock.method === 'GET') {
      const { echostr = '' } = knock.query
      if (!isSigned(knock.query, options.token) || !/^[\w-]{1,128}$/u.test(echostr)) return refuse(log, 'handshake')
      return { status: 200, body: echostr }
    }
    const fields = options.aesKey ? readSealed(knock, options, options.aesKey) : readPlain(knock, options.token)
    if (fields === undefined) return refuse(log, 'signature')
    const heard = readPush(fields, options.now())
    try {
      if (heard) await options.hear(heard)
      // Answers go as messages of their own: what takes longer than the platform waits would be lost here.
      return { status: 200, body: 'success' }
    } catch {
      // Anything but 200 has the platform deliver again.
      return { status: 503, body: '' }
    }
  }
}

function readPlain(knock: WebhookCall, token: string): Fields | undefined {
  return isSigned(knock.query, token) ? readXml(knock.body) : undefined
}

/** The signature over the envelope covers what is in it; the plain one covers only time and nonce. */
function readSealed(knock: WebhookCall, { appId, token }: WebhookEndpointOptions, key: Buffer): Fields | undefined {
  const sealed = sealOf(knock.body)
  const { timestamp = '', nonce = '', msg_signature } = knock.query
  if (sealed === undefined || !constantTimeEqual(msg_signature, signature(token, timestamp, nonce, sealed)))
    return undefined
  const xml = decryptEnvelope(sealed, key, appId)
  return xml === undefined ? undefined : readXml(xml)
}

function isSigned(query: WebhookCall['query'], token: string): boolean {
  return constantTimeEqual(query.signature, signature(token, query.timestamp ?? '', query.nonce ?? ''))
}

function refuse(log: Log, because: string): WebhookAnswer {
  log.warn({ because }, 'a request in the name of WeChat was refused')
  return { status: 403, body: '' }
}
