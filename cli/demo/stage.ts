/** A desk for a demonstration: real inbox, dialogue, delivery, web mailbox and jobs over a database, under a clock that is moved. */
import { dangerReader } from '../../core/answer/danger/danger-reader.ts'
import { makeMessageProcessor } from '../../bot/inbound/process-message.ts'
import { makeInbox } from '../../bot/inbound/receive.ts'
import { makeDelivery } from '../../bot/outbound/delivery.ts'
import { webChannel } from '../../bot/channels/web/index.ts'
import type { Understand } from '../../core/answer/understand.ts'
import type { Staff } from '../../core/case/case.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { Random } from '../../core/random.ts'
import type { TownContext } from '../../core/town-context.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { moveCase, lockCaseContext } from '../../db/cases/change-case.ts'
import type { RequestContext } from '../../db/context.ts'
import { DEMO_ADDRESS } from '../../db/demo.ts'
import { allStaff, inviteStaff } from '../../db/people/staff.ts'
import { enqueue, type NewMessage } from '../../db/queue/outbox.ts'
import type { Database, Tx } from '../../db/types.ts'
import { makeScheduler } from '../../scheduler/run.ts'
import { notifyParticipants } from '../../services/notify-participants.ts'
import { performStaffAction, staffActor } from '../../services/staff-action.ts'
import type { Member } from './cast.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export interface Stage {
  readonly database: Database
  readonly townContext: TownContext
  /** Where the clock stands; set, everything that follows happens then. */
  now: Date
  ctx(): RequestContext
  /** What was refused, for the one who wrote the play: it should stay empty. */
  readonly refused: string[]
  /** One act in a transaction of its own; what it asks to be said is sent. */
  act<T extends { readonly letters?: readonly NewMessage[] }>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Somebody writes in the web chat; resolves once they were answered, with the last line they were sent. */
  hear(who: string, text: string): Promise<string>
  join(member: Member, who: string): Promise<void>
  staff(): Promise<readonly Staff[]>
  /** A member of staff, or null for the resident, moves a case. */
  move(staff: Staff | null, caseId: number, action: Action, input?: ActionInput): Promise<boolean>
  /** Whatever is due by the clock: sweep, reminders, digests, assessments. */
  tick(): Promise<void>
  close(): Promise<void>
}

interface StageOptions {
  readonly database: Database
  readonly townContext: TownContext
  readonly understand: Understand
  readonly cipher: Cipher
  readonly random: Random
  readonly now: Date
}

/** The web chat alone, paced by nothing. */
function makeChat({ database, understand, cipher, random }: StageOptions, requestContext: () => RequestContext) {
  const now = (): Date => requestContext().now
  const web = webChannel({ database, keys: { cipher, random }, now, log: silent })
  const delivery = makeDelivery({
    database,
    channels: new Map([['web', web]]),
    requestContext,
    now,
    random: () => 0.5,
    log: silent,
    pause: async () => Promise.resolve(),
    paced: false,
  })
  const inbox = makeInbox({
    database,
    files: { cipher, random, quota: null, disk: null },
    handle: makeMessageProcessor({ requestContext, understand: () => understand }),
    danger: dangerReader(() => understand),
    send: delivery.send,
    now,
    log: silent,
  })
  return { web, delivery, inbox }
}

export async function makeStage(o: StageOptions): Promise<Stage> {
  const { database, townContext, cipher, random } = o
  const clock = { at: o.now }
  const now = (): Date => clock.at
  const requestContext = (): RequestContext => ({ townContext, now: clock.at, random, cipher })
  const { web, delivery, inbox } = makeChat(o, requestContext)
  const scheduler = makeScheduler({
    database,
    requestContext,
    send: delivery.send,
    now,
    log: { ...silent, error: (fields) => void stage.refused.push(`job ${JSON.stringify(fields)}`) },
  })
  await web.start(inbox.receive)
  let people: readonly Staff[] | null = null

  const settle = async (): Promise<void> => {
    await delivery.tick()
    await delivery.drain()
  }
  const stage: Stage = {
    database,
    townContext,
    get now() {
      return clock.at
    },
    set now(at) {
      clock.at = at
    },
    ctx: requestContext,
    refused: [],
    async act(fn) {
      const { done, held } = await database.db.transaction(async (tx) => {
        const done = await fn(tx)
        return { done, held: await enqueue(tx, [...(done.letters ?? [])], stage.now) }
      })
      delivery.send(held)
      await settle()
      return done
    },
    async hear(who, text) {
      const address = DEMO_ADDRESS + who
      await web.hear(address, { body: { kind: 'text', text } })
      await inbox.drain()
      await settle()
      return (await web.messages(address, null)).messages.at(-1)?.text ?? ''
    },
    async join(member, who) {
      const { code } = await database.db.transaction((tx) => inviteStaff(tx, requestContext(), member))
      await stage.hear(who, `/bind ${code}`)
      people = null
    },
    staff: async () => (people ??= await allStaff(database.db)),
    async move(staff, caseId, action, input = {}) {
      const { ok, text } = await stage.act(async (tx) => {
        if (staff) {
          const { case: c } = await lockCaseContext(tx, caseId)
          const actor = await staffActor({ tx, ctx: requestContext() }, staff)
          const done = await performStaffAction(tx, requestContext(), actor, c, action, input, {
            missing: (need) => need,
          })
          return { ...done, letters: done.messages }
        }
        const moved = await moveCase(tx, requestContext(), caseId, action, { kind: 'resident' }, input)
        if (!moved.ok) return { ok: false, text: moved.detail }
        return { ok: true, text: '', letters: await notifyParticipants(tx, requestContext(), moved, action) }
      })
      if (!ok) stage.refused.push(`${action} ${caseId}: ${text}`)
      return ok
    },
    async tick() {
      await scheduler.runDue(stage.now)
      await settle()
    },
    async close() {
      await web.stop()
      await scheduler.stop()
      await delivery.stop()
    },
  }
  return stage
}
