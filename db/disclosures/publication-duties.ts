/** Keeps the duty to publish: what came about or changed, by when, and who is reminded. Source: 政府信息公开条例 26. */
import { and, asc, desc, eq, gt, isNull, lte, ne } from 'drizzle-orm'
import { changedItems } from '../../core/catalog/changes.ts'
import type { Item } from '../../core/catalog/item.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { PROACTIVE_DAYS } from '../../core/disclosure/articles.ts'
import type { RequestContext } from '../context.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from '../people/staff.ts'
import { catalogVersions, disclosureDuties, disclosures } from '../schema.ts'

/** Something came about or changed and must be public within 20 working days (条例 26). Once a key. */
export async function addPublicationDuty(
  tx: Tx,
  ctx: RequestContext,
  o: { key: string; department: string; what: string; since?: LocalDate },
): Promise<boolean> {
  const { since, ...duty } = o
  const due = ctx.townContext.calendar.addWorkdays(since ?? localDate(ctx.now), PROACTIVE_DAYS)
  const made = await tx
    .insert(disclosureDuties)
    .values({ ...duty, dueOn: due.date, provisional: due.provisional, at: ctx.now })
    .onConflictDoNothing()
    .returning({ id: disclosureDuties.id })
  return made.length > 0
}

/**
 * Every change of the catalogue since `since`, whichever way it came, is a duty of the department that owns the item,
 * counted from the day of the change. The first catalogue is no change. Once an item and version.
 */
export async function addDutiesForChangedItems(tx: Tx, ctx: RequestContext, since: Date | null): Promise<number> {
  if (since === null) return 0
  const fresh = await tx.select().from(catalogVersions).where(gt(catalogVersions.createdAt, since)).orderBy(asc(catalogVersions.id)) // prettier-ignore
  let [before] = await tx.select().from(catalogVersions).where(lte(catalogVersions.createdAt, since)).orderBy(desc(catalogVersions.id)).limit(1) // prettier-ignore
  let owed = 0
  for (const version of fresh) {
    for (const item of before ? changedItems(before.items as Item[], version.items as Item[]) : [])
      owed += Number(
        await addPublicationDuty(tx, ctx, {
          key: `item:${item.id}:${version.version}`,
          department: item.owner,
          what: `办事指南：${item.name}`,
          since: localDate(version.createdAt),
        }),
      )
    before = version
  }
  return owed
}

export interface Duty {
  readonly id: number
  readonly key: string
  readonly department: string
  readonly what: string
  readonly dueOn: LocalDate
}

/** What must still be published, most urgent first; of one department, or of all. */
export const openDuties = (db: Db | Tx, department?: string): Promise<Duty[]> =>
  db
    .select()
    .from(disclosureDuties)
    .where(and(isNull(disclosureDuties.metAt), department ? eq(disclosureDuties.department, department) : undefined))
    .orderBy(asc(disclosureDuties.dueOn), asc(disclosureDuties.id))

/** Reminds of what must be published, at half time, on the last day and after; and of what was withheld until today. */
export async function remindPublicationDuties(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const today = localDate(ctx.now)
  const people = await allStaff(tx)
  const tell = (department: string, text: string, key: string): NewMessage[] => {
    const heads = people.filter((s) => s.role === 'head' && s.department === department)
    return (heads.length > 0 ? heads : people.filter((s) => s.role === 'group'))
      .filter((s) => s.conversationId !== null)
      .map((s) => ({ conversationId: s.conversationId!, message: { text }, urgency: 'push' as const, about: 'disclosure', onceKey: `${key}:${s.id}` })) // prettier-ignore
  }
  const soon = ctx.townContext.calendar.addWorkdays(today, PROACTIVE_DAYS / 2).date
  const owed = await tx
    .select()
    .from(disclosureDuties)
    .where(and(isNull(disclosureDuties.metAt), lte(disclosureDuties.dueOn, soon)))
  const review = await tx
    .select()
    .from(disclosures)
    .where(and(eq(disclosures.state, 'withheld'), lte(disclosures.reviewOn, today), ne(disclosures.state, 'withdrawn')))
  return [
    ...owed.flatMap((d) => {
      const stage = d.dueOn < today ? `late:${today}` : d.dueOn === today ? 'due' : 'half'
      const words = d.dueOn < today ? `已超过 ${d.dueOn}` : `${d.dueOn}前`
      return tell(d.department, `请主动公开：${d.what}，${words}（信息公开条例第26条，20个工作日）。`, `owe:${d.id}:${stage}`) // prettier-ignore
    }),
    ...review.flatMap(
      (d) =>
      tell(d.department, `“${d.title}”不予公开的复核日到了（${d.reviewOn ?? ''}），请复核：公开，或写明理由和下次复核日。`, `review:${d.id}:${d.version}`), // prettier-ignore
    ),
  ]
}
