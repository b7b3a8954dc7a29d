/** The recogniser over HTTP, taken with distrust. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeTranscriber, SPEECH_LIMIT_MS } from '../../adapters/speech.ts'
import { believable, readTranscript } from '../../core/voice/transcript.ts'
import { ConfigError, readConfig } from '../../config.ts'
import { ogg } from '../support/recordings.ts'
import { quiet } from '../support/quiet.ts'
import { type SpeechStandin, speechStandin } from '../support/speech-standin.ts'

let server: SpeechStandin
beforeAll(async () => {
  server = await speechStandin()
})
afterAll(() => server.close())
beforeEach(() => server.asked.splice(0))

const NOW = new Date('2026-11-23T02:00:00Z')
const recording = { type: 'audio/ogg', ends: 'ogg', bytes: ogg() }
const asks = (more: { limitMs?: number; now?: () => Date } = {}) =>
  makeTranscriber({ url: server.url, key: 'secret', model: 'sense', now: () => NOW, log: quiet, ...more })

test('one request: the model, the key and the very bytes, under a name that says nothing', async () => {
  server.hears('村东头的路灯坏了')
  expect(await asks()(recording)).toBe('村东头的路灯坏了')
  expect(server.asked).toMatchObject([{ path: '/v1/audio/transcriptions', authorization: 'Bearer secret', model: 'sense' }]) // prettier-ignore
  expect(server.asked[0]!.file).toMatchObject({ name: 'voice.ogg', type: 'audio/ogg' })
  expect(server.asked[0]!.file.bytes.equals(ogg())).toBe(true)
})

describe('whatever goes wrong is nothing heard', () => {
  test.each<[string, () => void, number?]>([
    ['a fault', () => server.answers((r) => r.writeHead(500).end('{"text":"转账"}'))],
    ['what is no JSON', () => server.answers((r) => r.end('路灯坏了'))],
    ['another shape', () => server.answers((r) => r.end('{"result":"路灯坏了"}'))],
    ['nothing', () => server.answers((r) => r.end())],
    ['silence of the recording', () => server.hears(' 。 ')],
    ['a redirect', () => server.answers((r) => r.writeHead(307, { location: 'http://127.0.0.1:1/' }).end())],
    ['a body without end', () => server.answers((r) => r.end(`{"text":"${'啊'.repeat(200_000)}"}`))],
    ['a connection cut', () => server.answers((r) => r.destroy())],
    ['a form it cannot read', () => server.answers((r) => r.writeHead(415).end())],
    ['a recogniser too slow', () => server.answers(() => undefined), 100],
    ['half an answer', () => server.answers((r) => r.write('{"text":"路')), 100],
  ])('%s', async (_, does, limitMs) => {
    does()
    expect(await asks(limitMs ? { limitMs } : {})(recording)).toBeNull()
  })
})

test('one that keeps failing is left alone for a minute; recordings it cannot read are no failing of it', async () => {
  let now = NOW
  const ask = asks({ now: () => now })
  server.answers((r) => r.writeHead(422).end())
  for (let i = 0; i < 4; i++) await ask(recording)
  server.answers((r) => r.writeHead(503).end())
  for (let i = 0; i < 5; i++) await ask(recording)
  expect(server.asked).toHaveLength(4 + 3)
  server.hears('好了')
  now = new Date(now.getTime() + 60_001)
  expect(await ask(recording)).toBe('好了')
})

test('eight are asked at once; the ninth goes to a person without waiting', async () => {
  const held: (() => void)[] = []
  server.answers((r) => held.push(() => r.end('{"text":"听见了"}')))
  const ask = asks()
  const eight = Array.from({ length: 8 }, () => ask(recording))
  expect(await ask(recording)).toBeNull()
  for (;;) {
    held.splice(0).forEach((go) => go())
    const done = await Promise.race([Promise.all(eight), new Promise<null>((r) => setImmediate(() => r(null)))])
    if (done) return expect(done).toEqual(Array(8).fill('听见了'))
  }
})

test.each([
  ['<|zh|><|NEUTRAL|><|Speech|><|woitn|>路灯坏了', '路灯坏了'],
  ['谢谢观看', null],
  ['字幕由Amara.org社区提供', null],
  ['请不吝点赞 订阅 转发 打赏支持明镜与点点栏目', null],
  ['嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯', null],
  ['我要办低保我要办低保我要办低保我要办低保我要办低保我要办低保我要办低保我要办低保我要办低保', null],
  ['谢谢你们帮我看看路灯', '谢谢你们帮我看看路灯'],
  ['好', null],
])('%s is taken for %s', (said, taken) => expect(believable(said)).toBe(taken))

test('segments that a recogniser itself doubts are not believed', () => {
  const segment = { no_speech_prob: 0.9, avg_logprob: -0.2 }
  expect(readTranscript({ text: '路灯坏了', segments: [segment] })).toBeNull()
  expect(readTranscript({ text: '路灯坏了', segments: [segment, { no_speech_prob: 0 }, {}] })).toBe('路灯坏了')
})

test('the lease of a conversation outlasts the recogniser', () => expect(SPEECH_LIMIT_MS).toBeLessThanOrEqual(10_000))

test.each(['SPEECH_KEY', 'SPEECH_MODEL'])('%s alone is a fault named at start', (name) => {
  expect(() => readConfig({ [name]: 'x', SECRET_KEY: 'k' })).toThrow(new ConfigError([`设了 ${name} 就必须设 SPEECH_URL。`])) // prettier-ignore
})
