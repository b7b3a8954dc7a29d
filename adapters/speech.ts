/** Asks an OpenAI-compatible endpoint what was said in a recording: one request with a deadline, words or nothing. */
import type { Log } from '../core/log.ts'
import { readTranscript } from '../core/voice/transcript.ts'
import { errorKind } from '../db/errors.ts'
import { readShort } from './short-body.ts'

export interface Recording {
  readonly type: string
  readonly ends: string
  readonly bytes: Uint8Array
}

/** The words of a recording; null: nobody to ask, too slow, unsure or at fault. Never rejects. */
export type Transcribe = (recording: Recording) => Promise<string | null>

/** A conversation is held for twenty seconds (bot/inbound/receive.ts): whoever hears must answer well within. */
export const SPEECH_LIMIT_MS = 10_000
const MOST_BYTES = 262_144
/** Recordings on their way at once: what comes beyond goes to a person at once, and nobody waits in a line. */
const AT_ONCE = 8
/** After so many faults in a row nobody is made to wait for it for a while. */
const FAULTS = 3
const REST_MS = 60_000
/** What a server says of a recording it cannot read: the next one may be fine. */
const OF_THE_RECORDING: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** Where the endpoint is: the address of the API, or of the endpoint itself. */
const speechEndpoint = (url: string): string =>
  /\/audio\/transcriptions\/?$/.test(url) ? url : `${url.replace(/\/+$/, '')}/audio/transcriptions`

export function makeTranscriber(o: {
  url: string
  key: string | null
  model: string
  now: () => Date
  log: Log
  limitMs?: number
}): Transcribe {
  const endpoint = speechEndpoint(o.url)
  let faults = 0
  let restUntil = 0
  let asking = 0

  async function ask({ type, ends, bytes }: Recording): Promise<string | null> {
    const form = new FormData()
    form.append('model', o.model)
    form.append('language', 'zh')
    form.append('response_format', 'json')
    // a copy of its own: the file's memory may be part of a larger one
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), `voice.${ends}`)
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(o.limitMs ?? SPEECH_LIMIT_MS),
      headers: o.key ? { authorization: `Bearer ${o.key}` } : {},
      body: form,
    })
    if (!response.ok) {
      await response.body?.cancel()
      // of this recording alone: a form the server cannot read
      if (OF_THE_RECORDING.has(response.status)) return null
      throw new Error(`status ${response.status}`)
    }
    const written: unknown = JSON.parse(await readShort(response, MOST_BYTES))
    return readTranscript(written)
  }

  return async (recording) => {
    if (o.now().getTime() < restUntil || asking >= AT_ONCE) return null
    asking++
    try {
      const words = await ask(recording)
      faults = 0
      return words
    } catch (error) {
      faults++
      if (faults >= FAULTS) restUntil = o.now().getTime() + REST_MS
      o.log.warn({ err: errorKind(error), faults }, 'speech recognition failed, a person will listen')
      return null
    } finally {
      asking--
    }
  }
}
