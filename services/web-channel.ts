/** Declares what the web pages ask of the web chat, and how it refuses. */
import type { Channel } from '../core/channel.ts'
import type { MailboxEntry, Shown } from '../db/queue/mailbox.ts'

/** The desk is not taking messages: before start, after stop, or while its database is away. */
export class NotTaking extends Error {
  override readonly name = 'NotTaking'
}

/** The disk is nearly full: the file was not taken, and nothing was stored. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

export interface WebChannel extends Channel {
  /**
   * Takes what a resident sent: shown in their mailbox, then handed to the desk; resolves with its id once both are
   * committed. The same `client` id again is the same message. Throws NotTaking while the desk is stopped, and NoRoom
   * for a file there is no room for.
   */
  hear(address: string, heard: MailboxEntry): Promise<number>
  /** At most 200 messages after an id, oldest first; without an id the last 200. */
  messages(address: string, after: number | null): Promise<Shown[]>
  /** The file of a message in this mailbox, whichever side sent it; null where there is none. */
  file(address: string, messageId: number): Promise<{ name: string; type: string; bytes: Uint8Array } | null>
  /** Id of the newest message, 0 for an empty mailbox. */
  last(address: string): Promise<number>
  /** Calls `fn` when the mailbox has grown: with the newest id, or null where only that it may have. Returns how to stop. */
  nudge(address: string, fn: (last: number | null) => void): () => void
}
