/** The feeds: what people wrote is read out of them as the text it is. */
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { disclosures, disclosureVersions } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { webDesk, type WebDesk } from '../support/web-rig.ts'

const SAID = `<img src=x onerror=alert(1)> ]]> <b>"粗"</b> a&b &lt;i&gt; 'x'`
let database: TestDb
let desk: WebDesk
beforeAll(async () => {
  database = await openTestDb()
  desk = await webDesk(database, '2026-11-23T02:00:00Z')
  const about = { state: 'published', title: SAID, version: 1, at: desk.now }
  const [row] = await database.db
    .insert(disclosures)
    .values({ ...about, department: 'DZB', category: '财务' })
    .returning()
  await database.db.insert(disclosureVersions).values({ ...about, disclosureId: row!.id, body: SAID })
})
afterAll(async () => {
  await desk.close()
  await database.drop()
})

/** What a reader that takes the field as HTML would show. */
const shownAsHtml = (markup: string): string => {
  expect(markup, 'markup in a feed').not.toMatch(/[<>]/)
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" }
  return markup.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => named[name]!)
}

type Entry = Record<string, { '#text': string; '@_type'?: string } | string>
const texts = (entry: Entry, names: readonly string[]) =>
  names.map((name) => {
    const field = entry[name]!
    return typeof field === 'string' ? field : field['#text']
  })

test.each([
  ['/feed.xml', ['title', 'summary'], (f: { feed: { entry: Entry } }) => f.feed.entry],
  ['/rss.xml', ['title', 'description'], (f: { rss: { channel: { item: Entry } } }) => f.rss.channel.item],
] as const)('%s carries what was written as text, never as markup', async (url, names, entryOf) => {
  const { body } = await desk.app.inject({ url })
  const parsed = new XMLParser({ ignoreAttributes: false, processEntities: true }).parse(body) as never
  const entry: Entry = entryOf(parsed)
  const [title, text] = texts(entry, names)
  expect(shownAsHtml(title!)).toBe(`【公开】${SAID}`)
  expect(shownAsHtml(text!)).toBe(SAID)
})
