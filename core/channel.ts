/** The port every channel implements: what the desk needs of a way to talk with people (a new one: CONTRIBUTING.md, "A channel"). What each bears and carries is in channel-traits.ts. */
import type { Danger } from './answer/understand.ts'
import type { FileRefusal } from './file-quota.ts'
import type { CoordinateSystem } from './place/place.ts'

export const CHANNELS = ['telegram', 'wechat', 'wecom', 'wecom-kf', 'web'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** Where somebody can be reached. `id` means something only to its channel. */
export interface Address {
  readonly channel: ChannelName
  readonly id: string
}

/** One thing that reached the desk. It is stored before it is acknowledged, so it holds plain data only. */
export interface Incoming {
  /** The platform's own id: the same delivery twice has the same id. */
  readonly id: string
  /** Where an answer goes: the private chat, or the group it was said in. */
  readonly from: Address
  /** Who said it, in the channel's own words; in a private chat the same as `from.id`. */
  readonly sender: string
  /** True when said in a group. Channels pass on only what mentions the desk, the mention cut off. */
  readonly group: boolean
  readonly sentAt: Date
  /** Text of the message this one quotes: a staff member answers a card by quoting it. */
  readonly quoted?: string
  readonly body: Body
  /** Personal data the door took out before storing: '身份证号' … */
  readonly masked?: readonly string[]
  /** Keyed hash of the network a web session wrote from, of this day only: what has effect in law is counted by it. */
  readonly network?: string
  /** Set where the text was too long to keep: how many characters were left out, and the danger the whole spoke of. */
  readonly cut?: { readonly left: number; readonly danger?: Danger }
}

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  /** A tapped choice; `value` is what `Choice.value` was. */
  | { readonly kind: 'choice'; readonly value: string }
  /** A photo or file; its bytes come beside it, through the second argument of Receive. `size` in bytes, 0 if unknown. */
  | {
      readonly kind: 'file'
      readonly name: string
      readonly type: string
      readonly size: number
      readonly caption?: string
      /** Why its bytes were not taken; absent where they were, or are not a file the desk takes. */
      readonly refused?: FileRefusal
    }
  /** A voice message; its bytes come beside it as those of a file do. */
  | {
      readonly kind: 'voice'
      readonly name: string
      readonly type: string
      /** In bytes, 0 if unknown. */
      readonly size: number
      /** What the platform itself took it for, where it recognises speech. */
      readonly heard?: string
      readonly refused?: FileRefusal
    }
  /** A pin on a map, in degrees. */
  | {
      readonly kind: 'place'
      readonly lat: number
      readonly lon: number
      readonly system: CoordinateSystem
      /** What the sender's map calls it. */
      readonly label?: string
    }
  /** What a chat can carry and the desk cannot read: a sticker, a video, a visiting card. */
  | { readonly kind: 'other'; readonly what: 'voice' | 'sticker' | 'video' | 'location' | 'contact' | 'unknown' }

/** Whether bytes come beside it: a photo, a file, a recording. */
export const hasBytes = (body: Body): body is Extract<Body, { kind: 'file' | 'voice' }> =>
  body.kind === 'file' || body.kind === 'voice'

/** A tap. `value` is at most 64 bytes of UTF-8, the smallest any platform carries. */
export interface Choice {
  readonly label: string
  readonly value: string
}

/** One message to one conversation: no markup, no platform types. What a platform lacks, its channel renders. */
export interface Outgoing {
  readonly text: string
  /** Offered answers; a channel without buttons prints them numbered from 1, in this order. */
  readonly choices?: readonly Choice[]
  readonly link?: { readonly label: string; readonly url: string }
  /** Words of `text` that let somebody in: sealed where the message is stored, and dropped once they are worth nothing. */
  readonly secret?: { readonly words: readonly string[]; readonly until?: Date }
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }
}

export type Health =
  | { readonly state: 'ready' }
  | { readonly state: 'starting' }
  | { readonly state: 'needs-login'; readonly qr: string }
  | { readonly state: 'down'; readonly since: Date; readonly why: string }

/**
 * Stores what arrived. Resolves once it is committed: only then may the channel acknowledge it to its platform.
 * Rejects when the database cannot take it: the channel must then let its platform deliver again.
 * `file` fetches the bytes of a file body; it rejects when they cannot be had or pass the size limit given to the channel.
 */
export type Receive = (message: Incoming, file?: () => Promise<Uint8Array>) => Promise<void>

export interface Channel {
  readonly name: ChannelName
  /** Begin receiving. Resolves once connected or waiting for a login; never throws for a platform that is down. */
  start(receive: Receive): Promise<void>
  /** Stop receiving; resolves when everything already received has been handed on. */
  stop(): Promise<void>
  /** Resolves when the platform has the message; otherwise throws DeliveryError. */
  send(to: Address, message: Outgoing): Promise<void>
  health(): Health
}

export type Verdict = 'retry' | 'unreachable' | 'refused'

/** Why a message did not go: delivery reads the fields, people read `message`. Never holds a token or a text. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly verdict: Verdict
  /** The platform named a pause: wait exactly this long, the whole channel rests and no attempt is used up. */
  readonly retryAfterMs: number | undefined
  /** The request left and no answer came: the message may have arrived. */
  readonly ambiguous: boolean
  /** The platform takes nothing more until the person writes: the message is held for that. */
  readonly untilTheyWrite: boolean
  constructor(
    verdict: Verdict,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number; ambiguous?: boolean; untilTheyWrite?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.verdict = verdict
    this.retryAfterMs = options.retryAfterMs
    this.ambiguous = options.ambiguous ?? false
    this.untilTheyWrite = options.untilTheyWrite ?? false
  }
}
