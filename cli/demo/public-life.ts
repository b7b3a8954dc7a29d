/** What is done in public in a demonstration: pledges, publications, questions, a hearing, complaints, breaches judged. */
import { type Staff } from '../../core/case/case.ts'
import type { BreachAction, BreachInput } from '../../core/breach/lifecycle.ts'
import { addDays, type LocalDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { decideProposal, openProposals } from '../../db/assessment/proposals.ts'
import { attitudeUpheld, breachesFor, moveBreach, type BreachView } from '../../db/breaches/breaches.ts'
import { openCase } from '../../db/cases/change-case.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import { secondChallenge } from '../../db/challenges/second-challenge.ts'
import { publish } from '../../db/disclosures/disclosures.ts'
import {
  answerQuestion,
  callHearing,
  hearingOf,
  joinHearing,
  putMinutes,
  putQuestion,
} from '../../db/hearings/hearings.ts'
import { DEMO_ADDRESS } from '../../db/demo.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { makeCounterCode, registerAtCounter, voiceOf } from '../../db/people/standing.ts'
import { confirmPledge, draftPledge, signPledge } from '../../db/pledges/pledges.ts'
import type { Tx } from '../../db/types.ts'
import { caseCardsForDuty } from '../../services/notify-participants.ts'
import { residentPhone } from './cast.ts'
import type { Drawing } from './lives.ts'
import { later, type Moment, on, pick } from './moments.ts'
import { BREACH_WORDS, CHALLENGES, COMPLAINTS, PUBLICATIONS } from './stories.ts'

/** Residents who second a question and come to the hearing have numbers from here on. */
const VOICES = 2000

const leaders = (people: readonly Staff[]): Staff[] => people.filter((s) => s.role === 'group')

/** In the first days: everybody signs, each head confirms what the department promises. */
export function pledges(d: Drawing, day: LocalDate): Moment[] {
  const { stage } = d
  const signing = async (): Promise<void> => {
    for (const who of await stage.staff()) await stage.database.db.transaction((tx) => signPledge(tx, stage.ctx(), who))
  }
  const confirming = async (): Promise<void> => {
    for (const head of (await stage.staff()).filter((s) => s.role === 'head'))
      await stage.database.db.transaction(async (tx) => {
        const draft = await draftPledge(tx, stage.ctx(), head.department)
        if (draft) await confirmPledge(tx, stage.ctx(), head, draft.version)
      })
  }
  return [
    { at: on(day, '09:20'), does: signing },
    { at: on(day, '15:20'), does: confirming },
  ]
}

/** One after another over the days; their numbers are 1, 2, 3 … as CHALLENGES names them. */
export function publications(d: Drawing, days: readonly LocalDate[]): Moment[] {
  const { stage } = d
  return PUBLICATIONS.map(({ department, ...rest }, i) => ({
    at: on(days[Math.floor((i * days.length) / (PUBLICATIONS.length + 1))]!, '11:00'),
    does: async () => {
      const code = departmentOf(stage.townContext.town, department).code
      const head = d.crew().head(code)
      const put = await stage.database.db.transaction((tx) => publish(tx, stage.ctx(), head, { department: code, ...rest })) // prettier-ignore
      if (!put.ok) stage.refused.push(`publish: ${put.because}`)
    },
  }))
}

/** A person who has shown at the counter who they are: their voice counts. */
async function voice(d: Drawing, tx: Tx, nth: number, by: Staff) {
  const ctx = d.stage.ctx()
  const there = await conversationAt(tx, { channel: 'web', id: `${DEMO_ADDRESS}r${VOICES + nth}` }, false, ctx.now)
  const { code } = await makeCounterCode(tx, ctx, there.personId!)
  await registerAtCounter(tx, ctx, by, code, residentPhone(VOICES + nth))
  return (await voiceOf(tx, there))!
}

/** Put in public, released, answered; of the first a hearing is held. `days` are working days from the day it is asked. */
export function challenge(d: Drawing, nth: number, days: readonly LocalDate[]): Moment[] {
  const { stage } = d
  const { department, about, aboutId, says, reply, hearing } = CHALLENGES[nth]!
  const code = departmentOf(stage.townContext.town, department).code
  const [day, second, third] = days
  if (!day || !second || !third) return []
  const { hearingSeconds } = stage.townContext.town.rules
  let id: number | null = null
  const given = (at: Date, does: (id: number, clerk: Staff, leader: Staff) => Promise<unknown>): Moment => ({
    at,
    does: async () => id !== null && does(id, d.crew().clerk(code, 0), leaders(await stage.staff())[0]!),
  })
  const inTx = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => stage.database.db.transaction(fn)
  const moments: Moment[] = [
    {
      at: on(day, '09:30'),
      does: async () => {
        const made = await stage.act(async (tx) => {
          const there = await conversationAt(tx, { channel: 'web', id: `${DEMO_ADDRESS}q${nth}` }, false, stage.now)
          const c = await openCase(tx, stage.ctx(), { kind: 'challenge', item: null, department: code, text: says, residentId: there.personId, conversationId: there.id }) // prettier-ignore
          await registerChallenge(tx, c.case.id, about, aboutId)
          return { id: c.case.id, letters: (await caseCardsForDuty(tx, stage.ctx(), c, '新质询')).letters }
        })
        id = made.id
      },
    },
    given(on(day, '09:50'), (c, clerk) => stage.move(clerk, c, 'claim')),
    given(on(day, '10:05'), (c, _, leader) => stage.move(leader, c, 'release')),
    given(on(third, '15:00'), (c, clerk) => stage.move(clerk, c, 'reply', { text: reply })),
  ]
  if (!hearing) return moments
  const [held, after] = [days[6], days[8]]
  if (!held || !after) return moments
  const number = async (c: number) => (await stage.database.db.query.cases.findFirst({ where: (t, { eq }) => eq(t.id, c) }))!.number // prettier-ignore
  const hearingId = async (c: number) => (await hearingOf(stage.database.db, c))!.id
  return [
    ...moments,
    given(on(second, '09:30'), async (c, clerk) => {
      const named = await number(c)
      for (let v = 0; v < hearingSeconds + 3; v++)
        await inTx(async (tx) => {
          const who = await voice(d, tx, v, clerk)
          return secondChallenge(tx, stage.ctx(), named, who, { personId: who.personId, network: null })
        })
    }),
    given(
      on(second, '16:10'),
      (c, _, leader) =>
      stage.act((tx) => callHearing(tx, stage.ctx(), leader, c, { date: held, time: '14:00', seats: 30, place: '镇政府二楼会议室' })), // prettier-ignore
    ),
    given(on(third, '09:00'), async (c) => {
      const h = await hearingId(c)
      for (let v = 0; v < 17; v++)
        await inTx(async (tx) => {
          const there = await conversationAt(
            tx,
            { channel: 'web', id: `${DEMO_ADDRESS}r${VOICES + v}` },
            false,
            stage.now,
          )
          const who = (await voiceOf(tx, there))!
          return joinHearing(tx, stage.ctx(), h, who, { personId: who.personId, network: null })
        })
    }),
    given(on(held, '16:30'), async (c, _, leader) => {
      const h = await hearingId(c)
      await inTx((tx) => putMinutes(tx, stage.ctx(), leader, h, '到会 15 人。镇里说明了分摊办法和测量结果；三户对面积有不同意见，当场约定复测，农户本人到场。')) // prettier-ignore
      await inTx((tx) => putQuestion(tx, stage.ctx(), leader, h, '复测由谁来做，农户能不能在场？'))
      await inTx((tx) => putQuestion(tx, stage.ctx(), leader, h, '多交的钱什么时候退？'))
    }),
    given(on(after, '10:30'), async (c, _, leader) => {
      const [first] = await stage.database.db.query.hearingQuestions.findMany({ orderBy: (t, { asc }) => asc(t.id) })
      if (first && c) await inTx((tx) => answerQuestion(tx, stage.ctx(), leader, first.id, '由区里的测绘队做，农户本人在场签字。')) // prettier-ignore
    }),
  ]
}

/** Heard by the department that takes complaints, never by the accused; of one in three the attitude is upheld. */
export function complaint(d: Drawing, nth: number, days: readonly LocalDate[]): Moment[] {
  const { stage, dice } = d
  const { says, reply, upheld } = COMPLAINTS[nth]!
  const { town } = stage.townContext
  const handling = departmentOf(town, 'DZB').code
  const accused = pick(dice, town.departments.filter((o) => o.code !== handling)).code // prettier-ignore
  const [day, , third, , fifth] = days
  if (!day || !third || !fifth) return []
  let id: number | null = null
  const given = (at: Date, does: (id: number) => Promise<unknown>): Moment => ({ at, does: async () => id !== null && does(id) }) // prettier-ignore
  return [
    {
      at: on(day, '13:50'),
      does: async () => {
        const made = await stage.act(async (tx) => {
          const there = await conversationAt(tx, { channel: 'web', id: `${DEMO_ADDRESS}c${nth}` }, false, stage.now)
          const c = await openCase(tx, stage.ctx(), { kind: 'complaint', item: null, department: handling, text: says, residentId: there.personId, conversationId: there.id, accusedDepartment: accused }) // prettier-ignore
          return { id: c.case.id, letters: (await caseCardsForDuty(tx, stage.ctx(), c, '新投诉')).letters }
        })
        id = made.id
      },
    },
    given(on(day, '14:05'), (c) => stage.move(d.crew().clerk(handling, 0), c, 'claim')),
    given(on(third, '10:00'), async (c) => {
      const leader = leaders(await stage.staff())[0]!
      if (upheld) await stage.database.db.transaction((tx) => attitudeUpheld(tx, stage.ctx(), c, leader, '调了当天记录，情况属实')) // prettier-ignore
    }),
    given(on(fifth, '10:20'), (c) => stage.move(d.crew().clerk(handling, 0), c, 'reply', { text: reply })),
  ]
}

/** What somebody does with a breach that waits for them; null: leaves it. Drawn by its number, so that it is the same each time. */
function choice(b: BreachView, who: Staff, today: LocalDate): readonly [BreachAction, BreachInput] | null {
  const n = b.breachId
  const say = (what: keyof typeof BREACH_WORDS): BreachInput => ({ text: BREACH_WORDS[what][n % BREACH_WORDS[what].length]! }) // prettier-ignore
  switch (b.state) {
    case 'found':
      return b.responsibleId === who.id && n % 6 !== 0 ? ['explain', say('explain')] : null
    case 'explained':
      return who.role === 'head' ? ['comment', say('comment')] : null
    case 'commented':
      return who.role !== 'group' || n % 9 === 0 ? null : n % 4 === 0 ? ['dismiss', say('dismiss')] : ['uphold', say('uphold')] // prettier-ignore
    case 'upheld':
      if (who.role !== 'group') return null
      return n % 3 === 0 ? ['measure', { measure: 'remind', ...say('measure') }] : ['measure', { measure: 'rectify', date: addDays(today, 10), ...say('measure') }] // prettier-ignore
    case 'measured':
      return b.responsibleId === who.id && n % 9 !== 0 ? ['do', say('do')] : null
    case 'done':
      return who.role === 'group' ? ['check', {}] : null
    default:
      return null
  }
}

/** Twice a week everybody looks at their breaches; on the fifth of a month the group decides on commendations. */
export function sittings(d: Drawing, days: readonly LocalDate[]): Moment[] {
  const { stage } = d
  const { db } = stage.database
  const look = (day: LocalDate) => async (): Promise<void> => {
    for (const who of await stage.staff())
      for (const b of await breachesFor(db, who)) {
        const does = choice(b, who, day)
        if (!does) continue
        const done = await stage.act(async (tx) => {
          const moved = await moveBreach(tx, stage.ctx(), b.breachId, does[0], who, does[1])
          return moved.ok ? { ok: true, because: '', letters: moved.letters } : { ok: false, because: moved.because }
        })
        if (!done.ok) stage.refused.push(`breach ${b.breachId} ${does[0]}: ${done.because}`)
      }
    const [leader] = leaders(await stage.staff())
    if (leader)
      for (const p of await openProposals(db, leader))
        await db.transaction((tx) => decideProposal(tx, stage.ctx(), leader, p.id, p.id % 4 !== 0))
  }
  return days.filter((_, i) => i % 3 === 2).map((day) => ({ at: on(day, later('16:30', 1)), does: look(day) }))
}
