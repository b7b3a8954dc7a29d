/**
 * Who counts as a person where the law counts persons: whoever seconds a question put in public or takes a seat at a
 * hearing. A plain web session costs nothing and is nobody; an account, a telephone or a look at the counter is.
 */
import type { ChannelName } from './channel.ts'

/** `releasedBy`: who puts what they ask in public on the board, where nobody of the office has looked at it in time. */
// prettier-ignore
export const STANDINGS = {
  account: { label: '微信、企业微信、Telegram 账号', counts: true,  releasedBy: 'clock'  },
  phone:   { label: '确认过的电话',        counts: true,  releasedBy: 'clock'  },
  counter: { label: '窗口登记',            counts: true,  releasedBy: 'clock'  },
  web:     { label: '网页',                counts: false, releasedBy: 'person' },
} as const satisfies Record<string, { label: string; counts: boolean; releasedBy: 'clock' | 'person' }>

export type Standing = keyof typeof STANDINGS

/** How somebody was confirmed, where they were: columns of `persons`. */
export type ConfirmedBy = Extract<Standing, 'phone' | 'counter'>

/** The standing of a person who writes from a channel. */
export const standingOf = (channel: ChannelName, confirmed: ConfirmedBy | null): Standing =>
  confirmed ?? (channel === 'web' ? 'web' : 'account')
