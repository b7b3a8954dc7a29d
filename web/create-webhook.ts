/** A subscription made, whether the client asked for it by itself or an admin set it up on the desk. */
import { faultOfAddress } from '../adapters/allowed-address.ts'
import type { EventName } from '../core/client/events.ts'
import type { Tx } from '../db/types.ts'
import { addWebhook, activeWebhooks } from '../db/clients/webhooks.ts'
import type { WebOptions } from './options.ts'

const MOST = 10

export type CreatedWebhook =
  | { readonly ok: true; readonly id: number; readonly secret: string }
  | { readonly ok: false; readonly because: string; readonly fault: 'address' | 'many' }

/** The secret is in the answer and never again: it is kept sealed. */
export async function createWebhook(
  o: WebOptions,
  tx: Tx,
  given: { clientId: number; url: string; events: readonly EventName[] },
): Promise<CreatedWebhook> {
  const because = faultOfAddress(given.url, o.webhookHosts ?? [])
  if (because) return { ok: false, because, fault: 'address' }
  if ((await activeWebhooks(tx, { clientId: given.clientId })).length >= MOST)
    return { ok: false, because: `最多设 ${MOST} 个推送，请先停掉不用的。`, fault: 'many' }
  const secret = Buffer.from(o.random(32)).toString('base64url')
  const sealed = o.cipher.encrypt(secret, o.random)
  const id = await addWebhook(tx, { ...given, secret: sealed, events: [...new Set(given.events)] }, o.now())
  return { ok: true, id, secret }
}
