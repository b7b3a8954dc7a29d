/** Cases as Open311 service requests: which ones a client may read, and how they are told. */
import { and, desc, eq, gte, inArray, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Case } from '../../core/case/case.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import { type CaseState, STATES } from '../../core/case/lifecycle.ts'
import { type Client, clientHasScope } from '../../core/client/scopes.ts'
import { departmentOf } from '../../core/town.ts'
import { cases, clientCases } from '../../db/schema.ts'
import type { RequestContext } from '../../db/context.ts'
import { detailOf } from '../api/case-detail.ts'
import { dueOf, isOver } from '../api/cases-shape.ts'
import type { WebOptions } from '../options.ts'
import { codeOf, serviceOf } from './services.ts'
import type { requestsShape } from './shapes.ts'

const MOST = 1000
const OVER = (Object.keys(STATES) as CaseState[]).filter(isOver)
const CONFIDENTIAL = (Object.keys(KINDS) as CaseKind[]).filter((k) => KINDS[k].confidential)

export interface Asked {
  readonly ids?: readonly string[]
  readonly services?: readonly string[]
  readonly from?: Date
  readonly to?: Date
  readonly status?: readonly string[]
}

interface Found {
  readonly case: Case
  readonly particulars: string | null
  readonly own: boolean
  readonly service: string
}

/** A client's own, and with `cases:all` those of everybody that are not confidential; newest first. */
export async function findRequests(o: WebOptions, client: Client, asked: Asked): Promise<Found[]> {
  const mine = eq(clientCases.clientId, client.id)
  const all = and(eq(cases.privacy, 'normal'), notInArray(cases.kind, CONFIDENTIAL))
  const service = sql`coalesce(${clientCases.service}, ${cases.item}, 'report-' || ${cases.department})`
  const states: SQL | undefined =
    asked.status?.length === 1
      ? asked.status[0] === 'closed'
        ? inArray(cases.state, OVER)
        : notInArray(cases.state, OVER)
      : undefined
  const found = await o.database.db
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
    case: f.c as Case, // the columns of the row are the fields of Case
    particulars: f.c.particulars,
    own: f.clientId === client.id && clientHasScope(client, 'cases:read'),
    service: f.service ?? codeOf(f.c),
  }))
}

export async function tellRequest(
  o: WebOptions,
  f: Found,
  ctx: RequestContext,
): Promise<z.infer<typeof requestsShape>[number]> {
  const { case: c, own } = f
  const d = await detailOf(o.database.db, c)
  const due = dueOf(d, ctx)
  const said = d.events.filter((e) => ['reply', 'complete', 'refuse', 'decline', 'progress'].includes(e.action)).at(-1)
  const where = own && f.particulars ? (JSON.parse(o.cipher.decrypt(f.particulars)) as Record<string, string>) : {} // prettier-ignore
  return {
    service_request_id: c.number,
    status: isOver(c.state) ? 'closed' : 'open',
    status_notes: own && said?.text ? `${STATES[c.state].label}：${said.text}` : STATES[c.state].label,
    service_name: serviceOf(ctx.townContext, f.service)?.name ?? KINDS[c.kind].label,
    service_code: f.service,
    description: own ? c.text : null,
    agency_responsible: departmentOf(ctx.townContext.town, c.department).name,
    service_notice: due ? due.explanation : null,
    requested_datetime: c.openedAt.toISOString(),
    updated_datetime: (c.endedAt ?? c.movedAt).toISOString(),
    expected_datetime: due ? `${due.date}T23:59:59+08:00` : null,
    address: where['address'] ?? null,
    address_id: where['addressId'] ?? null,
    zipcode: null,
    lat: where['lat'] ? Number(where['lat']) : null,
    long: where['long'] ? Number(where['long']) : null,
    media_url: where['media'] ?? null,
  }
}
