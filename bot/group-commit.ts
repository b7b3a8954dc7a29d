/** Group commit: what arrives while one batch is being written goes into the next, so that a busy desk commits less often. */

/**
 * Runs `write` over everything that came in since the last run, `atOnce` batches at a time; each caller gets its own
 * result, or the batch's error. Where `apart` says that one item may be at fault, each is written alone, so that only that one's caller hears of it.
 */
export function groupCommit<In, Out>(
  write: (items: readonly In[]) => Promise<readonly Out[]>,
  o: { max?: number; atOnce?: number; apart?: (error: unknown) => boolean } = {},
): (item: In) => Promise<Out> {
  const { max = 200, atOnce = 1 } = o
  let waiting: { item: In; done: (out: Out) => void; failed: (error: unknown) => void }[] = []
  let running = 0
  const run = async (): Promise<void> => {
    running++
    while (waiting.length > 0) {
      // what has arrived by now is heard first: the embedded database answers without ever letting the process listen
      await new Promise<void>((heard) => setImmediate(heard))
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      if (batch.length === 0) break
      await together(batch)
    }
    running--
  }
  const together = async (batch: typeof waiting): Promise<void> => {
    try {
      const results = await write(batch.map((b) => b.item))
      batch.forEach((b, i) => b.done(results[i]!))
    } catch (error) {
      if (batch.length > 1 && o.apart?.(error)) for (const one of batch) await together([one])
      else for (const b of batch) b.failed(error)
    }
  }
  return (item) =>
    new Promise<Out>((done, failed) => {
      waiting.push({ item, done, failed })
      if (running < atOnce) void run()
    })
}
