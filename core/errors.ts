/** What somebody is told instead of what they asked for: one plain sentence, thrown where it is known and said by the door they came through. */
import { type RefusalCode, REFUSALS } from './messages/refusals.ts'

/**
 * The message is the sentence. `code` is for programs and picks the form of the answer; null where a door only says the
 * sentence and leaves the person where they were.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly code: RefusalCode | null
  constructor(say: string, options: { readonly code?: RefusalCode; readonly cause?: unknown } = {}) {
    super(say, options)
    this.code = options.code ?? null
  }
}

/** A refusal of the table, in its own words or those given. */
export const userError = (code: RefusalCode, say: string = REFUSALS[code].say): UserError =>
  new UserError(say, { code })
