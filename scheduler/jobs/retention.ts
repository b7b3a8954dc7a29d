/**
 * What is not kept: chat texts after a year (they are promised away then), spent counters after forty days or an hour. Files
 * have a job of their own.
 */
import { dropExpiredDrafts } from '../../db/catalog/catalog-drafts.ts'
import { emptyOldTexts } from '../../db/people/empty-old-texts.ts'
import type { Done, Run } from '../job.ts'

/**
 * One batch of each table. Cases, notices and their logs are archives and stay; of an inquiry what was decided stays
 * for the figures, its text does not. Source: domain rules 7.5; 个人信息保护法 19.
 */
export async function retention({ tx, ctx, today }: Run): Promise<Done> {
  const finished = await emptyOldTexts(tx, ctx.now, today)
  await dropExpiredDrafts(tx, ctx.now)
  return { letters: [], finished }
}
