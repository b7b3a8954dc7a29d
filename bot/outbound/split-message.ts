/** One letter as the calls it takes: the same letter is always cut alike, so that a try can begin where the last ended. */
import { readLane } from '../../db/people/conversations.ts'
import type { Outgoing } from '../../core/channel.ts'
import { printedTail } from '../channels/numbered-choices.ts'
import { splitOutgoing } from '../channels/split-text.ts'
import { TELEGRAM_LIMITS } from '../channels/telegram/outgoing.ts'

/** Stands before what may be there already. */
export const MAYBE_AGAIN = '（可能重复）'

type Tail = (message: Outgoing) => number
interface Carries {
  /** UTF-16 units of one message. */
  readonly text: number
  /** Units under a file; null: a file goes alone, ahead of the text. */
  readonly caption: number | null
  /** Units the channel prints after the text. */
  readonly tail: Tail
}

/** Telegram writes a link out when its address is not a public one. */
const writtenLink: Tail = ({ link }) => (link ? link.label.length + link.url.length + 2 : 0)

// prettier-ignore
const CARRIES: Readonly<Record<string, Carries>> = {
  'telegram':  { text: TELEGRAM_LIMITS.text, caption: TELEGRAM_LIMITS.caption, tail: writtenLink },
  'wechat':    { text: 2000,                 caption: null,                    tail: printedTail },
  'wechat:mp': { text: 600,                  caption: null,                    tail: printedTail },
  'web':       { text: 20_000,               caption: 20_000,                  tail: () => 0 },
}

/** The calls of a letter to `lane` ("channel:address"), in order. Each leaves room for MAYBE_AGAIN. */
export function splitMessage(lane: string, message: Outgoing): Outgoing[] {
  const [channel, address] = readLane(lane)
  const carries = CARRIES[address.startsWith('mp:') ? `${channel}:mp` : channel] ?? CARRIES['web']!
  const room = carries.text - MAYBE_AGAIN.length
  const tail = carries.tail(message)
  if (!message.file || carries.caption !== null)
    return splitOutgoing(message, room, { tail, caption: (carries.caption ?? room) - MAYBE_AGAIN.length })
  const { file, ...rest } = message
  const alone = rest.text === '' && tail === 0
  return [{ text: '', file }, ...(alone ? [] : splitOutgoing(rest, room, { tail }))]
}
