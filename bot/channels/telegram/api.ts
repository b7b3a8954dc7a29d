/** One call to the Bot API: a deadline on every one, and every failure as a fact that never holds the token. */
import { Agent } from 'node:https'
import { Telegram, TelegramError } from 'telegraf'

/** What became of a call that did not succeed. */
export type Outcome =
  /** Telegram answered no: `code` and `description` are its own. */
  | { readonly kind: 'answer'; readonly code: number; readonly description: string; readonly parameters: Parameters }
  /** The request never left: nobody listens, or the name is unknown. */
  | { readonly kind: 'unsent'; readonly code: string }
  /** It left, and no answer that can be read came back: it may have taken effect. */
  | { readonly kind: 'unanswered'; readonly code: string }

interface Parameters {
  readonly retry_after?: number
  readonly migrate_to_chat_id?: number
}

export class TelegramFault extends Error {
  override readonly name = 'TelegramFault'
  readonly method: string
  readonly outcome: Outcome
  constructor(method: string, outcome: Outcome) {
    super(`${method}: ${wordsOf(outcome)}`)
    this.method = method
    this.outcome = outcome
  }
}

export interface CallOptions {
  readonly deadlineMs: number
  /** Ends the call early, as when the desk stops. */
  readonly signal?: AbortSignal
}

export interface TelegramApi {
  /** Resolves with Telegram's `result`, unchecked; rejects with TelegramFault only. */
  call(method: string, params: object, options: CallOptions): Promise<unknown>
  /** Where the bytes of a `file_path` are. Holds the token: never log it. */
  fileUrl(path: string): URL
  /** Closes idle connections. */
  close(): void
}

/** Errors of a connection that was never made. Anything else may have happened after the request left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** An idle connection is closed before the other side may close it just as a letter goes out, which nobody could tell from a sent one. */
const IDLE_MS = 20_000

export function telegramApi(token: string, apiRoot: string): TelegramApi {
  // A root without its closing slash would lose its last part when a path is put behind it.
  const root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS })
  const telegram = new Telegram(token, { apiRoot: root, agent, webhookReply: false })
  // Types of telegraf end at Bot API 7.1 and tie each method to its payload; what comes back is checked where it is read.
  const callApi = telegram.callApi.bind(telegram) as (method: string, params: object, o: object) => Promise<unknown>
  return {
    call: async (method, params, { deadlineMs, signal }) => {
      const deadline = AbortSignal.timeout(deadlineMs)
      const end = signal ? AbortSignal.any([signal, deadline]) : deadline
      try {
        return await callApi(method, { ...params }, { signal: end })
      } catch (error) {
        throw new TelegramFault(method, outcomeOf(error, token))
      }
    },
    fileUrl: (path) => new URL(`file/bot${token}/${path.replace(/^\/+/, '')}`, root),
    close: () => agent.destroy(),
  }
}

/** The original is not kept as a cause: it holds the token in its address, and the text that was sent. */
function outcomeOf(error: unknown, token: string): Outcome {
  if (error instanceof TelegramError) {
    const description = error.description.replaceAll(token, '…')
    return { kind: 'answer', code: error.code, description, parameters: error.parameters ?? {} }
  }
  const code = codeOf(error)
  return { kind: NEVER_SENT.has(code) ? 'unsent' : 'unanswered', code }
}

/** Short name of a network failure: `ECONNRESET`, `aborted` (deadline), `invalid-json`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code, type } = error as { code?: unknown; type?: unknown }
  return typeof code === 'string' ? code : typeof type === 'string' ? type : error.name
}

function wordsOf(outcome: Outcome): string {
  if (outcome.kind === 'answer') return `${outcome.code} ${outcome.description}`
  return outcome.kind === 'unsent' ? `not sent, ${outcome.code}` : `no readable answer, ${outcome.code}`
}
