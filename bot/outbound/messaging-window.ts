/** What a platform lets a desk say between two messages of a person: how long, and how many messages. */
import { type ChannelTraits, traitsOf } from '../../core/channel-traits.ts'
import type { SentCount } from '../../db/queue/messaging-window.ts'

type MessagingWindow = NonNullable<ChannelTraits['window']>

export const messagingWindowOf = (lane: string): MessagingWindow | null => traitsOf(lane).window

/** True where the platform will take one more. */
export const isOpen = ({ hours, messages }: MessagingWindow, sent: SentCount, now: Date): boolean =>
  sent.lastInboundAt !== null &&
  now.getTime() - sent.lastInboundAt.getTime() < hours * 3_600_000 &&
  sent.since < messages
