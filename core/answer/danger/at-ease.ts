/** Tells a writer at ease by what they do: in their words a weak sign of danger is chance, or is asked about first. */
import { POLITE } from './assess.ts'
import { ASKING } from '../text/asking.ts'
import type { Signals } from '../index/signals.ts'
import type { Act } from '../model/acts.ts'
import { breaksOff, onlyWaits } from '../policy/talk-acts.ts'
import { asksNothing } from '../policy/what-is-told.ts'

const AT_EASE: ReadonlySet<Act> = new Set(['withdraw', 'rate', 'contact', 'forwhom', 'privacy'])
/** An act that nobody doubts. */
const PLAINLY = 0.9
/** Odds of danger that no act calms, and so few that a plain question does. */
const SURE = 7
const WEAK = 3
/** A matter named beyond doubt. */
const NAMED = 0.85

const sureOf = ({ learned }: Signals, act: Act): number => learned.acts.get(act) ?? 0

/** Whether the act is one of those at least this surely, and no phrase of danger stands in the text. */
export const isAtEase = (signals: Signals, least = 0.6): boolean =>
  !signals.danger.phrase && AT_EASE.has(signals.learned.act) && sureOf(signals, signals.learned.act) >= least

/** In so few characters nothing but a person is named: "给我妈". */
const WHOSE = 6
/** Whether somebody only says for whom. */
export const namesOnly = (signals: Signals): boolean => signals.normal.length <= WHOSE && isAtEase(signals, PLAINLY)

/** A sign this weak in a plain question is of its story: of 7,424 dangers of the corpora none is asked this way. */
const CHANCE = 1.5
/** Whether a weak sign stands in a plain question of a matter named beyond doubt; what is told politely is never chance. */
export const asksPlainly = ({ danger, learned, normal }: Signals, matter: number): boolean =>
  !danger.phrase &&
  danger.sure < CHANCE &&
  matter >= NAMED &&
  learned.act === 'ask' &&
  ASKING.test(normal) &&
  !(danger.kind !== null && POLITE.has(danger.kind))

/**
 * Whether danger that no phrase names is asked about before anybody is alarmed: a few impatient words, what is surely a
 * report or done by nobody in danger, and a weak sign in a plain question; `matter` is how surely one is asked about, of the town or of others.
 */
export function asksFirst(signals: Signals, matter: number): boolean {
  const { danger, learned, normal } = signals
  if (danger.phrase) return false
  const waits = breaksOff(normal) || onlyWaits(normal, learned.act, sureOf(signals, learned.act))
  const calm = waits || sureOf(signals, 'report') >= PLAINLY || isAtEase(signals, PLAINLY)
  if (calm && danger.sure < SURE) return true
  return danger.sure < WEAK && matter >= NAMED && !asksNothing(signals)
}
