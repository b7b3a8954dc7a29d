/**
 * Ten megabytes up and down while others are served: the longest turn of the event loop, and how long another resident
 * waited for a page and for what stands in the chat. `npx tsx bench/files/run.ts [--database embedded,server] [--rounds 5]`.
 * A server needs PostgreSQL's binaries. The first round of each is to warm up and is not counted.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { PICTURES } from '../../test/support/pictures.ts'
import { startCluster } from '../../test/support/cluster.ts'
import { quantile } from '../residents.ts'

const { values } = parseArgs({
  options: { database: { type: 'string', default: 'embedded,server' }, rounds: { type: 'string', default: '5' } },
})
const ms = (v: number) => v.toFixed(1).padStart(7)

/** A JPEG of ten megabytes: a small one, its scan made long with bytes that end none. */
function photo(): Buffer {
  const jpeg = PICTURES['image/jpeg']
  const scan = randomBytes(10 * 1024 * 1024 - jpeg.length).map((b) => (b === 0xff ? 0xfe : b))
  return Buffer.concat([jpeg.subarray(0, -2), scan, jpeg.subarray(-2)])
}

for (const kind of values.database.split(',')) {
  const cluster = kind === 'server' ? await startCluster({ durable: true }) : null
  const server = fork(new URL('./serve.ts', import.meta.url), cluster ? [cluster.url] : [], { execArgv: ['--import', 'tsx'] }) // prettier-ignore
  const [{ url, dataDir }] = (await once(server, 'message')) as [{ url: string; dataDir: string }]
  interface Asked {
    readonly method?: string
    readonly body?: string | FormData
    readonly session?: string
    readonly headers?: Record<string, string>
  }
  const call = async (path: string, { session, headers = {}, ...rest }: Asked = {}): Promise<Response> => {
    const answer = await fetch(url + path, { ...rest, headers: { ...headers, ...(session ? { 'x-session': session } : {}) } }) // prettier-ignore
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const session = async () => ((await (await call('/api/chat/sessions', { method: 'POST' })).json()) as { session: string }).session // prettier-ignore
  const say = (who: string, text: string) =>
    call('/api/chat/messages', { method: 'POST', session: who, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }) // prettier-ignore
  const bytes = photo()
  const json = JSON.stringify({ file: { name: 'a.jpg', type: 'image/jpeg', data: bytes.toString('base64') } })
  const uploader = await session()
  const other = await session()
  await say(other, '办低保要什么材料')

  const last = async () => ((await (await call('/api/chat/messages', { session: uploader })).json()) as { messages: { file?: { url: string } }[] }).messages.findLast((m) => m.file)!.file!.url // prettier-ignore
  const WORK = {
    nothing: () => wait(1000),
    // what any message costs, with or without a file
    'a few words': () => say(uploader, '您好').then(() => wait(500)),
    'up, as a form': async () => {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(bytes)]), 'a.jpg')
      await call('/api/chat/messages', { method: 'POST', session: uploader, body: form })
    },
    'up, as JSON': () =>
      call('/api/chat/messages', { method: 'POST', session: uploader, headers: { 'content-type': 'application/json' }, body: json }), // prettier-ignore
    down: async () => {
      await (await call(await last(), { session: uploader })).arrayBuffer()
    },
  }

  for (const [name, work] of Object.entries(WORK)) {
    const took: number[] = []
    const held: number[] = []
    const worked: number[] = []
    const pages: number[] = []
    const reads: number[] = []
    for (let round = 0; round <= Number(values.rounds); round++) {
      const counted = round > 0
      server.send('begin')
      let busy = true
      const ask = async (path: string, list: number[], who?: string): Promise<void> => {
        while (busy) {
          const began = performance.now()
          await (await call(path, who ? { session: who } : {})).text()
          if (counted) list.push(performance.now() - began)
          await wait(5)
        }
      }
      const others = [ask('/healthz', pages), ask('/api/chat/messages', reads, other)]
      const began = performance.now()
      await work()
      if (counted) took.push(performance.now() - began)
      busy = false
      await Promise.all(others)
      server.send('end')
      const [longest] = (await once(server, 'message')) as [{ held: number; worked: number }]
      if (!counted) continue
      held.push(longest.held)
      worked.push(longest.worked)
    }
    const most = (list: number[]) => ms(Math.max(...list))
    const ends = (list: number[]) => `median ${ms(quantile(list, 0.5))} max ${most(list)}`
    console.log(
      `${kind.padEnd(9)} ${name.padEnd(14)} took ${ms(quantile(took, 0.5))}  longest turn of the loop: ${ends(held)}, of it on the processor: ${ends(worked)}` +
        `  page p99 ${ms(quantile(pages, 0.99))} max ${most(pages)}  others' chat p99 ${ms(quantile(reads, 0.99))} max ${most(reads)}`,
    )
  }
  server.send('stop')
  await once(server, 'exit')
  rmSync(dataDir, { recursive: true, force: true })
  await cluster?.remove()
}
