/** What the public sees of breaches. */
import { and, desc, eq, sql } from 'drizzle-orm'
import { BREACH_KINDS, type BreachKindName } from '../core/breach/kinds.ts'
import { BREACH_STATES, type BreachState, MEASURES, type MeasureName } from '../core/breach/lifecycle.ts'
import type { LocalDate } from '../core/date.ts'
import { accountLog } from './account-log.ts'
import { breachSubject } from './breaches.ts'
import { rows, type Db, type Tx } from './open.ts'
import { breaches, breachFlows } from './schema.ts'

export interface PublicBreach {
  readonly id: number
  readonly department: string
  readonly kind: BreachKindName
  readonly label: string
  readonly foundOn: LocalDate
  readonly verdict: 'upheld' | 'dismissed' | 'referred'
  readonly decidedOn: LocalDate | null
  readonly reason: string
  /** Work done late: why, as explained (营商环境条例 36). */
  readonly why: string
  readonly measure: string
  readonly measureDue: LocalDate | null
  readonly state: string
  /** Only where the leading group said so. */
  readonly person: string | null
}

/** The notice board: decided breaches by department, newest first. No names of staff, no case numbers, no residents. */
export async function publicBreaches(
  db: Db | Tx,
  o: { department?: string; limit?: number } = {},
): Promise<PublicBreach[]> {
  // prettier-ignore
  const shown = Object.entries(BREACH_STATES).filter(([, s]) => s.public).map(([name]) => name) // prettier-ignore
  const found = await db
    .select({ flow: breachFlows, foundOn: breaches.foundOn, ownerId: breaches.ownerId })
    .from(breachFlows)
    .innerJoin(breaches, eq(breaches.id, breachFlows.breachId))
    .where(
      and(
        sql`${breachFlows.state} in (${sql.join(shown.map((s) => sql`${s}`), sql`, `)})`, // prettier-ignore
        o.department ? eq(breachFlows.department, o.department) : undefined,
      ),
    )
    .orderBy(desc(breaches.foundOn), desc(breaches.id))
    .limit(o.limit ?? 200)
  const people = await rows<{ id: number; name: string }>(db, sql`select id, name from staff`)
  return Promise.all(
    found.map(async ({ flow, foundOn, ownerId }) => {
      const kind = flow.kind as BreachKindName
      const person = flow.naming ? (people.find((s) => s.id === ownerId)?.name ?? null) : null
      const clean = (text: string) => withoutNames(text, people.map((s) => s.name).filter((n) => n !== person)) // prettier-ignore
      const referred = flow.state === 'referred'
      const why = BREACH_KINDS[kind].tellsWhy && !referred ? await explanation(db, flow.breachId) : ''
      return {
        id: flow.breachId,
        department: flow.department,
        kind,
        label: BREACH_KINDS[kind].label,
        foundOn,
        verdict: referred ? 'referred' : (flow.verdict as 'upheld' | 'dismissed'),
        decidedOn: flow.decidedOn,
        reason: referred ? '' : clean(flow.reason),
        why: clean(why),
        measure: flow.measure === null ? '' : MEASURES[flow.measure as MeasureName].label,
        measureDue: flow.measureDue,
        state: BREACH_STATES[flow.state as BreachState].label,
        person: referred ? null : person,
      }
    }),
  )
}

/** The explanation as it was given; said so where none was. */
async function explanation(db: Db | Tx, id: number): Promise<string> {
  const said = (await accountLog(db, breachSubject(id))).find((e) => e.action === 'explain')
  return said ? said.text : '责任人逾期未说明'
}

/** Names of staff blotted out: a breach on the desk is no finding of 政务失信 against a person (law facts 1.9). */
export const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((t, name) => (name.length > 1 ? t.replaceAll(name, '某同志') : t), text)
