/** Group commit: what arrives while one batch is being written goes into the next, so that a busy desk commits less often. */

/** Runs `write` over everything that came in since the last run; each caller gets its own result, or the batch's error. */
export function batched<In, Out>(
  write: (items: readonly In[]) => Promise<readonly Out[]>,
  max = 200,
): (item: In) => Promise<Out> {
  let waiting: { item: In; done: (out: Out) => void; failed: (error: unknown) => void }[] = []
  let running = false
  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      try {
        const results = await write(batch.map((b) => b.item))
        batch.forEach((b, i) => b.done(results[i]!))
      } catch (error) {
        for (const b of batch) b.failed(error)
      }
    }
    running = false
  }
  return (item) =>
    new Promise<Out>((done, failed) => {
      waiting.push({ item, done, failed })
      if (!running) void run()
    })
}
