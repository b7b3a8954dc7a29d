/** Declares what the web pages ask of the web chat. */
import type { Channel } from '../core/channel.ts'
import type { OpenedFile } from '../db/files/files.ts'
import type { MailboxEntry, MailboxPage } from '../db/queue/mailbox.ts'

export interface WebChannel extends Channel {
  /**
   * Takes what a resident sent: shown in their mailbox, then handed to the desk; resolves with its id once both are
   * committed. The same `client` id again is the same message. Throws UserError, with nothing stored: 'away' before start
   * and after stop, 'no-room' for a file while the disk is nearly full.
   */
  hear(address: string, heard: MailboxEntry): Promise<number>
  /** At most 200 messages and 256 KB after an id, oldest first; without an id the newest. */
  messages(address: string, after: number | null): Promise<MailboxPage>
  /** The file of a message in this mailbox, whichever side sent it; null where there is none. */
  file(address: string, messageId: number): Promise<OpenedFile | null>
  /** Id of the newest message, 0 for an empty mailbox. */
  last(address: string): Promise<number>
  /** Calls `fn` when the mailbox has grown: with the newest id, or null where only that it may have. Returns how to stop. */
  nudge(address: string, fn: (last: number | null) => void): () => void
}
