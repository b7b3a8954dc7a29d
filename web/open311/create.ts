/** POST requests of Open311: what came in a form, checked against the service and made a case by the one way in. */
import type { z } from 'zod'
import type { Case } from '../../core/case/case.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import type { Client } from '../../core/client/scopes.ts'
import { joinName } from '../../core/input/name.ts'
import { localDate, formatDate } from '../../core/date.ts'
import { caseByReference } from '../../db/clients/clients.ts'
import { constraintOf } from '../../db/rows.ts'
import { openClientCase } from '../api/open-case.ts'
import { detailOf } from '../../db/cases/case-detail.ts'
import { dueOf } from '../api/cases-shape.ts'
import { userError } from '../../core/errors.ts'
import type { WebOptions } from '../options.ts'
import { requestContextOf } from '../request-context.ts'
import { attributesOf, type Service } from './services.ts'
import type { createdShape, requestBody } from './shapes.ts'

type Form = z.infer<typeof requestBody>

export async function createRequest(
  o: WebOptions,
  client: Client,
  service: Service,
  form: Form,
): Promise<z.infer<typeof createdShape>[number]> {
  // prettier-ignore
  const text = [...matter(service, form), ...place(service, form), ...answers(service, form)].join('\n')
  const reference = form.account_id || null
  const known = () => (reference === null ? null : caseByReference(o.database.db, client.id, reference))
  const before = await known()
  if (before) return told(o, before, reference)
  try {
    const { at: caseContext } = await openClientCase(o, client, {
      kind: service.kind,
      text,
      item: service.item?.id ?? null,
      department: service.department,
      contact: {
        name: joinName(form.last_name ?? '', form.first_name ?? ''),
        phone: form.phone,
        email: form.email,
        address: form.address_string,
        addressId: form.address_id,
        lat: form.lat,
        long: form.long,
        media: form.media_url,
      },
      reference,
      service: service.code,
    })
    return await told(o, caseContext.case, reference)
  } catch (error) {
    // the same account_id came twice at once: the other one was first
    const first = constraintOf(error) === 'client_cases_reference' ? await known() : null
    if (!first) throw error
    return told(o, first, reference)
  }
}

async function told(o: WebOptions, c: Case, reference: string | null) {
  const ctx = requestContextOf(o)
  const code = lookupCodeOf(ctx.cipher, c)
  const due = dueOf(await detailOf(o.database.db, c), ctx)
  const by = due
    ? `最晚${formatDate(due.date, localDate(ctx.now))}答复${due.provisional ? '（暂定）' : ''}`
    : '有进展会告诉您'
  return {
    service_request_id: c.number,
    service_notice: `已登记，${by}。查询码 ${code}，和编号一起可以查进度：${ctx.townContext.publicUrl}/track`,
    account_id: reference,
    lookup_code: code,
    expected_datetime: due ? `${due.date}T23:59:59+08:00` : null,
  }
}

function matter(service: Service, form: Form): string[] {
  const said = form.description?.trim() ?? ''
  if (said === '' && !service.item) throw userError('bad-request', '缺少“description”：请写上是什么事。')
  return [said === '' ? `申请${service.name}` : said]
}

function place(service: Service, form: Form): string[] {
  const [lat, long] = [form.lat ?? '', form.long ?? '']
  const point = lat !== '' || long !== ''
  if (point && !(within(lat, 90) && within(long, 180)))
    throw userError('bad-request', '“lat”“long”不是经纬度，写法像 lat=40.0&long=117.4，两个都要写。')
  const address = form.address_string?.trim() ?? ''
  if (!service.item && !point && address === '' && !form.address_id)
    throw userError('bad-request', '缺少地点：请写“lat”和“long”，或者“address_string”，或者“address_id”。')
  if (form.media_url && !/^https?:\/\//.test(form.media_url))
    throw userError('bad-request', '“media_url”要以 http:// 或 https:// 开头。')
  // a matter done at the counter names no place: an address sent with it is where somebody lives, and stays sealed
  if (service.item) return []
  const where = [address, point ? `经纬度 ${lat},${long}` : ''].filter(Boolean).join('，')
  return where === '' ? [] : [`地点：${where}`]
}

const within = (text: string, most: number): boolean => /^-?\d{1,3}(\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most // prettier-ignore

/** The answers to the service's own questions, in words. */
function answers(service: Service, form: Form): string[] {
  return attributesOf(service).flatMap((a) => {
    if (!a.variable) return []
    const raw = form[`attribute[${a.code}]`] ?? form[`attribute[${a.code}][]`]
    const given = [raw].flat().filter((v): v is string => typeof v === 'string' && v !== '')
    if (a.required && given.length === 0)
      throw userError('bad-request', `缺少“attribute[${a.code}]”：${a.description}。`)
    const names = given.map((key) => a.values.find((v) => v.key === key)?.name)
    if (names.some((n) => n === undefined) || (a.datatype === 'singlevaluelist' && given.length > 1))
      throw userError(
        'bad-request',
        `“attribute[${a.code}]”只能是：${a.values.map((v) => `${v.key}（${v.name}）`).join('、')}。`,
      )
    return names.length > 0 ? [`${a.description}：${names.join('、')}`] : []
  })
}
