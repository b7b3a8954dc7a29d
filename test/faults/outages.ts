/**
 * What a desk does while something around it is broken: `npx tsx test/faults/outages.ts [case …]`
 * (`restart`, `gone`, `full`, `disk`, `uploads`, `floor`, `clock`, `again`, `api`, `term`; all by default). Figures of each; exit code 1 when anything is not as it must be.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { aboveTheFloor, fullDuringUploads, fullOnServer } from './disk-cases.ts'
import { backWithin, first, onlyLost, running, type SmallDisk, smallDisk, supervise, type Supervisor, tally } from './disk-full.ts' // prettier-ignore
import { broken, chance, count, type DeskUnderFire, makeTown, post, residents, settled, type Town } from './town.ts'

export interface Run {
  readonly town: Town
  readonly desk: DeskUnderFire
  /** Where the case wants a file system of its own; then a supervisor runs the desk. */
  readonly disk: SmallDisk | null
  readonly supervisor: Supervisor | null
  readonly random: () => number
}
interface Case {
  readonly on: 'embedded' | 'server'
  /** MB of a file system of its own under the data directory; needs root. */
  readonly disk?: number
  readonly settings?: Readonly<Record<string, string>>
  /** Keeps to the platform's pace. */
  readonly paced?: boolean
  readonly run: (r: Run) => Promise<Result>
}
export interface Result {
  readonly acknowledged: ReadonlySet<number>
  readonly figures: object
  readonly ok: boolean
  /** True where the desk has ended on its own. */
  readonly ended?: boolean
  /** Looks at the database when no desk runs: what must be zero. */
  readonly after?: () => Promise<Readonly<Record<string, number>>>
}

const CHATS = 150
const RATE = 15

async function under(run: Run, fault: () => Promise<void>): Promise<ReturnType<typeof residents>> {
  const load = residents(() => [run.desk], { chats: CHATS, perSecond: RATE, random: run.random })
  await wait(2000)
  await fault()
  await wait(2000)
  await load.end()
  return load
}

const statuses = (refused: ReadonlyMap<number, number>) =>
  Object.fromEntries([...refused].map(([s, n]) => [`refused${s}`, n]))

const CASES: Readonly<Record<string, Case>> = {
  /** Postgres restarted three times under load, once without ceremony. */
  restart: {
    on: 'server',
    async run(r) {
      const load = await under(r, async () => {
        for (const mode of ['fast', 'immediate', 'fast'] as const) {
          await r.town.cluster!.stop(mode)
          await r.town.cluster!.start()
          await wait(2000)
        }
      })
      return { acknowledged: load.acknowledged, figures: statuses(load.refused), ok: r.desk.up() }
    },
  },
  /** Postgres gone for a minute: 503 to the platform, the process lives and is back by itself. */
  gone: {
    on: 'server',
    async run(r) {
      let ready = 0
      let back = 0
      const load = await under(r, async () => {
        await r.town.cluster!.stop('immediate')
        await wait(30_000)
        ready = await fetch(`http://127.0.0.1:${r.desk.port}/readyz`).then((a) => a.status)
        await wait(30_000)
        await r.town.cluster!.start()
        const from = performance.now()
        while ((await fetch(`http://127.0.0.1:${r.desk.port}/readyz`).then((a) => a.status)) !== 200) await wait(50)
        back = Math.round(performance.now() - from)
      })
      const figures = { ...statuses(load.refused), readyzMeanwhile: ready, backAfterMs: back }
      return {
        acknowledged: load.acknowledged,
        figures,
        ok: r.desk.up() && ready === 503 && (load.refused.get(503) ?? 0) > 0,
      }
    },
  },
  /** The disk of the Postgres server fills during uploads, three times: told by /readyz, nothing answered 500, back by itself. */
  full: {
    on: 'server',
    disk: 700,
    run: (r) => fullOnServer(r, { rounds: 3, chats: CHATS, perSecond: RATE }),
  },
  /** The disk under the embedded database is full for ten seconds: nothing acknowledged is lost, and it is back by itself. */
  disk: {
    on: 'embedded',
    disk: 160,
    async run({ disk, supervisor, random }) {
      const load = residents(() => running(supervisor!), { chats: CHATS, perSecond: RATE, random })
      await wait(2000)
      disk!.leave(0)
      await wait(10_000)
      disk!.leave(80)
      const back = await backWithin(supervisor!, 120_000)
      await wait(2000)
      await load.end()
      const figures = { ...statuses(load.refused), ends: tally(supervisor!.ends), backAfterMs: back }
      return { acknowledged: load.acknowledged, figures, ok: back !== null && onlyLost(supervisor!) }
    },
  },
  /** The disk fills during uploads, with checkpoints before, within and after, again and again (ROUNDS, 30 by default). */
  uploads: {
    on: 'embedded',
    disk: 600,
    settings: { MIN_FREE_DISK_MB: '0' },
    run: (r) => fullDuringUploads(r, { rounds: Number(process.env['ROUNDS'] ?? 30), chats: CHATS, perSecond: 8 }),
  },
  /** The same people on a disk that fills, with the floor that is there for it: the desk never ends. */
  floor: {
    on: 'embedded',
    disk: 600,
    settings: { MIN_FREE_DISK_MB: '150' },
    run: (r) => aboveTheFloor(r, { chats: CHATS, perSecond: 8 }),
  },
  /** Killed under load with a clock a day ahead, then a right one, then a day behind. */
  clock: {
    on: 'embedded',
    async run(r) {
      const acknowledged = new Set<number>()
      let { desk } = r
      const load = residents(() => [desk], { chats: CHATS, perSecond: RATE, random: r.random })
      for (const ahead of [86_400_000, 0, -86_400_000, 0]) {
        await wait(4000)
        await desk.signal('SIGKILL')
        desk = await r.town.desk(new Date(Date.now() + ahead))
      }
      await wait(2000)
      await load.end()
      for (const id of load.acknowledged) acknowledged.add(id)
      const done = await settled(desk, 180_000)
      await desk.signal('SIGTERM')
      return { acknowledged, figures: { settledWithRightClock: done }, ok: done, ended: true }
    },
  },
  /** Ten thousand deliveries: two thousand updates, five times each, in any order. */
  again: {
    on: 'embedded',
    async run(r) {
      const updates = Array.from({ length: 2000 }, (_, i) => ({ id: i + 1, chat: 1000 + (i % CHATS) }))
      const all = updates.flatMap((u) => [u, u, u, u, u])
      for (let i = all.length - 1; i > 0; i--) {
        const j = Math.floor(r.random() * (i + 1))
        ;[all[i], all[j]] = [all[j]!, all[i]!]
      }
      const acknowledged = new Set<number>()
      const line = async (): Promise<void> => {
        // a tap on nothing: answered each time, and not counted against how often one may ask
        for (let u = all.pop(); u; u = all.pop())
          if ((await post(r.desk.port, u.chat, u.id, '进度')) === 200) acknowledged.add(u.id)
      }
      await Promise.all(Array.from({ length: 20 }, line))
      return { acknowledged, figures: { deliveries: 10_000, updates: 2000 }, ok: acknowledged.size === 2000 }
    },
  },
  /** The Bot API asks for pauses for 30 s, then hangs, drops and lies. */
  api: {
    on: 'embedded',
    paced: true,
    async run(r) {
      const { telegram } = r.town
      let during = 0
      const load = await under(r, async () => {
        telegram.fault({
          method: 'sendMessage',
          kind: 'answer',
          status: 429,
          parameters: { retry_after: 5 },
          times: Infinity,
        })
        const from = telegram.calls.length
        await wait(30_000)
        during = telegram.calls.slice(from).filter((c) => c.method === 'sendMessage').length
        telegram.heal()
        // one after the other, with time to try again between: a letter met twice by silence is left to a person
        for (const kind of ['drop', 'garbage'] as const) {
          telegram.fault({ method: 'sendMessage', kind, times: 5 })
          await wait(4000)
        }
        telegram.fault({ method: 'sendMessage', kind: 'drop', done: true, times: 5 })
        await wait(4000)
        telegram.fault({ method: 'sendMessage', kind: 'hang', times: 5 })
        await wait(4000)
        telegram.heal()
      })
      return { acknowledged: load.acknowledged, figures: { callsDuring429For30s: during }, ok: r.desk.up() }
    },
  },
  /** SIGTERM under load: what was taken is answered before the process ends, in good time. */
  term: {
    on: 'embedded',
    async run(r) {
      const load = residents(() => [r.desk], { chats: CHATS, perSecond: RATE, random: r.random })
      await wait(5000)
      const from = performance.now()
      const code = await r.desk.signal('SIGTERM')
      const ms = Math.round(performance.now() - from)
      void load.end() // what was never acknowledged is Telegram's to deliver again
      return {
        acknowledged: new Set(load.acknowledged),
        figures: { exitCode: code, tookMs: ms },
        ok: code === 0,
        ended: true,
      }
    },
  },
}

const asked = process.argv.slice(2)
for (const [name, { on, disk: mb, settings, paced, run }] of Object.entries(CASES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const disk = mb === undefined ? null : smallDisk(mb)
  if (mb !== undefined && disk === null) {
    console.log(
      JSON.stringify({ case: name, skipped: 'a file system of its own cannot be mounted here: nothing is proven' }),
    )
    continue
  }
  const before = process.env['TMPDIR']
  if (disk) process.env['TMPDIR'] = disk.base
  const town = await makeTown(on, CHATS, { paced: paced ?? false, settings: settings ?? {} })
  const supervisor = disk ? supervise(town) : null
  const desk = supervisor ? await first(supervisor) : await town.desk()
  try {
    const result = await run({ town, desk, disk, supervisor, random: chance(7) })
    const last = supervisor ? supervisor.desk : desk
    const done = result.ended ?? (last !== null && (await settled(last, 180_000)))
    if (supervisor) await supervisor.stop()
    else await desk.signal('SIGTERM')
    const figures = await count(town, result.acknowledged)
    const more = (await result.after?.()) ?? {}
    const ok = result.ok && done && broken(figures) === 0 && Object.values(more).every((n) => n === 0)
    console.log(JSON.stringify({ case: name, database: on, ok, settled: done, ...result.figures, ...more, ...figures }))
    if (!ok) process.exitCode = 1
  } finally {
    await supervisor?.stop()
    await desk.signal('SIGKILL')
    await town.remove()
    if (disk) {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
      disk.remove()
    }
  }
}
process.exit()
