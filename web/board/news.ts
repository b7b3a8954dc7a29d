/** What is new on the notice board, one line each: for the board's first page, the home page and the feeds. */
import { BREACH_STATES } from '../../core/breach/lifecycle.ts'
import { HEARING_STATES } from '../../core/challenge/hearing.ts'
import type { LocalDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { publicBreaches } from '../../db/breaches/public-breaches.ts'
import { publicChallenges } from '../../db/challenges/challenges.ts'
import { publicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { publicHearings } from '../../db/hearings/public-hearings.ts'
import type { WebOptions } from '../options.ts'
import { VERDICTS } from './breaches.ts'

export interface News {
  /** Stays the same while the thing does: a reader of feeds shows it once. */
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly text: string
  readonly on: LocalDate
  readonly href: string
}

export async function news(o: WebOptions, limit: number): Promise<News[]> {
  const { db } = o.database
  const { town } = o.world()
  const of = (code: string): string => departmentOf(town, code).name
  const [breaches, challenges, hearings, disclosures] = await Promise.all([
    publicBreaches(db, { limit }),
    publicChallenges(db, { limit }),
    publicHearings(db, { limit }),
    publicDisclosures(db, { limit }),
  ])
  const found: News[] = [
    ...breaches.map((b) => ({
      id: `breach-${b.id}-${b.verdict}-${b.state === BREACH_STATES.closed.label ? 'closed' : 'open'}`,
      kind: '违诺',
      title: `${of(b.department)}：${b.label}，${VERDICTS[b.verdict]}`,
      text: [b.reason, b.measure && `处理：${b.measure}`, b.state].filter(Boolean).join('。'),
      on: b.decidedOn ?? b.foundOn,
      href: `/breaches#${b.id}`,
    })),
    ...challenges.map((c) => ({
      id: `challenge-${c.number}-${c.answer === null ? 'asked' : 'answered'}`,
      kind: '质询',
      title: c.answer === null ? `有人质询：${short(c.question)}` : `质询已答复：${short(c.question)}`,
      text: c.answer ?? `由${of(c.department)}答复。`,
      on: c.answeredOn ?? c.askedOn,
      href: `/challenges#${c.number}`,
    })),
    ...hearings.flatMap((h) =>
      h.heldOn === null
        ? []
        : [{
            id: `hearing-${h.id}-${h.state}`,
            kind: '听证',
            title: `听证会${HEARING_STATES[h.state].label}：${short(h.title)}`,
            text: h.minutes || `${h.heldOn} ${h.heldTime ?? ''}，${h.place}，${h.seats} 个座位。`,
            on: h.heldOn,
            href: `/challenges#hearing-${h.id}`,
          }],
    ), // prettier-ignore
    ...disclosures.map((d) => ({
      id: `disclosure-${d.id}-${d.version}`,
      kind: '公开',
      title: d.state === 'withheld' ? `不予公开：${d.title}` : d.state === 'withdrawn' ? `撤下：${d.title}` : d.title,
      text: d.body || d.reason,
      on: d.on,
      href: `/disclosures/${d.id}`,
    })),
  ]
  return found.sort((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0)).slice(0, limit)
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
