/**
 * Cuts the power under the embedded database: `npx tsx test/faults/power-cut.ts [rounds=20] [shipped]`. Linux, root.
 * Each round the desk's writer works on an ext4 file system inside a file; at some moment the writer is stopped and the
 * file copied, which holds what had reached the "disk" and nothing more. The copy is mounted and must hold every row
 * acknowledged till then. Every fifth round cuts within the first start. `shipped` runs PGlite without our file system,
 * to see that the method notices loss. Exit code 1 when anything was lost, 2 where a loop mount is not possible.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startWriter } from '../support/written.ts'

const rounds = Number(process.argv[2] ?? 20)
const shipped = process.argv[3] === 'shipped'
const READER = fileURLToPath(new URL('../support/reader.ts', import.meta.url))

const base = fs.mkdtempSync(path.join(os.tmpdir(), 'shouwen-power-'))
const at = (name: string) => path.join(base, name)
const run = (name: string, ...args: string[]) => execFileSync(name, args, { stdio: ['ignore', 'pipe', 'pipe'] })
const mounted = new Set<string>()

function mount(image: string, name: string): string {
  fs.mkdirSync(at(name), { recursive: true })
  run('mount', '-o', 'loop', at(image), at(name))
  mounted.add(name)
  return at(name)
}
function unmount(name: string) {
  run('umount', at(name))
  mounted.delete(name)
}

interface Found {
  ok: boolean
  said: string
  rows: number
  last: number
  torn: number
}

/** Opens the copy in a process of its own, so that even a crash is an answer. */
function readBack(dir: string): Found {
  const child = spawnSync(process.execPath, ['--import', 'tsx', READER, dir, ...(shipped ? ['shipped'] : [])], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  const none = { rows: 0, last: 0, torn: 0 }
  try {
    return { ok: true, said: '', ...none, ...(JSON.parse(child.stdout) as object) }
  } catch {
    return { ok: false, said: child.stderr.trim().split('\n')[0] ?? '', ...none }
  }
}

/** When to cut, in ms: spread over the rounds, the same in every run. */
const moment = (round: number) => ((round * 7919) % 97) / 97
const totals = { rounds: 0, inFirstStart: 0, acknowledged: 0, lost: 0, unopenable: 0, torn: 0 }

async function cut(round: number) {
  const first = round % 5 === 4
  run('truncate', '-s', '600M', at('disk'))
  run('mkfs.ext4', '-q', '-F', at('disk'))
  const writer = startWriter(path.join(mount('disk', 'live'), 'data'), ...(shipped ? (['shipped'] as const) : []))
  if (!first) await writer.reached(1)
  await wait(first ? moment(round) * 4000 : 300 + moment(round) * 6000)
  writer.process.kill('SIGSTOP')
  await wait(30) // what it had said is still in the pipe
  const acknowledged = writer.acknowledged()
  run('cp', '--sparse=always', at('disk'), at('copy'))
  await writer.kill()
  unmount('live')

  const found = readBack(path.join(mount('copy', 'after'), 'data'))
  unmount('after')
  for (const name of ['disk', 'copy']) fs.rmSync(at(name))
  const lost = found.ok ? Math.max(0, acknowledged - found.rows) : acknowledged
  totals.rounds += 1
  totals.inFirstStart += acknowledged === 0 ? 1 : 0
  totals.acknowledged += acknowledged
  totals.lost += lost
  totals.unopenable += found.ok ? 0 : 1
  totals.torn += found.torn + Math.abs(found.last - found.rows)
  console.log(
    `round ${round + 1}: ${acknowledged} acknowledged, ${found.rows} found, ${lost} lost${found.ok ? '' : `, would not open: ${found.said}`}`,
  )
}

try {
  run('truncate', '-s', '8M', at('probe'))
  run('mkfs.ext4', '-q', '-F', at('probe'))
  mount('probe', 'live')
  unmount('live')
} catch (error) {
  console.log(
    `A loop mount is not possible here, so no power was cut and nothing is proven: ${(error as Error).message}`,
  )
  fs.rmSync(base, { recursive: true, force: true })
  process.exit(2)
}
try {
  for (let round = 0; round < rounds; round++) await cut(round)
} finally {
  for (const name of mounted) run('umount', '-l', at(name))
  fs.rmSync(base, { recursive: true, force: true })
}
console.log(JSON.stringify({ database: shipped ? 'PGlite as shipped' : 'embedded', ...totals }))
process.exitCode = totals.lost + totals.unopenable + totals.torn > 0 ? 1 : 0
