/**
 * Holds the embedded backend to the protocol: every message must be answered as PostgreSQL answers it, or the database
 * is lost. PGlite passes over an abort inside the backend in silence; after one, such as a checkpoint on a full disk,
 * it was seen to answer every second statement with no rows and no error, and to spin for ever in the next checkpoint.
 * Built on internals of @electric-sql/pglite, so that is pinned exactly and tests show that each is still there.
 */
import type { PGlite } from '@electric-sql/pglite'
import { DatabaseLost } from './lost.ts'

/** The parts of PGlite's Emscripten module that its loop over one message calls. */
interface BackendModule {
  _PostgresMainLoopOnce: () => void
  _PostgresSendReadyForQueryIfNecessary: () => void
  _pgl_pq_flush: () => void
  _IsTransactionBlock: () => number
  stackRestore: (to: number) => void
}
type Reply = Awaited<ReturnType<PGlite['execProtocolStream']>>[number]

/** Emscripten's exit status for the one exception that is an ordinary SQL error on its way to the caller. */
const SQL_ERROR_STATUS = 100

/** By the first byte of a message: of each list at least one must be among the answers. */
const EXPECTED: Readonly<Record<string, readonly (readonly Reply['name'][])[]>> = {
  P: [['parseComplete']],
  B: [['bindComplete']],
  D: [['rowDescription', 'noData']],
  E: [['commandComplete', 'emptyQuery']],
  S: [['readyForQuery']],
  Q: [['commandComplete', 'emptyQuery'], ['readyForQuery']],
}

/** SQLSTATEs after which the database is given up. A full disk may leave it sound; the next checkpoint does not. */
// prettier-ignore
const FATAL_STATES: Readonly<Record<string, string>> = {
  '53100': 'disk full',
  '58030': 'input or output error',
  'XX001': 'damaged data',
  'XX002': 'damaged index',
}
const DAMAGE = new Set(['XX001', 'XX002'])
/** An internal error: of a statement or of the database, so the database is asked. */
const INTERNAL_ERROR = 'XX000'
const SEVERE = new Set(['FATAL', 'PANIC'])

export interface Backend {
  /** Set once, for good. */
  readonly lost: DatabaseLost | null
  /** When a message was last answered as it must be, in `performance.now()` milliseconds. */
  readonly answeredAt: number
  /** Gives the database up for a reason found elsewhere; answers the error to throw. */
  giveUp(why: string): DatabaseLost
}

/**
 * Watches a started client. `onLost` hears once, before whoever waited is told; from then on every statement rejects.
 * `damageEnds: false`: whoever opened it knows of damaged pages and wants what can still be read.
 */
export function watchBackend(
  client: PGlite,
  onLost: (lost: DatabaseLost) => void,
  o: { damageEnds: boolean } = { damageEnds: true },
): Backend {
  const module = client.Module as unknown as BackendModule
  const send = client.execProtocolStream.bind(client)
  let lost: DatabaseLost | null = null
  let aborted: string | null = null
  let answeredAt = performance.now()
  let inDoubt = false

  const giveUp = (why: string): DatabaseLost => {
    if (lost) return lost
    lost = new DatabaseLost(why)
    onLost(lost)
    return lost
  }

  stopAtAbort(module, () => aborted !== null, (kind) => (aborted = kind)) // prettier-ignore

  const answered = async (...[message, options]: Parameters<typeof send>): Promise<Reply[]> => {
    if (lost) throw lost
    let replies: Reply[]
    try {
      replies = await send(message, options)
    } catch (error) {
      const why = whyLost(error, aborted, o.damageEnds)
      if (why !== null) throw giveUp(why)
      if (stateOf(error) === INTERNAL_ERROR) inDoubt = true
      answeredAt = performance.now()
      throw error
    }
    const why = aborted ?? misfit(message, replies)
    if (why !== null) throw giveUp(why)
    answeredAt = performance.now()
    return replies
  }

  client.execProtocolStream = async (message, options) => {
    const replies = await answered(message, options)
    // after a Sync no statement is half done; inside a transaction every answer would be "aborted"
    if (inDoubt && codeOf(message) === 'S' && module._IsTransactionBlock() === 0) {
      inDoubt = false
      await askThrice(answered, giveUp)
    }
    return replies
  }

  return {
    get lost() {
      return lost
    },
    get answeredAt() {
      return answeredAt
    },
    giveUp,
  }
}

/**
 * Keeps PGlite from going on after an exception that is no SQL error. Its loop would swallow it and call the dead
 * backend again until the message is read, which may be never. The first time it goes on to the end of the message, so
 * that what PostgreSQL said before it aborted is heard.
 */
function stopAtAbort(module: BackendModule, isAborted: () => boolean, abort: (kind: string) => void): void {
  const { _PostgresMainLoopOnce: run, stackRestore } = module
  let again = false
  module._PostgresMainLoopOnce = () => {
    again = isAborted()
    if (again) throw new Error('the embedded backend has aborted')
    try {
      run()
    } catch (error) {
      if ((error as { status?: unknown }).status !== SQL_ERROR_STATUS) abort(kindOfAbort(error))
      throw error
    }
  }
  // the first thing PGlite does with what its loop has caught, and outside its own try
  module.stackRestore = (to) => {
    if (again) throw new Error('the embedded backend has aborted')
    stackRestore(to)
  }
  for (const name of ['_PostgresSendReadyForQueryIfNecessary', '_pgl_pq_flush'] as const) {
    const go = module[name]
    module[name] = () => {
      if (!isAborted()) go()
    }
  }
}

const kindOfAbort = (error: unknown): string =>
  `the backend aborted with ${error instanceof Error || isExit(error) ? error.name : typeof error}`
const isExit = (error: unknown): error is { name: string } =>
  typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string'

const codeOf = (message: Uint8Array): string => String.fromCharCode(message[0] ?? 0)
const field = (error: unknown, name: 'code' | 'severity'): string | undefined => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  return typeof value === 'string' ? value : undefined
}
const stateOf = (error: unknown): string | undefined =>
  field(error, 'severity') === undefined ? undefined : field(error, 'code')

/** Why an error means that the database is lost; null for an ordinary one. */
function whyLost(error: unknown, aborted: string | null, damageEnds: boolean): string | null {
  const state = stateOf(error)
  if (state === undefined)
    return aborted ?? `not an error of SQL: ${error instanceof Error ? error.name : typeof error}`
  const known = FATAL_STATES[state]
  const said = `SQLSTATE ${state}${known ? `, ${known}` : ''}`
  if (aborted !== null || SEVERE.has(field(error, 'severity') ?? '')) return said
  return known && (damageEnds || !DAMAGE.has(state)) ? said : null
}

/** What is wrong with an answer; null where it fits. */
function misfit(message: Uint8Array, replies: readonly Reply[]): string | null {
  const code = codeOf(message)
  const missing = EXPECTED[code]?.find((names) => !replies.some((r) => names.includes(r.name)))
  if (missing) return `no ${missing.join(' or ')} in answer to ${code}`
  return code === 'E' && !rowsFit(replies) ? 'fewer rows than PostgreSQL counted' : null
}

/** The tag ends in the count of rows: 'SELECT 2', 'INSERT 0 1'. Of a change either all are returned or none. */
function rowsFit(replies: readonly Reply[]): boolean {
  const tag = replies.find((r): r is Reply & { text: string } => r.name === 'commandComplete' && 'text' in r)?.text
  const count = /^[A-Z]+(?: 0)? (\d+)$/.exec(tag ?? '')?.[1]
  if (count === undefined) return true
  const got = replies.filter((r) => r.name === 'dataRow').length
  return got === Number(count) || (got === 0 && !tag!.startsWith('SELECT'))
}

/** A simple query as the protocol frames it: a letter, the length of what follows, the text and a zero. */
const ASK = Buffer.from(`Q\0\0\0${String.fromCharCode(4 + 'select 1'.length + 1)}select 1\0`)

/** After an internal error: a database that has lost its way answers every second statement right. */
async function askThrice(
  answered: (message: Uint8Array, options: { syncToFs: boolean }) => Promise<Reply[]>,
  giveUp: (why: string) => DatabaseLost,
): Promise<void> {
  for (let time = 0; time < 3; time++) {
    const replies = await answered(ASK, { syncToFs: false })
    const row = replies.find((r): r is Reply & { fields: (string | null)[] } => r.name === 'dataRow' && 'fields' in r)
    if (row?.fields[0] !== '1') throw giveUp('select 1 did not answer 1')
  }
}
