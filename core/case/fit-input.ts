/** What a case is opened with and what goes with its moves, as long as the columns take it. */
import { UserError } from '../errors.ts'
import { fit, MOST_ENTRIES } from '../input/limits.ts'
import type { ActionInput } from './case-context.ts'

/** The words a case is opened with. Throws UserError with a sentence where they are too long. */
export const fitCaseText = (text: string): string => fit('caseText', text)

/** Throws UserError with a sentence where a part of it is too long. */
export function fitInput({ text = '', party = '', procedure = '', list = [], reply }: ActionInput): void {
  fit('actText', text)
  fit('party', party)
  fit('procedure', procedure)
  for (const entry of list) fit('listEntry', entry)
  for (const said of Object.values(reply?.given ?? {})) fit('actText', said)
  if (list.length > MOST_ENTRIES)
    throw new UserError(`一次最多列 ${MOST_ENTRIES} 样，现在 ${list.length} 样。没有存，请合并再发。`)
}
