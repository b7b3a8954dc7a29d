/** Plays three months of a town's life on a stage, up to now. */
import { addDays, localDate } from '../../core/date.ts'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { Staff } from '../../core/case/case.ts'
import { cases } from '../../db/schema.ts'
import { castOf, VILLAGES } from './cast.ts'
import { applicationLife, type Crew, type Drawing, reportLife } from './lives.ts'
import { follows, inOrder, later, makeDice, type Moment, on, pick, workdays } from './moments.ts'
import { challenge, complaint, pledges, publications, sittings } from './public-life.ts'
import type { Stage } from './stage.ts'
import { CHALLENGES, COMPLAINTS, QUESTIONS, SMALL_TALK } from './stories.ts'

/** So far back a demonstration begins. */
export const DAYS = 92
/** When the jobs are run in the play: past midnight, before the digest, in the afternoon. */
const JOBS = ['00:12', '08:57', '15:02'] as const

/** Working days before today on which reminders and digests went out too: older ones nobody looks at. */
const LATELY = 12

export interface Played {
  readonly staff: number
  readonly cases: number
  readonly questions: number
}

/** `perDay`: cases that come in on a working day, on average. `told` hears how much of it is done, from 0 to 1. */
export async function play(
  stage: Stage,
  o: {
    readonly until: Date
    readonly days: number
    readonly perDay: number
    readonly seed?: number
    readonly told?: (part: number) => void
  },
): Promise<Played> {
  const { town, calendar, catalog } = stage.townContext
  const dice = makeDice(o.seed ?? 20260701)
  const today = localDate(o.until)
  const days = workdays(calendar, addDays(today, -o.days), today)
  const [first = today] = days
  stage.now = on(first, '08:30')
  const cast = castOf(town)
  for (const [i, member] of cast.entries()) await stage.join(member, `s${i}`)
  const people = await stage.staff()
  const d: Drawing = { stage, dice, crew: () => crewOf(people), villages: VILLAGES }

  const moments: Moment[] = [
    ...pledges(d, first),
    ...publications(d, days),
    ...CHALLENGES.flatMap((_, i) => challenge(d, i, days.slice(Math.floor(days.length * (0.5 + i * 0.18))))),
    ...COMPLAINTS.flatMap((_, i) => complaint(d, i, days.slice(Math.floor(days.length * (0.15 + i * 0.33))))),
    ...sittings(d, days),
  ]
  const items = catalog.items.filter((i) => i.routing === 'town' && i.officeType === '承诺件' && i.type !== '其他')
  let [questions, applicants] = [0, 0]
  for (const [n, day] of days.entries()) {
    const busy = o.perDay * (0.7 + (0.6 * n) / days.length)
    for (let i = 0; i < busy; i++) {
      const resident = (applicants += 1)
      if (dice() < 0.3 && items.length > 0) moments.push(applicationLife(d, day, resident, pick(dice, items)))
      else moments.push(reportLife(d, day, resident))
    }
    for (let i = 0; i < (n % 2 === 0 ? 2 : 1); i++) {
      const who = `a${Math.floor(dice() * 60)}`
      const text = dice() < 0.12 || items.length === 0 ? pick(dice, SMALL_TALK) : pick(dice, QUESTIONS).replace('{事}', shortName(pick(dice, items))) // prettier-ignore
      moments.push({ at: on(day, later('09:00', Math.floor(dice() * 660))), does: () => stage.hear(who, text) })
      questions += 1
    }
    for (const time of n < days.length - LATELY ? JOBS.slice(0, 1) : JOBS)
      moments.push({ at: on(day, time), does: () => stage.tick() })
  }
  let waiting = inOrder(moments, o.until)
  for (let n = 0; waiting.length > 0; n++) {
    const [moment, ...rest] = waiting
    stage.now = moment!.at
    const more = follows(await moment!.does())
    waiting = more.length > 0 ? inOrder([...rest, ...more], o.until) : rest
    if (n % 20 === 0) o.told?.(n / (n + waiting.length))
  }
  stage.now = o.until
  await stage.tick()
  return { staff: cast.length, cases: await stage.database.db.$count(cases), questions }
}

function crewOf(people: readonly Staff[]): Crew {
  const of = (department: string, role: Staff['role']) => people.filter((s) => s.department === department && s.role === role) // prettier-ignore
  return {
    clerk: (department, nth) => of(department, 'clerk')[nth] ?? of(department, 'clerk')[0]!,
    head: (department) => of(department, 'head')[0]!,
  }
}
