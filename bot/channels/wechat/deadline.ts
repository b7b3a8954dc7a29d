/** A deadline on calls that have none of their own: gRPC calls through wechaty wait for ever. */

/** Thrown when the time is over; the call itself goes on and its outcome is not known. */
export class DeadlineExceeded extends Error {
  override readonly name = 'TooLate'
}

/** The outcome of `work`, or TooLate after `ms`. A late rejection of `work` is not left unhandled. */
export async function withDeadline<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`no answer in ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
