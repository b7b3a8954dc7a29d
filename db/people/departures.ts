/** Records people who leave and departments that are merged: what they had goes on, and the logs say so. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Staff, maySee } from '../../core/case/case.ts'
import { caseLine } from '../../core/messages/staff.ts'
import { departmentOf } from '../../core/town.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import { mergedEvent, appendCaseEvent } from '../cases/case-rows.ts'
import type { RequestContext } from '../context.ts'
import { OPEN_STATES } from '../cases/find-cases.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from './staff.ts'
import { cases, staff } from '../schema.ts'

const OPEN = [...OPEN_STATES]
/** Not over: a clock may still run out, and somebody must hear of it. */
const GOES_ON = [...OPEN_STATES, 'answered', 'completed'] as const
const operator = { kind: 'clock' } as const

/**
 * Somebody leaves: they are no longer staff from now on. Their open cases are listed to the head, who gives each to
 * somebody; what they answer for goes to the head by itself (breach-deadlines.ts). They stay the first responder they were.
 */
export async function recordDeparture(
  tx: Tx,
  ctx: RequestContext,
  who: Staff,
): Promise<{ open: string[]; letters: NewMessage[] }> {
  await tx.update(staff).set({ leftAt: ctx.now, onDuty: false, personId: null }).where(eq(staff.id, who.id))
  await tx.update(staff).set({ substituteId: null, awayUntil: null }).where(eq(staff.substituteId, who.id))
  await appendAccountEvent(tx, ctx, `staff:${who.id}`, { action: 'leave', from: 'in office', to: 'left', actor: operator, data: { department: who.department } }) // prettier-ignore
  const open = await tx
    .select()
    .from(cases)
    .where(and(eq(cases.handlerId, who.id), inArray(cases.state, OPEN)))
  if (open.length === 0) return { open: [], letters: [] }
  const people = await allStaff(tx)
  const heads = people.filter((s) => s.role === 'head' && s.department === who.department)
  const to = heads.length > 0 ? heads : people.filter((s) => s.role === 'group')
  const messages = to.flatMap((head): NewMessage[] => {
    const seen = open.filter((c) => maySee(head, c))
    if (head.conversationId === null || seen.length === 0) return []
    const lines = seen.slice(0, 12).map((c) => caseLine(c, ''))
    const text = `${who.name}已离岗，手上 ${seen.length} 件请逐件指派（发：指派 编号 姓名）：\n${lines.join('\n')}`
    return [{ conversationId: head.conversationId, message: { text }, urgency: 'push', about: 'reminder' }]
  })
  return { open: open.map((c) => c.number), letters: messages }
}

/**
 * What the department `from` has that is not over, and its people, are the successor's named in town.yaml from now on.
 * What has ended stays in its books, and goes over when something is done to it again (cases.ts).
 */
export async function mergeDepartment(
  tx: Tx,
  ctx: RequestContext,
  from: string,
): Promise<{ cases: number; people: number }> {
  const into = departmentOf(ctx.townContext.town, from).code
  const open = await tx
    .select({ id: cases.id, state: cases.state, version: cases.version })
    .from(cases)
    .where(and(eq(cases.department, from), inArray(cases.state, GOES_ON)))
    .orderBy(cases.id)
    .for('no key update')
  for (const { id, state, version } of open) {
    await tx
      .update(cases)
      .set({ department: into, version: version + 1, movedAt: ctx.now })
      .where(eq(cases.id, id))
    await appendCaseEvent(tx, ctx, id, mergedEvent(state, into))
  }
  // a complaint stays hidden from the line of the accused, whatever it is called now
  await tx.update(cases).set({ accusedDepartment: into }).where(eq(cases.accusedDepartment, from))
  const people = await tx
    .update(staff)
    .set({ department: into })
    .where(and(eq(staff.department, from), isNull(staff.leftAt)))
    .returning({ id: staff.id })
  await appendAccountEvent(tx, ctx, `department:${from}`, { action: 'merge', from, to: into, actor: operator, data: { cases: open.length, people: people.length } }) // prettier-ignore
  return { cases: open.length, people: people.length }
}
