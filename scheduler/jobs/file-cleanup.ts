/**
 * Files that nobody took into a case within a day are put out of reach, what is left of those put out of reach before is
 * taken away, and those an older version left in clear are sealed.
 */
import { dropUnattachedFiles, removeDropped, sealOldFile } from '../../db/files/files.ts'
import type { Done, Run } from '../job.ts'

/** So many a tick that nobody on the embedded database waits long. */
const MOST = 20

export async function files({ tx, ctx, fileParts }: Run): Promise<Done> {
  // first what was dropped before: that is committed, and its bytes nobody can ask for any more
  const removed = await removeDropped(tx, fileParts, MOST)
  const dropped = await dropUnattachedFiles(tx, ctx.now, MOST)
  const sealed = await sealOldFile(tx, fileParts, ctx)
  return { letters: [], finished: removed < MOST && dropped === 0 && !sealed }
}
