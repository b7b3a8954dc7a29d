/** Reads rows and errors alike from both databases, and writes values as parameters. */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Tx } from './types.ts'

/** What `select 1 as one` must have answered; throws where it did not. */
export function requireOne(rows: readonly { one?: unknown }[]): void {
  if (rows.length !== 1 || rows[0]?.one !== 1) throw new Error('select 1 did not answer 1')
}

type Cell = (value: unknown) => unknown
const instant: Cell = (v) => (typeof v === 'string' ? new Date(v) : v)
const integer: Cell = (v) => {
  if (typeof v === 'number') return v
  const n = BigInt(v as string | bigint) // int8 comes as a string or a bigint, nothing else
  return n >= Number.MIN_SAFE_INTEGER && n <= Number.MAX_SAFE_INTEGER ? Number(n) : n
}
const bytes: Cell = (v) => (v instanceof Uint8Array ? new Uint8Array(v) : v)
/** Types the drivers (or drizzle over them) hand out differently, by Postgres' type number. */
// prettier-ignore
const CELLS: Readonly<Record<number, Cell>> = {
  17: bytes,     // bytea: Buffer / Uint8Array
  20: integer,   // int8, count(*): string / number or bigint
  1184: instant, // timestamptz: text on both
}

/** postgres.js answers an array that carries `columns`, PGlite an object. */
type Answer =
  | (Record<string, unknown>[] & { columns?: { name: string; type: number }[] })
  | { rows: Record<string, unknown>[]; fields: { name: string; dataTypeID: number }[] }

/**
 * Rows of hand-written SQL, alike on both databases: timestamptz is a Date, int8 a number (a bigint where a number
 * would lie), json parsed, numeric and date text. `timestamp` without zone stays text, and on a server a null inside a
 * text[] reads as 'NULL': select neither.
 */
export async function rows<T extends object>(db: Db | Tx, query: SQL): Promise<T[]> {
  const answer = (await db.execute(query)) as Answer
  const [found, types] = Array.isArray(answer)
    ? [[...answer], (answer.columns ?? []).map((c) => [c.name, c.type] as const)]
    : [answer.rows, answer.fields.map((f) => [f.name, f.dataTypeID] as const)]
  for (const [name, type] of types) {
    const read = CELLS[type]
    if (read) for (const row of found) if (row[name] !== null) row[name] = read(row[name])
  }
  return found as T[] // the caller's SQL names the columns of T
}

/** Postgres takes neither NUL nor half a character, which is left where a long text was cut: that becomes U+FFFD. */
export const wellFormed = (text: string): string =>
  text.replaceAll('\0', '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

/** A value as a jsonb parameter, its texts well formed. */
export function json(value: unknown): SQL {
  const text = JSON.stringify(value)
  const whole = /\\u(0000|d[89a-f])/i.test(text)
    ? JSON.stringify(value, (_, v: unknown) => (typeof v === 'string' ? wellFormed(v) : v))
    : text
  return sql`${whole}::jsonb`
}

interface Refusal {
  code: string
  constraint?: string
  constraint_name?: string
}

function refusal(error: unknown): Refusal | undefined {
  for (let e = error; typeof e === 'object' && e !== null; e = (e as { cause?: unknown }).cause)
    // `severity` marks what the server itself said: Node's own EPIPE is five letters too
    if ('severity' in e && 'code' in e && typeof e.code === 'string') return e as unknown as Refusal
  return undefined
}

/** The five-character code of what Postgres refused, e.g. '23505'; undefined when it was never asked or did not answer. */
export const sqlstate = (error: unknown): string | undefined => refusal(error)?.code

/** The constraint or unique index that refused a row. */
export function constraintOf(error: unknown): string | undefined {
  const r = refusal(error)
  return r?.constraint_name ?? r?.constraint
}
