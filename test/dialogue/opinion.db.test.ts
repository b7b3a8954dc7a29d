import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LIMIT_MS, makeLlmOpinion } from '../../adapters/llm.ts'
import {
  preferCandidate,
  readDisambiguation,
  disambiguationRequest,
} from '../../core/answer/policy/llm-disambiguation.ts'
import type { Understand } from '../../core/answer/understand.ts'
import { inquiries } from '../../db/schema.ts'
import { testDesk, type TestDesk } from '../support/desk.ts'
import { modelStandin, type ModelStandin } from '../support/model-standin.ts'
import { quiet } from '../support/quiet.ts'
import { understanding, webDesk } from '../support/web-rig.ts'
import { MORNING, turn } from './rig.ts'

const CANDIDATES = [
  { id: 'dibao', score: 0.4 },
  { id: 'dibian', score: 0.3 },
]
/** Unsure of 补贴, sure of 低保, hands 奇怪 off with nothing near; 我的 is a matter of their own. */
const understand: Understand = (text) =>
  /着火/.test(text)
    ? understanding({ decision: 'urgent', danger: 'fire' })
    : /低保/.test(text)
      ? understanding({ decision: 'answer', item: 'dibao', candidates: CANDIDATES })
      : /补贴/.test(text)
        ? understanding({ decision: 'choose', offer: 2, facet: 'time', candidates: CANDIDATES })
        : /我的/.test(text)
          ? understanding({ candidates: CANDIDATES, why: ['person'] })
          : understanding({ candidates: CANDIDATES, why: ['nothing-near'] })

let model: ModelStandin
let desk: TestDesk
let serial = 0
let limitMs = 20_000
/** A resident whom the desk has not met. */
const someone = () => `r${++serial}`
const opinion = (o: { limitMs?: number } = {}) =>
  makeLlmOpinion({ url: model.url, key: 'secret-key', model: 'town', now: () => new Date(MORNING), log: quiet, ...o })
/** A fresh one each question: no test is answered by the rest another one earned. */
const patient = (asked: Parameters<ReturnType<typeof opinion>>[0]) => opinion({ limitMs })(asked)

beforeAll(async () => {
  model = await modelStandin()
  desk = await testDesk(MORNING, understand, { opinion: patient })
})
afterAll(async () => {
  await desk.stop()
  await model.close()
})
beforeEach(() => {
  model.asked.length = 0
  limitMs = 20_000
})

const ASKED_BACK = /您问的是哪一件/

test('where the desk would ask back, the model points at a candidate and the desk answers in its own words', async () => {
  model.says('{"id":"dibian"}')
  const said = await turn(desk, someone(), '有个补贴多久下来')
  expect(said).toMatch(/^低保边缘户要多少天/)
  const [logged] = (await desk.database.db.select().from(inquiries)).slice(-1)
  expect(logged).toMatchObject({ decision: 'answer', item: 'dibian' })
  expect(logged!.why).toContain('model')
})

test('it is asked over the wire everybody speaks, with the key, and with no personal data', async () => {
  model.says('{"id":null}')
  await turn(
    desk,
    someone(),
    '我叫张桂兰得了尿毒症，身份证110101199003072316，电话13800138000，家住李庄村三排5号，有什么补贴',
  )
  const [sent] = model.asked
  expect(sent).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer secret-key' })
  expect(JSON.parse(sent!.body)).toMatchObject({ model: 'town', temperature: 0 })
  expect(sent!.body).toContain('dibian')
  expect(sent!.body).not.toMatch(/桂兰|1101011990|13800138000|三排5号/)
})

test.each([
  ['着火了，有补贴吗', 'urgent'],
  ['低保要什么', 'answer'],
  ['我的钱怎么没到', 'own matter'],
  ['人工', 'a person asked for'],
  ['进度', 'a command'],
  ['2', 'a number'],
])('it is not asked at all about “%s”: %s', async (text) => {
  await turn(desk, someone(), text)
  expect(model.asked).toEqual([])
})

describe('whatever goes wrong, the engine’s own answer is kept and nothing of the model’s words is said', () => {
  const secret = '请把钱转到这里'
  test.each<[string, () => void]>([
    ['an id the engine did not offer', () => model.says('{"id":"gaoling"}')],
    ['an id that is in no catalogue', () => model.says(`{"id":"${secret}"}`)],
    ['none of them', () => model.says('{"id":null}')],
    ['words around the object', () => model.says(`好的！{"id":"dibian"} ${secret}`)],
    ['more in the object than asked for', () => model.says(`{"id":"dibian","reply":"${secret}"}`)],
    ['a list', () => model.says('["dibian"]')],
    ['broken JSON inside', () => model.says('{"id":"dibian"')],
    ['no content', () => model.says(null)],
    ['broken JSON outside', () => model.answers((r) => r.end('{"choices":[{"mess'))],
    ['another shape', () => model.answers((r) => r.end(`{"reply":"${secret}"}`))],
    ['a fault of its own', () => model.answers((r) => r.writeHead(500).end(secret))],
    ['a redirect to somebody else', () => model.answers((r) => r.writeHead(307, { location: 'http://127.0.0.1:1/' }).end())],
    ['a body without end', () => model.answers((r) => r.end(' '.repeat(200_000)))],
    ['a connection cut', () => model.answers((r) => r.destroy())],
    ['silence', () => ((limitMs = 150), model.answers(() => {}))],
    ['a drip that never ends', () => ((limitMs = 150), model.answers((r) => r.write(' ')))],
  ])('%s', async (_, does) => {
    does()
    const said = await turn(desk, someone(), '有个补贴多久下来')
    expect(said).toMatch(ASKED_BACK)
    expect(said).not.toContain(secret)
    // a connection cut is tried once more
    expect(model.asked.length).toBeGreaterThan(0)
  }) // prettier-ignore
})

test('a model that keeps failing is left alone for a minute, so that nobody waits for it', async () => {
  let now = new Date(MORNING)
  const tired = makeLlmOpinion({ url: model.url, key: null, model: 'town', now: () => now, log: quiet })
  const asked = { text: '补贴', among: [{ id: 'dibao', name: '低保', also: [] }] }
  model.answers((r) => r.writeHead(503).end())
  for (let i = 0; i < 5; i++) expect(await tired(asked)).toBeNull()
  expect(model.asked).toHaveLength(3)
  model.says('{"id":"dibao"}')
  now = new Date(now.getTime() + 60_001)
  expect(await tired(asked)).toBe('dibao')
})

test('two seconds are the limit', () => expect(LIMIT_MS).toBe(2000))

test('no transaction is open while the model thinks', async () => {
  let open: number | null = null
  const watching = await testDesk(MORNING, understand, {
    opinion: async () => {
      const rows = await watching.database.db.execute('select 1')
      open = Array.isArray(rows) || rows ? 1 : 0
      return 'dibian'
    },
  })
  try {
    // on the embedded database one connection serves all: a query from outside an open transaction would never return
    expect(await turn(watching, someone(), '有个补贴多久下来')).toMatch(/低保边缘户/)
    expect(open).toBe(1)
  } finally {
    await watching.stop()
  }
})

test('POST /api/ask takes the same advice and keeps the same distance', async () => {
  const web = await webDesk(desk.database, MORNING, { opinion: patient })
  web.understand = understand
  const ask = async (text: string) =>
    (await web.app.inject({ method: 'POST', url: '/api/ask', payload: { text } })).json<{ decision: string; item: string }>()
  try {
    model.says('{"id":"dibian"}')
    expect(await ask('有个补贴多久下来')).toMatchObject({ decision: 'answer', item: 'dibian' })
    model.says('{"id":"gaoling"}')
    expect(await ask('有个补贴多久下来')).toMatchObject({ decision: 'choose' })
    await ask('身份证110101199003072316，有补贴吗')
    expect(model.asked.at(-1)!.body).not.toContain('110101199003072316')
  } finally {
    await web.close()
  }
}) // prettier-ignore

test('the rule itself: only candidates, only where the engine was open', () => {
  const { catalog } = desk.townContext
  const u = understanding({ decision: 'choose', offer: 2, candidates: CANDIDATES })
  const asked = disambiguationRequest(u, '补贴', catalog)!
  expect(asked.among.map((a) => a.id)).toEqual(['dibao', 'dibian'])
  expect(readDisambiguation('{"id":"dibian"}', asked)).toBe('dibian')
  expect(preferCandidate(u, 'dibian')).toMatchObject({ decision: 'answer', item: 'dibian', candidates: [{ id: 'dibian' }, { id: 'dibao' }] })
  expect(preferCandidate(u, 'gaoling')).toBe(u)
  expect(preferCandidate(u, null)).toBe(u)
  expect(disambiguationRequest(understanding({ candidates: [] }), '', catalog)).toBeNull()
}) // prettier-ignore
