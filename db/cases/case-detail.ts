/** Everything a client may be shown of one case, read without locking it. */
import { and, desc, eq } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { localDate } from '../../core/date.ts'
import { publicEvents } from './find-cases.ts'
import type { Db } from '../types.ts'
import { caseEvents, requests } from '../schema.ts'
import { clocksOf, noticesOf, peopleOf } from './public-case.ts'

export interface CaseDetail extends CaseContext {
  readonly events: Awaited<ReturnType<typeof publicEvents>>
  readonly notices: Awaited<ReturnType<typeof noticesOf>>
}

export async function detailOf(db: Db, c: Case): Promise<CaseDetail> {
  const [promises, staff, events, notices, asked, urged] = await Promise.all([
    clocksOf(db, c.id),
    peopleOf(db, c),
    publicEvents(db, c.id),
    noticesOf(db, c.id),
    db.select().from(requests).where(eq(requests.caseId, c.id)),
    db
      .select({ at: caseEvents.at })
      .from(caseEvents)
      .where(and(eq(caseEvents.caseId, c.id), eq(caseEvents.action, 'urge')))
      .orderBy(desc(caseEvents.id))
      .limit(1),
  ])
  return {
    case: c,
    promises,
    staff,
    requests: asked,
    lastUrgedOn: urged[0] ? localDate(urged[0].at) : null,
    events,
    notices,
  }
}
