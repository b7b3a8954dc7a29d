/** Reads the reports and questions of late that are not closed: what a new one is compared with. */
import { sql } from 'drizzle-orm'
import type { Case, Staff } from '../../core/case/case.ts'
import type { LocalDate } from '../../core/date.ts'
import { rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { OPEN_STATES } from './find-cases.ts'
import { sqlList } from '../sql-list.ts'

export type RecentReport = Pick<
  Case,
  'id' | 'number' | 'kind' | 'state' | 'department' | 'item' | 'report' | 'village' | 'text' | 'openedOn'
>

/** Newest first. None that is about this member of staff or their department. */
export const recentReports = (
  db: Db | Tx,
  staff: Pick<Staff, 'id' | 'department'>,
  since: LocalDate,
  limit: number,
): Promise<RecentReport[]> =>
  rows<RecentReport>(
    db,
    sql`select c.id, c.number, c.kind, c.state, c.department, c.item, c.report, c.village, c.text, c.opened_on as "openedOn"
        from cases c
        where c.opened_on >= ${since} and c.kind in ('report', 'consultation')
          and c.state in (${sqlList([...OPEN_STATES, 'answered'])})
          and c.accused_staff_id is distinct from ${staff.id} and c.accused_department is distinct from ${staff.department}
        order by c.id desc limit ${limit}`,
  ) // prettier-ignore
