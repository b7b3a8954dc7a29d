/** How a case is numbered: the town's letters, the day, a dash, the count of that day (`BS20261123-0007`). */

/** Letters, day and dash: what somebody may leave out who means a case of the same day or the only one. */
export const DAY_PART = '[A-Z]{2,4}\\d{8}-'

/** A whole number anywhere in a text, in either case. */
export const CASE_NUMBER = new RegExp(`${DAY_PART}\\d{4,}`, 'i')

export const isCaseNumber = (text: string): boolean => new RegExp(`^${CASE_NUMBER.source}$`, 'i').test(text)
