/** The lives of cases in a demonstration: opened, claimed, passed on, completed, rated, some of them late. */
import type { Staff } from '../../core/case/case.ts'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { Item } from '../../core/catalog/item.ts'
import { addDays, type LocalDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { openCase } from '../../db/cases/change-case.ts'
import type { NewCase } from '../../db/cases/new-case.ts'
import { conversationAt } from '../../db/people/conversations.ts'
import { encryptContact } from '../../db/people/contact-details.ts'
import { DEMO_ADDRESS, newestCaseAt, type NewestCase } from '../../db/demo.ts'
import { caseCardsForDuty } from '../../services/notify-participants.ts'
import { residentName, residentPhone } from './cast.ts'
import { type Dice, later, type Moment, on, pick } from './moments.ts'
import type { Stage } from './stage.ts'
import { APPLICATIONS, PAPERS, REPORTS } from './stories.ts'

/** Who works where, asked at the moment it is needed: people are bound in the play itself. */
export interface Crew {
  clerk(department: string, nth: number): Staff
  head(department: string): Staff
}

/** What a life is drawn from. */
export interface Drawing {
  readonly stage: Stage
  readonly dice: Dice
  readonly crew: () => Crew
  readonly villages: readonly string[]
}

interface Life {
  readonly id: number
  department: string
  handler: Staff
}

/** Working days after a day. */
const plus = (d: Drawing, day: LocalDate, n: number): LocalDate => d.stage.townContext.calendar.addWorkdays(day, n).date

/** Opens a case of a resident who writes from a page, or of one at the counter, whom a clerk meets. */
async function open(
  d: Drawing,
  resident: number,
  given: Omit<NewCase, 'residentId' | 'conversationId'>,
): Promise<number> {
  const { stage } = d
  const made = await stage.act(async (tx) => {
    const ctx = stage.ctx()
    const contact = { name: residentName(resident), phone: residentPhone(resident) }
    const there = given.metBy
      ? null
      : await conversationAt(tx, { channel: 'web', id: `${DEMO_ADDRESS}r${resident}` }, false, ctx.now)
    const opened = await openCase(tx, ctx, {
      ...given,
      residentId: there?.personId ?? null,
      conversationId: there?.id ?? null,
      particulars: given.kind === 'application' || given.metBy ? encryptContact(ctx, contact) : null,
    })
    const { letters } = given.metBy ? { letters: [] } : await caseCardsForDuty(tx, ctx, opened, '新办件')
    return { id: opened.case.id, letters }
  })
  return made.id
}

/** Said in the web chat, as a resident says it: told, then registered. Null where the dialogue opened nothing. */
async function openInChat(d: Drawing, resident: number, text: string): Promise<NewestCase | null> {
  const { stage } = d
  for (const said of [text, '登记吧', '人工']) {
    await stage.hear(`r${resident}`, said)
    const made = await newestCaseAt(stage.database.db, `${DEMO_ADDRESS}r${resident}`)
    if (made) return made
  }
  return null
}

/** One report: told in the chat, by telephone or at the counter; what comes after follows the kind it was registered as. */
export function reportLife(d: Drawing, day: LocalDate, resident: number): Moment {
  const { dice, stage } = d
  const story = pick(dice, REPORTS)
  const village = pick(dice, d.villages)
  const said = (text: string): string => text.replaceAll('{村}', village)
  const way = dice() < 0.8 ? 'chat' : dice() < 0.5 ? 'phone' : 'counter'
  const time = later('08:40', Math.floor(dice() * 160))
  const own = departmentOf(stage.townContext.town, story.department).code
  return {
    at: on(day, time),
    async does() {
      const known = stage.townContext.town.reports.some((r) => r.id === story.about)
      const base = { kind: 'report', item: null, department: own, text: said(story.says), village, ...(known ? { report: story.about } : {}) } as const // prettier-ignore
      const nth = dice() < 0.6 ? 0 : 1
      if (way !== 'chat') {
        const handler = d.crew().clerk(own, nth)
        const id = await open(d, resident, { ...base, origin: way, metBy: handler })
        return { followedBy: worked({ id, department: own, handler }, 'report') }
      }
      const made = await openInChat(d, resident, base.text)
      const department = made?.department ?? own
      const id = made?.id ?? (await open(d, resident, base))
      return {
        followedBy: worked({ id, department, handler: d.crew().clerk(department, nth) }, made?.kind ?? 'report'),
      }
    },
  }

  function worked(life: Life, kind: string): Moment[] {
    const moments: Moment[] = []
    const then = (at: Date, does: (id: number, handler: Staff) => Promise<unknown>): void =>
      void moments.push({ at, does: () => does(life.id, life.handler) })
    if (way === 'chat')
      then(on(day, later(time, dice() < 0.07 ? 75 : 4 + Math.floor(dice() * 18))), (id, who) => stage.move(who, id, 'claim')) // prettier-ignore
    const drawn = dice()
    if (drawn < 0.04) return moments // nobody ever answers: the sweep finds it
    const overdue = drawn < 0.13
    const quick = kind === 'consultation'
    const days = quick ? (overdue ? 3 : 0) : overdue ? 6 + Math.floor(dice() * 3) : 1 + Math.floor(dice() * 4)
    const answered = days === 0 ? day : plus(d, day, days)
    if (!quick) {
      passOn(life, then)
      if (dice() < 0.6) then(on(plus(d, day, 1), '10:20'), (id, who) => stage.move(who, id, 'progress', { text: said(story.progress) })) // prettier-ignore
    }
    then(on(answered, later('15:10', Math.floor(dice() * 60))), (id, who) => stage.move(who, id, 'reply', { text: said(story.reply) })) // prettier-ignore
    // who came to the counter or rang up has no chat: they are phoned
    if (way !== 'chat')
      then(on(answered, '16:30'), (id, who) => stage.move(who, id, 'contact', { text: '已电话告知本人处理结果' })) // prettier-ignore
    else if (dice() < 0.05) {
      const again = addDays(answered, 1)
      then(on(again, '08:10'), (id) => stage.move(null, id, 'reopen', { text: '又坏了，请再来看看' }))
      then(on(plus(d, again, 1), '11:00'), (id, who) => stage.move(who, id, 'reply', { text: `${said(story.reply)}这次换了新的。` })) // prettier-ignore
    } else moments.push(...ending(d, life, answered, overdue))
    return moments
  }

  function passOn(life: Life, then: (at: Date, does: (id: number, handler: Staff) => Promise<unknown>) => void): void {
    if (dice() > 0.12) return
    const other = pick(dice, stage.townContext.town.departments.filter((o) => o.code !== life.department)).code // prettier-ignore
    then(on(plus(d, day, 1), '09:05'), async (id, who) => {
      const to = d.crew().clerk(other, 0)
      await stage.move(who, id, 'transfer', { staff: to, text: '按职责请你科办理' })
      if (await stage.move(to, id, 'take')) Object.assign(life, { handler: to, department: other })
    })
  }
}

/** The resident hears of it: satisfied or not, or silent and settled by the clock. */
function ending(d: Drawing, life: Life, day: LocalDate, overdue: boolean): Moment[] {
  const { dice, stage } = d
  const drawn = dice()
  if (drawn > 0.72) return []
  const score = overdue ? 1 + Math.floor(dice() * 3) : dice() < 0.93 ? 4 + Math.floor(dice() * 2) : 2
  const evening = on(day, later('18:30', Math.floor(dice() * 90)))
  const rated: Moment = { at: evening, does: () => stage.move(null, life.id, 'rate', { score }) }
  if (score > 2) {
    const closed: Moment = { at: new Date(evening.getTime() + 60_000), does: () => stage.move(null, life.id, 'confirm') } // prettier-ignore
    return drawn < 0.5 ? [rated, closed] : [rated]
  }
  if (dice() < 0.15) return [rated]
  const visited = on(plus(d, day, 2), '10:40')
  return [rated, { at: visited, does: () => stage.move(life.handler, life.id, 'contact', { text: '已上门回访，说明了情况并道歉' }) }] // prettier-ignore
}

/** An application of an item: told what is missing once, accepted, completed. */
export function applicationLife(d: Drawing, day: LocalDate, resident: number, item: Item): Moment {
  const { dice, stage } = d
  const time = later('08:50', Math.floor(dice() * 140))
  const department = departmentOf(stage.townContext.town, item.owner).code
  const text = pick(dice, APPLICATIONS).replace('{事}', shortName(item))
  return {
    at: on(day, time),
    async does() {
      await stage.hear(`r${resident}`, text)
      const handler = d.crew().clerk(department, dice() < 0.6 ? 0 : 1)
      const id = await open(d, resident, { kind: 'application', item: item.id, department, text })
      return { followedBy: worked({ id, department, handler }) }
    },
  }

  function worked(life: Life): Moment[] {
    const moments: Moment[] = []
    const then = (at: Date, does: (id: number, handler: Staff) => Promise<unknown>): void =>
      void moments.push({ at, does: () => does(life.id, life.handler) })
    then(on(day, later(time, 5 + Math.floor(dice() * 15))), (id, who) => stage.move(who, id, 'claim'))
    let from = day
    if (dice() < 0.35) {
      const asked = plus(d, day, 1)
      const list = [pick(dice, PAPERS.slice(0, 2)), pick(dice, PAPERS.slice(2))]
      then(on(asked, '09:40'), (id, who) => stage.move(who, id, 'supplement', { list, text: '请补这几样，一次说全' }))
      if (dice() < 0.08) return moments // never brought: it lapses by the clock
      from = plus(d, asked, 1 + Math.floor(dice() * 4))
      then(on(from, '14:20'), (id) => stage.move(null, id, 'supply', { text: '材料补齐了' }))
      if (dice() < 0.12) {
        const again = plus(d, from, 1)
        then(on(again, '10:10'), (id) => stage.move(d.crew().head(life.department), id, 'supplement-again', { list: ['授权委托书'], text: '第一次漏列，责任在我们' })) // prettier-ignore
        from = plus(d, again, 2)
        then(on(from, '15:00'), (id) => stage.move(null, id, 'supply', { text: '委托书送来了' }))
      }
    }
    const accepted = plus(d, from, dice() < 0.08 ? 7 : 1)
    then(on(accepted, '10:30'), (id, who) => stage.move(who, id, 'accept'))
    const done = plus(d, accepted, 3 + Math.floor(dice() * 7))
    then(on(done, '11:20'), (id, who) => dice() < 0.92 ? stage.move(who, id, 'complete', { text: '已办好，请带身份证件来窗口领取' }) : stage.move(who, id, 'refuse', { text: '经核对，不符合本事项公布的条件' })) // prettier-ignore
    return [...moments, ...ending(d, life, done, false)]
  }
}
