/**
 * Slow uploads to a desk as it is started, on an embedded database: `npx tsx test/faults/slow-uploads.ts [seconds]` (60).
 * Forty bodies of 10 MB, a few bytes a second, from eight addresses; meanwhile others send photos, one of them on a weak
 * line. Figures; exit code 1 where one of the others was refused or waited longer than ten seconds.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const ROOT = path.join(import.meta.dirname, '../..')
const MB = 1024 * 1024
const SECONDS = Number(process.argv[2] ?? 60)
const PORT = 18_000 + (process.pid % 1000)
const URL = `http://127.0.0.1:${PORT}`
const SLOW = 40
const MOST_MS = 10_000

const session = async (address: string): Promise<string> => {
  const made = await fetch(`${URL}/api/chat/sessions`, { method: 'POST', headers: { 'x-forwarded-for': address } })
  return ((await made.json()) as { session: string }).session
}

const BEGIN = Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n')
const END = Buffer.from('\r\n--b--\r\n')

/** Sends `bytes` in steps of a second each, so many as there are; answers the status, 0 where none came. */
async function upload(address: string, bytes: number, steps: number, first: number, step: number) {
  const known = await session(address)
  const from = performance.now()
  const socket = connect(PORT, '127.0.0.1')
  let status = 0
  socket.on('error', () => undefined)
  socket.on('data', (d: Buffer) => (status ||= Number(/^HTTP\/1\.1 (\d+)/.exec(d.toString('latin1'))?.[1] ?? 0)))
  const length = BEGIN.length + bytes + END.length
  socket.write(`POST /api/chat/messages HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${address}\r\nx-session: ${known}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${length}\r\n\r\n`) // prettier-ignore
  socket.write(Buffer.concat([BEGIN, Buffer.alloc(Math.min(first, bytes))]))
  let sent = Math.min(first, bytes)
  for (let i = 0; i < steps && sent < bytes && status === 0; i++) {
    await wait(1000)
    const n = Math.min(step, bytes - sent)
    socket.write(Buffer.alloc(n))
    sent += n
  }
  if (sent === bytes) {
    socket.write(END)
    for (let i = 0; i < 600 && status === 0; i++) await wait(50)
  }
  socket.destroy()
  return { status, ms: Math.round(performance.now() - from) }
}

const tally = (all: readonly number[]) => Object.fromEntries([...new Set(all)].map((s) => [s, all.filter((x) => x === s).length])) // prettier-ignore
const memoryMb = (pid: number): number => Math.round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024) // prettier-ignore

async function main(): Promise<boolean> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-slow-'))
  const env = { ...process.env, DATA_DIR: dir, DATABASE_URL: '', PORT: String(PORT), LOG_LEVEL: 'silent', SECRET_KEY: 'slow uploads', NODE_ENV: 'development' } // prettier-ignore
  const child = spawn(process.execPath, ['bin/town.mjs', 'serve'], { cwd: ROOT, stdio: 'ignore', env })
  const ready = () => fetch(`${URL}/readyz`).then((r) => r.ok, () => false) // prettier-ignore
  while (!(await ready())) await wait(100)
  try {
    const before = memoryMb(child.pid!)
    const slow = Promise.all(
      // half of them send most of it at once, and stand
      Array.from({ length: SLOW }, (_, i) => upload(`10.0.0.${i % 8}`, 10 * MB, SECONDS, i % 2 ? 9.5 * MB : 1, 3)),
    )
    await wait(2000)
    const weak = upload('10.2.0.1', (SECONDS - 15) * 25_000, SECONDS, 0, 25_000)
    const photos: { status: number; ms: number }[] = []
    let most = before
    const until = performance.now() + (SECONDS - 8) * 1000
    for (let n = 1; performance.now() < until; n++) {
      photos.push(await upload(`10.1.0.${n % 200}`, 4 * MB, 1, 4 * MB, 0))
      most = Math.max(most, memoryMb(child.pid!))
      await wait(500)
    }
    const phone = await weak
    const times = photos.map((p) => p.ms).sort((a, b) => a - b)
    const ok = photos.every((p) => p.status === 202) && phone.status === 202 && times.at(-1)! <= MOST_MS
    console.log(
      JSON.stringify({
        ok,
        slow: tally((await slow).map((s) => s.status)),
        photos: tally(photos.map((p) => p.status)),
        photoMs: { first: photos[0]!.ms, median: times[Math.floor(times.length / 2)], most: times.at(-1) },
        weakLine: phone,
        memoryMb: { before, most },
      }),
    )
    return ok
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
    fs.rmSync(dir, { recursive: true, force: true })
  }
}

process.exit((await main()) ? 0 : 1)
