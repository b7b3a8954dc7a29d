/** People who leave and departments that are merged: what they had goes on, and the logs say so. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import { maySee, type Case } from '../core/case/case.ts'
import { line } from '../core/messages/staff.ts'
import { departmentOf } from '../core/town.ts'
import { writeAccount } from './account-log.ts'
import { mergedEvent, writeEvent } from './case-rows.ts'
import type { Setting } from './setting.ts'
import { OPEN_STATES } from './lookup.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { allStaff } from './people.ts'
import { cases, staff } from './schema.ts'

const OPEN = [...OPEN_STATES] as string[]
/** Not over: a clock may still run out, and somebody must hear of it. */
const GOES_ON = [...OPEN_STATES, 'answered', 'completed'] as string[]
const operator = { kind: 'clock' } as const

/**
 * Somebody leaves: they are no longer staff from now on. Their open cases are listed to the head, who gives each to
 * somebody; what they answer for goes to the head by itself (breach-tick.ts). They stay the first responder they were.
 */
export async function leave(tx: Tx, set: Setting, who: Staff): Promise<{ open: string[]; letters: Letter[] }> {
  await tx.update(staff).set({ leftAt: set.now, onDuty: false, personId: null }).where(eq(staff.id, who.id))
  await tx.update(staff).set({ substituteId: null, awayUntil: null }).where(eq(staff.substituteId, who.id))
  await writeAccount(tx, set, `staff:${who.id}`, { action: 'leave', from: 'in office', to: 'left', actor: operator, data: { department: who.department } }) // prettier-ignore
  const open = (await tx
    .select()
    .from(cases)
    .where(and(eq(cases.handlerId, who.id), inArray(cases.state, OPEN)))) as Case[]
  if (open.length === 0) return { open: [], letters: [] }
  const people = await allStaff(tx)
  const heads = people.filter((s) => s.role === 'head' && s.department === who.department)
  const to = heads.length > 0 ? heads : people.filter((s) => s.role === 'group')
  const letters = to.flatMap((head): Letter[] => {
    const seen = open.filter((c) => maySee(head, c))
    if (head.conversationId === null || seen.length === 0) return []
    const lines = seen.slice(0, 12).map((c) => line(c, ''))
    const text = `${who.name}已离岗，手上 ${seen.length} 件请逐件指派（发：指派 编号 姓名）：\n${lines.join('\n')}`
    return [{ conversationId: head.conversationId, message: { text }, urgency: 'push', about: 'reminder' }]
  })
  return { open: open.map((c) => c.number), letters }
}

/**
 * What the department `from` has that is not over, and its people, are the successor's named in town.yaml from now on.
 * What has ended stays in its books, and goes over when something is done to it again (cases.ts).
 */
export async function mergeDepartment(tx: Tx, set: Setting, from: string): Promise<{ cases: number; people: number }> {
  const into = departmentOf(set.world.town, from).code
  const open = await tx
    .select({ id: cases.id, state: cases.state, version: cases.version })
    .from(cases)
    .where(and(eq(cases.department, from), inArray(cases.state, GOES_ON)))
    .orderBy(cases.id)
    .for('update')
  for (const { id, state, version } of open) {
    await tx
      .update(cases)
      .set({ department: into, version: version + 1, movedAt: set.now })
      .where(eq(cases.id, id))
    await writeEvent(tx, set, id, mergedEvent(state as Case['state'], into))
  }
  // a complaint stays hidden from the line of the accused, whatever it is called now
  await tx.update(cases).set({ accusedDepartment: into }).where(eq(cases.accusedDepartment, from))
  const people = await tx
    .update(staff)
    .set({ department: into })
    .where(and(eq(staff.department, from), isNull(staff.leftAt)))
    .returning({ id: staff.id })
  await writeAccount(tx, set, `department:${from}`, { action: 'merge', from, to: into, actor: operator, data: { cases: open.length, people: people.length } }) // prettier-ignore
  return { cases: open.length, people: people.length }
}
