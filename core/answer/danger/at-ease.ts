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

/** Too old or ill to come, and nothing else: "她走不动", "俺娘岁数大了下不了炕". */
const FRAIL =
  /^[\p{Script=Han}\s，,]{0,10}?(走|动|下|起|来|去|出)不(动|了|来)(炕|床|地|门|楼|路|身)?(了|啊|呀)?$|腿脚不(太)?(好|便|利索|灵)/u
const SUDDEN = /突然|忽然|刚|现在|这会儿|一下子|叫|喊|喘|疼|痛|血|摔|晕|倒|麻|嘴|话|烧|抽|吐|掉|压|卡|困|夹/u
export const onlyFrail = (normal: string): boolean => FRAIL.test(normal) && !SUDDEN.test(normal)

/** A sign this weak in a plain question is of its story: of 7,424 dangers of the corpora none is asked this way. */
const CHANCE = 1.5
/** Their own matter is pending: "低保没下来". */
const PENDING = /没(有)?(下来|到账?|发|批|给|消息|动静|办(好|下来))/u
/** Whether a weak sign stands in a plain question of a matter named beyond doubt; what is told politely is never chance. */
export const asksPlainly = ({ danger, learned, normal }: Signals, matter: number): boolean =>
  !danger.phrase &&
  danger.sure < CHANCE &&
  matter >= NAMED &&
  ((learned.act === 'ask' && ASKING.test(normal)) || PENDING.test(normal)) &&
  !(danger.kind !== null && POLITE.has(danger.kind))

/**
 * Whether danger that no phrase names is asked about before anybody is alarmed: a few impatient words, what is surely a
 * report or done by nobody in danger, and a weak sign in a plain question; `matter` is how surely one is asked about, of the town or of others.
 */
export function asksFirst(signals: Signals, matter: number): boolean {
  const { danger, learned, normal } = signals
  if (danger.phrase) return false
  const waits = breaksOff(normal) || onlyWaits(normal, learned.act, sureOf(signals, learned.act))
  const told = Math.max(sureOf(signals, 'report'), sureOf(signals, 'conduct')) >= PLAINLY
  const calm = waits || onlyFrail(normal) || told || isAtEase(signals, PLAINLY)
  if (calm && danger.sure < SURE) return true
  return danger.sure < WEAK && matter >= NAMED && !asksNothing(signals)
}
