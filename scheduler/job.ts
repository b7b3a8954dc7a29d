/** What a job is given and what it hands back. */
import type { LocalDate } from '../core/date.ts'
import type { RequestContext } from '../db/context.ts'
import type { Database, Tx } from '../db/types.ts'
import type { NewMessage } from '../db/queue/outbox.ts'

export interface Run {
  readonly tx: Tx
  readonly ctx: RequestContext
  /** Where the bytes of files lie. */
  readonly fileParts: Database['fileParts']
  readonly today: LocalDate
  /** When it ran before; null the first time. */
  readonly since: Date | null
}

export interface Done {
  readonly letters: readonly NewMessage[]
  /** False: there is more to do, the slot stays free for the next tick. */
  readonly finished: boolean
}

export interface Job {
  /** Five cron fields, Asia/Shanghai. */
  readonly cron: string
  readonly does: string
  /** How long after its moment it is still worth doing; later it waits for its next moment. */
  readonly lateHours: number
  run(o: Run): Promise<Done>
}

export const done = (messages: readonly NewMessage[] = []): Done => ({ letters: messages, finished: true })
