/** Sign-in links and codes that are worth nothing any more leave the messages they stood in. */
import { dropExpiredSecrets } from '../../db/queue/expired-secrets.ts'
import type { Done, Run } from '../job.ts'

/** So many of each table a tick that nobody waits long. */
const MOST = 500

export async function expiredSecrets({ tx, ctx }: Run): Promise<Done> {
  const dropped = await dropExpiredSecrets(tx, ctx.now, MOST)
  return { letters: [], finished: dropped < MOST }
}
