/** Names the small talk of acts in which nothing is asked, and tells who only waits or comes back later. */
import { type Act, SURE } from '../model/acts.ts'
import { ASKING } from '../text/asking.ts'
import type { Smalltalk } from '../understand.ts'

/** What small talk an act is, where its look does not say. */
export const TALK_OF: Readonly<Partial<Record<Act, Smalltalk>>> = {
  thanks: 'thanks', greet: 'greeting', bye: 'bye', who: 'who', abuse: 'abuse', joke: 'joke', more: 'more',
  safe: 'safe', solved: 'safe', confused: 'unheard', unsolved: 'unheard', urge: 'unheard', none: 'unheard', correct: 'unheard',
} // prettier-ignore

/** A matter named less surely than this is none, where company is asked for: "给我写首诗" is offered no list. */
const NAMED = 0.6
/** Whether somebody jokes or wants company, and names no matter. */
export const onlyChats = ({ act, acts }: { act: Act; acts: ReadonlyMap<Act, number> }, matter: number): boolean =>
  (act === 'joke' || act === 'chat') && (acts.get(act) ?? 0) >= SURE && matter < NAMED

/** "垃圾": one word that nothing marks as talk names a thing, however it sounds. */
export const isOneWord = (normal: string, talk: Smalltalk | null): boolean => talk === null && normal === '垃圾'

/** "您忙着呢 我问下低保": a question beside the talk, which counts where it names a matter. */
export const asksBeside = (normal: string): boolean => ASKING.test(normal) || /问(下|一下|问)|打听|咨询/u.test(normal)

/** Acts of somebody who waits, thanks, scolds or goes; so short a text says no more. */
const CALM: ReadonlySet<Act> = new Set([
  'urge',
  'still',
  'progress',
  'whom',
  'thanks',
  'bye',
  'greet',
  'solved',
  'safe',
  'rate',
  'yes',
  'no',
  'more',
  'abuse',
])
const IMPATIENT = 14
const SURELY_CALM = 0.7
/** A few impatient or parting words, and nothing else. */
export const onlyWaits = (normal: string, act: Act, sure: number): boolean =>
  normal.length <= IMPATIENT && CALM.has(act) && sure >= SURELY_CALM

/** Goes away and will come back: "娃哭了 一会儿再弄". */
export const breaksOff = (text: string): boolean =>
  !ASKING.test(text) &&
  /(?:一会儿?|等会儿?|待会儿?|回头|稍后|晚点|晚会儿?|过会儿?)[^，,。\s]{0,4}(?:再|接着|继续)(?:弄|说|办|来|聊|填|发|问|整|搞|谈)|(?:我|俺)?先(?:去)?(?:接|忙|吃|哄|喂|干)[^，,。]{0,8}[，,。\s]*(?:稍后|一会|等会|待会|回头)/u.test(
    text,
  )
