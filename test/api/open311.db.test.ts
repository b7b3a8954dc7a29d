/** Open311 GeoReport v2 against the examples of its specification: the same elements, in both formats. */
import { XMLParser } from 'fast-xml-parser'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { cases } from '../../db/schema.ts'
import { type ApiRig, apiRig } from './rig.ts'

let rig: ApiRig
let key: string
beforeAll(async () => {
  rig = await apiRig()
  key = await rig.token(['cases:write', 'cases:read'])
})
afterAll(() => rig.close())

const V2 = '/open311/v2'
const parser = new XMLParser({ isArray: (name) => ['service', 'request', 'attribute', 'value', 'error', 'endpoint', 'format'].includes(name), parseTagValue: false }) // prettier-ignore
const xml = (text: string): Record<string, Record<string, unknown>> => {
  expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>/)
  return parser.parse(text) as Record<string, Record<string, unknown>>
}

// What the specification's examples carry.
const EXAMPLE = {
  service: ['service_code', 'service_name', 'description', 'metadata', 'type', 'keywords', 'group'],
  attribute: ['variable', 'code', 'datatype', 'required', 'datatype_description', 'order', 'description', 'values'],
  request: ['service_request_id', 'status', 'status_notes', 'service_name', 'service_code', 'description', 'agency_responsible', 'service_notice', 'requested_datetime', 'updated_datetime', 'expected_datetime', 'address', 'address_id', 'zipcode', 'lat', 'long', 'media_url'], // prettier-ignore
} as const

/** The form of the specification's POST example, its service code ours. */
const SINKHOLE = {
  jurisdiction_id: '',
  service_code: 'report-GGB',
  lat: '37.76524078',
  long: '-122.4212043',
  address_string: '1234 5th street',
  email: 'smit333@sfgov.edu',
  device_id: 'tt222111',
  first_name: 'john',
  last_name: 'smith',
  phone: '111111111',
  description: 'A large sinkhole is destroying the street',
  media_url: 'http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg',
}

describe('services', () => {
  test('the list has the elements of the example, in JSON and in XML', async () => {
    const json = await rig.get(`${V2}/services.json?jurisdiction_id=bs`)
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(json.body.length).toBeGreaterThan(50)
    for (const s of json.body as object[]) expect(Object.keys(s)).toEqual(EXAMPLE.service)
    const text = await rig.get(`${V2}/services.xml`)
    expect(text.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    const { service } = xml(text.text)['services'] as { service: object[] }
    expect(service.map((s) => Object.keys(s))).toEqual(service.map(() => EXAMPLE.service))
    expect(service.length).toBe(json.body.length)
  })

  test('a definition has the elements of the example; a list of values has keys and names', async () => {
    const json = (await rig.get(`${V2}/services/dibao.json`)).body as unknown as { service_code: string; attributes: Record<string, unknown>[] } // prettier-ignore
    expect(json.service_code).toBe('dibao')
    for (const a of json.attributes) expect(Object.keys(a).sort()).toEqual([...EXAMPLE.attribute].sort())
    expect(json.attributes.find((a) => a['code'] === 'FOR')).toMatchObject({ variable: true, datatype: 'singlevaluelist', required: true, values: [{ key: 'self' }, { key: 'other' }] }) // prettier-ignore
    const definition = xml((await rig.get(`${V2}/services/dibao.xml`)).text)['service_definition'] as { attributes: { attribute: { values: unknown }[] } } // prettier-ignore
    expect(definition.attributes.attribute[1]!.values).toEqual({ value: [{ key: 'self', name: '给自己办' }, { key: 'other', name: '替别人办' }] }) // prettier-ignore
  })

  test('an unknown code or jurisdiction is 404, told as an error of the specification', async () => {
    expect(await rig.get(`${V2}/services/033.json`)).toMatchObject({ status: 404, body: [{ code: 404, description: expect.stringContaining('033') as string }] }) // prettier-ignore
    expect(await rig.get(`${V2}/services.json?jurisdiction_id=city.gov`)).toMatchObject({ status: 404, body: [{ code: 404, description: expect.stringContaining('jurisdiction_id') as string }] }) // prettier-ignore
    expect((await rig.get(`${V2}/services.csv`)).status).toBe(400)
  })

  test('discovery names the endpoint and both formats', async () => {
    expect((await rig.get(`${V2}/discovery.json`)).body).toMatchObject({ endpoints: [{ specification: 'http://wiki.open311.org/GeoReport_v2', formats: ['text/xml', 'application/json'] }] }) // prettier-ignore
    const { discovery } = xml((await rig.get(`${V2}/discovery.xml`)).text)
    expect(discovery).toMatchObject({ endpoints: { endpoint: [{ formats: { format: ['text/xml', 'application/json'] } }] } }) // prettier-ignore
  })
})

describe('requests', () => {
  test('the POST example makes a case: number, look-up code, due date; who asked is sealed', async () => {
    const made = await rig.form(`${V2}/requests.json`, { ...SINKHOLE, api_key: key, account_id: 'A-1' })
    expect(made.status).toBe(201)
    const [one] = made.body as Record<string, string>[]
    expect(one).toMatchObject({ service_request_id: expect.stringMatching(/^BS\d{8}-\d{4}$/) as string, account_id: 'A-1', expected_datetime: '2026-11-30T23:59:59+08:00' }) // prettier-ignore
    expect(one!['service_notice']).toContain(one!['lookup_code'])
    expect(one!['service_notice']).toContain('11月30日')
    const [row] = await rig.database.db.select().from(cases).where(eq(cases.number, one!['service_request_id']!))
    expect(row).toMatchObject({ origin: 'api', kind: 'report', department: 'GGB' })
    expect(row!.text).toContain('A large sinkhole')
    expect(row!.text).not.toContain('smith')
    expect(JSON.parse(makeCipher('a-secret-key-of-the-tests').decrypt(row!.particulars!))).toMatchObject({ name: 'smith john', phone: '111111111' }) // prettier-ignore
    const again = await rig.form(`${V2}/requests.json`, { ...SINKHOLE, api_key: key, account_id: 'A-1' })
    expect((again.body as Record<string, string>[])[0]!['service_request_id']).toBe(one!['service_request_id'])
  })

  test('in XML it is answered as the example, with an empty account_id', async () => {
    const made = await rig.form(`${V2}/requests.xml`, SINKHOLE, key)
    const { request } = xml(made.text)['service_requests'] as { request: Record<string, string>[] }
    expect(Object.keys(request[0]!).slice(0, 3)).toEqual(['service_request_id', 'service_notice', 'account_id'])
    expect(request[0]!['account_id']).toBe('')
  })

  test('a matter is asked for with its attributes, and what is missing or not on the list is told', async () => {
    const at = (fields: [string, string][]) => rig.form(`${V2}/requests.json`, [['service_code', 'dibao'], ...fields], key) // prettier-ignore
    expect(await at([])).toMatchObject({
      status: 400,
      body: [{ code: 400, description: '缺少“attribute[FOR]”：给谁办。' }],
    })
    expect(await at([['attribute[FOR]', 'cat']])).toMatchObject({ status: 400 })
    const made = await at([['attribute[FOR]', 'self'], ['attribute[HELD][]', '1'], ['attribute[HELD][]', '2']]) // prettier-ignore
    expect(made.status).toBe(201)
    const number = (made.body as Record<string, string>[])[0]!['service_request_id']!
    const [row] = await rig.database.db.select().from(cases).where(eq(cases.number, number))
    expect(row).toMatchObject({ kind: 'application', item: 'dibao' })
    expect(row!.text).toContain('给谁办：给自己办')
  })

  test('a place is needed for a report, and it must be one', async () => {
    const { lat: _, long: __, address_string: ___, ...nowhere } = SINKHOLE
    expect(await rig.form(`${V2}/requests.json`, nowhere, key)).toMatchObject({ status: 400, body: [{ description: expect.stringContaining('缺少地点') as string }] }) // prettier-ignore
    expect((await rig.form(`${V2}/requests.json`, { ...nowhere, lat: '999', long: '1' }, key)).status).toBe(400)
    expect((await rig.form(`${V2}/requests.json`, { ...nowhere, address_id: '545483' }, key)).status).toBe(201)
    expect((await rig.form(`${V2}/requests.json`, { ...SINKHOLE, description: 'x'.repeat(4001) }, key)).status).toBe(
      400,
    )
  })

  test('a missing or wrong key is 403, as the example of an error', async () => {
    const missing = await rig.form(`${V2}/requests.json`, SINKHOLE)
    expect(missing).toMatchObject({ status: 403, body: [{ code: 403, description: expect.any(String) as string }] })
    const wrong = await rig.form(`${V2}/requests.xml`, { ...SINKHOLE, api_key: 'xyz' })
    expect(wrong.status).toBe(403)
    expect(xml(wrong.text)['errors']).toEqual({ error: [{ code: '403', description: expect.any(String) as string }] })
  })

  test('one is read with the elements of the example, by its number and by a token', async () => {
    const made = (await rig.form(`${V2}/requests.json`, { ...SINKHOLE, account_id: 'A-2' }, key)).body as Record<string, string>[] // prettier-ignore
    const id = made[0]!['service_request_id']!
    const [one] = (await rig.get(`${V2}/requests/${id}.json?api_key=${key}`)).body as Record<string, unknown>[]
    expect(Object.keys(one!)).toEqual(EXAMPLE.request)
    expect(one).toMatchObject({ service_request_id: id, status: 'open', service_code: 'report-GGB', address: '1234 5th street', lat: 37.76524078, long: -122.4212043 }) // prettier-ignore
    const { request } = xml((await rig.get(`${V2}/requests/${id}.xml`, key)).text)['service_requests'] as { request: object[] } // prettier-ignore
    expect(Object.keys(request[0]!)).toEqual(EXAMPLE.request)
    expect((await rig.get(`${V2}/tokens/A-2.json`, key)).body).toEqual([{ service_request_id: id, token: 'A-2' }])
    expect((await rig.get(`${V2}/tokens/${id}.json`, key)).body).toEqual([{ service_request_id: id, token: id }])
    expect((await rig.get(`${V2}/tokens/123456.json`, key)).status).toBe(404)
    const other = await rig.token(['cases:read'])
    expect((await rig.get(`${V2}/requests/${id}.json`, other)).status).toBe(404)
    expect((await rig.get(`${V2}/requests/${id}.json`)).status).toBe(403)
  })

  test('open and closed are told by the lifecycle; the list is cut by status, service, ids and dates', async () => {
    const mine = await rig.token(['cases:write', 'cases:read'])
    const make = async (service: string) => ((await rig.form(`${V2}/requests.json`, { ...SINKHOLE, service_code: service }, mine)).body as Record<string, string>[])[0]!['service_request_id']! // prettier-ignore
    const [a, b] = [await make('report-GGB'), await make('report-GAB')]
    await rig.post(`/api/v1/cases/${a}/actions`, { action: 'withdraw' }, mine)
    const ids = async (query: string) => ((await rig.get(`${V2}/requests.json?${query}`, mine)).body as Record<string, string>[]).map((r) => r['service_request_id']) // prettier-ignore
    expect(await ids('')).toEqual([b, a])
    expect(await ids('status=closed')).toEqual([a])
    expect(await ids('status=open')).toEqual([b])
    expect(await ids('status=open,closed')).toEqual([b, a])
    expect(await ids('service_code=report-GAB')).toEqual([b])
    expect(await ids(`service_request_id=${a},${b}&status=open`)).toEqual([b, a])
    const typed = `${a.toLowerCase()},${b.replace('-', '–')}`
    expect(await ids(`service_request_id=${encodeURIComponent(typed)}`)).toEqual([b, a])
    expect(await ids('start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z')).toEqual([])
    expect((await rig.get(`${V2}/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-11-24T00:00:00Z`, mine)).status).toBe(400) // prettier-ignore
    expect((await rig.get(`${V2}/requests.json?status=new`, mine)).status).toBe(400)
    expect((await rig.get(`${V2}/requests.json?start_date=yesterday`, mine)).status).toBe(400)
  })

  test('markup and control characters in what people write leave the XML whole', async () => {
    const evil = '<b>&amp; "坏了"\u0007 ]]>'
    const made = await rig.form(`${V2}/requests.json`, { ...SINKHOLE, description: evil }, key)
    const id = (made.body as Record<string, string>[])[0]!['service_request_id']!
    const { text } = await rig.get(`${V2}/requests/${id}.xml`, key)
    expect(text).toContain('&lt;b&gt;&amp;amp; &quot;坏了&quot; ]]&gt;')
  })
})
