/** What many readers ask alike is looked up once in a while, not for each of them. */

/** The last answer of `load` while it is younger than `forMs`; asked for by many at once it is loaded once. */
export function cached<T>(now: () => Date, forMs: number, load: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | null = null
  return () => {
    const at = now().getTime()
    if (kept && at >= kept.at && at - kept.at < forMs) return kept.value
    const mine = { at, value: load() }
    kept = mine
    // a failure is not kept
    mine.value.catch(() => {
      if (kept === mine) kept = null
    })
    return mine.value
  }
}
