/** A log for tests that read none. */
import type { Log } from '../../core/log.ts'

const nothing = () => undefined
export const quiet: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
