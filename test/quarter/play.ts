/**
 * Plays a quarter of a town's life on a desk whose clock is moved: cases by openCase and moveCase, what residents and the
 * leading group say in public (questions, seconds, hearings, complaints, pledges, publications) through the inbox.
 */
import type { Actor, Staff } from '../../core/case/case.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { TownContext } from '../../core/town-context.ts'
import type { Town } from '../../core/town.ts'
import { breachesFor, moveBreach } from '../../db/breaches/breaches.ts'
import { moveCase, openCase } from '../../db/cases/change-case.ts'
import { recordDeparture as leaveOffice, mergeDepartment } from '../../db/people/departures.ts'
import { staff } from '../../db/schema.ts'
import { makeScheduler } from '../../scheduler/run.ts'
import type { TestDesk } from '../support/desk.ts'
import { days, works } from './days.ts'
import { dice, LEAVES, life, MERGED, type Step } from './lives.ts'
import { choice, PEOPLE } from './people.ts'
import { publicLife } from './public-life.ts'
import { makeRecord, type Record_ } from './record.ts'

const FIRST = '2026-07-01'
const LAST_OPENED = '2026-09-16'
const END = '2026-10-30'
/** The office that gets a new name in the middle of a month. */
export const RENAMED = { code: 'GGB', name: '城乡建设和管理办公室', on: '2026-08-12' } as const
const TICKS = ['00:12', '08:57', '15:02', '17:02']
/** Measures set later would fall due after the end; an office that is no more has nobody to carry them out. */
const LAST_MEASURED = '2026-10-16'
/** When people look at their breaches. */
const SESSION = '16:31'

export interface Played {
  readonly record: Record_
  /** Case numbers by the generator's number of the case. */
  readonly ids: ReadonlyMap<number, number>
  readonly moves: number
  readonly said: number
}

export async function play(desk: TestDesk, size: number, seed = 20260701): Promise<Played> {
  const { db } = desk.database
  const record = makeRecord()
  const r = dice(seed)
  const at = (when: string) => void (desk.now = new Date(`${when.replace(' ', 'T')}:00+08:00`))
  const failed: object[] = []
  const scheduler = makeScheduler({
    database: desk.database,
    requestContext: () => desk.requestContext(),
    // what the jobs queued goes out with the next delivery
    send: () => {},
    now: () => desk.now,
    log: { debug() {}, info() {}, warn() {}, error: (fields: object) => void failed.push(fields) },
  })
  const by = new Map<string, Staff>()
  for (const [name, office, role] of PEOPLE) await desk.staff(name, office, role)
  const refresh = async (): Promise<void> => {
    for (const s of await db.select().from(staff)) by.set(s.name, s)
  }
  await refresh()

  const opening = [...days(FIRST, LAST_OPENED)].filter(works)
  const steps: Step[] = []
  for (let i = 1; i <= size; i++) steps.push(...life(i, opening[Math.floor((i * opening.length) / (size + 1))]!, r, record)) // prettier-ignore
  const ids = new Map<number, number>()
  const numberOf = new Map<number, number>()
  const people = publicLife(desk, record, size)
  // one line of time: stable for what happens in the same minute
  const timeline: { at: string; does: () => Promise<unknown> }[] = [
    ...steps.map((s) => ({ at: s.at, does: () => act(s) })),
    ...people.scenes,
    ...[...days(FIRST, END)].flatMap((day) => [
      ...(works(day) ? TICKS : TICKS.slice(0, 1)).map((time) => ({ at: `${day} ${time}`, does: tick })),
      ...(works(day) ? [{ at: `${day} ${SESSION}`, does: () => session(day) }] : []),
    ]),
    { at: `${LEAVES.on} 17:40`, does: leave },
    { at: `${RENAMED.on} 12:20`, does: () => town((t) => ({ ...t, departments: t.departments.map((d) => (d.code === RENAMED.code ? { ...d, name: RENAMED.name } : d)) })) },
    { at: `${MERGED.on} 00:05`, does: merge },
  ] // prettier-ignore
  timeline.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

  let moves = 0
  for (const moment of timeline) {
    at(moment.at)
    await moment.does()
    if (failed.length > 0) throw new Error(`a job failed at ${moment.at}: ${JSON.stringify(failed)}`)
  }
  return { record, ids, moves, said: people.said() }

  async function act(s: Step): Promise<void> {
    moves += 1
    await db.transaction(async (tx) => {
      if (s.open) {
        const made = await openCase(tx, desk.requestContext(), { ...s.open, item: null, text: `第${s.of}件`, residentId: null, conversationId: null }) // prettier-ignore
        ids.set(s.of, made.case.id)
        numberOf.set(made.case.id, s.of)
        return
      }
      const actor: Actor = s.who === 'resident' ? { kind: 'resident' } : { kind: 'staff', staff: by.get(s.who)!, standsFor: [] } // prettier-ignore
      const { text, list, score } = s
      const given = { ...(text ? { text } : {}), ...(list ? { list } : {}), ...(score ? { score } : {}), ...(s.to ? { staff: by.get(s.to)! } : {}) } // prettier-ignore
      const moved = await moveCase(tx, desk.requestContext(), ids.get(s.of)!, s.action as Action, actor, given)
      if (!moved.ok) throw new Error(`${s.at} case ${s.of} ${s.who} ${s.action}: ${moved.because} ${moved.detail}`)
    })
  }

  async function tick(): Promise<void> {
    await scheduler.runDue(desk.now)
  }

  /** Everybody looks at what waits for them and does what the plan says; each act is written into the record. */
  async function session(today: string): Promise<void> {
    for (const who of by.values()) {
      if (who.leftAt) continue
      for (const b of await breachesFor(db, who)) {
        const n = b.caseId === null ? null : (numberOf.get(b.caseId) ?? null)
        // what has no case of the generator behind it is left to the clock
        if (n === null) continue
        const known = record.breaches.find((x) => x.of === n && x.kind === b.kind)
        if (!known) throw new Error(`the desk found a breach the generator knows nothing of: ${b.kind} of case ${n}`)
        const does = choice({ n, state: b.state, own: b.responsibleId === who.id, objected: b.objected, today }, who)
        if (!does) continue
        await db.transaction(async (tx) => {
          const [action, given] = does
          if (action === 'measure' && (today > LAST_MEASURED || (known.department === MERGED.code && today >= MERGED.on))) return // prettier-ignore
          const moved = await moveBreach(tx, desk.requestContext(), b.breachId, action, who, given)
          if (!moved.ok) throw new Error(`breach ${b.breachId} ${action} by ${who.name}: ${moved.because}`)
          const what = ({ uphold: 'upheld', dismiss: 'dismissed', object: 'objected', refer: 'referred' } as const)[action as 'uphold'] // prettier-ignore
          if (what) record.decisions.push({ department: known.department, kind: known.kind, on: today, what })
          // never done: late the day after its date, of whoever should have
          if (action === 'measure' && n % 13 === 4) record.breaches.push({ department: known.department, kind: 'late-rectification', of: null }) // prettier-ignore
        })
      }
    }
  }

  async function leave(): Promise<void> {
    await db.transaction((tx) => leaveOffice(tx, desk.requestContext(), by.get(LEAVES.who)!))
    await refresh()
  }

  async function merge(): Promise<void> {
    const { code, into } = MERGED
    await town((t) => ({ ...t, departments: t.departments.filter((d) => d.code !== code), former: [{ code, name: '退役军人服务站', into }] })) // prettier-ignore
    await db.transaction((tx) => mergeDepartment(tx, desk.requestContext(), code))
    await refresh()
  }

  async function town(change: (t: Town) => Town): Promise<void> {
    const world = desk.townContext as { -readonly [K in keyof TownContext]: TownContext[K] } // the rig hands out this very object
    world.town = change(world.town)
    await Promise.resolve()
  }
}
