/** The authorization matrix through the one door that changes a case, on a real database. */
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Staff } from '../../core/case/case.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { makeCipher } from '../../core/privacy/cipher.ts'
import { moveCase, openCase, lockCaseContext } from '../../db/cases/change-case.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Tx } from '../../db/types.ts'
import { caseEvents, staff as staffTable } from '../../db/schema.ts'
import { openTestDb, type TestDb } from '../support/db.ts'
import { CAST, EVERYBODY, type Gift, mayDo, type Member, SCENES, type Scene, STANDS_FOR, titleOf, type Who } from './matrix.ts' // prettier-ignore
import { clock, NOW, resident, staff, townContext } from './example-case.ts'

let database: TestDb
let cast: Record<Member, Staff>
const ctx: RequestContext = { townContext, now: NOW, random: (n) => randomBytes(n), cipher: makeCipher('matrix') }

beforeAll(async () => {
  database = await openTestDb()
  const rows = await database.db
    .insert(staffTable)
    .values(
      Object.entries(CAST).map(([name, who]) => ({
        name,
        ...who,
        createdAt: NOW,
        leftAt: name === 'left' ? NOW : null,
      })),
    )
    .returning()
  cast = Object.fromEntries(rows.map((row) => [row.name, row as Staff])) as Record<Member, Staff>
})
afterAll(() => database.drop())

function actor(who: Who): Actor {
  if (who === 'resident') return resident
  if (who === 'clock') return clock
  const other = STANDS_FOR[who]
  return other ? staff(cast[who], cast[other]) : staff(cast[who])
}
const gift = ({ to, ...rest }: Gift): ActionInput => ({ ...rest, ...(to ? { staff: cast[to] } : {}) })

async function stage(tx: Tx, s: Scene): Promise<number> {
  const caseContext = await openCase(tx, ctx, {
    kind: s.kind,
    item: s.item,
    department: 'GFB',
    text: '想办事',
    residentId: null,
    conversationId: null,
    accusedStaffId: cast.accused.id,
    ...(s.alarm ? { alarm: true } : {}),
  })
  for (const [action, who, given = {}] of s.before) {
    const moved = await moveCase(tx, ctx, caseContext.case.id, action, actor(who), gift(given))
    if (!moved.ok) throw new Error(`${action} by ${who}: ${moved.because} ${moved.detail}`)
  }
  return caseContext.case.id
}

const state = async (tx: Tx, id: number) => ({
  at: await lockCaseContext(tx, id),
  events: await tx.$count(caseEvents, eq(caseEvents.caseId, id)),
})

/** Rolls back what it did, so that everybody finds the same case. */
class Undo extends Error {}
const undone = async (tx: Tx, work: (inner: Tx) => Promise<void>): Promise<void> => {
  await tx
    .transaction(async (inner) => {
      await work(inner)
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
}

describe('everybody tries', () => {
  test.each(SCENES.map((s) => ({ s, title: titleOf(s) })))('$title', async ({ s }) => {
    await database.db.transaction(async (tx) => {
      const id = await stage(tx, s)
      const before = await state(tx, id)
      for (const who of EVERYBODY)
        await undone(tx, async (inner) => {
          const moved = await moveCase(inner, { ...ctx, now: s.now }, id, s.action, actor(who), gift(s.given))
          expect(moved.ok ? 'may' : moved.because, who).toBe(mayDo(s, who) ? 'may' : 'not-your-role')
          const after = await state(inner, id)
          if (moved.ok)
            expect([after.at.case.version, after.events]).toEqual([before.at.case.version + 1, before.events + 1])
          else expect(after).toEqual(before)
        })
      expect(await state(tx, id)).toEqual(before)
    })
  })
})
