/** /.well-known/security.txt, and the page that says what is held by which test. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { townSchema } from '../../core/town.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { testWorld, webDesk, type WebDesk } from '../support/web-rig.ts'

const ROOT = join(import.meta.dirname, '../..')
let database: TestDb
const desks: WebDesk[] = []
beforeAll(async () => {
  database = await openTestDb()
})
afterAll(async () => {
  for (const desk of desks) await desk.close()
  await database.drop()
})

async function fieldsWith(securityContact: string): Promise<Record<string, string>> {
  const world = testWorld()
  const town = { ...world.town, securityContact }
  const desk = await webDesk(database, '2026-11-23T02:00:00Z', { world: () => ({ ...world, town }) })
  desks.push(desk)
  const { body, headers, statusCode } = await desk.app.inject('/.well-known/security.txt')
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
  return Object.fromEntries(body.trim().split('\n').map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string])) // prettier-ignore
}

describe('security.txt', () => {
  test('names the contact of the town file, and until when it holds', async () => {
    expect(await fieldsWith('mailto:aqld@town.test')).toEqual({
      Contact: 'mailto:aqld@town.test',
      Expires: '2027-05-22T00:00:00Z',
      'Preferred-Languages': 'zh, en',
      Canonical: 'https://town.test/.well-known/security.txt',
    })
  })

  test('without one leads to the departments and their counter, a page that is there', async () => {
    const { Contact } = await fieldsWith('')
    expect(Contact).toBe('https://town.test/departments')
    expect((await desks.at(-1)!.app.inject('/departments')).statusCode).toBe(200)
  })

  test('takes no contact that is no address', () => {
    const { securityContact } = townSchema.shape
    for (const bad of [
      'aqld@town.test',
      'http://town.test',
      'mailto:',
      'tel:abc',
      'javascript:x',
      'mailto:a@b\nContact: x',
    ])
      expect(securityContact.safeParse(bad).success).toBe(false)
    for (const good of ['', 'mailto:a@b.cn', 'https://town.test/report', 'tel:+86-22-29820001'])
      expect(securityContact.safeParse(good).success).toBe(true)
  })
})

describe('docs/security.md', () => {
  const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')
  const named = [...page.matchAll(/`((?:test|bench)\/[\w./-]+\.ts)`/g)].map((m) => m[1]!)

  test('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })

  test('has a test in every row of its tables of threats', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (entry|finding|who) \|/.test(line))
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter((line) => !/`(test|bench)\//.test(line) && !/not held/.test(line))).toEqual([])
  })
})
