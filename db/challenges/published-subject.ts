/** Finds one published thing by what a doubt names: its title, and the department that answers for it. */
import { eq } from 'drizzle-orm'
import { readPeriod } from '../../core/assessment/score.ts'
import type { ChallengeSubject } from '../../core/challenge/hearing.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { publishedAssessment } from '../assessment/department-assessment.ts'
import { publicBreaches } from '../breaches/public-breaches.ts'
import type { RequestContext } from '../context.ts'
import { publicDisclosures } from '../disclosures/public-disclosures.ts'
import { publicHearings } from '../hearings/public-hearings.ts'
import type { Tx } from '../types.ts'
import { cases, notices } from '../schema.ts'

export interface PublishedSubject {
  readonly title: string
  readonly item: string | null
  /** Null: the office that runs hearings and questions. */
  readonly department: string | null
}

/** The office of the leading group: it answers for what the group decided. */
const OFFICE = 'DZB'

/** Null where nothing of that name is published, or a notice is somebody else's. */
export async function findPublishedSubject(
  tx: Tx,
  ctx: RequestContext,
  { about, aboutId }: { about: ChallengeSubject; aboutId: string },
  personId: number | null,
): Promise<PublishedSubject | null> {
  const { catalog, town } = ctx.townContext
  const id = /^\d{1,9}$/.test(aboutId) ? Number(aboutId) : 0
  switch (about) {
    case 'town':
      return { title: '', item: null, department: OFFICE }
    case 'item': {
      const item = catalog.items.find((i) => i.id === aboutId)
      return item ? { title: item.name, item: item.id, department: item.owner } : null
    }
    case 'breach': {
      const [b] = await publicBreaches(tx, { id })
      return b ? { title: `违诺 ${b.id} ${b.label}`, item: null, department: OFFICE } : null
    }
    case 'disclosure': {
      const [d] = await publicDisclosures(tx, { id })
      return d ? { title: d.title, item: null, department: d.department } : null
    }
    case 'hearing': {
      const [h] = await publicHearings(tx, { id })
      return h ? { title: `听证 ${h.id} ${h.title}`, item: null, department: OFFICE } : null
    }
    case 'assessment': {
      const period = readPeriod(aboutId)
      const known = period && (await publishedAssessment(tx, period.name))
      return known ? { title: `${known.period.name} 考核`, item: null, department: OFFICE } : null
    }
    case 'pledge': {
      const department = town.departments.find((d) => d.code === aboutId || d.name === aboutId)
      return department ? { title: `${department.name}公开承诺`, item: null, department: department.code } : null
    }
    case 'notice': {
      const [n] = await tx
        .select({ number: notices.number, department: cases.department, residentId: cases.residentId })
        .from(notices)
        .innerJoin(cases, eq(cases.id, notices.caseId))
        .where(id > 0 ? eq(notices.id, id) : eq(notices.number, aboutId))
      // a notice is its addressee's: nobody else learns that it exists
      return n && personId !== null && n.residentId === personId
        ? { title: maskPersonal(n.number).text, item: null, department: n.department }
        : null
    }
  }
}
