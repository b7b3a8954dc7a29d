/** A subscription made, whether the client asked for it by itself or an admin set it up on the desk. */
import { faultOfAddress } from '../bot/channels/webhook/address.ts'
import type { EventName } from '../core/client/events.ts'
import { makeSeal } from '../core/privacy/seal.ts'
import type { Tx } from '../db/open.ts'
import { addHook, liveHooks } from '../db/webhooks.ts'
import type { WebOptions } from './options.ts'

const MOST = 10

export type MadeHook =
  | { readonly ok: true; readonly id: number; readonly secret: string }
  | { readonly ok: false; readonly because: string; readonly fault: 'address' | 'many' }

/** The secret is in the answer and never again: it is kept sealed. */
export async function makeHook(
  o: WebOptions,
  tx: Tx,
  given: { clientId: number; url: string; events: readonly EventName[] },
): Promise<MadeHook> {
  const because = faultOfAddress(given.url, o.webhookHosts ?? [])
  if (because) return { ok: false, because, fault: 'address' }
  if ((await liveHooks(tx, { clientId: given.clientId })).length >= MOST)
    return { ok: false, because: `最多设 ${MOST} 个推送，请先停掉不用的。`, fault: 'many' }
  const secret = Buffer.from(o.random(32)).toString('base64url')
  const sealed = makeSeal(o.secretKey).seal(secret, o.random)
  const id = await addHook(tx, { ...given, secret: sealed, events: [...new Set(given.events)] }, o.now())
  return { ok: true, id, secret }
}
