/** The authorization matrix through the door people use: every staff word of the table, typed by everybody, stored and answered. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Staff } from '../../core/case/case.ts'
import { transition } from '../../core/case/lifecycle.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { moveCase, openCase, lockCaseContext } from '../../db/cases/change-case.ts'
import { readableCase } from '../../db/cases/readable-cases.ts'
import { personalReads, staff as staffTable } from '../../db/schema.ts'
import { type TestDesk, testDesk } from '../support/desk.ts'
import {
  CAST,
  type Gift,
  mayDo,
  mayRead,
  type Member,
  SCENES,
  type Scene,
  STANDS_FOR,
  titleOf,
  type Who,
} from './matrix.ts'
import { clock, NOW, resident, staff } from './example-case.ts'

const MEMBERS = Object.keys(CAST) as Member[]
/** A name that is one word, as it is typed. */
const nameOf = (who: Member): string => who.replaceAll(' ', '·')

let desk: TestDesk
let cast: Record<Member, Staff>

beforeAll(async () => {
  desk = await testDesk(NOW.toISOString())
  const { db } = desk.database
  for (const who of MEMBERS) await desk.staff(nameOf(who), CAST[who].department, CAST[who].role)
  const rows = (await db.select().from(staffTable)) as Staff[]
  cast = Object.fromEntries(MEMBERS.map((who) => [who, rows.find((r) => r.name === nameOf(who))!])) as typeof cast
  for (const [who, other] of Object.entries(STANDS_FOR) as [Member, Member][])
    await db
      .update(staffTable)
      .set({ awayUntil: '2027-12-31', substituteId: cast[who].id })
      .where(eq(staffTable.id, cast[other].id))
  await db.update(staffTable).set({ leftAt: NOW }).where(eq(staffTable.id, cast.left.id))
  cast.left = { ...cast.left, leftAt: NOW }
})
afterAll(() => desk.stop())

const actor = (who: Who): Actor => (who === 'resident' ? resident : who === 'clock' ? clock : staff(cast[who]))
const gift = ({ to, ...rest }: Gift): ActionInput => ({ ...rest, ...(to ? { staff: cast[to] } : {}) })

/** What somebody types to do it. */
function typed(s: Scene, number: string): string {
  const { given } = s
  const rest = ((): string => {
    if (s.action === 'supplement-again') return `${given.list?.join('；')} 原因：${given.text}`
    if (given.party) return `${given.party}：${given.text}`
    if (given.procedure) return `${given.procedure} ${given.days}`
    if (given.to) return `${nameOf(given.to)} ${given.text ?? ''}`
    if (given.days) return `${given.days} ${given.text}`
    return given.list?.join('；') ?? given.department ?? given.item ?? given.text ?? ''
  })()
  return `${transition(s.action).words[0]} ${number} ${rest}`.trim()
}

const stage = (s: Scene) =>
  desk.database.db.transaction(async (tx) => {
    const ctx = { ...desk.requestContext(), now: NOW }
    const caseContext = await openCase(tx, ctx, { kind: s.kind, item: s.item, department: 'GFB', text: '想办事', residentId: null, conversationId: null, accusedStaffId: cast.accused.id, ...(s.alarm ? { alarm: true } : {}) }) // prettier-ignore
    for (const [action, who, given = {}] of s.before) {
      const moved = await moveCase(tx, ctx, caseContext.case.id, action, actor(who), gift(given))
      if (!moved.ok) throw new Error(`${action} by ${who}: ${moved.detail}`)
    }
    return caseContext.case
  })
const versionOf = (id: number) =>
  desk.database.db.transaction(async (tx) => (await lockCaseContext(tx, id)).case.version)

const spoken = SCENES.filter((s) => transition(s.action).words.length > 0)

describe('everybody types', () => {
  test.each(spoken.map((s) => ({ s, title: titleOf(s) })))('$title', async ({ s }) => {
    desk.now = s.now
    let c = await stage(s)
    let before = await versionOf(c.id)
    for (const who of MEMBERS) {
      await desk.says(nameOf(who), typed(s, c.number))
      const after = await versionOf(c.id)
      expect(after - before, `${who}: ${desk.last(nameOf(who))}`).toBe(mayDo(s, who) ? 1 : 0)
      if (after === before) continue
      c = await stage(s)
      before = await versionOf(c.id)
    }
  })
})

// one new, one met, one that waits for the person named
describe.each([
  ['claim', 0],
  ['accept', 3],
  ['take', 4],
] as const)('what is said of a case where %s is next', (action, steps) => {
  // prettier-ignore
  const s = SCENES.find((one) => one.action === action && one.before.length === steps)!

  test.each(MEMBERS)('to %s is what the desk shows them', async (who) => {
    desk.now = s.now
    const { id, number } = await stage(s)
    const reads = () => desk.database.db.select().from(personalReads).where(eq(personalReads.caseId, id))
    const page = await readableCase(desk.database.db, desk.requestContext(), cast[who], number)
    expect(page !== null).toBe(mayRead(s, who))
    for (const typed of [number, number.slice(-4)]) {
      await desk.says(nameOf(who), `查 ${typed}`)
      const told = desk.last(nameOf(who))
      if (mayRead(s, who)) expect(told).toMatch(/想办事[^]*经过：/)
      else expect(told).not.toMatch(/想办事|乡村|待接单|办理中/)
    }
    expect((await reads()).map((r) => r.staffId)).toEqual(mayRead(s, who) ? [cast[who].id, cast[who].id] : [])
  })
})

test('a resident who types a staff word changes nothing', async () => {
  const c = await stage(spoken[0]!)
  for (const s of spoken) {
    await desk.says('居民', typed(s, c.number))
    expect(await versionOf(c.id), s.action).toBe(0)
  }
})
