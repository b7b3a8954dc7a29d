/** Hearings 听证: when one must be called, what a call needs, who gets a seat. Source: policy 二（二）1. */
import type { LocalDate } from '../date.ts'
import { dateAtStart, timeAtStart } from '../input/date.ts'

// prettier-ignore
export const HEARING_STATES = {
  due:       { label: '待召开', waits: 'group'  },
  called:    { label: '已公告', waits: 'clock'  },
  held:      { label: '已召开', waits: 'office' },
  closed:    { label: '已办结', waits: null     },
  cancelled: { label: '已取消', waits: null     },
} as const satisfies Record<string, { label: string; waits: string | null }>
export type HearingState = keyof typeof HEARING_STATES

export const CHALLENGE_SUBJECTS = [
  'item',
  'notice',
  'breach',
  'assessment',
  'disclosure',
  'pledge',
  'hearing',
  'town',
] as const
export type ChallengeSubject = (typeof CHALLENGE_SUBJECTS)[number]

/** 'breach:12' → about a breach; a bare word is an item of the catalogue; anything else is about the town. */
export function parseChallengeSubject(value: string | null): { about: ChallengeSubject; aboutId: string } {
  if (!value) return { about: 'town', aboutId: '' }
  const [head = '', ...rest] = value.split(':')
  const about = CHALLENGE_SUBJECTS.find((a) => a === head)
  return about && rest.length > 0 ? { about, aboutId: rest.join(':') } : { about: 'item', aboutId: value }
}

/**
 * What a resident may type for what a tap would say: 质询 违诺 12 …, 质询 考核 2026-10 …; null where it names nothing.
 * `certain`: what follows the word is an id; plain words may name a thing ('承诺 公共服务办公室') or be the question itself.
 */
export function parseChallenge(text: string): { about: string; question: string; certain: boolean } | null {
  const named = /^(事项|文书|违诺|考核|公开|承诺|听证)[\s:：#]*([^\s:：]+)[\s:：]*(.*)$/s.exec(text.trim())
  const [, word = '', id = '', question = ''] = named ?? []
  return named ? { about: `${ABOUT_WORDS[word]!}:${id}`, question: question.trim(), certain: CERTAIN.test(id) } : null
}

/** A number, a code, the number of a notice, or what a department is called. */
const CERTAIN = /^[\w-]+$|〔|〕|[科室办站所局队]$|中心$/

const ABOUT_WORDS: Readonly<Record<string, ChallengeSubject>> = {
  事项: 'item',
  文书: 'notice',
  违诺: 'breach',
  考核: 'assessment',
  公开: 'disclosure',
  承诺: 'pledge',
  听证: 'hearing',
}

/** True from the `limit`th seconder on: the leading group must call a hearing. */
export const hearingNeeded = (seconds: number, limit: number): boolean => seconds >= limit

const MOST_SEATS = 10_000

export interface HearingCall {
  readonly date: LocalDate
  readonly time: string
  readonly seats: number
  readonly place: string
}

/** '2026-12-10 14:00 30 镇政府二楼会议室', '12月10号 下午2点 30人 镇政府'; a plain sentence where it is not whole, or not in the future. */
export function parseHearingCall(text: string, today: LocalDate, word = '召开听证 0007'): HearingCall | string {
  const when = dateAtStart(text, today)
  const clock = when && timeAtStart(when.rest)
  const [, seats = '', place = ''] = /^(\d+)\s*[人座席个]?\s+(\S.*)$/.exec(clock?.rest ?? '') ?? []
  if (when && !clock && /^\S*\d/.test(when.rest)) return '时间写法：14:00'
  if (!when || !clock || place === '')
    return `要写日期、时间、座位数、地点。例：${word} 2026-12-10 14:00 30 镇政府二楼会议室`
  if (when.date <= today) return '听证日期要在今天以后'
  if (Number(seats) < 1) return '至少留一个座位'
  if (Number(seats) > MOST_SEATS) return `座位最多写 ${MOST_SEATS} 个`
  return { date: when.date, time: clock.time, seats: Number(seats), place }
}

/** '2026-12-12 14:00 30 镇政府 原因：停电': the new call, and why. */
export function parseHearingMove(text: string, today: LocalDate): { call: HearingCall; reason: string } | string {
  const [when = '', reason = ''] = text.split(/原因[:：]?/)
  const call = parseHearingCall(when, today, '听证改期 3')
  if (typeof call === 'string') return call
  return reason.trim() ? { call, reason: reason.trim() } : '还要写为什么改期。在最后加：原因：会议室停电'
}

export type SignUp = 'signed' | 'already' | 'full' | 'closed'

/** Whether one more person may sign up. */
export function signUp(
  h: { state: HearingState; heldOn: LocalDate | null; seats: number },
  taken: number,
  mine: boolean,
  today: LocalDate,
): SignUp {
  // prettier-ignore
  if (mine) return 'already'
  if (h.state !== 'called' || h.heldOn === null || h.heldOn < today) return 'closed'
  return taken < h.seats ? 'signed' : 'full'
}
