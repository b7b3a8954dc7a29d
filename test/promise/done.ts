/** The promise after a step that must succeed. */
import type { Clocked } from '../../core/promise/clock.ts'
import type { TimePromise } from '../../core/promise/time-promise.ts'

export function done<P extends TimePromise>(result: Clocked<P>): P {
  if (!result.ok) throw new Error(result.because)
  return result.promise
}
