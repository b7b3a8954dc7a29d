/** Classifies an error of the database, without what it says: for the log, and for who decides whether to try again. */
import type { StorageState } from './types.ts'
import { UserError } from '../core/errors.ts'
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
  if (storageRefusal(error)) return false
  const state = sqlstate(error)
  return state === undefined ? !gone(error) : !/^(08|40|53|55|57|58|25P03)/.test(state)
}

/** PostgreSQL's disk_full and read_only_sql_transaction; the system's words for the same. */
const STORAGE: Readonly<Record<string, Exclude<StorageState, 'ready'>>> = {
  '53100': 'full',
  '25006': 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
}

/** Why nothing could be stored, where that is what failed: a full disk, or a database that is only read; else null. */
export function storageRefusal(error: unknown): Exclude<StorageState, 'ready'> | null {
  const state = sqlstate(error)
  if (state !== undefined) return STORAGE[state] ?? null
  for (let e = error; e instanceof Error; e = e.cause) {
    const found = STORAGE[(e as NodeJS.ErrnoException).code ?? '']
    if (found) return found
  }
  return null
}

/** True where it is a server that stores nothing: that is logged once, by who watches it (drivers/postgres/storage-watch.ts). */
export const isLoggedOnce = (error: unknown): boolean =>
  error instanceof UserError
    ? error.code === 'no-storage'
    : sqlstate(error) !== undefined && storageRefusal(error) !== null

/** Two transactions that each waited for the other: one was ended, and may be tried again at once. */
export const isSerializationFailure = (error: unknown): boolean => /^40/.test(sqlstate(error) ?? '')

/** True where the database was not there for it: stopping, starting, or its connection lost. It may be back by now. */
export const isAway = (error: unknown): boolean => {
  const state = sqlstate(error)
  return state === undefined ? gone(error) : /^(08|57P0)/.test(state)
}

/** Drivers tell of a lost connection in system codes; drizzle hands them on as a cause. */
const gone = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof DatabaseLost ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|CONNECT)/.test((error as NodeJS.ErrnoException).code ?? '') ||
    gone(error.cause))
