/** Cuts one page out of a list that is shown newest first. */
export interface PageSlice {
  /** 50 where nothing is said. */
  readonly limit?: number
  readonly offset?: number
}
