/** A desk with its scheduler: a test opens cases, moves the clock and reads what people were told. */
import { eq } from 'drizzle-orm'
import { makeScheduler, type Scheduler } from '../../scheduler/run.ts'
import { moveCase, openCase } from '../../db/cases/change-case.ts'
import type { NewCase } from '../../db/cases/new-case.ts'
import type { Actor, Staff } from '../../core/case/case.ts'
import type { Understand } from '../../core/answer/understand.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { type LeasedMessages, enqueue } from '../../db/queue/outbox.ts'
import { breaches, cases, conversations, lanes, outbox, promises, staff } from '../../db/schema.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'

export interface Rig {
  readonly desk: TestDesk
  readonly scheduler: Scheduler
  /** A second process on the same database. */
  another(): Scheduler
  /** Sets the clock to a local time ('2026-02-14 08:30'), runs what is due and delivers. */
  at(local: string): Promise<void>
  /** Moves the clock and runs nothing. */
  clock(local: string): void
  open(given: Partial<NewCase> & Pick<NewCase, 'kind'>, address?: string): Promise<number>
  act(caseId: number, who: string, action: Action, given?: ActionInput & { to?: string }): Promise<void>
  caseOf(id: number): Promise<typeof cases.$inferSelect>
  clocksOf(id: number): Promise<(typeof promises.$inferSelect)[]>
  breaches(): Promise<(typeof breaches.$inferSelect)[]>
  /** Every text queued for an address, sent or not, with when it may go. */
  letters(address: string, about?: string): Promise<{ text: string; notBefore: Date; about: string }[]>
  stop(): Promise<void>
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const instantOf = (local: string): Date => new Date(`${local.replace(' ', 'T')}:00+08:00`)

export async function rig(start: string, understand?: Understand): Promise<Rig> {
  const desk = await testDesk(instantOf(start).toISOString(), understand)
  const { db } = desk.database
  const held: LeasedMessages[] = []
  const failed: object[] = []
  const log = { ...silent, error: (fields: object) => void failed.push(fields) }
  const make = () =>
    makeScheduler({
      database: desk.database,
      requestContext: () => desk.requestContext(),
      send: (more) => void held.push(...more),
      now: () => desk.now,
      log,
    })
  const scheduler = make()

  /** Gives what was held back to the queue, for the desk's own delivery. */
  async function deliver(): Promise<void> {
    for (const { lease, messages } of held.splice(0)) {
      await db
        .update(lanes)
        .set({ restUntil: new Date(0) })
        .where(eq(lanes.lane, lease.lane))
      for (const { id } of messages) await db.update(outbox).set({ state: 'waiting' }).where(eq(outbox.id, id))
    }
    await desk.tick()
  }

  const staffNamed = async (name: string): Promise<Staff> =>
    (await db.select().from(staff).where(eq(staff.name, name)))[0] as Staff

  return {
    desk,
    scheduler,
    another: make,
    clock: (local) => void (desk.now = instantOf(local)),
    async at(local) {
      desk.now = instantOf(local)
      await scheduler.runDue(desk.now)
      await deliver()
      if (failed.length > 0) throw new Error(`a job failed: ${JSON.stringify(failed)}`)
    },
    async open(given, address = 'resident') {
      await desk.says(address, '你好')
      const [talk] = await db.select().from(conversations).where(eq(conversations.address, address))
      const opened = await db.transaction((tx) =>
        openCase(tx, desk.requestContext(), {
          item: null,
          department: 'NYB',
          text: '一件事',
          residentId: talk!.personId,
          conversationId: talk!.id,
          ...given,
        }),
      )
      return opened.case.id
    },
    async act(caseId, who, action, { to, ...given } = {}) {
      const actor: Actor =
        who === 'resident' ? { kind: 'resident' } : { kind: 'staff', staff: await staffNamed(who), standsFor: [] }
      const other = to ? { staff: await staffNamed(to) } : {}
      await db.transaction(async (tx) => {
        const moved = await moveCase(tx, desk.requestContext(), caseId, action, actor, { ...given, ...other })
        if (!moved.ok) throw new Error(`${action}: ${moved.detail}`)
        await enqueue(tx, moved.messages, desk.now)
      })
      await desk.tick()
    },
    caseOf: async (id) => (await db.select().from(cases).where(eq(cases.id, id)))[0]!,
    clocksOf: (id) => db.select().from(promises).where(eq(promises.caseId, id)).orderBy(promises.id),
    breaches: () => db.select().from(breaches).orderBy(breaches.id),
    async letters(address, about) {
      const found = await db
        .select({ message: outbox.message, notBefore: outbox.notBefore, about: outbox.about })
        .from(outbox)
        .innerJoin(conversations, eq(conversations.id, outbox.conversationId))
        .where(eq(conversations.address, address))
        .orderBy(outbox.id)
      return found
        .map((l) => ({ text: (l.message as { text: string }).text, notBefore: l.notBefore, about: l.about }))
        .filter((l) => about === undefined || l.about === about)
    },
    stop: () => desk.stop(),
  }
}
