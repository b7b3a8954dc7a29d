/** A subscription made, whether the client asked for it by itself or an admin set it up on the desk. */
import { faultOfNewAddress } from '../adapters/allowed-address.ts'
import type { EventName } from '../core/client/events.ts'
import type { Tx } from '../db/types.ts'
import { addWebhook, activeWebhooks } from '../db/clients/webhooks.ts'
import type { WebOptions } from './options.ts'

const MOST = 10

interface Given {
  readonly clientId: number
  readonly url: string
  readonly events: readonly EventName[]
}

export type CreatedWebhook =
  | { readonly ok: true; readonly id: number; readonly secret: string }
  | { readonly ok: false; readonly because: string; readonly fault: 'address' | 'many' }

/**
 * The secret is in the answer and never again: it is kept sealed. `change` begins the transaction: a name is looked up
 * before it, so that no row waits for a name server.
 */
export async function createWebhook(
  o: WebOptions,
  change: (work: (tx: Tx) => Promise<CreatedWebhook>) => Promise<CreatedWebhook>,
  given: Given,
): Promise<CreatedWebhook> {
  const because = await faultOfNewAddress(given.url, o.webhookHosts ?? [], o.lookUp)
  if (because) return { ok: false, because, fault: 'address' }
  return change((tx) => addTo(o, tx, given))
}

async function addTo(o: WebOptions, tx: Tx, given: Given): Promise<CreatedWebhook> {
  if ((await activeWebhooks(tx, { clientId: given.clientId })).length >= MOST)
    return { ok: false, because: `最多设 ${MOST} 个推送，请先停掉不用的。`, fault: 'many' }
  const secret = Buffer.from(o.random(32)).toString('base64url')
  const sealed = o.cipher.encrypt(secret, o.random)
  const id = await addWebhook(tx, { ...given, secret: sealed, events: [...new Set(given.events)] }, o.now())
  return { ok: true, id, secret }
}
