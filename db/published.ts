/**
 * Everything the town shows of itself, in one place: what pages and feeds call. Each asks the database, returns plain
 * data with personal data masked, and names no resident; lists come newest first in slices (`limit`, `offset`), with a
 * count beside them. Nothing here is about a case that is confidential.
 */

/** 违诺: decided ones only. `publicBreaches(db, { id })` is one of them; a doubt about it is 'breach:<id>'. */
export type { PublicBreach } from './breach-board.ts'
export { breachTotals, countPublicBreaches, publicBreaches } from './breach-board.ts'

/** 质询: what hangs beside a thing is `publicChallenges(db, { about, aboutId })`; one alone `{ number }`. */
export type { PublicChallenge } from './challenges.ts'
export { countPublicChallenges, publicChallenges } from './challenges.ts'

/** 听证: with seats, minutes and the questions asked there. */
export type { PublicHearing } from './hearing-board.ts'
export { publicHearings } from './hearing-board.ts'

/** 公开: the register, and every version of one entry. A doubt is 'disclosure:<id>'. */
export type { PublicDisclosure } from './disclosure-board.ts'
export { countPublicDisclosures, publicDisclosures, versionsOf } from './disclosure-board.ts'

/** 承诺: of people (photograph by `pledgePhoto`), and of departments. */
export { pledgePhoto, publicDepartmentPledges, publicPledges } from './pledges.ts'

/** 考核: settled periods with their formula, the curve, and what the leading group confirmed. A doubt is 'assessment:<period>'. */
export { assessedPeriods, publishedAssessment, scoresByMonth, storedAssessment } from './assessment.ts'
export { publicProposals } from './assessment-proposals.ts'

/** 锚值: one a day; with them anybody can prove that nothing was cut off the logs. */
export { publicAnchors } from './audit.ts'
