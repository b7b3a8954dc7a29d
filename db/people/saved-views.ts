/** Stores searches of the list of cases that staff keep under a name: one's own, and those shared with everybody. */
import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import type { RequestContext } from '../context.ts'
import { savedViews, staff } from '../schema.ts'
import type { Db, Tx } from '../types.ts'

/** Of one person, and of those shared by all. */
const MOST_VIEWS = 30
export const LONGEST_VIEW_NAME = 20

export interface SavedView {
  readonly id: number
  readonly name: string
  /** The address's query, as it was when it was kept. */
  readonly search: string
  readonly shared: boolean
  readonly own: boolean
  /** Who shared it. */
  readonly by: string
}

/** Who may show a search to everybody; what others find by it is what they may see. */
export const mayShareViews = ({ role }: Staff): boolean => role !== 'clerk'

/** Those this person finds beside the list: their own first. */
export async function viewsFor(
  db: Db | Tx,
  { cipher }: Pick<RequestContext, 'cipher'>,
  who: Staff,
): Promise<SavedView[]> {
  const found = await db
    .select({
      id: savedViews.id,
      name: savedViews.name,
      search: savedViews.search,
      shared: savedViews.shared,
      staffId: savedViews.staffId,
      by: staff.name,
    }) // prettier-ignore
    .from(savedViews)
    .innerJoin(staff, eq(staff.id, savedViews.staffId))
    .where(or(eq(savedViews.staffId, who.id), and(eq(savedViews.shared, true), isNull(staff.leftAt))))
    .orderBy(sql`${savedViews.staffId} <> ${who.id}`, asc(savedViews.id))
    .limit(2 * MOST_VIEWS)
  return found.map(({ staffId, search, ...view }) => ({
    ...view,
    search: cipher.decrypt(search),
    own: staffId === who.id,
  }))
}

/** Keeps a search; one's own of the same name is replaced. A sentence where it cannot be kept, else null. */
export async function saveView(
  tx: Tx,
  ctx: RequestContext,
  who: Staff,
  given: { readonly name: string; readonly search: string; readonly shared: boolean },
): Promise<string | null> {
  if (given.name === '') return '请给这个筛选起个名字。'
  if ([...given.name].length > LONGEST_VIEW_NAME) return `名字最多 ${LONGEST_VIEW_NAME} 字。`
  if (given.shared && !mayShareViews(who)) return '给大家用的筛选由科室负责人、领导小组或管理员保存。'
  const own = and(eq(savedViews.staffId, who.id), eq(savedViews.name, given.name))
  await tx.delete(savedViews).where(own)
  if ((await tx.$count(savedViews, eq(savedViews.staffId, who.id))) >= MOST_VIEWS)
    return `最多存 ${MOST_VIEWS} 个，请先删掉不用的。`
  await tx.insert(savedViews).values({
    staffId: who.id,
    name: given.name,
    search: ctx.cipher.encrypt(given.search, ctx.random),
    shared: given.shared,
    createdAt: ctx.now,
  })
  return null
}

/** Takes one's own away; an admin also what others shared. False where there is none such. */
export async function dropView(tx: Tx, who: Staff, id: number): Promise<boolean> {
  const may = who.role === 'admin' ? or(eq(savedViews.staffId, who.id), eq(savedViews.shared, true)) : eq(savedViews.staffId, who.id) // prettier-ignore
  const gone = await tx
    .delete(savedViews)
    .where(and(eq(savedViews.id, id), may))
    .returning({ id: savedViews.id })
  return gone.length > 0
}
