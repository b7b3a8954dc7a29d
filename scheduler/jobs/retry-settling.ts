/** A result relayed after its case should have settled: the sweep settles it on this day's pass. */
import { retrySettling } from '../../db/cases/passed-promises.ts'
import { done, type Done, type Run } from '../job.ts'

export async function settle({ tx }: Run): Promise<Done> {
  await retrySettling(tx)
  return done()
}
