/** Bounds one round of sending: how much is claimed, how long it may take, how often its results are written. */

/** After so long a round makes no further call: what is left goes in the next. */
export const ROUND_MS = 20_000
/** A file's call may take a minute. */
export const FILE_LEASE_MS = 120_000
export const EACH = 5
/** A turn further off than this is waited for in the database, not here. */
export const LONGEST_WAIT_MS = 5_000
export const CLAIMED_AT_ONCE = 150 // what Telegram takes in the longest wait
/** A minute's outage of the database must not turn letters that arrived into letters that may have. */
export const WRITE_TRIES = 600
export const WRITE_TRIES_STOPPING = 5
export const BARE_AFTER = 4
