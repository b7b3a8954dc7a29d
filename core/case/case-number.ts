/** How a case is numbered: the town's letters, the day, a dash, the count of that day (`BS20261123-0007`). How people spell it is read in core/input/typed-case-number.ts. */

/** Letters, day and dash: what somebody may leave out who means a case of the same day or the only one. */
export const DAY_PART = '[A-Z]{2,4}\\d{8}-'
