/** The rooms of the administration: the catalogue edited by two, files in and out, people, the calendar, clients, the system. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalogFile, writeCatalogFile } from '../../cli/catalog-file.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { readConfig, shownSettings } from '../../config.ts'
import { DRAFT_MS, draftOf, putDraft } from '../../db/catalog/catalog-drafts.ts'
import { allClients } from '../../db/clients/clients.ts'
import { catalogDrafts, outbox, staff } from '../../db/schema.ts'
import { activeWebhooks } from '../../db/clients/webhooks.ts'
import { currentCatalog, putCatalog } from '../../db/catalog/catalog-versions.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { type Clerk, csrfIn, deskRig, type DeskRig } from './rig.ts'

let database: TestDb
let desk: DeskRig
let admin: Clerk
let other: Clerk
let clerk: Clerk
let reloads = 0
beforeAll(async () => {
  database = await openTestDb()
  const config = readConfig({ SECRET_KEY: 'never shown', TELEGRAM_BOT_TOKEN: '12:abc', DATA_DIR: '/tmp' })
  desk = await deskRig(database, '2026-11-23T02:00:00Z', {
    lookUp: async (name) => (name.endsWith('.nip.io') ? ['127.0.0.1'] : ['8.8.8.8']),
    catalogFiles: { read: readCatalogFile, write: writeCatalogFile },
    settings: shownSettings(config),
    health: () => ({ web: { state: 'ready' }, wechat: { state: 'needs-login', qr: 'https://login.example/x' } }),
    changed: async () => {
      reloads++
    },
  })
  await database.db.transaction((tx) => putCatalog(tx, desk.world.catalog.items, 'items.yaml', desk.now))
  admin = await desk.clerk('钱管', 'DZB', 'admin')
  other = await desk.clerk('孙管', 'DZB', 'admin')
  clerk = await desk.clerk('王芳', 'GGB')
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

const sessionIn = (who: Clerk): string => /shouwen_desk=([^;]+)/.exec(who.cookie)![1]!

/** What the form of a page would send. */
function formOf(body: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const plain = (s: string) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&') // prettier-ignore
  for (const [, name, value] of body.matchAll(/<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/gs)) fields[name!] = plain(value!) // prettier-ignore
  for (const [, name, value] of body.matchAll(/<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)<\/textarea>/gs)) fields[name!] = plain(value!) // prettier-ignore
  for (const [, name, options] of body.matchAll(/<select[^>]*?name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) fields[name!] = /value="([^"]*)"[^>]*selected/.exec(options!)?.[1] ?? '' // prettier-ignore
  // each session has its own
  delete fields['csrf']
  return fields
}
const ROOMS = ['catalog', 'people', 'calendar', 'clients', 'system']

test('only admins find them', async () => {
  for (const room of ROOMS) {
    expect([room, (await admin.get(`/staff/${room}`)).statusCode]).toEqual([room, 200])
    expect([room, (await clerk.get(`/staff/${room}`)).statusCode]).toEqual([room, 404])
    expect([room, (await desk.app.inject(`/staff/${room}`)).statusCode]).toEqual([room, 401])
  }
  expect((await clerk.get('/staff')).body).not.toContain('/staff/catalog')
  expect((await clerk.post('/staff/clients', { name: 'x', scope: 'cases:all' })).statusCode).toBe(404)
})

describe('the catalogue', () => {
  test('an item saved as it stands changes nothing: the form loses nothing', async () => {
    for (const { id } of desk.world.catalog.items) {
      const { body } = await admin.get(`/staff/catalog/item/${id}`)
      const said = await admin.does(`/staff/catalog/item/${id}`, { ...formOf(body), do: 'save' })
      expect([id, said.body.includes('没有改动')]).toEqual([id, true])
    }
  })

  test('a change is shown first as residents will read it, then saved as a new version', async () => {
    const fields = {
      ...formOf((await admin.get('/staff/catalog/item/dibao')).body),
      fee: '不收费，<b>谁收钱</b>都可以举报',
    }
    const shown = await admin.post('/staff/catalog/item/dibao', { ...fields, do: 'preview' })
    expect(shown.body).toContain('还没有保存')
    expect(shown.body).toContain('&lt;b&gt;谁收钱&lt;/b&gt;')
    expect(shown.body).toMatch(/<ins>不收费，/)
    const before = (await currentCatalog(database.db))!.version
    const saved = await admin.does('/staff/catalog/item/dibao', { ...fields, do: 'save' })
    expect(saved.body).toContain('已保存')
    const now = (await currentCatalog(database.db))!
    expect(now.version).not.toBe(before)
    expect(now.items.find((i) => i.id === 'dibao')!.fee).toContain('谁收钱')
    expect(reloads).toBe(1)
    const home = await admin.get('/staff/catalog')
    const version = /href="(\/staff\/catalog\/version\/\d+)"/.exec(home.body)![1]!
    expect((await admin.get(version)).body).toMatch(/<ins>不收费，/)
  })

  test('the second of two who edit one item is told, loses nothing, and may save again', async () => {
    const mine = formOf((await admin.get('/staff/catalog/item/linshi')).body)
    // the page of the other is as old as mine
    const theirs = { ...mine, place: '镇政府一楼' }
    expect((await admin.does('/staff/catalog/item/linshi', { ...mine, phone: '022-1', do: 'save' })).body).toContain('已保存') // prettier-ignore
    const late = await other.post('/staff/catalog/item/linshi', { ...theirs, do: 'save' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('别人已经改过这一项')
    expect(late.body).toContain('镇政府一楼')
    expect((await currentCatalog(database.db))!.items.find((i) => i.id === 'linshi')).toMatchObject({ phone: '022-1' })
    const again = await other.does('/staff/catalog/item/linshi', { ...formOf(late.body), phone: '022-1', do: 'save' })
    expect(again.body).toContain('已保存')
    expect((await currentCatalog(database.db))!.items.find((i) => i.id === 'linshi')).toMatchObject({ phone: '022-1', place: '镇政府一楼' }) // prettier-ignore
  })

  test('what the check refuses is told and not saved', async () => {
    const fields = formOf((await admin.get('/staff/catalog/item/dibao')).body)
    const { version } = (await currentCatalog(database.db))!
    const bad = await admin.post('/staff/catalog/item/dibao', { ...fields, name: '', 'promisedLimit.days': '两天', do: 'save' }) // prettier-ignore
    expect(bad.statusCode).toBe(400)
    expect(bad.body).toContain('“名称”')
    expect((await currentCatalog(database.db))!.version).toBe(version)
  })

  test('a spreadsheet is told before it is loaded, and loaded after', async () => {
    const now = (await currentCatalog(database.db))!
    const items = now.items.map((i) => (i.id === 'dibao' ? { ...i, fee: '免费' } : i)).filter((i) => i.id !== 'linshi')
    const bytes = await writeCatalogFile('a.xlsx', { version: 'x', items })
    const csrf = csrfIn((await admin.get('/staff/catalog')).body)
    const send = (parts: Record<string, string | Blob>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries({ csrf, ...parts })) {
        if (typeof value === 'string') form.set(name, value)
        else form.set(name, value, 'a.xlsx')
      }
      return fetch(`${desk.url}/staff/catalog/import`, { method: 'POST', body: form, headers: { cookie: admin.cookie, accept: 'text/html' }, redirect: 'manual' }) // prettier-ignore
    }
    const dry = await send({ file: new Blob([new Uint8Array(bytes)]) })
    const page = await dry.text()
    expect(page).toContain('<ins>免费</ins>')
    expect(page).toContain('linshi')
    expect((await currentCatalog(database.db))!.version).toBe(now.version)
    expect((await send({ ...formOf(page), do: 'save' })).status).toBe(303)
    expect((await currentCatalog(database.db))!.items).toEqual(items)
    const broken = await send({ file: new Blob(['no spreadsheet']) })
    expect(broken.status).toBe(400)
    expect(await broken.text()).toContain('不是能读的 XLSX')
    expect((await send({ file: new Blob([new Uint8Array(bytes)]), csrf: 'forged' })).status).toBe(403)
  })

  test('a file that was shown stays on the server: short, for this session alone, and is that very file', async () => {
    const now = (await currentCatalog(database.db))!
    const shows = async (by: Clerk, fee: string) => {
      const items = now.items.map((i) => (i.id === 'dibao' ? { ...i, fee } : i))
      const form = new FormData()
      form.set('csrf', csrfIn((await by.get('/staff/catalog')).body))
      form.set('file', new Blob([new Uint8Array(await writeCatalogFile('a.yaml', { version: 'x', items }))]), 'a.yaml')
      const answer = await fetch(`${desk.url}/staff/catalog/import`, { method: 'POST', body: form, headers: { cookie: by.cookie, accept: 'text/html' } }) // prettier-ignore
      const page = await answer.text()
      expect(page.length).toBeLessThan(20_000)
      return { ...formOf(page), do: 'save' } as Record<string, string>
    }
    const first = await shows(admin, '一元')
    const second = await shows(admin, '两元')
    const version = async () => (await currentCatalog(database.db))!.version
    for (const refused of [first, { ...second, draft: 'x' }, { ...second, draft: '' }])
      expect((await admin.does('/staff/catalog/import', refused)).body).toContain('请再选一次')
    expect((await other.does('/staff/catalog/import', second)).body).toContain('请再选一次')
    expect(await version()).toBe(now.version)
    const shown = desk.now
    desk.now = new Date(shown.getTime() + DRAFT_MS)
    expect(await draftOf(database.db, sessionIn(admin), second['draft']!, desk.now)).toBeNull()
    desk.now = new Date(shown.getTime() + DRAFT_MS - 1)
    expect(await draftOf(database.db, sessionIn(admin), second['draft']!, desk.now)).toMatchObject({ name: 'a.yaml' })
    desk.now = shown
    expect((await admin.does('/staff/catalog/import', second)).body).toContain('已载入')
    expect((await currentCatalog(database.db))!.items.find((i) => i.id === 'dibao')).toMatchObject({ fee: '两元' })
    expect((await admin.does('/staff/catalog/import', second)).body).toContain('请再选一次')
  })

  test('of many sessions that show a file the newest eight are kept, and none past its time', async () => {
    const put = (n: number, at: Date) => database.db.transaction((tx) => putDraft(tx, `s${n}`, { name: 'a', bytes: Buffer.from(`${n}`) }, at)) // prettier-ignore
    const later = (n: number) => new Date(desk.now.getTime() + n * 1000)
    const hashes = []
    for (let n = 0; n < 10; n++) hashes.push(await put(n, later(n)))
    const kept = await Promise.all(hashes.map((hash, n) => draftOf(database.db, `s${n}`, hash, later(10))))
    expect(kept.map((d) => d !== null)).toEqual([false, false, ...Array<boolean>(8).fill(true)])
    await put(11, new Date(later(20).getTime() + DRAFT_MS))
    expect(await database.db.$count(catalogDrafts)).toBe(1)
  })
})

describe('people', () => {
  test('somebody invited gets a code that works, shown once', async () => {
    const made = await admin.post('/staff/people/invite', { name: '李新', department: 'GGB', role: 'clerk', phone: '022-2912 3456' }) // prettier-ignore
    const code = /\/bind ([A-Z0-9]{8})/.exec(made.body)![1]!
    const short = { name: '李短', department: 'GGB', role: 'clerk', phone: '138 1234 567' }
    expect((await admin.does('/staff/people/invite', short)).body).toContain('电话看不懂')
    await admin.post('/staff/people/invite', { name: '李二', department: 'GGB', role: 'clerk' })
    const unused = async () => [...(await admin.get('/staff/people')).body.matchAll(/<b>([^<]*)<\/b>[^<]*<small\s*>　绑定码还没用/g)].map((m) => m[1]) // prettier-ignore
    expect((await unused()).toSorted()).toEqual(['李二', '李新'].toSorted())
    expect((await admin.get('/staff/people')).body).not.toContain(code)
    await desk.says('李新', `/bind ${code}`)
    expect(await unused()).toEqual(['李二'])
    const [row] = await database.db.select().from(staff).where(eq(staff.name, '李新'))
    expect(row!.personId).not.toBeNull()
  })

  test('duty, role, substitute and leaving are changed, never one’s own role', async () => {
    const [row] = await database.db.select().from(staff).where(eq(staff.name, '李新'))
    const at = async () => (await database.db.select().from(staff).where(eq(staff.id, row!.id)))[0]!
    await admin.does(`/staff/people/${row!.id}/duty`)
    expect((await at()).onDuty).toBe(false)
    await admin.does(`/staff/people/${row!.id}/role`, { role: 'head' })
    expect((await at()).role).toBe('head')
    await admin.does(`/staff/people/${row!.id}/away`, { until: '2026-11-30', substitute: String(clerk.id) })
    expect(await at()).toMatchObject({ awayUntil: '2026-11-30', substituteId: clerk.id })
    expect((await admin.does(`/staff/people/${row!.id}/away`, { until: '2026-11-01', substitute: String(clerk.id) })).body).toContain('今天或以后') // prettier-ignore
    expect((await admin.does(`/staff/people/${row!.id}/leave`, { name: '李' })).body).toContain('没有办')
    await admin.does(`/staff/people/${row!.id}/leave`, { name: '李新' })
    expect((await at()).leftAt).not.toBeNull()
    expect((await admin.does(`/staff/people/${admin.id}/role`, { role: 'group' })).body).toContain('另一位管理员')
  })
})

test('a calendar year is loaded, and nonsense is told', async () => {
  const year = readFileSync(join(import.meta.dirname, '../../data/calendar/2026.json'), 'utf8')
  expect((await admin.does('/staff/calendar', { year })).body).toMatch(/2026 年已载入|没有改动/)
  expect((await admin.does('/staff/calendar', { year: '{' })).body).toContain('不是完整的 JSON')
  expect((await admin.does('/staff/calendar', { year: '{}' })).body).toContain('没有载入')
})

test('a token is issued once seen, and revoked', async () => {
  const made = await admin.post('/staff/clients', { name: '区12345', scope: ['items:read', 'cases:write'] })
  const token = /sw_[\w-]+/.exec(made.body)![0]
  const use = () => desk.app.inject({ url: '/api/v1/items', headers: { authorization: `Bearer ${token}` } })
  expect((await use()).statusCode).toBe(200)
  expect((await admin.get('/staff/clients')).body).not.toContain(token)
  const [row] = await allClients(database.db)
  await admin.does(`/staff/clients/${row!.id}/revoke`)
  expect((await use()).statusCode).toBe(401)
})

describe('pushes', () => {
  const client = async (name: string, scope: string[]): Promise<string> => {
    await admin.post('/staff/clients', { name, scope })
    return String((await allClients(database.db))[0]!.id)
  }
  const make = (fields: Record<string, string | string[]>) => admin.post('/staff/clients/hook', { url: 'https://12345.example.gov.cn/hook', event: ['case.opened', 'case.answered'], ...fields }) // prettier-ignore

  test('one set up on the desk shows its secret once, and the client finds it as its own', async () => {
    const id = await client('区12345', ['cases:read'])
    const made = await make({ client: id })
    const secret = /<code class="words secret">([\w-]{43})<\/code>/.exec(made.body)![1]!
    const [hook] = await activeWebhooks(database.db, { clientId: Number(id) })
    expect(hook).toMatchObject({ url: 'https://12345.example.gov.cn/hook', events: ['case.opened', 'case.answered'] })
    expect(makeCipher('a-secret-key-of-the-tests').decrypt(hook!.secret)).toBe(secret)
    const { body } = await admin.get('/staff/clients')
    expect(body).not.toContain(secret)
    expect(body).toContain('https://12345.example.gov.cn/hook')
    expect(body).toContain('还没有推过')
  })

  test('what cannot be is said in a sentence, and what was typed is still there', async () => {
    const id = await client('考核处', ['breaches:read'])
    const inward = await make({ client: id, url: 'https://10.0.0.1/x', event: 'breach.found' })
    expect(inward.statusCode).toBe(422)
    expect(inward.body).toContain('没有设：这是内网地址')
    expect((await make({ client: id, url: 'https://127.0.0.1.nip.io/', event: 'breach.found' })).body).toContain('没有设：这是内网地址') // prettier-ignore
    expect(inward.body).toContain('value="https://10.0.0.1/x"')
    expect(inward.body).toMatch(/value="breach.found" checked/)
    expect((await make({ client: id })).body).toContain('考核处的令牌没有权限知道“登记了”')
    expect((await make({ client: id, event: [] })).body).toContain('至少勾一样')
    expect((await make({ client: '99999' })).body).toContain('请选推给谁')
    for (let i = 0; i < 10; i++) await make({ client: id, event: 'breach.found' })
    expect((await make({ client: id, event: 'breach.found' })).body).toContain('最多设 10 个推送')
    expect(await activeWebhooks(database.db, { clientId: Number(id) })).toHaveLength(10)
  })

  test('only an admin’s own form sets one up', async () => {
    const id = await client('别处', ['cases:read'])
    const before = (await activeWebhooks(database.db)).length
    expect((await make({ client: id, csrf: 'forged' })).statusCode).toBe(403)
    expect((await clerk.post('/staff/clients/hook', { client: id, url: 'https://a.example.cn/', event: 'case.opened' })).statusCode).toBe(404) // prettier-ignore
    expect(await activeWebhooks(database.db)).toHaveLength(before)
  })

  test('how the last one went is said; a paused one says so, goes on, and is removed', async () => {
    const id = await client('区平台', ['cases:read'])
    await make({ client: id })
    const [hook] = await activeWebhooks(database.db, { clientId: Number(id) })
    const letter = { lane: `webhook:${hook!.id}`, conversationId: hook!.conversationId, message: { text: '1' }, urgency: 'push', about: 'webhook', notBefore: desk.now, createdAt: desk.now } // prettier-ignore
    await database.db.insert(outbox).values({ ...letter, state: 'sent', settledAt: desk.now })
    expect((await admin.get('/staff/clients')).body).toMatch(/送到 1，等着 0。\s*最近一次 11月23日 10:00 送到/)
    await database.db.insert(outbox).values({ ...letter, state: 'waiting', error: 'the client answered 500', attempts: 2 }) // prettier-ignore
    expect((await admin.get('/staff/clients')).body).toContain(
      '最近一次没送到（对方答 500，应答 2xx），试过 2 次，会再试',
    )
    const after = new Date(desk.now.getTime() + 1000)
    await database.db.update(outbox).set({ state: 'dead', settledAt: after }).where(eq(outbox.error, 'the client answered 500')) // prettier-ignore
    expect((await admin.get('/staff/clients')).body).toContain('没送到（对方答 500，应答 2xx），不再自动试')
    const letters = (await admin.get('/staff/delivery')).body
    expect(letters).toMatch(/办件变化，推送\s+给 区平台/)

    const at = `/staff/clients/hook/${hook!.id}`
    expect((await admin.does(`${at}/pause`)).body).toMatch(/推送已暂停.*起暂停/s)
    expect((await admin.does(`${at}/pause`)).body).toContain('已经停了')
    expect((await admin.does(`${at}/resume`)).body).toContain('推送已恢复')
    expect((await admin.does(`${at}/resume`)).body).toContain('没有暂停')
    expect((await admin.does(`${at}/stop`)).body).toContain('推送已删掉')
    expect(await activeWebhooks(database.db, { clientId: Number(id) })).toEqual([])
    expect((await admin.does(`${at}/stop`)).body).toContain('早就删掉了')
  })
})

test('the system shows the WeChat login and settings, never a secret', async () => {
  const { body } = await admin.get('/staff/system')
  expect(body).toContain('<svg')
  expect(body).toContain('TELEGRAM_BOT_TOKEN')
  expect(body).not.toMatch(/never shown|12:abc/)
})
