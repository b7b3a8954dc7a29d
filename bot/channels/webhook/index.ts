/** Clients as a channel: a signed POST to the address each has given. What is said is read at the moment of sending. */
import { type Channel, type ChannelName, DeliveryError } from '../../../core/channel.ts'
import { faultOfAddress, isNamed } from '../../../adapters/allowed-address.ts'
import { changePayloadFor } from '../../../core/client/change-payload.ts'
import type { Cipher } from '../../../core/privacy/cipher.ts'
import { changesAfter } from '../../../db/clients/change-feed.ts'
import type { Database } from '../../../db/types.ts'
import { activeWebhooks } from '../../../db/clients/webhooks.ts'
import { postOut } from './post.ts'
import { signature } from './signature.ts'

export function webhookChannel(o: {
  database: Database
  cipher: Cipher
  publicUrl: () => string
  /** Hosts that may be inward or without https. */
  hosts: readonly string[]
  now: () => Date
  timeoutMs?: number
}): Channel {
  return {
    // the port knows those that people talk by; by this name nothing ever arrives
    name: 'webhook' as ChannelName,
    // nothing is received
    start: async () => {},
    stop: async () => {},
    health: () => ({ state: 'ready' }),
    async send(to, message) {
      const [hook] = await activeWebhooks(o.database.db, { id: Number(to.id) })
      if (!hook) throw new DeliveryError('refused', 'the subscription was stopped')
      if (hook.pausedAt) throw new DeliveryError('retry', 'the subscription is paused', { untilTheyWrite: true })
      // the number stands last: delivery may have put words before it
      const seq = Number(/(\d+)\s*$/.exec(message.text)?.[1] ?? Number.NaN)
      const [change] = await changesAfter(o.database.db, seq - 1, 1)
      const push = change?.seq === seq ? changePayloadFor(change, hook.client, hook.events, o.publicUrl()) : null
      // what it may see was narrowed since: there is nothing to say
      if (!push) return
      // what was allowed when it was given may not be any more
      if (faultOfAddress(hook.url, o.hosts)) throw new DeliveryError('refused', 'the address is not allowed')
      const body = JSON.stringify(push)
      const url = new URL(hook.url)
      const status = await postOut(url, body, {
        named: isNamed(url, o.hosts),
        timeoutMs: o.timeoutMs ?? 10_000,
        headers: {
          'x-shouwen-event': push.event,
          'x-shouwen-delivery': `${hook.id}-${push.id}`,
          'x-shouwen-signature': signature(o.cipher.decrypt(hook.secret), body, o.now()),
        },
      })
      if (status >= 200 && status < 300) return
      // gone for good, says the client itself
      throw new DeliveryError(status === 410 ? 'refused' : 'retry', `the client answered ${status}`)
    },
  }
}
