/** More than a chat needs: kept at both ends, said so, and read for danger whole. */
import fc from 'fast-check'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Incoming } from '../../core/channel.ts'
import { LONGEST_MESSAGE, passages, boundText, shorten } from '../../core/long-text.ts'
import { wellFormed } from '../../db/rows.ts'
import { cases, inbox } from '../../db/schema.ts'
import { openDesk, turn } from './rig.ts'

const desk = await openDesk({ 安全丙: 'GAB' })

const STORY = '我家在村东头，老伴身体不好，孩子在外地打工，去年收成也不行。'
const story = (length: number) => STORY.repeat(Math.ceil(length / STORY.length)).slice(0, length)
const stored = async (who: string): Promise<Incoming[]> =>
  (
    await desk.database.db
      .select()
      .from(inbox)
      .where(eq(inbox.lane, `web:${who}`))
  ).map((row) => row.message as Incoming)

test('a text of any length is kept within bounds, its beginning and its end in it, no character cut in two', () => {
  const piece = fc.constantFrom('长', 'a', '😀', '\n', '村')
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 12_000 }), (parts, length) => {
      const text = parts.join('').repeat(length).slice(0, length)
      const { text: kept, left } = shorten(text)
      expect(kept.length).toBeLessThanOrEqual(LONGEST_MESSAGE)
      expect(left > 0).toBe(text.length > LONGEST_MESSAGE)
      // of a text that was whole before
      if (wellFormed(text) === text) expect(wellFormed(kept)).toBe(kept)
      expect(text.endsWith(kept.slice(-900))).toBe(true)
      expect(boundText(text, 500).length).toBeLessThanOrEqual(500)
      expect(passages(text).some((p) => p.endsWith(text.slice(-50)))).toBe(true)
    }),
    { numRuns: 200 },
  ) // prettier-ignore
})

test('a story is kept at both ends, and how much was left out is said', async () => {
  const said = await turn(desk, '长文甲', `${story(9980)}我想问办低保要什么材料？`)
  expect(said).toMatch(/中间的 6[45]\d\d 个字没有留下[\s\S]*低保，要带/)
  const [message] = await stored('长文甲')
  expect(message!.body.kind === 'text' && message!.body.text.length).toBeLessThanOrEqual(LONGEST_MESSAGE)
  expect(message!.cut?.left).toBeGreaterThan(6400)
})

test('the longest message of Telegram is kept whole', async () => {
  expect(await turn(desk, '长文乙', story(4096))).not.toMatch(/没有留下/)
})

test.each([
  ['at the end', (cry: string) => `${story(6000)}${cry}`],
  ['in the middle, where nothing is kept', (cry: string) => `${story(4000)}${cry}${story(5000)}`],
  ['far beyond what a chat takes', (cry: string) => `${story(60_000)}${cry}`],
])('danger is heard %s', async (where, made) => {
  const said = await turn(desk, `险情${where}`, made('屋里着火了快来人，我出不去'))
  expect(said).toMatch(/119[\s\S]*编号 BS/)
  expect(desk.last('安全丙')).toContain('紧急')
  const [stays] = await stored(`险情${where}`)
  expect(JSON.stringify(stays)).toContain('屋里着火了快来人')
})

test('half of what staff wrote is not carried out, and they are told', async () => {
  const [c] = await desk.database.db.select().from(cases)
  const before = c!.version
  const said = await turn(desk, '安全丙', `答复 ${c!.number} ${story(5000)}`)
  expect(said).toMatch(/太长了.*没有照办/)
  const [after] = await desk.database.db.select().from(cases).where(eq(cases.id, c!.id))
  expect(after!.version).toBe(before)
})
