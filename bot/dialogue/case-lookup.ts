/** A case registered elsewhere, found again in a chat: its number, then the look-up code, in one message or in two. */
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import type { Understanding } from '../../core/answer/understand.ts'
import type { Case } from '../../core/case/case.ts'
import { isLookupCode } from '../../core/case/lookup-code.ts'
import { formatDate, localDate } from '../../core/date.ts'
import {
  asksDone,
  type LookupWords,
  miscounted,
  readLookupTalk,
  readLookupWords,
} from '../../core/input/lookup-words.ts'
import { LOOKUP } from '../../core/messages/lookup.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { casesOfPeopleKnown, OPEN_STATES } from '../../db/cases/find-cases.ts'
import { type DialogueMemory, laneOf, type DialogueStep } from '../../db/people/conversations.ts'
import { logGuessing, lookUpCase } from '../../services/look-up-case.ts'
import {
  askCode,
  ASKED_MS,
  caseInReach,
  casesInReach,
  casesLookedUp,
  isOwn,
  LET_IN_MS,
  letIns,
  within,
} from './case-reach.ts'
import { caseStatusText, listMyCases } from './resident-cases.ts'
import { tellOffice } from './tell-office.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { likest } from './which-case.ts'

/** Longer says more than which case is meant. */
const A_SENTENCE = 30
/** Cases one conversation may be let in to at a time. */
const MOST = 5
/** Steps whose answer may look like a code. */
const OWN_CODES: ReadonlySet<DialogueStep['name']> = new Set(['phone', 'phone-code', 'intake'])

/** The number that waits for its code, and the code that waits for its number. */
function waiting({ memory, ctx }: Turn): { readonly number: string | null; readonly code: string | null } {
  const { asked, code } = memory.lookup ?? {}
  return {
    number: asked && within(asked.at, ASKED_MS, ctx.now) ? asked.number : null,
    code: code && within(code.at, ASKED_MS, ctx.now) ? opened(ctx.cipher, code.sealed) : null,
  }
}

/** Null where it was sealed under another key. */
function opened(cipher: Cipher, sealed: string): string | null {
  try {
    return cipher.decrypt(sealed)
  } catch {
    return null
  }
}

/** Whether a text is nothing but a look-up code and words around it; such a text is no question. */
export const isBareCode = (text: string): boolean => {
  const read = readLookupWords(text)
  return read.bare && read.code !== null
}

/** The reply where a text looks a case up; null: it is of something else. `early`: before what was asked last is answered. */
export async function lookUp(turn: Turn, text: string, early: boolean): Promise<Reply | null> {
  const reply = await lookUpReply(turn, text, early)
  // even where none was found in it, what is said of codes is kept for no other case
  return reply && { typedSecrets: [], ...reply }
}

async function lookUpReply(turn: Turn, text: string, early: boolean): Promise<Reply | null> {
  if (turn.group || (turn.memory.step && OWN_CODES.has(turn.memory.step.name))) return null
  const asked = waiting(turn)
  const read = readLookupWords(text, asked.number !== null)
  if (!read.code && read.number === null) {
    const characters = early && asked.number !== null ? miscounted(text) : null
    if (characters !== null) return { ...say(turn, LOOKUP.length(characters)), typedSecrets: [text] }
    return early ? null : talkOf(turn, text, asked.number !== null)
  }
  if (early !== read.bare) return null
  if (!read.bare && (read.rest.length > A_SENTENCE || aboutConduct(read.rest))) return null
  if (read.rest !== '' && turn.understand(read.rest).decision === 'urgent') return null
  if (read.code) return codeSent(turn, read, read.code, asked.number)
  return read.number === null ? null : numberSent(turn, read.number, asked.code)
}

const TALK = { code: LOOKUP.about, number: LOOKUP.lostNumber, take: LOOKUP.take } as const
/** What is said to whoever speaks of number and code and sends neither; their own codes to who has cases here. */
async function talkOf(turn: Turn, text: string, asked: boolean): Promise<Reply | null> {
  const talk = text.length <= A_SENTENCE ? readLookupTalk(text, asked) : null
  if (talk === null || turn.understand(text).decision === 'urgent') return null
  const own = asked || talk === 'take' ? [] : await casesInReach(turn)
  return own.some((c) => isOwn(turn, c)) ? listMyCases(turn) : say(turn, TALK[talk])
}

async function codeSent(turn: Turn, read: LookupWords, code: NonNullable<LookupWords['code']>, asked: string | null): Promise<Reply | null> {
  const typedSecrets = [code.typed]
  const number = read.number ?? asked
  const known =
    number === null
      ? (await casesInReach(turn)).find((c) => isLookupCode(turn.ctx.cipher, c, code.plain))
      : await caseInReach(turn, number)
  // one's own case and a word that looks like a code, such as a number plate
  if (known && !read.bare && !isLookupCode(turn.ctx.cipher, known, code.plain)) return null
  if (known) return { ...say(turn, await caseStatusText(turn, known)), typedSecrets }
  if (number !== null) return { ...(await tryCode(turn, number, code.plain)), typedSecrets }
  if (!read.bare) return null
  const sealed = turn.ctx.cipher.encrypt(code.plain, turn.ctx.random)
  const lookup = { ...turn.memory.lookup, code: { sealed, at: turn.ctx.now.toISOString() } }
  return { ...say(turn, LOOKUP.askNumber, {}, { ...turn.memory, lookup }), typedSecrets }
} // prettier-ignore

async function numberSent(turn: Turn, number: string, code: string | null): Promise<Reply | null> {
  if (await caseInReach(turn, number)) return null
  return code === null ? askCode(turn, number) : tryCode(turn, number, code)
}

/** Whose tries are counted: as on /track the network of a browser, else the conversation. */
const senderOf = ({ conversation: { channel, address }, network, ctx }: Turn): string =>
  network ?? ctx.cipher.digest('look-up tries', laneOf({ channel, id: address })).slice(0, 22)

async function tryCode(turn: Turn, number: string, code: string): Promise<Reply> {
  const { tx, ctx, memory } = turn
  const found = await lookUpCase(tx, ctx, { number, code, sender: senderOf(turn) })
  const open = 'wrong' in found ? [] : await casesOfPeopleKnown(tx, [found.id])
  const [c] = open
  const at = ctx.now.toISOString()
  const { code: _, asked: __, ...known } = memory.lookup ?? {}
  if ('wrong' in found || !c) {
    const wait = 'wrong' in found ? found.wait : 0
    const lookup = { ...known, asked: { number, at } }
    const reply = say(turn, wait > 0 ? LOOKUP.wait(wait) : LOOKUP.wrong, {}, { ...memory, lookup })
    const { log } = turn
    return log === null ? reply : { ...reply, afterwards: () => logGuessing(log, found) }
  }
  const others = letIns(memory, ctx.now).filter((one) => one.caseId !== c.id)
  const lookup: DialogueMemory['lookup'] = { cases: [{ caseId: c.id, at }, ...others].slice(0, MOST) }
  const until = formatDate(localDate(new Date(ctx.now.getTime() + LET_IN_MS)), localDate(ctx.now))
  const urge = (OPEN_STATES as readonly string[]).includes(c.state)
    ? [{ label: `催办 ${c.number.slice(-4)}`, value: `urge:${c.id.toString(36)}` }]
    : []
  const text = `${await caseStatusText(turn, c)}\n\n${LOOKUP.opened(until)}`
  return say(turn, text, { choices: [...urge, LOOKUP.end] }, { ...memory, at, lookup })
}

/** 看完了，关上: nobody who takes this telephone next may go on. */
export const endLookup = (turn: Turn): Reply => say(turn, LOOKUP.ended, {}, { ...turn.memory, lookup: {} })

/** "捎句话", "跟他们说一声". */
const PASSES_ON = /^(?:麻烦|帮我|帮忙|请|您|你|再|那)*(?:捎|带|传|递)(?:个|句|一句|一声|几句)?话|^(?:麻烦|帮我|请|您|你|再|那)*(?:转告|补充|跟(?:他|她|承办|办事)|告诉(?:他|她|承办|办事))/u // prettier-ignore

/** Of a case this conversation was let in to: asked in two words how far it is, or words that are to be passed on. */
export async function ofCaseLookedUp(turn: Turn, text: string, u: Understanding): Promise<Reply | null> {
  const asks = asksDone(text)
  if (u.decision === 'urgent' || !(asks || PASSES_ON.test(text)) || aboutConduct(text)) return null
  const others = await casesLookedUp(turn)
  const [first] = others
  if (!first) return null
  const all = await casesInReach(turn)
  const one: Case | null = all.length === 1 ? first : likest(turn, all, text)
  if (one && isOwn(turn, one)) return null
  return asks ? say(turn, await caseStatusText(turn, one ?? first)) : tellOffice(turn, one ?? first, text)
}
