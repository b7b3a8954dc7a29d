/** Shapes of Open311 GeoReport v2, as its specification names them. */
import { z } from 'zod'
import { LIMITS } from '../../core/input/limits.ts'
import { FORMATS } from './format.ts'

const jurisdiction = z.string().max(60).optional().describe('只有一个镇，可以不写')
export const formatParam = { format: z.enum(FORMATS) }
export const anyQuery = { jurisdiction_id: jurisdiction, api_key: z.string().max(200).optional() }

export const errorsShape = z.array(z.object({ code: z.int(), description: z.string() }))

export const servicesShape = z.array(
  z.object({
    service_code: z.string(),
    service_name: z.string(),
    description: z.string(),
    metadata: z.boolean(),
    type: z.enum(['realtime', 'batch', 'blackbox']),
    keywords: z.string(),
    group: z.string(),
  }),
)

export const definitionShape = z.object({
  service_code: z.string(),
  attributes: z.array(
    z.object({
      variable: z.boolean(),
      code: z.string(),
      datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
      required: z.boolean(),
      datatype_description: z.string().nullable(),
      order: z.int(),
      description: z.string(),
      values: z.array(z.object({ key: z.string(), name: z.string() })),
    }),
  ),
})

export const requestBody = z
  .looseObject({
    ...anyQuery,
    service_code: z.string().max(60),
    description: z.string().max(4000).optional(),
    lat: z.string().max(30).optional(),
    long: z.string().max(30).optional(),
    address_string: z.string().max(LIMITS.contactAddress.most).optional(),
    address_id: z.string().max(60).optional(),
    email: z.string().max(200).optional(),
    device_id: z.string().max(200).optional(),
    account_id: z.string().max(200).optional().describe('您那边的工单号：同一个号再发一次还是同一件'),
    first_name: z.string().max(60).optional(),
    last_name: z.string().max(60).optional(),
    phone: z.string().max(LIMITS.contactPhone.most).optional(),
    media_url: z.string().max(500).optional(),
  })
  .describe('attribute[CODE]=值；多选 attribute[CODE][]=值，可以写几次')

export const createdShape = z.array(
  z.object({
    service_request_id: z.string(),
    service_notice: z.string(),
    account_id: z.string().nullable(),
    lookup_code: z.string().describe('规范之外：查询码，请交给本人'),
    expected_datetime: z.string().nullable().describe('规范之外：最晚什么时候'),
  }),
)

export const tokenShape = z.array(z.object({ service_request_id: z.string(), token: z.string() }))

export const requestsShape = z.array(
  z.object({
    service_request_id: z.string(),
    status: z.enum(['open', 'closed']),
    status_notes: z.string(),
    service_name: z.string(),
    service_code: z.string(),
    description: z.string().nullable(),
    agency_responsible: z.string(),
    service_notice: z.string().nullable(),
    requested_datetime: z.string(),
    updated_datetime: z.string(),
    expected_datetime: z.string().nullable(),
    address: z.string().nullable(),
    address_id: z.string().nullable(),
    zipcode: z.string().nullable(),
    lat: z.number().nullable(),
    long: z.number().nullable(),
    media_url: z.string().nullable(),
  }),
)
