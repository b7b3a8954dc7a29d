/** Cases as Open311 service requests: which ones a client may read, and how they are told. */
import type { z } from 'zod'
import { KINDS } from '../../core/case/kinds.ts'
import { isOver, STATES } from '../../core/case/lifecycle.ts'
import type { Client } from '../../core/client/scopes.ts'
import { departmentOf } from '../../core/town.ts'
import { type FoundRequest, findServiceRequests, type RequestQuery } from '../../db/clients/service-requests.ts'
import type { RequestContext } from '../../db/context.ts'
import { type CaseDetail, detailsOf } from '../../db/cases/case-detail.ts'
import { dueOf } from '../api/cases-shape.ts'
import type { WebOptions } from '../options.ts'
import { codeOf, serviceOf } from './services.ts'
import type { requestsShape } from './shapes.ts'

type Found = Omit<FoundRequest, 'service'> & { readonly service: string }

/** What a client asks for, each with the code of its service. */
export const findRequests = async (o: WebOptions, client: Client, asked: RequestQuery): Promise<Found[]> =>
  (await findServiceRequests(o.database.db, client, asked)).map((f) => ({ ...f, service: f.service ?? codeOf(f.case) }))

/** Each as it is told; what they are made of is read for all at once. */
export async function tellRequests(
  o: WebOptions,
  found: readonly Found[],
  ctx: RequestContext,
): Promise<z.infer<typeof requestsShape>> {
  const details = await detailsOf(o.database.db, found.map((f) => f.case)) // prettier-ignore
  return found.map((f, i) => tellRequest(o, f, details[i]!, ctx))
}

function tellRequest(
  o: WebOptions,
  f: Found,
  d: CaseDetail,
  ctx: RequestContext,
): z.infer<typeof requestsShape>[number] {
  const { case: c, own } = f
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
