/** Answers one message of a resident. The order on this page is the order in which it is understood. */
import type { Act } from '../../core/answer/model/acts.ts'
import { aboutConduct } from '../../core/answer/policy/route-department.ts'
import { FOR_PERSON } from '../../core/answer/model/intent.ts'
import type { Body } from '../../core/channel.ts'
import { findCaseNumber, readCaseNumber, readCode, withPlainNumbers } from '../../core/input/typed-case-number.ts'
import { cleanText, commandLine, squeezed, withoutBotName } from '../../core/input/clean-text.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { itemOf } from '../../core/town-context.ts'
import type { DialogueMemory } from '../../db/people/conversations.ts'
import { bindStaff, tooManyAttempts } from '../../db/people/staff.ts'
import { afterAlarm, alarmOver, type Misheard, misheardAlarm } from './alarm.ts'
import { continueApplication } from './application.ts'
import { ask } from './ask.ts'
import { fresh, readMessage } from './read-message.ts'
import { answerSideRemark, answerSideRemarkByWords } from './side-remark.ts'
import {
  challengeFromText,
  hearingList,
  joinHearingByNumber,
  leaveHearingByNumber,
  openChallenge,
  secondByNumber,
} from './challenge.ts'
import { isBareCode, lookUp, ofCaseLookedUp } from './case-lookup.ts'
import { openComplaint } from './complaint.ts'
import { beginPhone, codeGiven, counterCode, phoneGiven } from './confirm-person.ts'
import { keepingContact } from './contact-told.ts'
import { confirmed } from './confirm.ts'
import { applyCorrection, beginCorrection } from './correction.ts'
import { aboutCaseInHand, answersLeave, answersOffice, thatOne } from './in-hand.ts'
import { endingInPerson, inVain } from './lost.ts'
import { tellHoldings } from './my-data.ts'
import { answersOffer } from './offer.ts'
import { routeCase } from './open-case.ts'
import { keepingPapers, papersAgain, papersTold } from './life-papers.ts'
import { aboutOwnCase } from './own-case.ts'
import { answerFile } from './received-file.ts'
import { describeComplaint, human, offeredToRegister, opened, registerStory } from './register.ts'
import {
  actOnNumberedCase,
  actOnOnlyCase,
  listMyCases,
  performResidentAction,
  recordBadRatingReason,
  showCaseByNumber,
  showProgress,
  VERB_AND_NUMBER,
} from './resident-cases.ts'
import { answerPlace, farTapped, whereAnswered } from './place.ts'
import { rememberingSaid } from './said-before.ts'
import { follow, unfollow } from './subscription.ts'
import { chosen } from './taps.ts'
import { type AnswerText, answerVoice, heardTapped, heardTyped } from './voice.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** "都删了嘛", "别留我的信息": asked once more before anything is done. */
const FORGET =
  /^(\/forget|(你们?|您|请|麻烦|那就?|还是|快|赶紧|给我|帮我|把|我|俺|咱|的|这些?|说的|那些|前面|刚才|都|全|统统)*(忘记?(我|俺|了|掉)|忘了(我|俺)|(信息|资料|记录|聊天|电话|名字|话|东西)?(都|全|全部|统统|给我)*(删|清|抹|销毁)(了|掉|除|光|空|干净|完)*)(我|俺|的|信息|资料|记录|聊天|电话|名字|东西|吧|嘛|呗|噻|哈|啊|得了|行不行?|可以吗|好不好|还是|\s)*|(那|还是|快|给|请)*(把)?(我|俺)(的名字?)?(从(你们?|您|这|那|的)*.{0,6}[上里]头?)?(勾|划|除名|删|去|消)(了|掉|去)(吧|呗|啊)*|(别|不要|不许|不能|莫)(再)?(留|存|保存|记)(着|下)?(我|俺)的?(信息|资料|记录|电话|名字|东西|话)(了|吧|啊)?)$/i

/**
 * What a whole message may be, exactly; anything longer is a question in plain words. `text` is as it was typed, its case
 * numbers in the desk's spelling; `line` is the same as a command line, which `is` reads.
 */
// prettier-ignore
const WORDS: readonly { is: RegExp; does: (turn: Turn, text: string, line: string) => Promise<Reply> | Reply }[] = [
  { is: /^(\/start( [\w-]{1,64})?|开始|帮助|\/help|菜单|help)[?？]?$/i,    does: (t) => ({ say: [DIALOGUE.welcome(t.ctx.townContext.town)], memory: {} }) },
  { is: /^(进度|\/status|\/progress|查进度|办到哪(一步)?了?|我的进度)[?？吗]?$/, does: keepingAsked },
  { is: /^(我的办件|\/mine|我的事)[?？]?$/,                                does: listMyCases },
  { is: /^(人工|转人工|找人工|人工服务|找工作人员|\/human)[?？]?$/,        does: human },
  { is: /^(催办|催一下|催)$/,                                            does: (t) => (offeredToRegister(t) ? human(t) : actOnOnlyCase(t, 'urge')) },
  { is: /^(撤回|撤销|\/withdraw)$/,                                      does: (t) => actOnOnlyCase(t, 'withdraw') },
  { is: /^(已补齐|补齐了|补好了|补完了)$/,                               does: (t) => actOnOnlyCase(t, 'sup') },
  { is: /^(评价|打分|\/rate)$/,                                          does: (t) => actOnOnlyCase(t, 'rate') },
  { is: /^(重办|没解决|还没解决)$/,                                      does: (t) => actOnOnlyCase(t, 'no') },
  { is: /^(投诉|我要投诉|\/complain)$/,                                  does: describeComplaint },
  { is: /^(质询|\/challenge)([\s:：]|$)/i,                               does: challengeFromText },
  { is: /^附议([\s:：]|$)/,                                             does: secondByNumber },
  { is: /^订阅([\s:：]|$)/,                                             does: follow },
  { is: /^(退订|取消订阅)$/,                                             does: unfollow },
  { is: /^(听证)?报名\s*\d*$/,                                          does: joinHearingByNumber },
  { is: /^取消(听证)?报名\s*\d*$/,                                      does: leaveHearingByNumber },
  { is: /^(确认|验证)(电话|手机号?)$/,                                  does: beginPhone },
  { is: /^窗口登记$/,                                                    does: counterCode },
  { is: /^(听证|听证会)$/,                                              does: hearingList },
  { is: VERB_AND_NUMBER,                                                 does: (t, _, line) => actOnNumberedCase(t, line) },
  { is: /^更正([\s:：\dA-Z]|$)/i,                                       does: beginCorrection },
  { is: /^.{0,8}(?:电话|手机)(?:号码?)?我?(?:给|写|报|留|打|填|说)错/u,   does: (turn) => beginCorrection(turn, '更正') },
  { is: /^(我的(资料|数据|信息)|(你们?|这里|那|这|现在|都|手里|的)*(存|留|记|有|保存)(了|着)?我(的)?(哪些|什么|啥)(资料|信息|东西)?(给|我|念叨|说说|看看|听听|讲讲|吧|\s|，)*|\/export|导出(我的资料)?)[?？]?$/i, does: tellHoldings },
  { is: /^(隐私|\/privacy)$/,                                            does: (t) => say(t, DIALOGUE.privacy(t.ctx.townContext.town)) },
  { is: FORGET,                                                          does: (t) => ({ say: [{ text: DIALOGUE.forget, choices: [{ label: '确定删除', value: 'forget' }, { label: '不删', value: 'never-mind' }] }], memory: { ...t.memory, step: { name: 'forget' } } }) },
  { is: /^(不用了|算了|没事了|不办了)$/,                                 does: async (t, text) => (await alarmOver(t, text)) ?? say(t, DIALOGUE.nothing, {}, {}) },
]

/** 进度; what was asked before it may still be answered. */
async function keepingAsked(turn: Turn): Promise<Reply> {
  const reply = await showProgress(turn)
  const { step } = turn.memory
  return step?.name === 'whose' ? { ...reply, memory: { ...reply.memory, step } } : reply
}

/** Questions a minute of one person that are answered. */
const ASKS = 20
const MINUTE_MS = 60_000

/** What the word of a message does, and the line it was found in; spaces within a word are forgiven. */
function wordIn(text: string): { readonly does: (turn: Turn) => Promise<Reply> | Reply } | null {
  const said = withPlainNumbers(withoutBotName(text))
  const line = commandLine(said)
  for (const tried of [line, squeezed(line)]) {
    const word = WORDS.find((w) => w.is.test(tried))
    if (word) return { does: (turn) => word.does(turn, said, tried) }
  }
  return null
}

/** Whether residents have a word that is this whole text. */
export const isResidentWord = (text: string): boolean => wordIn(cleanText(text).trim()) !== null

/**
 * What stands after /bind or 绑定, as it was typed; null where no code does. Without a gap before it, and after 绑定码,
 * only letters and digits are one, however they are set apart.
 */
function bindingCode(text: string): string | null {
  const [, word = '', gap = '', typed = ''] = /^\/?(bind|绑定码?)([\s:：]*)(\S.*)$/is.exec(withoutBotName(text)) ?? []
  if (gap !== '' && word !== '绑定码') return typed
  return /^[\w.—:： -]+$/.test(typed) && readCode(typed).length >= 6 ? typed : null
}

/** Whether a text will be taken as a question, before anything is asked of the database. */
export const isQuestion = (text: string, memory: DialogueMemory): boolean => {
  const said = cleanText(text).trim()
  if (memory.step || /^\d{0,2}$/.test(said) || memory.choices?.some((c) => c.label === said)) return false
  return !wordIn(said) && !isBareCode(said) && !findCaseNumber(said) && bindingCode(said) === null
}

/** Acts that mostly are of a case in hand. */
const OF_A_CASE: ReadonlySet<Act> = new Set(['urge', 'progress', 'whom', 'rate', 'solved', 'unsolved', 'still'])

/** Answers one message. `choice` is a tap, or a number typed for one. */
export async function answerResident(turn: Turn, body: Body, choice: string | null): Promise<Reply> {
  const reply = await answered(turn, body, choice)
  const text = body.kind === 'text' && choice === null ? cleanText(body.text).trim() : ''
  return text === '' || isResidentWord(text) ? reply : keepingContact(turn, text, rememberingSaid(turn, text, reply))
}

async function answered(turn: Turn, body: Body, choice: string | null): Promise<Reply> {
  const { step } = turn.memory
  if (step?.name === 'heard' && choice !== null && /^(heard|danger):/.test(choice))
    return heardTapped(turn, step, choice, answerText)
  if (step?.name === 'far' && choice?.startsWith('place:')) return farTapped(turn, step, choice)
  if (choice !== null) return chosen(turn, choice)
  if (body.kind === 'voice') return answerVoice(turn, body, answerText)
  if (body.kind === 'place') return answerPlace(turn, body)
  if (body.kind === 'other') return say(turn, DIALOGUE.cannotRead[body.what])
  if (body.kind === 'file') return answerFile(turn, body)
  if (body.kind === 'choice') return say(turn, DIALOGUE.stale)
  const text = cleanText(body.text).trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return inVain(turn, say(turn, DIALOGUE.empty))
  if (step?.name === 'heard') return heardTyped(turn, step, text, answerText)
  const typed = bindingCode(text)
  if (typed !== null) return { ...(await binding(turn, readCode(typed))), typedSecrets: [typed] }
  if (turn.group || turn.danger) return ask(turn, text)
  const word = wordIn(text)
  if (word) return word.does(turn)
  const lookedUp = await lookUp(turn, text, true)
  if (lookedUp) return lookedUp
  const beside = answerSideRemarkByWords(turn, text)
  if (beside && readMessage(turn, text).decision !== 'urgent') return beside
  const stepped = (await inStep(turn, text)) ?? papersAgain(turn, text)
  if (stepped) return stepped
  const found = findCaseNumber(text)
  const number = readCaseNumber(text)
  if (number) return showCaseByNumber(turn, number)
  const asks = counted(turn)
  // slowed, not banned: told once, then quiet until the minute is over; danger is always heard
  if (asks.count > ASKS && turn.understand(turn.redact(text).text).decision !== 'urgent')
    return { ...(asks.count === ASKS + 1 ? say(turn, DIALOGUE.slow) : { say: [], memory: turn.memory }), asks }
  const looksUp = await lookUp(turn, text, false)
  if (looksUp) return { ...looksUp, asks }
  const misheard = await misheardAlarm(turn, text)
  if (misheard) return { ...(await answerMisheard(turn, misheard)), asks }
  const read = readMessage(turn, text)
  const offered = await answersOffer(turn, text, read)
  if (offered) return { ...offered, asks }
  // what goes on with an offer, unless it speaks of a case that is moving
  const story = async (of: boolean) => (OF_A_CASE.has(read.act) === of ? registerStory(turn, text, read) : null)
  const own =
    (await afterAlarm(turn, text, read)) ??
    (await answersOffice(turn, text, read)) ??
    (await ofCaseLookedUp(turn, text, read)) ??
    (await aboutCaseInHand(turn, text, read)) ??
    answersLeave(turn, text, read, false) ??
    (await story(false)) ??
    (await aboutOwnCase(turn, text, read)) ??
    (await story(true)) ??
    answersLeave(turn, text, read, true)
  if (own) return { ...own, asks }
  if (found && read.decision !== 'urgent') return showCaseByNumber(turn, found.number)
  const person = (read.act === 'person' && read.actSure >= 0.6) || FOR_PERSON.test(text)
  if (person && read.decision !== 'answer' && read.decision !== 'urgent') return human(turn)
  const reply = answerSideRemark(turn, text, read) ?? (await ask(turn, text, read))
  return { ...endingInPerson(turn, read, keepingPapers(turn, keepingApplication(turn, reply))), asks }
}

/** So few characters beside a denial ask nothing. */
const ASKS_MORE = 4

/** What somebody who was misheard came for: by what they say now, else by what the alarm was raised for. */
async function answerMisheard(turn: Turn, { say: said, messages, memory, rest, told }: Misheard): Promise<Reply> {
  const calm = { ...turn, memory }
  if (told === '') return { say: said, messages, memory }
  const now = rest.length >= ASKS_MORE ? readMessage(calm, rest) : null
  const names = now && (now.decision === 'answer' || now.elsewhere !== null || now.report !== null)
  const text = names ? rest : [told, rest].filter((part) => part !== '').join('，')
  const reply = await ask(calm, text, names ? now : readMessage(calm, text))
  return { ...reply, say: [...said, ...reply.say], messages: [...messages, ...(reply.messages ?? [])] }
}

const answerText: AnswerText = (turn, text, choice) => answerResident(turn, { kind: 'text', text }, choice)

/** A question in the middle of an application is answered, and the application goes on after it. */
function keepingApplication(turn: Turn, reply: Reply): Reply {
  const { step } = turn.memory
  const last = reply.say.at(-1)
  if (step?.name !== 'intake' || reply.memory.step || !last) return reply
  const item = itemOf(turn.ctx.townContext, step.item)
  if (!item) return reply
  const going = { ...last, text: `${last.text}\n${DIALOGUE.applicationGoesOn(item.short || item.name)}` }
  return { ...reply, say: [...reply.say.slice(0, -1), going], memory: { ...reply.memory, step } }
}

/** This question and those before it in the same minute. */
function counted({ memory, ctx }: Turn): { since: string; count: number } {
  const { asks } = memory
  // a clock set back must not silence anybody
  const same = asks && Math.abs(ctx.now.getTime() - Date.parse(asks.since)) < MINUTE_MS
  return same ? { since: asks.since, count: asks.count + 1 } : { since: ctx.now.toISOString(), count: 1 }
}

/** The answer to something the desk asked. Null: it was no answer, so it is a new question. */
async function inStep(turn: Turn, text: string): Promise<Reply | null> {
  const { step } = turn.memory
  if (!step) return null
  if (step.name === 'confirm' || step.name === 'forget') return confirmed(turn, step, text)
  if (step.name === 'intake') return continueApplication(turn, step, text, null)
  if (step.name === 'papers') return papersTold(turn, text)
  if (step.name === 'whose') return thatOne(turn, step, text)
  if (step.name === 'where') return whereAnswered(turn, step, { text })
  if (step.name === 'correct') return applyCorrection(turn, text)
  if (step.name === 'phone') return phoneGiven(turn, text)
  if (step.name === 'phone-code') return codeGiven(turn, text)
  if (step.name === 'describe') {
    // asked long ago: what is said now is a new question; and danger is never taken for a description
    if (!fresh(turn)) return null
    const u = turn.understand(turn.redact(text).text)
    if (u.decision === 'urgent') return null
    if (step.kind === 'report') {
      // asked for beside a case just registered: it may go on with that one, and what can be answered is no report
      if (step.beside) {
        if (u.decision !== 'handoff') return null
        const own = await aboutOwnCase(turn, text, u)
        if (own) return own
      }
      if (aboutConduct(text)) return openComplaint(turn, text)
      const item = step.about ?? u.item
      return opened(turn, text, item, routeCase(turn, item, u.department, u.report), 'report', null)
    }
    return step.kind === 'complaint' ? openComplaint(turn, text) : openChallenge(turn, text, step.about ?? null)
  }
  if (step.name === 'reason') {
    if (step.action === 'why') return recordBadRatingReason(turn, step.caseId, turn.redact(text).text)
    return performResidentAction(turn, step.caseId, step.action, { text: turn.redact(text).text })
  }
  return null
}

async function binding(turn: Turn, code: string): Promise<Reply> {
  if (turn.group) return say(turn, DIALOGUE.groupOnly)
  if (await tooManyAttempts(turn.tx, `bind:${turn.conversation.id}`, 5, 3_600_000, turn.ctx.now))
    return say(turn, DIALOGUE.binding.locked)
  const bound = await bindStaff(turn.tx, turn.ctx, code, turn.conversation)
  if (!bound.ok) return say(turn, DIALOGUE.binding[bound.because])
  return {
    say: [{ text: `${bound.staff.name}，绑定好了。新办件会发到这里。\n发“帮助”看能用的命令，发“我的”看自己的办件。` }],
    memory: {},
  }
}
