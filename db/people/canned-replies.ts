/** Reads replies kept ready at the desk for who may use them; writes and removes them for who may change them. */
import { and, asc, eq, isNull, or } from 'drizzle-orm'
import { type CannedReply, mayEditReply, type ReplyScope, surnameOf } from '../../core/case/canned-reply.ts'
import type { Staff } from '../../core/case/case.ts'
import { UserError } from '../../core/errors.ts'
import { fit } from '../../core/input/limits.ts'
import { cannedReplies, cases } from '../schema.ts'
import type { RequestContext } from '../context.ts'
import { contactFrom } from '../../core/privacy/kept-contact.ts'
import type { Db, Tx } from '../types.ts'

/** So many of one's own, of one department and of the town each: a list one does not find anything in helps nobody. */
const MOST_REPLIES = 100

const columns = {
  id: cannedReplies.id,
  title: cannedReplies.title,
  text: cannedReplies.text,
  ownerId: cannedReplies.ownerId,
  department: cannedReplies.department,
}

/** What somebody may use: their own, their department's, the town's; in this order, oldest first. */
export async function repliesFor(db: Db | Tx, staff: Staff): Promise<CannedReply[]> {
  const found = await db
    .select(columns)
    .from(cannedReplies)
    .where(
      or(
        eq(cannedReplies.ownerId, staff.id),
        and(isNull(cannedReplies.ownerId), eq(cannedReplies.department, staff.department)),
        and(isNull(cannedReplies.ownerId), isNull(cannedReplies.department)),
      ),
    )
    .orderBy(asc(cannedReplies.id))
  const place = (r: CannedReply) => (r.ownerId !== null ? 0 : r.department !== null ? 1 : 2)
  return found.toSorted((a, b) => place(a) - place(b))
}

const trimmed = (given: { title: string; text: string }): { title: string; text: string } => {
  const text = fit('cannedText', given.text.trim())
  if (text === '') throw new UserError('还没有写内容，没有存。')
  return { title: fit('cannedTitle', given.title.trim()) || text.slice(0, 12), text }
}

/** Adds a reply. Throws UserError for what is empty, too long or one too many. The caller has asked whether they may. */
export async function addReply(
  tx: Tx,
  staff: Staff,
  given: { title: string; text: string; scope: ReplyScope },
  now: Date,
): Promise<void> {
  const whose = {
    ownerId: given.scope === 'own' ? staff.id : null,
    department: given.scope === 'department' ? staff.department : null,
  }
  const same = and(
    whose.ownerId === null ? isNull(cannedReplies.ownerId) : eq(cannedReplies.ownerId, whose.ownerId),
    whose.department === null ? isNull(cannedReplies.department) : eq(cannedReplies.department, whose.department),
  )
  if ((await tx.$count(cannedReplies, same)) >= MOST_REPLIES)
    throw new UserError(`已经有 ${MOST_REPLIES} 条了，请先删掉不用的再加。`)
  await tx.insert(cannedReplies).values({ ...trimmed(given), ...whose, byStaffId: staff.id, changedAt: now })
}

/** The reply, where this person may change it; null for any other. */
async function editable(tx: Tx, staff: Staff, id: number): Promise<CannedReply | null> {
  const [found] = await tx.select(columns).from(cannedReplies).where(eq(cannedReplies.id, id)).for('update')
  return found && mayEditReply(staff, found) ? found : null
}

/** False where it is not there or not theirs to change. Throws UserError for what is empty or too long. */
export async function changeReply(
  tx: Tx,
  staff: Staff,
  id: number,
  given: { title: string; text: string },
  now: Date,
): Promise<boolean> {
  if (!(await editable(tx, staff, id))) return false
  await tx
    .update(cannedReplies)
    .set({ ...trimmed(given), byStaffId: staff.id, changedAt: now })
    .where(eq(cannedReplies.id, id))
  return true
}

/** False where it is not there or not theirs to take away. */
export async function removeReply(tx: Tx, staff: Staff, id: number): Promise<boolean> {
  if (!(await editable(tx, staff, id))) return false
  await tx.delete(cannedReplies).where(eq(cannedReplies.id, id))
  return true
}

/** How a letter of this case addresses its resident: the surname alone, '' where no name was left. For those who may see the name. */
export async function surnameInCase(db: Db, ctx: RequestContext, caseId: number): Promise<string> {
  const [row] = await db.select({ particulars: cases.particulars }).from(cases).where(eq(cases.id, caseId))
  return row?.particulars ? surnameOf(contactFrom(JSON.parse(ctx.cipher.decrypt(row.particulars))).name) : ''
}
