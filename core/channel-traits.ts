/** What each way out of the desk bears and carries: data, in one table. A channel without a row does not compile. */
import type { ChannelName } from './channel.ts'

export interface ChannelTraits {
  /** What people call it. */
  readonly label: string
  /** Messages a second from one process, all conversations together. */
  readonly perSecond: number
  /** Least milliseconds between two messages of one conversation, and of one group. */
  readonly laneMs: number
  readonly groupMs: number
  /** How the address of a group begins, where it can be told by that. */
  readonly groupMark: string | null
  /** What may be said after a person's last message: for how many hours, and how many messages. Null: always, any number. */
  readonly window: { readonly hours: number; readonly messages: number } | null
  /** UTF-16 units of one message. */
  readonly text: number
  /** Units of text under a file; null: a file goes alone, ahead of the text. */
  readonly caption: number | null
  /** How offered choices reach the person, and what is printed after the text for it. */
  readonly choices: 'page' | 'buttons' | 'printed' | 'card' | 'menu'
  /** Of a card: units of text beside its buttons, and how many buttons it has. */
  readonly card: { readonly text: number; readonly buttons: number } | null
  /** Whether a message that went can still be changed. */
  readonly edits: boolean
  /** Kinds of files that go out. */
  readonly files: 'any' | 'photos' | 'none'
  /** Whether a reply says which message it quotes: otherwise a case is named by its number. */
  readonly quotes: boolean
}

/**
 * `wechat:mp` is the town's official account, which shares the name "wechat" with the account behind a gateway.
 * Sources of the platforms' rules: docs/channels.md.
 */
// prettier-ignore
export const CHANNEL_TRAITS = {
  telegram:    { label: 'Telegram', perSecond: 30,  laneMs: 1000, groupMs: 3000, groupMark: '-',  window: null,                      text: 4096,   caption: 1024,   choices: 'buttons', card: null,                       edits: true,  files: 'any',    quotes: true  },
  wechat:      { label: '微信',     perSecond: 2,   laneMs: 500,  groupMs: 1000, groupMark: null, window: null,                      text: 2000,   caption: null,   choices: 'printed', card: null,                       edits: false, files: 'any',    quotes: true  },
  'wechat:mp': { label: '公众号',   perSecond: 2,   laneMs: 500,  groupMs: 500,  groupMark: null, window: { hours: 48, messages: 5 }, text: 600,   caption: null,   choices: 'printed', card: null,                       edits: false, files: 'photos', quotes: false },
  // a member gets at most 30 messages a minute, what is more is dropped over there without a word
  wecom:       { label: '企业微信', perSecond: 50,  laneMs: 2000, groupMs: 2000, groupMark: null, window: null,                      text: 600,    caption: null,   choices: 'card',    card: { text: 160, buttons: 6 },  edits: true,  files: 'any',    quotes: true  },
  'wecom-kf':  { label: '微信客服', perSecond: 20,  laneMs: 500,  groupMs: 500,  groupMark: null, window: { hours: 48, messages: 5 }, text: 600,   caption: null,   choices: 'menu',    card: { text: 330, buttons: 10 }, edits: false, files: 'any',    quotes: false },
  web:         { label: '网页聊天', perSecond: 1e9, laneMs: 0,    groupMs: 0,    groupMark: null, window: null,                      text: 20_000, caption: 20_000, choices: 'page',    card: null,                       edits: false, files: 'any',    quotes: false },
  webhook:     { label: '推送',     perSecond: 1e9, laneMs: 0,    groupMs: 0,    groupMark: null, window: null,                      text: 20_000, caption: 20_000, choices: 'page',    card: null,                       edits: false, files: 'none',   quotes: false },
} as const satisfies Record<ChannelName | 'wechat:mp' | 'webhook', ChannelTraits>

export type ChannelWay = keyof typeof CHANNEL_TRAITS

const known = (way: string): ChannelTraits | undefined =>
  way in CHANNEL_TRAITS ? CHANNEL_TRAITS[way as ChannelWay] : undefined

/** Of a conversation's lane ("channel:address"), or of a channel by its name; unknown ones bear what the web chat bears. */
export function traitsOf(lane: string): ChannelTraits {
  const [channel = '', address = ''] = lane.split(/:(.*)/su)
  return known(`${channel}:${address.split(':', 1)[0] ?? ''}`) ?? known(channel) ?? CHANNEL_TRAITS.web
}

/** Whether the lane leads to a group. */
export function leadsToGroup(lane: string): boolean {
  const { groupMark } = traitsOf(lane)
  return groupMark !== null && lane.slice(lane.indexOf(':') + 1).startsWith(groupMark)
}

/** What people call a channel. */
export const channelLabel = (name: string): string => known(name)?.label ?? name
