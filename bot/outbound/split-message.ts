/** One letter as the calls it takes: the same letter is always cut alike, so that a try can begin where the last ended. */
import { type ChannelTraits, traitsOf } from '../../core/channel-traits.ts'
import type { Outgoing } from '../../core/channel.ts'
import { printedTail } from '../../core/messages/print-choices.ts'
import { splitOutgoing } from '../channels/split-text.ts'

/** Stands before what may be there already. */
export const MAYBE_AGAIN = '（可能重复）'

type Tail = (message: Outgoing) => number

/** A link that cannot be a button is written out below the text. */
const writtenLink: Tail = ({ link }) => (link ? link.label.length + link.url.length + 2 : 0)

/** Units printed after the text, by how choices reach the person. */
const TAILS: Readonly<Record<ChannelTraits['choices'], Tail>> = {
  page: () => 0,
  buttons: writtenLink,
  printed: printedTail,
  card: writtenLink,
  menu: printedTail,
}

/** The calls of a letter to `lane` ("channel:address"), in order. Each leaves room for MAYBE_AGAIN. */
export function splitMessage(lane: string, message: Outgoing): Outgoing[] {
  const traits = traitsOf(lane)
  const room = traits.text - MAYBE_AGAIN.length
  const tail = TAILS[traits.choices](message)
  if (!message.file || traits.caption !== null)
    return withCards(
      traits,
      splitOutgoing(message, room, { tail, caption: (traits.caption ?? room) - MAYBE_AGAIN.length }),
    )
  const { file, ...rest } = message
  const alone = rest.text === '' && tail === 0 && !rest.choices?.length
  return [{ text: '', file }, ...(alone ? [] : withCards(traits, splitOutgoing(rest, room, { tail })))]
}

/**
 * Where buttons stand on a card with little room: a longer text goes ahead as it is, and its first line heads the card;
 * buttons beyond those of one card get another.
 */
function withCards({ choices: how, card }: ChannelTraits, parts: readonly Outgoing[]): Outgoing[] {
  if (how !== 'card' || !card) return [...parts]
  return parts.flatMap((part) => {
    const { text, choices = [], link, ...rest } = part
    if (choices.length === 0) return [part]
    const head = text.split('\n', 1)[0]!.slice(0, card.text - MAYBE_AGAIN.length)
    const fits = text.length <= card.text - MAYBE_AGAIN.length
    const room = card.buttons - (link ? 1 : 0)
    const cards = Array.from({ length: Math.ceil(choices.length / room) }, (_, n) => ({
      ...rest,
      text: n === 0 && fits ? text : head,
      choices: choices.slice(n * room, (n + 1) * room),
      ...(n === 0 && link && { link }),
    }))
    return [...(fits ? [] : [{ ...rest, text }]), ...cards]
  })
}
