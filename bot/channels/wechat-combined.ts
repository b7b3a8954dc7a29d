/** One channel "wechat" out of two: the account behind a wechaty gateway and the town's Official Account. */
import type { Channel, Health } from '../../core/channel.ts'
import { MARK } from './wechat-mp/incoming.ts'

/** What an operator must hear of first. */
const WORST_FIRST: readonly Health['state'][] = ['needs-login', 'down', 'starting', 'ready']

/** Addresses say by their mark which of the two a conversation belongs to. */
export function joinWechat(account: Channel, official: Channel): Channel {
  const both = [account, official]
  return {
    name: 'wechat',
    async start(receive) {
      await Promise.all(both.map((channel) => channel.start(receive)))
    },
    async stop() {
      await Promise.all(both.map((channel) => channel.stop()))
    },
    send: (to, message) => (to.id.startsWith(MARK) ? official : account).send(to, message),
    health() {
      const all = both.map((channel) => channel.health())
      return all.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0] ?? { state: 'starting' }
    },
  }
}
