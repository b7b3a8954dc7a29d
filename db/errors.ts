/** What an error is, without what it says: for the log, and for who decides whether to try again. */
import { DatabaseLost } from './drivers/embedded/lost.ts'
import { sqlstate } from './rows.ts'

/** A frame of a stack. The lines before the first are the message, and drizzle's holds what was to be written. */
const FRAME = /^at (?:.+ \()?[^\s()]+:\d+:\d+\)?$/

/** The kind of an error for the log: never its message, which may hold what somebody wrote. */
export const errorKind = (error: unknown): string => {
  const state = sqlstate(error)
  if (state) return `SQLSTATE ${state}`
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack?.replace(error.message, '') ?? '')
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => FRAME.test(l))
  return [error.name, ...frames.slice(0, 2)].join(' < ')
}

/**
 * True where the message itself may be what breaks the desk. Not so: a database that is away or stopping, two
 * transactions in each other's way, a full disk.
 */
export const isPoisonMessage = (error: unknown): boolean => {
  const state = sqlstate(error)
  return state === undefined ? !gone(error) : !/^(08|40|53|55|57|58|25P03)/.test(state)
}

/** Two transactions that each waited for the other: one was ended, and may be tried again at once. */
export const isSerializationFailure = (error: unknown): boolean => /^40/.test(sqlstate(error) ?? '')

/** Drivers tell of a lost connection in system codes; drizzle hands them on as a cause. */
const gone = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof DatabaseLost ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|CONNECT)/.test((error as NodeJS.ErrnoException).code ?? '') ||
    gone(error.cause))
