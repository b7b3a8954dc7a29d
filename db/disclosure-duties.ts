/** The duty to publish: what came about or changed, by when, and who is reminded. Source: 政府信息公开条例 26. */
import { and, eq, isNull, lte, ne } from 'drizzle-orm'
import { localDate } from '../core/date.ts'
import { PROACTIVE_DAYS } from '../core/disclosure/articles.ts'
import type { Setting } from './cases.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { allStaff } from './people.ts'
import { disclosureDuties, disclosures } from './schema.ts'

/** Something came about or changed and must be public within 20 working days (条例 26). Once a key. */
export async function owePublication(
  tx: Tx,
  set: Setting,
  o: { key: string; department: string; what: string },
): Promise<boolean> {
  // prettier-ignore
  const due = set.world.calendar.addWorkdays(localDate(set.now), PROACTIVE_DAYS)
  const made = await tx
    .insert(disclosureDuties)
    .values({ ...o, dueOn: due.date, provisional: due.provisional, at: set.now })
    .onConflictDoNothing()
    .returning({ id: disclosureDuties.id })
  return made.length > 0
}

/** Reminds of what must be published, at half time, on the last day and after; and of what was withheld until today. */
export async function disclosureTick(tx: Tx, set: Setting): Promise<Letter[]> {
  const today = localDate(set.now)
  const people = await allStaff(tx)
  const tell = (department: string, text: string, key: string): Letter[] => {
    const heads = people.filter((s) => s.role === 'head' && s.department === department)
    return (heads.length > 0 ? heads : people.filter((s) => s.role === 'group'))
      .filter((s) => s.conversationId !== null)
      .map((s) => ({ conversationId: s.conversationId!, message: { text }, urgency: 'push' as const, about: 'disclosure', onceKey: `${key}:${s.id}` })) // prettier-ignore
  }
  const soon = set.world.calendar.addWorkdays(today, PROACTIVE_DAYS / 2).date
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
