/** Does what an upgrade leaves to the start, which has the key: codes are sealed, contacts of older cases are found again. */
import type { Log } from '../../core/log.ts'
import type { RequestContext } from '../context.ts'
import type { Db } from '../types.ts'
import { indexOldContacts } from './case-contacts.ts'
import { sealLookupCodes } from './seal-lookup-codes.ts'

/** Done before anybody is served; takes time once. */
export async function finishUpgrade(
  db: Db,
  keys: Pick<RequestContext, 'cipher' | 'random'>,
  now: Date,
  log: Log,
): Promise<void> {
  const sealed = await sealLookupCodes(db, keys)
  if (sealed > 0) log.info({ cases: sealed }, 'look-up codes were sealed')
  const indexed = await indexOldContacts(db, keys, now)
  if (indexed > 0) log.info({ cases: indexed }, 'contacts of older cases were indexed')
}
