/** Time has passed: acts on every promise that ran out, and tells those who must know. */
import { clockLabel, PURPOSES } from '../core/case/purposes.ts'
import { localDate } from '../core/date.ts'
import type { Log } from '../core/log.ts'
import { PASSED_PROMISE_MESSAGES } from '../core/messages/reminders.ts'
import { caseLine } from '../core/messages/staff.ts'
import { afterQuietHours } from '../core/quiet-hours.ts'
import { errorKind } from '../db/errors.ts'
import { caseCardsFor } from '../services/notify-participants.ts'
import type { RequestContext } from '../db/context.ts'
import type { Database, Tx } from '../db/types.ts'
import { type LeasedMessages, type NewMessage, enqueue } from '../db/queue/outbox.ts'
import { allStaff } from '../db/people/staff.ts'
import { type DuePromise, duePromises, type PassedPromise, actOnPassedPromise } from '../db/cases/passed-promises.ts'
import { makeRoster, type Roster } from './recipients.ts'

const PAGE = 500
/** Acted on in one transaction: a commit and a queueing for all of them. Their cases are locked for so long. */
const TOGETHER = 25
/** Cards one person gets in one sweep; what passes beyond that is one list: midnight and a day off bring many at once. */
const CARDS_EACH = 3
const HOLD_MS = 120_000

export interface Swept {
  readonly acted: number
  readonly failed: number
}

/** What is told in one list, by member of staff. */
type Beyond = Map<number, { conversationId: number; lines: string[] }>

const copyOf = (beyond: Beyond): Beyond => new Map([...beyond].map(([id, b]) => [id, { ...b, lines: [...b.lines] }]))

function restore<K, V>(map: Map<K, V>, to: ReadonlyMap<K, V>): void {
  map.clear()
  for (const [key, value] of to) map.set(key, value)
}

/** One pass over everything that is due. A promise that cannot be acted on is left for the next pass and stops no other. */
export async function sweep(o: {
  database: Database
  ctx: RequestContext
  send: (held: readonly LeasedMessages[]) => void
  log: Log
}): Promise<Swept> {
  const { ctx } = o
  const { db } = o.database
  const counts = { acted: 0, failed: 0 }
  const told = new Map<number, number>()
  const beyond: Beyond = new Map()
  const hold = new Date(ctx.now.getTime() + HOLD_MS)
  const notBefore = afterQuietHours(ctx.now, ctx.townContext.town)
  let roster: Roster | null = null
  let last: DuePromise | null = null
  for (;;) {
    const page: DuePromise[] = await duePromises(db, ctx.now, last, PAGE)
    if (page.length > 0) roster ??= makeRoster(await allStaff(db), localDate(ctx.now))
    for (let from = 0; from < page.length; from += TOGETHER) await attempt(page.slice(from, from + TOGETHER), roster!)
    if (page.length < PAGE) break
    last = page.at(-1)!
  }
  if (beyond.size > 0) o.send(await db.transaction((tx) => enqueue(tx, summaries(), ctx.now, hold)))
  return counts

  /** All in one transaction; where one of them breaks it, each in its own, so that only that one is left. */
  async function attempt(dues: readonly DuePromise[], people: Roster): Promise<void> {
    const before = { acted: counts.acted, told: new Map(told), beyond: copyOf(beyond) }
    const undo = (): void => {
      counts.acted = before.acted
      restore(told, before.told)
      restore(beyond, copyOf(before.beyond))
    }
    try {
      o.send(
        await db.transaction((tx) => {
          undo() // what a try that was in another's way has counted
          return act(tx, dues, people)
        }),
      )
    } catch (error) {
      undo()
      if (dues.length > 1) {
        for (const due of dues) await attempt([due], people)
        return
      }
      counts.failed += 1
      o.log.error({ err: errorKind(error), promise: dues[0]?.id }, 'a passed promise could not be acted on')
    }
  }

  async function act(tx: Tx, dues: readonly DuePromise[], people: Roster): Promise<LeasedMessages[]> {
    const letters: NewMessage[] = []
    for (const due of dues) {
      const passed = await actOnPassedPromise(tx, ctx, due)
      if (!passed) continue
      counts.acted += 1
      letters.push(...passed.messages.map((l) => ({ ...l, notBefore })), ...(await staffLetters(tx, passed, people)))
    }
    return enqueue(tx, letters, ctx.now, hold)
  }

  async function staffLetters(tx: Tx, passed: PassedPromise, people: Roster): Promise<NewMessage[]> {
    const { promise, at: caseContext } = passed
    const c = caseContext.case
    const head = headOf(passed)
    const to = new Map(
      [
        ...(passed.late ? people.of(c, PURPOSES[promise.purpose].escalates) : []),
        ...(passed.unrelayed ? people.of(c, ['first', 'handler']) : []),
        ...passed.notifyStaffIds.flatMap((id) => people.present(id)),
      ].map((s) => [s.id, s]),
    )
    const cards: number[] = []
    for (const staff of to.values()) {
      const already = told.get(staff.id) ?? 0
      told.set(staff.id, already + 1)
      if (already < CARDS_EACH) cards.push(staff.id)
      else {
        const more = beyond.get(staff.id) ?? { conversationId: staff.conversationId!, lines: [] }
        more.lines.push(caseLine(c, head))
        beyond.set(staff.id, more)
      }
    }
    const messages = await caseCardsFor(tx, ctx, caseContext, cards, head)
    // what the clock did itself stays true; that something is late does not
    const whileOpen = passed.did === null && !passed.unrelayed ? { whileOpen: [promise.id] } : {}
    return messages.map((l) => ({ ...l, notBefore, ...whileOpen, onceKey: `passed:${promise.id}:${l.conversationId}` }))
  }

  function summaries(): NewMessage[] {
    return [...beyond].map(([id, { conversationId, lines }]) => ({
      conversationId,
      message: { text: PASSED_PROMISE_MESSAGES.more(lines, lines.length) },
      urgency: 'push',
      about: 'passed',
      notBefore,
      onceKey: `passed:more:${id}:${ctx.now.toISOString()}`,
    }))
  }
}

function headOf({ at: caseContext, did, unrelayed, promise }: PassedPromise): string {
  if (unrelayed) return PASSED_PROMISE_MESSAGES.unrelayed
  return did
    ? PASSED_PROMISE_MESSAGES.did[did]
    : PASSED_PROMISE_MESSAGES.late(clockLabel(promise.purpose, caseContext.case.kind))
}
