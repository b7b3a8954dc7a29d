/** What a job is given and what it hands back. */
import type { LocalDate } from '../core/date.ts'
import type { Setting } from '../db/cases.ts'
import type { Tx } from '../db/open.ts'
import type { Letter } from '../db/outbox.ts'

export interface Run {
  readonly tx: Tx
  readonly set: Setting
  readonly today: LocalDate
  /** When it ran before; null the first time. */
  readonly since: Date | null
}

export interface Done {
  readonly letters: readonly Letter[]
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

export const done = (letters: readonly Letter[] = []): Done => ({ letters, finished: true })
