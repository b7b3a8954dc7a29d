/** How a long letter becomes calls. */
import { expect, test } from 'vitest'
import { MAYBE_AGAIN, splitMessage } from '../../bot/outbound/split-message.ts'
import { printNumbered } from '../../core/messages/print-choices.ts'
import { sendCall } from '../../bot/channels/telegram/outgoing.ts'
import type { Outgoing } from '../../core/channel.ts'

const sentence = '请带身份证和户口簿到一楼三号窗口办理。'
const long = (units: number) => sentence.repeat(Math.ceil(units / sentence.length)).slice(0, units)
const choices = Array.from({ length: 8 }, (_, i) => ({ label: `第${i}个选项`, value: `v${i}` }))
const file = { name: '单.pdf', type: 'application/pdf', bytes: new Uint8Array([1]) }

test('what fits is one call', () => {
  const message: Outgoing = { text: '好的', choices }
  for (const lane of ['telegram:1', 'wechat:a', 'wechat:mp:b', 'web:c'])
    expect(splitMessage(lane, message)).toEqual([message])
})

test.each([
  ['telegram:1', 9000, 4096],
  ['wechat:a', 9000, 2000],
  ['wechat:mp:b', 9000, 600],
])('a letter to %s of %i units goes in calls of at most %i, nothing left out, choices last', (lane, units, limit) => {
  const message: Outgoing = { text: long(units), choices, link: { label: '查看', url: 'http://127.0.0.1:3000/x' } }
  const parts = splitMessage(lane, message)
  expect(parts.map((p) => p.text).join('')).toBe(message.text)
  for (const part of parts) {
    const marked = { ...part, text: MAYBE_AGAIN + part.text }
    const written = lane.startsWith('telegram') ? String(sendCall('1', marked).params['text']) : printNumbered(marked)
    expect(written.length).toBeLessThanOrEqual(limit)
  }
  expect(parts.filter((p) => p.choices)).toEqual([parts.at(-1)])
})

test.each(['wechat:a', 'wechat:mp:b'])('a file to %s is a call of its own, ahead of its text', (lane) => {
  expect(splitMessage(lane, { text: '附件', file, choices })).toEqual([
    { text: '', file },
    { text: '附件', choices },
  ])
  expect(splitMessage(lane, { text: '', file })).toEqual([{ text: '', file }])
})

test('buttons of a WeCom card beyond six get a second card, a long text goes ahead of it, and its first line heads both', () => {
  const message: Outgoing = { text: `【新办件】BS20261123-0007\n${long(300)}`, choices }
  const parts = splitMessage('wecom:wangfang', message)
  expect(parts.map((p) => [p.text, p.choices?.length ?? 0])).toEqual([
    [message.text, 0],
    ['【新办件】BS20261123-0007', 6],
    ['【新办件】BS20261123-0007', 2],
  ])
  expect(parts.flatMap((p) => p.choices ?? [])).toEqual(choices)
  const link = { label: '查看', url: 'https://town.example.cn/x' }
  const short = splitMessage('wecom:wangfang', { text: '好的', choices, link })
  expect(short.map((p) => [p.choices?.length, p.link?.label])).toEqual([[5, '查看'], [3, undefined]]) // prettier-ignore
  expect(splitMessage('wecom:wangfang', { text: '附件', file })).toEqual([{ text: '', file }, { text: '附件' }])
})

test('a file to Telegram carries a short text itself; a long one goes ahead', () => {
  expect(splitMessage('telegram:1', { text: '附件', file })).toEqual([{ text: '附件', file }])
  const parts = splitMessage('telegram:1', { text: long(1020), file })
  expect(parts).toEqual([{ text: long(1020) }, { text: '', file }])
})
