/**
 * Pages beside a bare Fastify page, by turns in one run: requests a second and p99 at ten clients, with ten thousand and
 * a million cases; then what a phone gets of each public page: bytes, requests, first paint. Needs a Postgres server's
 * binaries and a Chromium: `npx tsx bench/web/run.ts [--cases 10000,1000000] [--requests 2000] [--rounds 3]`.
 */
import { fork } from 'node:child_process'
import http from 'node:http'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { openDb } from '../../db/open-database.ts'
import { launchBrowser } from '../../test/support/browser.ts'
import { databaseUrl, startCluster } from '../../test/support/cluster.ts'
import { quiet } from '../../test/support/quiet.ts'
import { quantile } from '../residents.ts'
import { fillCases } from '../fill.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { SECRET } from '../../test/support/web-rig.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000,1000000' },
    requests: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
  },
})
const [requests, rounds] = [Number(values.requests), Number(values.rounds)]
const AT_ONCE = 10
/** As the served side has it, to make the look-up codes. */
const cipher = makeCipher(SECRET)

const cluster = await startCluster({ durable: true })
const admin = await openDb({ url: cluster.url }, { log: quiet, migrate: false, pool: 1 })
await admin.db.execute('create database bench')
await admin.close()
const url = databaseUrl(cluster.url, 'bench')
const database = await openDb({ url }, { log: quiet })

interface Served {
  readonly desk: string
  readonly bare: string
  readonly staff: string
}
const server = fork(new URL('./serve.ts', import.meta.url), [url], { execArgv: ['--import', 'tsx'] })

/** One GET or POST over a kept connection; its milliseconds. */
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE })
const ask = (to: string, o: { body?: string; cookie?: string; from?: string } = {}): Promise<number> =>
  new Promise((done, failed) => {
    const from = performance.now()
    const request = http.request(
      to,
      {
        agent,
        method: o.body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'text/html',
          ...(o.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(o.cookie ? { cookie: o.cookie } : {}),
          ...(o.from ? { 'x-forwarded-for': o.from } : {}),
        },
      },
      (response) => {
        response.resume()
        response.on('end', () => {
          if (response.statusCode === 200) done(performance.now() - from)
          else failed(new Error(`${to} answered ${response.statusCode}`))
        })
      },
    )
    request.on('error', failed)
    request.end(o.body)
  })

async function load(task: () => Promise<number>): Promise<{ perSecond: number; times: number[] }> {
  const times: number[] = []
  let left = requests
  const from = performance.now()
  const line = async () => {
    while (left-- > 0) times.push(await task())
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return { perSecond: (requests * 1000) / (performance.now() - from), times }
}

const round = (n: number): number => Math.round(n * 10) / 10
try {
  const [served] = (await once(server, 'message')) as [Served]
  let filled = 0
  for (const cases of values.cases.split(',').map(Number)) {
    const some = await fillCases(database, filled, cases)
    filled = cases
    let turn = 0
    // as many people, each with a case and an address of their own: one alone would be taken for a guesser
    const track = () => {
      const number = some[turn++ % some.length]!
      const code = lookupCodeOf(cipher, { number, sealedLookupCode: null })
      return ask(`${served.desk}/track`, { body: new URLSearchParams({ number, code }).toString(), from: `10.${turn % 200}.${turn % 250}.9` }) // prettier-ignore
    }
    const pages: Record<string, () => Promise<number>> = {
      bare: () => ask(served.bare),
      home: () => ask(`${served.desk}/`),
      item: () => ask(`${served.desk}/items/dibao`),
      track,
      breaches: () => ask(`${served.desk}/breaches`),
      desk: () => ask(`${served.desk}/staff`, { cookie: served.staff }),
    }
    const seen = Object.fromEntries(
      Object.keys(pages).map((name) => [name, { rates: [] as number[], times: [] as number[] }]),
    )
    for (const task of Object.values(pages)) for (let i = 0; i < 20; i++) await task() // what only the first one waits for
    for (let i = 0; i < rounds; i++)
      for (const [name, task] of Object.entries(pages)) {
        const { perSecond, times } = await load(task)
        seen[name]!.rates.push(perSecond)
        seen[name]!.times.push(...times)
      }
    const bare = quantile(seen['bare']!.rates, 0.5)
    for (const [page, { rates, times }] of Object.entries(seen))
      console.log(JSON.stringify({ cases, page, perSecond: round(quantile(rates, 0.5)), spread: [round(Math.min(...rates)), round(Math.max(...rates))], ofBare: round((100 * quantile(rates, 0.5)) / bare), p50: round(quantile(times, 0.5)), p99: round(quantile(times, 0.99)) })) // prettier-ignore
  }

  const browser = await launchBrowser()
  for (const path of [
    '/',
    '/items',
    '/items/dibao',
    '/departments',
    '/board',
    '/breaches',
    '/challenges',
    '/disclosures',
    '/pledges',
    '/assessment',
    '/anchors',
    '/track',
    '/chat',
  ]) {
    const page = await browser.open({ at: 'phone' })
    const sizes: Promise<number>[] = []
    page.on('response', (r) => {
      if (!r.url().includes('/api/')) sizes.push(r.request().sizes().then((s) => s.responseBodySize, () => 0)) // prettier-ignore
    })
    await page.goto(served.desk + path, { waitUntil: 'load' })
    await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0")
    const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    const all = await Promise.all(sizes)
    console.log(JSON.stringify({ page: path, requests: all.length, bytes: all.reduce((a, b) => a + b, 0), html: all[0], firstPaintMs: Math.round(paint) })) // prettier-ignore
    await browser.leave()
  }
  await browser.close()
} finally {
  server.kill()
  agent.destroy()
  await database.close()
  await cluster.stop()
}
process.exit()
