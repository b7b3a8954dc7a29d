/**
 * What a resident says beside a case of theirs that is already moving: asked how far it is, urged, taken back, said to be
 * mended or not, or an answer to what the office asked. It reaches that case; what is plainly new is left to be a question.
 */
import { type Act, SURE } from '../../core/answer/model/acts.ts'
import type { Understanding } from '../../core/answer/understand.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { ANNOUNCES, plainAct, SEND_HERE, STILL_WRONG } from '../../core/answer/policy/case-words.ts'
import type { Case } from '../../core/case/case.ts'
import { pointsBack } from '../../core/input/case-talk.ts'
import { onlyContact } from '../../core/input/contact.ts'
import { findCaseNumbers } from '../../core/input/typed-case-number.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { LOOKUP } from '../../core/messages/lookup.ts'
import { AGREES, DENIES, onlyGrade, readScore } from '../../core/input/rating.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { lastOpenEvents, OPEN_STATES } from '../../db/cases/find-cases.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import { casesInReach, isOwn } from './case-reach.ts'
import { applyCorrection } from './correction.ts'
import { askRating, caseChoicesFor, caseStatusText, performResidentVerb, showProgress } from './resident-cases.ts' // prettier-ignore
import { takeUp, tellOffice } from './tell-office.ts'
import { likest, LITTLE, namesNothing, newIn, shareOf, telling } from './which-case.ts'
import { type Reply, say, type Turn } from './turn.ts'

const DAY_MS = 86_400_000
/** A case that ended is spoken of for so long: the window of a reopening and a little more. */
const ENDED_MS = 14 * DAY_MS
/** The office's last word is waited on for so long. */
const WAITED_MS = 3 * DAY_MS
/** What is written so soon after a case was opened mostly belongs to it. */
const JUST_OPENED_MS = 15 * 60_000

const OPEN: readonly string[] = OPEN_STATES
const ENDING: readonly string[] = ['answered', 'completed']

interface Own {
  readonly open: readonly Case[]
  readonly ended: readonly Case[]
  /** The cases this message quotes or names. */
  readonly named: readonly Case[]
}

async function ownOf(turn: Turn, text: string): Promise<Own | null> {
  const all = await casesInReach(turn)
  const open = all.filter((c) => OPEN.includes(c.state))
  const ended = all.filter(
    (c) =>
      ENDING.includes(c.state) ||
      (c.state === 'closed' && turn.ctx.now.getTime() - c.movedAt.getTime() < ENDED_MS && c.kind !== 'challenge'),
  )
  if (open.length + ended.length === 0) return null
  const numbers = new Set(findCaseNumbers(`${turn.quoted ?? ''}\n${text}`).map((f) => f.number))
  return { open, ended, named: [...open, ...ended].filter((c) => numbers.has(c.number)) }
}

const only = <T>(list: readonly T[]): T | null => (list.length === 1 ? list[0]! : null)

/** The case meant among some: named, the only one, or the likest. */
const meant = (turn: Turn, own: Own, among: readonly Case[], text: string): Case | null =>
  only(own.named.filter((c) => among.includes(c))) ?? only(among) ?? likest(turn, among, text)

/** Says which case is meant, to do `verb` to it. */
const which = (turn: Turn, among: readonly Case[], verb: string): Reply =>
  say(turn, DIALOGUE.which, { choices: caseChoicesFor(among, verb) })

/** 撤回 said in other words is asked once more: it cannot be undone. */
const confirmVerb = (turn: Turn, verb: string, c: Case, question: string, label: string): Reply => ({
  say: [{ text: question, choices: [{ label, value: 'yes' }, { label: '不了', value: 'no' }] }],
  memory: { ...turn.memory, step: { name: 'confirm', verb, caseId: c.id } },
}) // prettier-ignore

export const withdraw = (turn: Turn, c: Case): Reply =>
  !isOwn(turn, c)
    ? say(turn, LOOKUP.notHere)
    : confirmVerb(turn, 'withdraw', c, DIALOGUE.confirmWithdraw(c.number, c.text.slice(0, 20)), '确定撤回')

type Does = (turn: Turn, own: Own, text: string, u: Understanding) => Promise<Reply | null> | Reply | null

const progress: Does = async (turn, own, text, u) => {
  const all = [...own.open, ...own.ended]
  // one's own matter of a kind that is not registered here is for a person to look up
  if (u.act === 'own' && u.item !== null && !all.some((c) => c.item === u.item)) return null
  const one = only(own.named) ?? likest(turn, all, text) ?? likest(turn, own.open, text)
  return one ? say(turn, await caseStatusText(turn, one)) : showProgress(turn)
}

const onOpen =
  (verb: string, does: (turn: Turn, c: Case, text: string) => Promise<Reply> | Reply): Does =>
  (turn, own, text) => {
    if (own.open.length === 0) return null
    const c = meant(turn, own, own.open, text)
    return c ? does(turn, c, text) : which(turn, own.open, verb)
  }

const unsolved: Does = (turn, own, text) => {
  const c = meant(turn, own, own.ended.length > 0 ? own.ended : own.open, text)
  return c ? takeUp(turn, c, text) : which(turn, own.ended, 'no')
}

const solved: Does = (turn, own, text) => {
  const asked = own.ended.filter((c) => ENDING.includes(c.state))
  const c = meant(turn, own, asked.length > 0 ? asked : own.open, text)
  if (!c) return null
  return ENDING.includes(c.state) ? performResidentVerb(turn, 'ok', c.id) : tellOffice(turn, c, text)
}

const supplied: Does = (turn, own, text) => {
  const wanting = own.open.filter((c) => c.state === 'supplement')
  const c = meant(turn, own, wanting.length > 0 ? wanting : own.open, text)
  if (!c) return wanting.length > 0 ? which(turn, wanting, 'sup') : null
  return c.state === 'supplement' ? performResidentVerb(turn, 'sup', c.id, text) : tellOffice(turn, c, text)
} // prettier-ignore

const rate: Does = (turn, own, text) => {
  const c = meant(turn, own, own.ended, text)
  if (!c) return own.ended.length > 1 ? which(turn, own.ended, 'rate') : null
  // "凑合吧 味还在": what is still wrong is heard before any grade
  if (STILL_WRONG.test(text)) return takeUp(turn, c, text)
  const score = readScore(text)
  if (score === null) return askRating(turn, c)
  // a low one starts a return visit: read back before it does
  if (score <= 2) return confirmVerb(turn, `r${score}`, c, DIALOGUE.confirmScore(c.number, score), '对')
  return performResidentVerb(turn, `r${score}`, c.id)
}

/** "您看行吗？" and how it was, answered in a word or two of whatever speech; only what has just ended can be meant. */
async function answersEnding(turn: Turn, own: Own, text: string): Promise<Reply | null> {
  const lately = own.ended.filter((c) => turn.ctx.now.getTime() - c.movedAt.getTime() < WAITED_MS)
  const asked = lately.filter((c) => ENDING.includes(c.state))
  if (asked.length === 1 && own.open.length === 0 && DENIES.test(text)) return performResidentVerb(turn, 'no', asked[0]!.id)
  if (asked.length === 1 && own.open.length === 0 && AGREES.test(text)) return performResidentVerb(turn, 'ok', asked[0]!.id)
  const score = onlyGrade(text)
  if (score === null) return null
  const c = meant(turn, own, lately, text)
  if (!c) return lately.length > 1 ? which(turn, lately, 'rate') : null
  // words that are none of the scale's own are read back first
  const back = score <= 2 ? DIALOGUE.confirmScore : DIALOGUE.confirmWords
  return confirmVerb(turn, `r${score}`, c, back(c.number, score), '对')
} // prettier-ignore

const HURRY = /催|快|抓紧|赶紧|赶快|麻利|尽快|加急/u
const urge = onOpen('urge', (turn, c) => performResidentVerb(turn, 'urge', c.id))

const DOES: Readonly<Partial<Record<Act, Does>>> = {
  progress,
  whom: progress,
  own: progress,
  // impatience alone is shown how far it is, with the tap that urges; asked for in words it is done
  urge: (turn, own, text, u) => (HURRY.test(text) ? urge(turn, own, text, u) : progress(turn, own, text, u)),
  withdraw: onOpen('withdraw', withdraw),
  unsolved,
  // of what is in hand it asks how far it is; of what ended it may be that it did not help
  still: (turn, own, text, u) => (own.open.length > 0 ? DOES.urge!(turn, own, text, u) : null),
  solved,
  supplied,
  rate,
}

/** Acts that go on with what was said, and never begin anything. */
const GOES_ON: ReadonlySet<Act> = new Set(['supplied', 'contact', 'have', 'lack', 'correct', 'forwhom', 'own', 'urge', 'solved', 'yes', 'no', 'none']) // prettier-ignore
/** Talk that is for the desk itself, whatever the office asked. */
const FOR_DESK: ReadonlySet<Act> = new Set(['who', 'privacy', 'abuse', 'joke', 'person'])

/** Talk that ends one. */
const CLOSES: ReadonlySet<Act> = new Set(['thanks', 'bye', 'greet', 'joke', 'chat'])
/** Told, not asked, nothing the catalogue answers of another matter, and of this case by its kind or its words. */
const tellsMore = (u: Understanding, text: string, c: Case): boolean => {
  if (u.elsewhere !== null || ASKING.test(text)) return false
  if (u.decision === 'answer' && (c.item === null || u.item !== c.item)) return false
  if (u.smalltalk === 'thanks' || u.smalltalk === 'office' || (u.actSure >= SURE && CLOSES.has(u.act))) return false
  return (u.act !== 'ask' && u.actSure >= SURE) || shareOf(text, c) >= LITTLE
}

/**
 * The case its office wrote about last, and whether it asked something. Unlike what it has asked (`casesInHand`), any news
 * counts here: what comes next may be said to it.
 */
async function lastWrittenByOffice(turn: Turn, open: readonly Case[]): Promise<{ c: Case; asked: boolean } | null> {
  if (open.length === 0) return null
  const rows = await lastOpenEvents(turn.tx, open.map((c) => c.id)) // prettier-ignore
  const [last] = rows
    .filter((e) => e.actor === 'staff' && (e.action === 'progress' || (e.action === 'reply' && ASKING.test(e.text))) && turn.ctx.now.getTime() - e.at.getTime() < WAITED_MS)
    .sort((a, b) => b.at.getTime() - a.at.getTime()) // prettier-ignore
  const c = last && open.find((one) => one.id === last.caseId)
  return c ? { c, asked: ASKING.test(last.text) } : null
}

/** Whether the message stands on its own as a question. */
const asksAnew = (u: Understanding, text: string): boolean =>
  (u.decision === 'answer' || u.elsewhere !== null) && ASKING.test(text)
/** Whether it reports something by itself: half a sentence may go on with what was asked just now. */
const reports = (u: Understanding, text: string): boolean =>
  u.act === 'report' && u.actSure >= 0.7 && text.length > HALF_A_SENTENCE
/** Whether it reports another thing than this case is of, in however few words. */
const reportsOther = (u: Understanding, text: string, c: Case): boolean => {
  if (u.act !== 'report' || u.actSure < SURE) return false
  if (pointsBack(text) && shareOf(text, c) >= LITTLE) return false
  if (telling(text).size >= 3 && shareOf(text, c) < LITTLE) return true
  return u.actSure >= 0.7 && text.length > A_FEW_WORDS
}
const [HALF_A_SENTENCE, A_FEW_WORDS] = [14, 6]

/** Whether a matter is asked about that none of their cases is of, by its item or its words. */
const ofOther = (u: Understanding, own: Own, text: string): boolean => {
  const all = [...own.open, ...own.ended]
  const named =
    u.elsewhere !== null || (u.decision === 'answer' && !all.some((c) => c.item === u.item) && !namesNothing(text))
  return named && !all.some((c) => shareOf(text, c) >= LITTLE)
}

/** The reply where the message is of a case that is moving; null: it is a question like any other. */
export async function aboutOwnCase(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  if (u.decision === 'urgent') return null
  const own = await ownOf(turn, text)
  if (!own) return null
  // a name and a number for what is in hand, where they may be kept
  const domestic = turn.ctx.townContext.town.rules.domesticChannels.includes(turn.conversation.channel)
  if (domestic && [...own.open, ...own.ended].some((c) => isOwn(turn, c)) && onlyContact(text))
    return applyCorrection(turn, text)
  // how somebody of the office behaved is no part of a case those people read
  if (aboutConduct(text)) return null
  const told = await answersEnding(turn, own, text)
  if (told) return told
  const plain = ofOther(u, own, text) ? null : plainAct(text)
  const said = plain && (await DOES[plain]?.(turn, own, text, { ...u, act: plain }))
  if (said) return said
  const sure = u.actSure >= SURE
  const quoted = only(own.named)
  if (sure) {
    const done = await DOES[u.act]?.(turn, own, text, u)
    if (done) return done
  }
  if (quoted && turn.quoted) return tellOffice(turn, quoted, text)
  if (sure && FOR_DESK.has(u.act)) return null
  if (SEND_HERE.test(text) && own.open.length > 0) return say(turn, DIALOGUE.sendHere)
  // told again: it is in hand
  if (u.decision === 'handoff' && !ASKING.test(text)) {
    const before = await reportedBefore(turn, text)
    if (before) return tellOffice(turn, before, text)
  }
  const waiting = await lastWrittenByOffice(turn, [...own.open, ...own.ended.filter((c) => c.state === 'answered')])
  if (waiting && !asksAnew(u, text) && !(waiting.asked ? reports(u, text) : reportsOther(u, text, waiting.c))) {
    const other = likest(turn, own.open, text)
    if (other && other.id !== waiting.c.id && !waiting.asked) return tellOffice(turn, other, text)
    if (waiting.asked || (sure && GOES_ON.has(u.act)) || tellsMore(u, text, waiting.c)) return tellOffice(turn, waiting.c, text) // prettier-ignore
  }
  const newest = await justOpened(turn)
  const another = newest && ANNOUNCES.test(text) && newIn(text.replace(ANNOUNCES, ''), newest) > 1
  const goesOn =
    newest && !another && (tellsMore(u, text, newest) || (sure && GOES_ON.has(u.act) && !ASKING.test(text)))
  if (another && !ASKING.test(text)) return null
  if (newest && goesOn && !reportsOther(u, text, newest)) return tellOffice(turn, newest, text)
  // said right after something was done, it may be that it is not
  const done = own.ended.filter((c) => turn.ctx.now.getTime() - c.movedAt.getTime() < WAITED_MS)
  const unclear =
    u.decision === 'handoff' || (u.decision === 'smalltalk' && (u.act === 'still' || u.act === 'unsolved'))
  const nothingElse = unclear && u.elsewhere === null && !ASKING.test(text)
  if (done.length > 0 && nothingElse && text.length <= HALF_A_SENTENCE) return whose(turn, done, text)
  const unread = u.decision !== 'answer' && u.decision !== 'smalltalk' && u.elsewhere === null
  if (own.open.length > 0 && unread && sure && u.act !== 'own' && GOES_ON.has(u.act)) return whose(turn, own.open, text)
  return null
}

/** So much of what tells a matter must be shared for it to be the same. */
const SAME = 0.6
/** The open case this person reported the same thing in already; null where there is none. */
export async function reportedBefore(turn: Turn, text: string): Promise<Case | null> {
  const own = await ownOf(turn, '')
  const said = telling(text)
  if (!own || said.size < 3) return null
  const share = (c: Case) => {
    const had = telling(c.text)
    return [...said].filter((char) => had.has(char)).length / Math.max(said.size, had.size)
  }
  return own.open.find((c) => share(c) >= SAME) ?? null
}

/** The newest case this person has just opened; null where there is none. */
export async function justOpened(turn: Turn): Promise<Case | null> {
  const own = await ownOf(turn, '')
  return own?.open.find((c) => turn.ctx.now.getTime() - c.openedAt.getTime() < JUST_OPENED_MS) ?? null
}

/** Unsure: for which case, or something new? What was written is kept for the tap. */
export function whose(turn: Turn, open: readonly Case[], text: string): Reply {
  return {
    say: [
      {
        text: open.length === 1 ? DIALOGUE.whoseOne(open[0]!.number, open[0]!.text.slice(0, 16)) : DIALOGUE.whose,
        choices: [...caseChoicesFor(open, 'say'), { label: '是新的事', value: 'new' }],
      },
    ],
    memory: {
      ...turn.memory,
      step: { name: 'whose', text: turn.redact(text, WHERE).text, cases: open.map((c) => c.id) },
    },
  }
}
