/** Finds what was reported before and is likely the same (同一件事), shows it to whoever registers, and links the two cases. */
import type { Staff } from '../../core/case/case.ts'
import { type Likeable, likelySame } from '../../core/case/likely-same.ts'
import { addDays, localDate } from '../../core/date.ts'
import { caseByNumber } from '../../db/cases/find-cases.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { appendCaseEvent } from '../../db/cases/case-rows.ts'
import { type RecentReport, recentReports } from '../../db/cases/recent-reports.ts'
import type { RequestContext } from '../../db/context.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { Db, Tx } from '../../db/types.ts'
import { caseCardsFor } from '../notify-participants.ts'

/** As far back as is looked, and how many of them. */
const DAYS = 30
const MOST_LOOKED_AT = 500
const MOST_SHOWN = 5

/** Open reports of the last weeks that are likely the same, newest first. */
export async function likelySameMatters(
  db: Db | Tx,
  ctx: RequestContext,
  staff: Staff,
  matter: Likeable,
): Promise<RecentReport[]> {
  const words = [...new Set(ctx.townContext.town.departments.flatMap((d) => d.keywords))]
  const recent = await recentReports(db, staff, addDays(localDate(ctx.now), -DAYS), MOST_LOOKED_AT)
  return recent.filter((r) => likelySame(matter, r, words)).slice(0, MOST_SHOWN)
}

/** Notes on both that they are the same matter; whoever works on the earlier one is told. Numbers that are none are passed over. */
export async function linkSameMatters(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  newCaseId: number,
  numbers: readonly string[],
): Promise<NewMessage[]> {
  const letters: NewMessage[] = []
  for (const number of numbers.slice(0, MOST_SHOWN)) {
    const earlier = await caseByNumber(tx, number)
    if (!earlier || earlier.id === newCaseId) continue
    const offered = await recentReports(tx, by, addDays(localDate(ctx.now), -DAYS), MOST_LOOKED_AT)
    if (!offered.some((r) => r.id === earlier.id)) continue
    const fresh = await lockCaseContext(tx, newCaseId)
    const known = await lockCaseContext(tx, earlier.id)
    await note(tx, ctx, by, newCaseId, fresh.case.state, known.case.number)
    await note(tx, ctx, by, earlier.id, known.case.state, fresh.case.number)
    const hear = new Set([known.case.handlerId, known.case.firstResponderId].filter((id) => id !== null))
    hear.delete(by.id)
    letters.push(...(await caseCardsFor(tx, ctx, known, [...hear], `又有人报了同一件事：${fresh.case.number}`))) // prettier-ignore
  }
  return letters
}

const note = (tx: Tx, ctx: RequestContext, by: Staff, caseId: number, state: string, same: string): Promise<void> =>
  appendCaseEvent(tx, ctx, caseId, {
    action: 'note',
    from: state,
    to: state,
    actor: { kind: 'staff', staff: by, standsFor: [] },
    text: `和 ${same} 是同一件事`,
    data: { same },
    open: false,
  })
