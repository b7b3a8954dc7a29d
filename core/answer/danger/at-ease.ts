/** Tells a writer at ease by what they do: withdraw, grade, leave a number; in their words a weak sign of danger is chance. */
import type { Signals } from '../index/signals.ts'
import type { Act } from '../model/acts.ts'

const AT_EASE: ReadonlySet<Act> = new Set(['withdraw', 'rate', 'contact', 'forwhom', 'privacy'])

/** Whether the act is one of those at least this surely, and no phrase of danger stands in the text. */
export const isAtEase = ({ learned, danger }: Signals, least = 0.6): boolean =>
  !danger.phrase && AT_EASE.has(learned.act) && (learned.acts.get(learned.act) ?? 0) >= least
