/** Finds cases as other desks ask for them: a client's own, and what every client may read. */
import { and, desc, eq, gte, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { type CaseState, isOver, STATES } from '../../core/case/lifecycle.ts'
import { type Client, clientHasScope } from '../../core/client/scopes.ts'
import { cases, clientCases } from '../schema.ts'
import type { Db } from '../types.ts'

const MOST = 1000
const OVER = (Object.keys(STATES) as CaseState[]).filter(isOver)
const CONFIDENTIAL = (Object.keys(KINDS) as CaseKind[]).filter((k) => KINDS[k].confidential)

export interface RequestQuery {
  readonly ids?: readonly string[]
  readonly services?: readonly string[]
  readonly from?: Date
  readonly to?: Date
  readonly status?: readonly string[]
}

export interface FoundRequest {
  readonly case: Case
  readonly particulars: string | null
  readonly own: boolean
  /** Null where none was named and it follows from the case. */
  readonly service: string | null
}

/** A client's own, and with `cases:all` those of everybody that are not confidential; newest first. */
export async function findServiceRequests(db: Db, client: Client, asked: RequestQuery): Promise<FoundRequest[]> {
  const mine = eq(clientCases.clientId, client.id)
  const all = and(eq(cases.privacy, 'normal'), notInArray(cases.kind, CONFIDENTIAL))
  const service = sql`coalesce(${clientCases.service}, ${cases.item}, 'report-' || ${cases.department})`
  const states: SQL | undefined =
    asked.status?.length === 1
      ? asked.status[0] === 'closed'
        ? inArray(cases.state, OVER)
        : notInArray(cases.state, OVER)
      : undefined
  const found = await db
    .select({ c: cases, clientId: clientCases.clientId, service: clientCases.service })
    .from(cases)
    .leftJoin(clientCases, eq(clientCases.caseId, cases.id))
    .where(
      and(
        clientHasScope(client, 'cases:all') ? or(clientHasScope(client, 'cases:read') ? mine : undefined, all) : mine,
        asked.ids ? inArray(cases.number, [...asked.ids]) : undefined,
        asked.services ? inArray(service, [...asked.services]) : undefined,
        asked.from ? gte(cases.openedAt, asked.from) : undefined,
        asked.to ? lte(cases.openedAt, asked.to) : undefined,
        states,
      ),
    )
    .orderBy(desc(cases.id))
    .limit(MOST)
  return found.map((f) => ({
    case: f.c, // the columns of the row are the fields of Case
    particulars: f.c.particulars,
    own: f.clientId === client.id && clientHasScope(client, 'cases:read'),
    service: f.service,
  }))
}
