/** Look-up codes that somebody writes into the chat, as they stand in the letter that told them: found, so that the stored message keeps a blank in their place. */
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { findCaseNumbers } from '../../core/input/typed-case-number.ts'
import { CODE_LETTERS } from '../../core/random.ts'
import { caseByNumber, casesOfPeopleKnown, casesOfResident } from '../../db/cases/find-cases.ts'
import type { RequestContext } from '../../db/context.ts'
import type { Conversation } from '../../db/people/conversations.ts'
import type { Tx } from '../../db/types.ts'

const LIKE_A_CODE = new RegExp(`(?<![0-9A-Za-z])[${CODE_LETTERS}]{6}(?![0-9A-Za-z])`, 'gi')

/** The codes in `text`, as they were typed, of the cases it names, of the person's own and of those looked up here. Most texts cost no question to the database. */
export async function lookupCodesIn(
  tx: Tx,
  ctx: RequestContext,
  text: string,
  { personId, memory }: Pick<Conversation, 'personId' | 'memory'>,
): Promise<string[]> {
  const perhaps = text.match(LIKE_A_CODE)
  if (!perhaps) return []
  const { asked, cases: shown = [] } = memory.lookup ?? {}
  const numbers = [...findCaseNumbers(text).map((found) => found.number), ...(asked ? [asked.number] : [])]
  const named = await Promise.all(numbers.map((number) => caseByNumber(tx, number)))
  const looked = await casesOfPeopleKnown(tx, shown.map((one) => one.caseId)) // prettier-ignore
  const own = personId === null ? [] : await casesOfResident(tx, personId)
  const codes = new Set([...named, ...own, ...looked].flatMap((c) => (c ? [lookupCodeOf(ctx.cipher, c)] : [])))
  return perhaps.filter((word) => codes.has(word.toUpperCase()))
}
