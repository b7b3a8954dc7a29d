/** A file on its way in, on whatever channel: counted, fetched, known by its bytes, without metadata, sealed. */
import { hasBytes, type Incoming } from '../../core/channel.ts'
import type { FileRefusal } from '../../core/file-quota.ts'
import { MAX_FILE_BYTES, detectFileType, storedName } from '../../core/file-types.ts'
import type { Log } from '../../core/log.ts'
import { holdsPicture } from '../../core/picture/content.ts'
import { withoutMetadata } from '../../core/picture/clean.ts'
import { laneOf } from '../../db/people/conversations.ts'
import type { DiskSpace } from '../../db/drivers/embedded/space.ts'
import type { FileQuota } from '../../db/files/file-quota.ts'
import { beginReading, endReading } from '../../db/files/file-readings.ts'
import { type FileKeys, type FileStore, UNATTACHED_MS, storeFile, runYielding } from '../../db/files/files.ts'
import { isStored } from '../../db/queue/inbox.ts'
import { errorKind } from '../../db/errors.ts'
import { isAudio } from '../../core/voice/audio-types.ts'

export interface Taken {
  /** Null: it could not be had, or is none the desk takes, or was taken before. */
  readonly fileId: number | null
  readonly refused: FileRefusal | null
}

const NOTHING: Taken = { fileId: null, refused: null }

export type FileIntake = (message: Incoming, fetch: () => Promise<Uint8Array>) => Promise<Taken>

/** Makes the way in. Rejects where the database cannot be written: the platform then delivers again. */
export function makeFileIntake(
  o: FileStore & FileKeys & { quota: FileQuota | null; disk: DiskSpace | null; now: () => Date; log: Log },
): FileIntake {
  const charge = async (message: Incoming, bytes: number): Promise<FileRefusal | null> => {
    // the web counts at its own door, where it knows the network address and can still refuse
    if (message.from.channel === 'web' || !o.quota) return null
    return o.quota.charge({ lane: laneOf(message.from) }, bytes, o.now())
  }
  return async (message, fetch) => {
    const { body } = message
    if (!hasBytes(body) || (await isStored(o.db, message))) return NOTHING
    if (o.disk && !(await o.disk.fits(body.size))) return { ...NOTHING, refused: 'no-room' }
    // what a platform says of the size spares fetching what will not be kept
    const before = body.size > 0 ? await charge(message, body.size) : null
    if (before) return { ...NOTHING, refused: before }
    const bytes = await fetch().catch(
      (error: unknown) => (o.log.warn({ err: errorKind(error) }, 'a file could not be fetched'), null),
    )
    const kind = bytes && bytes.length <= MAX_FILE_BYTES ? detectFileType(bytes) : null
    if (!bytes || !kind || (body.kind === 'voice' && !isAudio(kind.type))) return NOTHING
    if (!holdsPicture(kind.type, bytes)) return { ...NOTHING, refused: 'unreadable' }
    const after = body.size > 0 ? null : await charge(message, bytes.length)
    if (after) return { ...NOTHING, refused: after }
    const reading = o.cipher.digest('file read', `${message.from.channel} ${message.id}`)
    if (!(await beginReading(o.db, reading, o.now()))) return { ...NOTHING, refused: 'unreadable' }
    const clean = await runYielding(withoutMetadata(kind.type, bytes))
    await endReading(o.db, reading)
    if (!clean) return { ...NOTHING, refused: 'unreadable' }
    const file = { name: storedName(body.name, kind.ends), type: kind.type, bytes: clean }
    return { ...NOTHING, fileId: await storeFile(o, o, file, { now: o.now(), dropAfterMs: UNATTACHED_MS }) }
  }
}
