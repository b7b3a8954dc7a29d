/** Reads everything the page of one case is made of, at once. */
import type { CaseContext } from '../../core/case/case-context.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { localDate } from '../../core/date.ts'
import {
  askedBefore,
  type CaseEvent,
  type CaseFile,
  caseLog,
  type EarlierQuestion,
  filesOfCase,
  letterStates,
} from '../../db/cases/case-thread.ts'
import { type CaseOrigin, fileIsOfCase, lettersTo, noticesOfCase, originOfCase } from '../../db/cases/case-origin.ts'
import { type FileStore, openFile, type OpenedFile } from '../../db/files/files.ts'
import { standsFor } from '../../db/people/staff.ts'
import { casesOf, type Listed, unassigned } from '../../db/cases/desk-lists.ts'
import { type Pages, pages, pagesOf } from './paging.ts'
import type { DeskRequest } from './desk-module.ts'

export interface Surroundings extends CaseOrigin {
  readonly events: readonly CaseEvent[]
  readonly before: readonly EarlierQuestion[]
  /** How the letter of a move arrived, by the instant of the move. */
  readonly arrived: ReadonlyMap<number, string>
  readonly notices: readonly {
    readonly id: number
    readonly number: string
    readonly token: string
    readonly kind: string
    readonly createdAt: Date
    readonly sealedAt: Date | null
    readonly servedAt: Date | null
    readonly receivedAt: Date | null
  }[]
  readonly files: readonly CaseFile[]
  /** What was said to the resident, and how it went, newest first. */
  readonly letters: Pages<{ readonly text: string; readonly state: string; readonly at: Date }>
}

export async function surroundings(v: DeskRequest, caseContext: CaseContext): Promise<Surroundings> {
  const { db } = v
  const { id, conversationId } = caseContext.case
  const [events, before, arrived, papers, held, letters, origin] = await Promise.all([
    caseLog(db, id),
    askedBefore(db, caseContext.case),
    conversationId === null ? new Map<number, string>() : letterStates(db, id, conversationId),
    noticesOfCase(db, id),
    filesOfCase(db, id),
    conversationId === null
      ? pagesOf(v, 'letters', [])
      : pages(v, 'letters', (slice) => lettersTo(db, id, conversationId, slice)),
    originOfCase(db, id),
  ])
  return {
    events,
    before,
    arrived,
    notices: papers,
    files: held,
    letters,
    ...origin,
  }
}

/** A file of this case; null for any other. */
export const fileOfCase = async (
  o: FileStore,
  cipher: Cipher,
  caseId: number,
  fileId: number,
): Promise<OpenedFile | null> => ((await fileIsOfCase(o.db, caseId, fileId)) ? openFile(o, cipher, fileId) : null)

/** So many of one's cases are gone through for the one that comes next. */
const MOST_NEXT = 200

/** Whoever is asked to do something about it does not wait for somebody else. */
const waits = (c: Listed): boolean => c.clock?.state === 'open' && c.state !== 'supplement'

/**
 * What this person does next after a case: of their own and of those they stand in for the one due after it, the first again
 * at the end; then what nobody of the department has taken. Null where there is nothing else.
 */
export async function nextCase(v: DeskRequest, afterId: number): Promise<Listed | null> {
  const { db, staff, ctx } = v
  const ids = [staff.id, ...(await standsFor(db, staff.id, localDate(ctx.now)))]
  const all = { limit: MOST_NEXT, offset: 0 }
  const mine = (await casesOf(db, staff, ids, all)).found
  const at = mine.findIndex((c) => c.id === afterId)
  const following = [...mine.slice(at + 1), ...mine.slice(0, Math.max(at, 0))].filter(
    (c) => c.id !== afterId && waits(c),
  )
  if (following[0]) return following[0]
  const above = staff.role === 'group' || staff.role === 'admin'
  const free = (await unassigned(db, staff, above ? null : staff.department, { limit: 2, offset: 0 })).found
  return free.find((c) => c.id !== afterId) ?? null
}
