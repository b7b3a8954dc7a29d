/** What a message is that is not read, by Tencent's names of it. A map: a platform may send any name, "constructor" too. */
import type { Body } from '../../core/channel.ts'

type UnreadKind = Extract<Body, { kind: 'other' }>['what']

const KINDS: ReadonlyMap<string, UnreadKind> = new Map([
  ['voice', 'voice'],
  ['video', 'video'],
  ['shortvideo', 'video'],
  ['location', 'location'],
  ['business_card', 'contact'],
])

export const unreadKind = (type: string): UnreadKind => KINDS.get(type) ?? 'unknown'
