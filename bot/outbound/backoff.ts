/** Sets how long a failed delivery waits before it is tried again. */

/** Waits before try n+1, in milliseconds, before jitter; after the last the letter is kept for a person. */
export const BACKOFF = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000] as const
