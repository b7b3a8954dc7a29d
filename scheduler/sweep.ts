/** Time has passed: acts on every promise that ran out, and tells those who must know. */
import { clockLabel, PURPOSES } from '../core/case/purposes.ts'
import { localDate } from '../core/date.ts'
import type { Log } from '../core/log.ts'
import { PASSED } from '../core/messages/reminders.ts'
import { line } from '../core/messages/staff.ts'
import { afterQuiet } from '../core/quiet.ts'
import { kindOf } from '../bot/inbox.ts'
import { cardsTo } from '../bot/spread.ts'
import type { Setting } from '../db/cases.ts'
import type { Database, Tx } from '../db/open.ts'
import { type Held, type Letter, post } from '../db/outbox.ts'
import { allStaff } from '../db/people.ts'
import { type DuePromise, duePromises, type Passed, passPromise } from '../db/sweep.ts'
import { makeRoster, type Roster } from './people.ts'

const PAGE = 500
/** Cards one person gets in one sweep; what passes beyond that is one list: midnight and a day off bring many at once. */
const CARDS_EACH = 3
const HOLD_MS = 120_000

export interface Swept {
  readonly acted: number
  readonly failed: number
}

/** One pass over everything that is due. A promise that cannot be acted on is left for the next pass and stops no other. */
export async function sweep(o: {
  database: Database
  set: Setting
  send: (held: readonly Held[]) => void
  log: Log
}): Promise<Swept> {
  const { set } = o
  const { db } = o.database
  const counts = { acted: 0, failed: 0 }
  const told = new Map<number, number>()
  const beyond = new Map<number, { conversationId: number; lines: string[] }>()
  const hold = new Date(set.now.getTime() + HOLD_MS)
  const notBefore = afterQuiet(set.now, set.world.town)
  let roster: Roster | null = null
  let last: DuePromise | null = null
  for (;;) {
    const page: DuePromise[] = await duePromises(db, set.now, last, PAGE)
    if (page.length > 0) roster ??= makeRoster(await allStaff(db), localDate(set.now))
    for (const due of page) {
      try {
        o.send(await db.transaction((tx) => act(tx, due, roster!)))
      } catch (error) {
        counts.failed += 1
        o.log.error({ err: kindOf(error), promise: due.id }, 'a passed promise could not be acted on')
      }
    }
    if (page.length < PAGE) break
    last = page.at(-1)!
  }
  if (beyond.size > 0) o.send(await db.transaction((tx) => post(tx, summaries(), set.now, hold)))
  return counts

  async function act(tx: Tx, due: DuePromise, people: Roster): Promise<Held[]> {
    const passed = await passPromise(tx, set, due)
    if (!passed) return []
    counts.acted += 1
    const resident = passed.letters.map((l) => ({ ...l, notBefore }))
    return post(tx, [...resident, ...(await staffLetters(tx, passed, people))], set.now, hold)
  }

  async function staffLetters(tx: Tx, passed: Passed, people: Roster): Promise<Letter[]> {
    const { promise, at } = passed
    const c = at.case
    const head = headOf(passed)
    const to = new Map(
      [
        ...(passed.late ? people.of(c, PURPOSES[promise.purpose].escalates) : []),
        ...(passed.unrelayed ? people.of(c, ['first', 'handler']) : []),
        ...passed.hear.flatMap((id) => people.present(id)),
      ].map((s) => [s.id, s]),
    )
    const cards: number[] = []
    for (const staff of to.values()) {
      const already = told.get(staff.id) ?? 0
      told.set(staff.id, already + 1)
      if (already < CARDS_EACH) cards.push(staff.id)
      else {
        const more = beyond.get(staff.id) ?? { conversationId: staff.conversationId!, lines: [] }
        more.lines.push(line(c, head))
        beyond.set(staff.id, more)
      }
    }
    const letters = await cardsTo(tx, set, at, cards, head)
    // what the clock did itself stays true; that something is late does not
    const whileOpen = passed.did === null && !passed.unrelayed ? { whileOpen: [promise.id] } : {}
    return letters.map((l) => ({ ...l, notBefore, ...whileOpen, onceKey: `passed:${promise.id}:${l.conversationId}` }))
  }

  function summaries(): Letter[] {
    return [...beyond].map(([id, { conversationId, lines }]) => ({
      conversationId,
      message: { text: PASSED.more(lines, lines.length) },
      urgency: 'push',
      about: 'passed',
      notBefore,
      onceKey: `passed:more:${id}:${set.now.toISOString()}`,
    }))
  }
}

function headOf({ at, did, unrelayed, promise }: Passed): string {
  if (unrelayed) return PASSED.unrelayed
  return did ? PASSED.did[did] : PASSED.late(clockLabel(promise.purpose, at.case.kind))
}
