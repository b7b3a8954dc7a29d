/**
 * What is said beside a case in hand and is for whoever has it: the answer to what the office asked, a question to its
 * clerk, what was forgotten, what was taken for something else. It goes into that case and is said back.
 */
import { type Act, SURE } from '../../core/answer/model/acts.ts'
import type { Understanding } from '../../core/answer/understand.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { ANNOUNCES, plainAct } from '../../core/answer/policy/case-words.ts'
import { ASKING } from '../../core/answer/text/asking.ts'
import type { Case } from '../../core/case/case.ts'
import {
  asksOffice,
  asksWhatRegistered,
  asksWhetherHeard,
  beginsAnother,
  clausesOf,
  meansThatOne,
  onlyAsks,
  onlyUrges,
  pointsBack,
  putsRight,
  saysComplete,
  saysLater,
  takesLeave,
  TROUBLE,
  urges,
} from '../../core/input/case-talk.ts'
import { asksBack, onlyAsksBack } from '../../core/input/asks-back.ts'
import { itemOf } from '../../core/town-context.ts'
import { onlyContact } from '../../core/input/contact.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { findVillage } from '../../core/place/villages.ts'
import { lastOpenEvents, OPEN_STATES } from '../../db/cases/find-cases.ts'
import { staffById } from '../../db/people/staff.ts'
import type { DialogueStep } from '../../db/people/conversations.ts'
import { casesInReach, justLookedUp } from './case-reach.ts'
import { whose, withdraw } from './own-case.ts'
import { inVain } from './lost.ts'
import { offeredToRegister } from './register.ts'
import { caseStatusText, performResidentAction, performResidentVerb, showProgress } from './resident-cases.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { takeUp, tellOffice } from './tell-office.ts'
import { likest, LITTLE, namesNothing, newIn, shareOf, telling } from './which-case.ts'

const HOUR_MS = 3_600_000
/** What the office asked is waited on for so long. */
const ASKED_MS = 5 * 24 * HOUR_MS
/** A case is being talked about so long after the last word in it. */
const TALK_MS = HOUR_MS / 2

const OPEN: readonly string[] = OPEN_STATES

interface InHand {
  readonly c: Case
  /** What its office asked and nobody has answered; null where it asked nothing. */
  readonly asked: string | null
  /** It is being talked about, or waits for what its resident sends. */
  readonly lively: boolean
  readonly at: number
}

/** The cases somebody may be speaking of, the one last spoken of first. */
async function casesInHand(turn: Turn): Promise<InHand[]> {
  const { personId } = turn.conversation
  if (personId === null || turn.group) return []
  const { alarm } = turn.memory
  const own = (await casesInReach(turn)).filter(
    (c) => (OPEN.includes(c.state) || c.state === 'answered') && c.id !== alarm?.caseId,
  )
  const events = await lastOpenEvents(turn.tx, own.map((c) => c.id)) // prettier-ignore
  const now = turn.ctx.now.getTime()
  return own
    .map((c) => {
      const last = events.find((e) => e.caseId === c.id)
      const at = last?.at.getTime() ?? c.openedAt.getTime()
      const said = last?.actor === 'staff' && (last.action === 'progress' || last.action === 'reply') ? last.text : ''
      const asked = asksBack(said) && now - at < ASKED_MS ? said : null
      return {
        c,
        asked,
        lively: asked !== null || now - at < TALK_MS || c.state === 'supplement' || justLookedUp(turn, c.id),
        at,
      }
    })
    .sort((a, b) => b.at - a.at || b.c.id - a.c.id)
}

/** Asked whether somebody is there at all. */
const MACHINE = /真人|机器人|人工智能|是(?:个)?(?:机器|程序|ai)|活人/iu
const ITSELF = /真人|机器|人工智能|程序|隐私|保密|谁(?:能|会)?看(?:得|到|见)/u
/** A matter the catalogue is so sure of. */
const PLAINLY = 0.8

/** So many telling characters name what is reported, and a trouble that nothing else marks as a report. */
const A_REPORT = 3
const A_TROUBLE = 5

/** Whether a text is another matter than this case: a question the catalogue answers, or a report nothing ties to it. */
function another(u: Understanding, text: string, { c, asked }: InHand): boolean {
  const share = shareOf(text, { text: `${c.text}${asked ?? ''}` })
  if ((beginsAnother(text) || announces(text, c)) && share < LITTLE) return true
  const sure = u.decision === 'answer' && (u.candidates[0]?.score ?? 0) >= PLAINLY
  if (onlyAsks(text) && share < LITTLE && !asksOffice(text) && (sure || u.elsewhere !== null)) return true
  if (onlyAsks(text) && sure && u.item === c.item) return true
  // the office waits for an answer: what describes the trouble is that answer
  if (asked !== null || !TROUBLE.test(text) || share >= LITTLE) return false
  // trouble told in words of its own is another, whatever the act is taken for
  const reported = u.act === 'report' && u.actSure >= SURE
  return telling(text).size >= (reported ? A_REPORT : A_TROUBLE)
}

/** "还有桥头那堆垃圾": announced, and of other words than the case. */
const announces = (text: string, c: Case): boolean => ANNOUNCES.test(text) && newIn(text.replace(ANNOUNCES, ''), c) > 1

/** Acts that do something to a case by themselves. */
const DOES: ReadonlySet<Act> = new Set(['withdraw', 'rate', 'solved', 'unsolved', 'supplied', 'progress', 'whom'])

/** The answer to what the office asked, whatever it looks like; null: it asked nothing, or this is plainly something else. */
export async function answersOffice(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  if (u.decision === 'urgent' || aboutConduct(text) || turn.quoted || onlyContact(text)) return null
  const waiting = (await casesInHand(turn)).filter((h) => h.asked !== null)
  const [newest] = waiting
  if (!newest || ITSELF.test(text)) return null
  const acts: readonly (Act | null)[] = ['withdraw', 'urge']
  if (acts.includes(plainAct(text)) || onlyUrges(text) || takesLeave(text) === 'thanks') return null
  const one = waiting.length > 1 ? (likest(turn, waiting.map((h) => h.c), text) ?? newest.c) : newest.c // prettier-ignore
  const meant = waiting.find((h) => h.c.id === one.id) ?? newest
  // answered, with a question whether it is well: that is for the end of the case
  if (meant.c.state === 'answered' && !onlyAsksBack(meant.asked ?? '') && u.actSure >= SURE && DOES.has(u.act))
    return null
  return another(u, text, meant) ? null : tellOffice(turn, meant.c, text)
}

/** The reply where a message is for whoever has a case in hand; null: it is a question like any other. */
export async function aboutCaseInHand(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  if (u.decision === 'urgent' || aboutConduct(text) || turn.quoted || onlyContact(text)) return null
  const hands = await casesInHand(turn)
  if (!hands[0]) return null
  if (MACHINE.test(text)) return whoHasIt(turn, hands[0].c)
  if (ITSELF.test(text)) return null
  const lively = hands.filter((h) => h.lively)
  const [latest] = lively
  const wanting = hands.filter((h) => h.c.state === 'supplement')
  if (wanting[0] && saysComplete(text)) return performResidentVerb(turn, 'sup', wanting[0].c.id, text)
  if (wanting[0] && saysLater(text)) return tellOffice(turn, wanting[0].c, text)
  if (asksWhetherHeard(text)) return showProgress(turn)
  if (latest && asksWhatRegistered(text) && OPEN.includes(latest.c.state)) return withdraw(turn, latest.c)
  const named = await ofHandler(turn, hands, text)
  if (named) return tellOffice(turn, named, text)
  if (beginsAnother(text) || hands.every((h) => announces(text, h.c)) || takesLeave(text) !== null) return null
  if (plainAct(text) === 'withdraw') return null
  if (urges(text)) return urged(turn, hands, text)
  if (offeredToRegister(turn)) return null
  const told = (among: readonly InHand[]) => tellOne(turn, among, text)
  if (latest && putsRight(text) && !onlyAsks(text)) return told(lively)
  if (hands.every((h) => another(u, text, h))) return null
  if (isCompany(turn, hands, text, u)) return null
  if (asksOffice(text) && (u.decision !== 'answer' || namesNothing(text)) && u.elsewhere === null)
    return askedOfOffice(turn, hands, text)
  if (!latest) return null
  return ofLively(turn, lively, text, u) ? told(lively) : null
}

/** What the desk is, and whose hands the case is in. */
async function whoHasIt(turn: Turn, c: Case): Promise<Reply> {
  const who = DIALOGUE.smalltalk('who', turn.ctx.townContext.town)
  return say(turn, `${who}\n${await caseStatusText(turn, c)}`)
}

/** Asked of whoever wrote, however lightly: "你咋知道…". */
const TO_CLERK = /你们?(?:咋|怎么|怎|是怎么)(?:会)?(?:知道|晓得|看出|认识)/u
/** Acts of company. */
const CHATS: ReadonlySet<Act> = new Set(['joke', 'chat', 'greet', 'bye'])

/** Whether the words or the matter of a message are those of a case. */
const isTied = (turn: Turn, hands: readonly InHand[], text: string, u: Understanding): boolean =>
  hands.some((h) => shareOf(text, h.c) >= LITTLE || u.candidates.some((c) => c.id === h.c.item || namesMatter(turn, c.id, h.c.text))) // prettier-ignore

/** Whether a message is meant for somebody else, or for company. */
const isCompany = (turn: Turn, hands: readonly InHand[], text: string, u: Understanding): boolean =>
  CHATS.has(u.act) && u.actSure >= SURE && !TO_CLERK.test(text) && !isTied(turn, hands, text, u)

/** Whether a message goes on with a case that is being talked about. */
function ofLively(turn: Turn, lively: readonly InHand[], text: string, u: Understanding): boolean {
  const [latest] = lively
  if (!latest || lively.every((h) => another(u, text, h)) || u.elsewhere !== null) return false
  if (u.actSure >= SURE && DOES.has(u.act)) return false
  if (['thanks', 'greeting', 'bye', 'abuse', 'joke', 'office'].includes(u.smalltalk ?? '') && !TO_CLERK.test(text)) return false // prettier-ignore
  const tied = isTied(turn, lively, text, u)
  const placed = findVillage(turn.ctx.townContext.town.villages, text) !== null
  const clear = u.decision === 'answer'
  // told in several parts: of the case, whatever matter one of them names
  const tells = !ASKING.test(text) && clausesOf(text).length > 1
  if (clear) return tells && latest.c.item !== u.item && (u.act !== 'ask' || text.length >= A_STORY)
  if (u.decision === 'choose') return tied || placed || pointsBack(text) || tells
  return !onlyAsks(text) || tied || pointsBack(text)
}
/** Whether a case speaks of a matter by its short name. */
const namesMatter = (turn: Turn, item: string, text: string): boolean => {
  const { short = '' } = itemOf(turn.ctx.townContext, item) ?? {}
  return short !== '' && text.includes(short)
}
/** Longer tells what happened; shorter may name what one wants to know. */
const A_STORY = 12

/** Puts the words into the case they mean, or asks which. */
function tellOne(turn: Turn, among: readonly InHand[], text: string): Promise<Reply> | Reply {
  const cases = among.map((h) => h.c)
  const one = cases.length === 1 ? cases[0]! : likest(turn, cases, text)
  if (one) return tellOffice(turn, one, text)
  return pointsBack(text) ? tellOffice(turn, cases[0]!, text) : whose(turn, cases, text)
}

/** A question to the clerk: into the case; where nobody can tell of which, asked. */
function askedOfOffice(turn: Turn, hands: readonly InHand[], text: string): Promise<Reply> | Reply | null {
  // no more than how far it is: shown at once
  if (plainAct(text) === 'progress' && clausesOf(text).length === 1) return null
  const lively = hands.filter((h) => h.lively)
  return tellOne(turn, lively.length > 0 ? lively : hands, text)
}

/** Urges the case meant, with the words; urged today already, the words go to whoever has it all the same. */
async function urged(turn: Turn, hands: readonly InHand[], text: string): Promise<Reply | null> {
  const open = hands.filter((h) => OPEN.includes(h.c.state)).map((h) => h.c)
  // answered already: the words go to whoever answered
  if (open.length === 0) return tellOne(turn, hands, text)
  if (onlyUrges(text)) return null
  const one = open.length === 1 ? open[0]! : likest(turn, open, text)
  if (!one) return whose(turn, open, text)
  const done = await performResidentAction(turn, one.id, 'urge', { text: turn.redact(text).text })
  return done.messages ? done : tellOffice(turn, one, text)
}

/** The case whose clerk is named. */
async function ofHandler(turn: Turn, hands: readonly InHand[], text: string): Promise<Case | null> {
  for (const { c } of hands) {
    const handler = c.handlerId === null ? null : await staffById(turn.tx, c.handlerId)
    if (handler && text.includes(handler.name) && !/^(?:谢谢?|感谢)/u.test(text) && takesLeave(text) === null) return c
  }
  return null
}

/** "就那件" after it was asked which; null where it is not said, or one of several is meant. */
export async function thatOne(turn: Turn, step: Extract<DialogueStep, { name: 'whose' }>, text: string): Promise<Reply | null> {
  const more = meansThatOne(text)
  if (more === null || step.cases?.length !== 1) return null
  const own = await casesInReach(turn)
  const c = own.find((one) => one.id === step.cases?.[0])
  return c ? takeUp(turn, c, [step.text, more].filter((part) => part !== '').join('\n')) : null
} // prettier-ignore

/** The case whose office asked for something and waits. */
export const caseThatAsked = async (turn: Turn): Promise<Case | null> =>
  (await casesInHand(turn)).find((h) => h.asked !== null)?.c ?? null

/** A human sentence for whoever takes leave or thanks; of whoever is cross with the desk it is counted that nothing came. */
export function answersLeave(turn: Turn, text: string, u: Understanding, cross: boolean): Reply | null {
  if (u.decision === 'urgent' || u.perhapsDanger || u.report !== null) return null
  const leave = plainAct(text) === 'withdraw' ? null : takesLeave(text)
  if (leave === null || (leave === 'cross') !== cross) return null
  const reply = say(turn, DIALOGUE.leave[leave])
  return cross ? inVain(turn, reply) : reply
}
