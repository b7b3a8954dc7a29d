/** A wechaty account and an Official Account under the one name "wechat". */
import { expect, test } from 'vitest'
import { joinWechat } from '../../bot/channels/wechat-combined.ts'
import type { Channel, Health } from '../../core/channel.ts'

function recorder(health: Health): Channel & { sent: string[] } {
  const sent: string[] = []
  return {
    ...{ name: 'wechat', sent, start: async () => undefined, stop: async () => undefined, health: () => health },
    send: async (to) => void sent.push(to.id),
  }
}

test('an answer goes back through the account it was asked at', async () => {
  const [account, official] = [recorder({ state: 'ready' }), recorder({ state: 'ready' })]
  const both = joinWechat(account, official)
  await both.send({ channel: 'wechat', id: 'wxid_alice' }, { text: '您好' })
  await both.send({ channel: 'wechat', id: 'mp:oAlice' }, { text: '您好' })
  expect([account.sent, official.sent]).toEqual([['wxid_alice'], ['mp:oAlice']])
})

test('is as well as the worse of the two', () => {
  const health = (a: Health, b: Health) => joinWechat(recorder(a), recorder(b)).health()
  const down: Health = { state: 'down', since: new Date(0), why: '连不上' }
  expect(health({ state: 'ready' }, down)).toBe(down)
  expect(health(down, { state: 'needs-login', qr: 'x' })).toEqual({ state: 'needs-login', qr: 'x' })
  expect(health({ state: 'ready' }, { state: 'ready' })).toEqual({ state: 'ready' })
})
