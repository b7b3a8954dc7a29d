/** Lists what an applicant said they hold and what has come in as files: named in the notice of acceptance. */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { localDate } from '../../core/date.ts'
import type { SubmittedDocuments } from '../../core/notice/notice-input.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import type { Tx } from '../types.ts'
import { caseFiles, caseMaterials, files } from '../schema.ts'

export async function submittedDocuments(tx: Tx, caseId: number): Promise<SubmittedDocuments> {
  const ticked = await tx
    .select({ name: caseMaterials.name, state: caseMaterials.state })
    .from(caseMaterials)
    .where(and(eq(caseMaterials.caseId, caseId), inArray(caseMaterials.state, ['promised', 'received'])))
    .orderBy(asc(caseMaterials.id))
  const came = await tx
    .select({ name: files.name, at: caseFiles.at })
    .from(caseFiles)
    .innerJoin(files, eq(files.id, caseFiles.fileId))
    .where(eq(caseFiles.caseId, caseId))
    .orderBy(asc(caseFiles.id))
  const inState = (state: string) => ticked.filter((m) => m.state === state).map((m) => m.name)
  return {
    held: inState('promised'),
    papers: inState('received'),
    // a number in the name of a file is nobody's business on a page reached by its address alone
    files: came.map((f) => ({ name: maskPersonal(f.name).text, on: localDate(f.at) })),
  }
}
