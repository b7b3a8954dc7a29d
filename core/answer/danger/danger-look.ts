/** Looks quickly at the passages of a long text: their danger alone, without matters and facts. */
import type { Reader } from '../index/signals.ts'
import { askedIn, leanOf } from '../policy/followup.ts'
import type { Understand } from '../understand.ts'
import type { EncodedClauses } from './assess.ts'

/** Makes the look of an engine over `reader`: it reads the same part of a text as understanding it would. */
export const makeDangerLook =
  (reader: Reader, nameOf: (item: string) => string | undefined): NonNullable<Understand['dangerLook']> =>
  () => {
    const known: EncodedClauses = new Map()
    return (passage) => {
      const whole = reader.normalise(passage)
      const asked = askedIn(passage, leanOf(whole, whole, undefined, nameOf))
      return reader.readDanger(asked, known).level === 'now'
    }
  }
