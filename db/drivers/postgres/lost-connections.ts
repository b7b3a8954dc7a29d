/**
 * Stops a transaction whose connection is gone: it does nothing more. postgres.js 3.4.9 would write its rollback to the closed
 * connection, which ends the process (porsager/postgres#1208), and a statement that comes late would land in whichever
 * transaction the connection serves by then.
 */
import type { Sql, TransactionSql } from 'postgres'
import { sqlstate } from '../../rows.ts'

interface Life {
  over: boolean
}

/** Runs one transaction: over as soon as it has an outcome, which the driver gives it when the connection closes. */
export async function whileConnected<T>(run: (life: Life) => Promise<T>): Promise<T> {
  const life: Life = { over: false }
  try {
    return await run(life)
  } finally {
    life.over = true
  }
}

export type Body = (tx: TransactionSql) => unknown

/** What the server says of every statement after one that failed: it says nothing of why. */
const ABORTED = '25P02'

/**
 * The body of a transaction or savepoint. Where its connection is lost the result is never told: the driver would answer
 * it with a rollback or a commit; whoever waits for the transaction has the driver's own word that the connection closed.
 * Of statements sent together the first that fails makes the others fail: its reason is thrown, whichever is heard first.
 */
export async function alive(life: Life, body: Body, tx: TransactionSql): Promise<unknown> {
  const never = new Promise<never>(() => {})
  const failed: Failed = { first: undefined }
  try {
    const result = await body(guardedBy(life, failed, tx))
    return life.over ? await never : result
  } catch (error) {
    if (life.over) return never
    throw sqlstate(error) === ABORTED ? (failed.first ?? error) : error
  }
}

/** The first refusal of a transaction or savepoint. */
interface Failed {
  first: unknown
}

function guardedBy<T extends TransactionSql>(life: Life, failed: Failed, tx: T): T {
  return over(tx, {
    unsafe: (text, values) => {
      if (life.over) return tooLate()
      const asked = tx.unsafe(text, values, { prepare: true })
      // first to hear, before whoever asked
      asked.catch((error: unknown) => {
        failed.first ??= error
        if (endsConnection(error)) life.over = true
      })
      return asked
    },
    savepoint: (body) => (life.over ? tooLate() : tx.savepoint((inner) => alive(life, body, inner))),
  })
}

/** What the driver says of a connection that is gone, and the server of one that it ends. */
const endsConnection = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { code, severity_local: local, severity } = error as Record<string, unknown>
  if (severity !== undefined) return [severity, local].some((s) => s === 'FATAL' || s === 'PANIC')
  return typeof code === 'string' && /^(CONNECT|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_STREAM)/.test(code)
}

/** Answers as a query does: drizzle 0.45 awaits it, or its `values()`. */
function tooLate() {
  const refused = Promise.reject(new Error('the connection of this transaction is gone'))
  return Object.assign(refused, { values: () => refused })
}

export interface Calls {
  unsafe(text: string, values?: Parameters<Sql['unsafe']>[1]): unknown
  begin(body: Body): unknown
  savepoint(body: Body): unknown
}

/** The same client with some of its calls replaced; drizzle 0.45 calls them with these arguments and no others. */
export function over<T extends object>(client: T, calls: Partial<Calls>): T {
  return new Proxy(client, {
    get: (target, key, self: unknown) =>
      (Object.hasOwn(calls, key) ? calls[key as keyof Calls] : Reflect.get(target, key, self)) as unknown,
  })
}
