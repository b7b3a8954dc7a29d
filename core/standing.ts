/**
 * Who counts as a person where the law counts persons: whoever seconds a question put in public or takes a seat at a
 * hearing. A plain web session costs nothing and is nobody; an account, a telephone or a look at the counter is.
 */
import type { ChannelName } from './channel.ts'

// prettier-ignore
export const STANDINGS = {
  account: { label: '微信、企业微信、Telegram 账号', counts: true  },
  phone:   { label: '确认过的电话',        counts: true  },
  counter: { label: '窗口登记',            counts: true  },
  web:     { label: '网页',                counts: false },
} as const satisfies Record<string, { label: string; counts: boolean }>

export type Standing = keyof typeof STANDINGS

/** How somebody was confirmed, where they were: columns of `persons`. */
export type ConfirmedBy = Extract<Standing, 'phone' | 'counter'>

/** The standing of a person who writes from a channel. */
export const standingOf = (channel: ChannelName, confirmed: ConfirmedBy | null): Standing =>
  confirmed ?? (channel === 'web' ? 'web' : 'account')
