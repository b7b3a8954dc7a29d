/** What a platform lets a desk say between two messages of a person: how long, and how many messages. */
import type { SentCount } from '../../db/queue/messaging-window.ts'

interface MessagingWindow {
  readonly hours: number
  readonly messages: number
}

/** By the beginning of a conversation's address. Source: the platforms' rules for customer-service messages. */
// prettier-ignore
const WINDOWS: Readonly<Record<string, MessagingWindow>> = {
  'wechat:mp:': { hours: 48, messages: 5 },
}

export const messagingWindowOf = (lane: string): MessagingWindow | null =>
  Object.entries(WINDOWS).find(([begins]) => lane.startsWith(begins))?.[1] ?? null

/** True where the platform will take one more. */
export const isOpen = ({ hours, messages }: MessagingWindow, sent: SentCount, now: Date): boolean =>
  sent.lastInboundAt !== null &&
  now.getTime() - sent.lastInboundAt.getTime() < hours * 3_600_000 &&
  sent.since < messages
