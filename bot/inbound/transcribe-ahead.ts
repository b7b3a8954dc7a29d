/** What was said in a voice message, asked before the message is handled and outside its transaction: others do not wait. */
import type { Incoming } from '../../core/channel.ts'
import { believable } from '../../core/voice/transcript.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { type FileStore, readFile } from '../../db/files/files.ts'
import type { Transcribe } from '../../adapters/speech.ts'

/** The words of a voice message, or null where a person must listen. */
export type TranscribeAhead = (message: Incoming, fileId: number | null) => Promise<string | null>

export function makeTranscribeAhead(o: FileStore & { cipher: Cipher; transcribe: Transcribe | null }): TranscribeAhead {
  return async ({ body }, fileId) => {
    if (body.kind !== 'voice') return null
    const file = o.transcribe && fileId !== null ? await readFile(o, o.cipher, fileId) : null
    const ends = file ? (/\.([a-z0-9]{1,5})$/.exec(file.name)?.[1] ?? 'bin') : ''
    const words = file && o.transcribe ? await o.transcribe({ type: file.type, ends, bytes: file.bytes }) : null
    return words ?? (body.heard === undefined ? null : believable(body.heard))
  }
}
