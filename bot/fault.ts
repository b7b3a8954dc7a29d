/** What an error is, without what it says: for the log, and for who decides whether to try again. */
import { sqlstate } from '../db/open.ts'

/** The kind of an error for the log: never its message, which may hold what somebody wrote. */
export const kindOf = (error: unknown): string => {
  const state = sqlstate(error)
  if (state) return `SQLSTATE ${state}`
  return error instanceof Error
    ? `${error.name}${
        error.stack
          ? ` ${error.stack
              .split('\n')
              .slice(1, 3)
              .map((l) => l.trim())
              .join(' < ')}`
          : ''
      }`
    : typeof error
}

/**
 * True where the message itself may be what breaks the desk. Not so: a database that is away or stopping, two
 * transactions in each other's way, a full disk.
 */
export const ownFault = (error: unknown): boolean => {
  const state = sqlstate(error)
  return state === undefined ? !gone(error) : !/^(08|40|53|55|57|58|25P03)/.test(state)
}

/** Drivers tell of a lost connection in system codes; drizzle hands them on as a cause. */
const gone = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|CONNECT)/.test((error as NodeJS.ErrnoException).code ?? '') ||
    gone(error.cause))
