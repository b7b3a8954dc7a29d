/** A resident and their cases: progress, urging, withdrawing, confirming, rating, reopening. */
import type { ActionInput } from '../../core/case/case-context.ts'
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import { type Action, STATES } from '../../core/case/lifecycle.ts'
import type { Case } from '../../core/case/case.ts'
import type { Choice } from '../../core/channel.ts'
import { ANNOUNCES } from '../../core/answer/policy/case-words.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { localDate, localTime, formatDate } from '../../core/date.ts'
import { alarmProgress } from '../../core/messages/alarm.ts'
import { caseChoices } from '../../core/messages/resident.ts'
import { LOOKUP } from '../../core/messages/lookup.ts'
import { isLookupAction } from '../../core/case/lookup-actions.ts'
import { eventLabel } from '../../core/messages/action-labels.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { DAY_PART } from '../../core/case/case-number.ts'
import { findCaseNumber } from '../../core/input/typed-case-number.ts'
import { TRACK } from '../../core/messages/track.ts'
import { casesOfResident, OPEN_STATES, publicEvents } from '../../db/cases/find-cases.ts'
import { performResidentMove, tellBadRatingReason } from '../../services/resident-action.ts'
import { askCode, caseInReach, casesInReach, casesLookedUp, isOwn, mayDo } from './case-reach.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'

/** Where one case stands, as the resident reads it. */
export async function caseStatusText(turn: Pick<Turn, 'tx' | 'ctx'>, c: Case): Promise<string> {
  const caseContext = await lockCaseContext(turn.tx, c.id)
  const about = caseMessageFields(caseContext, turn.ctx.townContext, turn.ctx.now)
  const events = (await publicEvents(turn.tx, c.id)).slice(-5)
  const today = localDate(turn.ctx.now)
  const isOpen = (OPEN_STATES as readonly string[]).includes(c.state)
  return [
    `${c.number} ${about.kind}：${STATES[c.state].label}`,
    c.text.length > 40 ? `${c.text.slice(0, 40)}…` : c.text,
    `负责：${about.department}${about.handler ? ` ${about.handler}` : '（等人接手）'}${about.first && about.first !== about.handler ? `，首问 ${about.first}` : ''}`,
    isOpen && about.due ? `最晚：${about.due}` : '',
    isOpen ? alarmProgress(caseContext, turn.ctx.townContext.town, turn.ctx.now) : '',
    ...events.map(
      (e) =>
        `· ${formatDate(localDate(e.at), today)} ${localTime(e.at)} ${eventLabel(e.action)}${['progress', 'reply', 'complete'].includes(e.action) && e.text ? `：${e.text.slice(0, 60)}` : ''}`,
    ),
  ]
    .filter(Boolean)
    .join('\n')
}

export async function showProgress(turn: Turn): Promise<Reply> {
  const mine = await casesInReach(turn)
  if (mine.length === 0) return say(turn, DIALOGUE.noCases)
  const open = mine.filter((c) => !['closed', 'withdrawn', 'declined', 'lapsed'].includes(c.state))
  const shown = (open.length > 0 ? open : mine).slice(0, 3)
  const texts = []
  for (const c of shown) texts.push(await caseStatusText(turn, c))
  const more = mine.length - shown.length
  const waiting = open.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state)).slice(0, 3)
  return say(turn, texts.join('\n\n') + (more > 0 ? `\n\n另有 ${more} 件，发“我的办件”看全部。` : ''), {
    choices: waiting.map((c) => ({ label: `催办 ${c.number.slice(-4)}`, value: `urge:${c.id.toString(36)}` })),
  })
}

export async function listMyCases(turn: Turn): Promise<Reply> {
  const all = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  const looked = await casesLookedUp(turn)
  if (all.length + looked.length === 0) return say(turn, DIALOGUE.noCases)
  const lineOf = (c: Case) => `${c.number} ${KINDS[c.kind].label} ${STATES[c.state].label}`
  const codes = all.map((c) => lookupCodeOf(turn.ctx.cipher, c))
  return say(turn, [...all.map((c, i) => `${lineOf(c)} 查询码 ${codes[i]}`), ...looked.map(lineOf)].join('\n'), {
    secret: { words: codes },
  })
}

/** One case by number, of this resident or looked up here: another's number is answered like an unknown one. */
export async function showCaseByNumber(turn: Turn, number: string): Promise<Reply> {
  const c = await caseInReach(turn, number)
  return c ? say(turn, await caseStatusText(turn, c)) : askCode(turn, number)
}

/** One of this resident's own cases by its number or its last digits; else a sentence why not. */
export async function ownCase(turn: Turn, number: string): Promise<Case | string> {
  const all = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  return numbered(all, number)
}

function numbered(all: readonly Case[], number: string): Case | string {
  const fits = all.filter((c) => c.number === number.toUpperCase() || c.number.endsWith(`-${number}`))
  if (fits.length > 1) return `有几件尾号都是 ${number}，请写全编号：\n${fits.map((c) => c.number).join('\n')}`
  return fits[0] ?? DIALOGUE.notYours
}

/** What a resident types before a number, and the verb it is: 催办 0007, 撤回 BS20261123-0007. */
const VERB_WORDS: Readonly<Record<string, string>> = { 催办: 'urge', 催: 'urge', 撤回: 'withdraw', 撤销: 'withdraw', 已补齐: 'sup', 评价: 'rate', 打分: 'rate', 重办: 'no', 没解决: 'no', 进度: 'show', '/progress': 'show', '/status': 'show' } // prettier-ignore
export const VERB_AND_NUMBER = new RegExp(
  String.raw`^(${Object.keys(VERB_WORDS).join('|')})[\s:：]*((?:${DAY_PART})?\d{4,6})$`,
  'i',
)

export async function actOnNumberedCase(turn: Turn, text: string): Promise<Reply> {
  const [, word = '', number = ''] = VERB_AND_NUMBER.exec(text) ?? []
  const own = numbered(await casesInReach(turn), number)
  const whole = typeof own === 'string' ? findCaseNumber(number) : null
  if (whole) return askCode(turn, whole.number)
  if (typeof own === 'string') return say(turn, own)
  const verb = VERB_WORDS[word.toLowerCase()]!
  return verb === 'show' ? say(turn, await caseStatusText(turn, own)) : performResidentVerb(turn, verb, own.id)
}

/** Which states a verb is for, so that "which one?" offers only what can be meant. */
const VERBS: Readonly<Record<string, { action: Action; states: readonly string[] }>> = {
  ok: { action: 'confirm', states: ['answered', 'completed'] },
  urge: { action: 'urge', states: OPEN_STATES },
  withdraw: { action: 'withdraw', states: OPEN_STATES },
  sup: { action: 'supply', states: ['supplement'] },
  no: { action: 'reopen', states: ['answered', 'completed', 'closed'] },
  rate: { action: 'rate', states: ['answered', 'completed', 'closed'] },
}

/** One tap for each case that may be meant. */
export const caseChoicesFor = (fits: readonly Case[], verb: string): Choice[] =>
  fits.slice(0, 8).map((c) => ({
    label: `${c.number.slice(-4)} ${c.text.replace(ANNOUNCES, '').slice(0, 12)}`,
    value: `${verb}:${c.id.toString(36)}`,
  }))

/** A verb without a case: done at once where only one can be meant, else asked which. */
export async function actOnOnlyCase(turn: Turn, verb: string): Promise<Reply> {
  const all = await casesInReach(turn)
  const may = all.filter((c) => VERBS[verb]?.states.includes(c.state))
  const fits = may.filter((c) => isOwn(turn, c) || isLookupAction(VERBS[verb]!.action))
  const [only] = fits
  if (!only && may.length > 0) return say(turn, LOOKUP.notHere)
  if (!only) return say(turn, all.length ? '现在没有可以这样办的办件。发“进度”看看办到哪一步。' : DIALOGUE.noCases)
  if (fits.length === 1) return verb === 'rate' ? askRating(turn, only) : performResidentVerb(turn, verb, only.id)
  return say(turn, DIALOGUE.which, {
    choices: caseChoicesFor(fits, verb),
  })
}

export const askRating = (turn: Turn, c: Case): Reply =>
  say(turn, `请给 ${c.number} 打个分：`, { choices: caseChoices('confirmed', c.id) })

/** A tap or a chosen verb on one case. */
export async function performResidentVerb(turn: Turn, verb: string, caseId: number, text = ''): Promise<Reply> {
  const c = await caseInReach(turn, caseId)
  if (!c) return say(turn, DIALOGUE.notYours)
  if (verb === 'rate') return askRating(turn, c)
  if (verb === 'no')
    return {
      say: [{ text: DIALOGUE.why }],
      memory: {
        ...turn.memory,
        step: { name: 'reason', action: c.state === 'answered' ? 'reopen' : 'ask-reopen', caseId },
      },
    }
  const score = /^r([1-5])$/.exec(verb)?.[1]
  if (score) {
    const rated = await performResidentAction(turn, caseId, 'rate', { score: Number(score) })
    return Number(score) <= 2 && rated.messages
      ? {
          ...rated,
          say: [...rated.say, { text: DIALOGUE.whyBad }],
          memory: { ...turn.memory, step: { name: 'reason', action: 'why', caseId } },
        }
      : rated
  }
  const action = VERBS[verb]?.action
  if (!action) return say(turn, DIALOGUE.stale)
  return performResidentAction(turn, caseId, action, action === 'supply' ? { text: text || '本人说已补齐' } : {})
}

/** Why the rating was bad: written down, and told to whoever is to call back. */
export async function recordBadRatingReason(turn: Turn, caseId: number, text: string): Promise<Reply> {
  if (!(await caseInReach(turn, caseId))) return say(turn, DIALOGUE.notYours)
  const messages = await tellBadRatingReason(turn.tx, turn.ctx, caseId, text)
  return { ...say(turn, DIALOGUE.whyThanks), messages }
}

/** A resident's move; what it says to them is their answer. */
export async function performResidentAction(
  turn: Turn,
  caseId: number,
  action: Action,
  given: Pick<ActionInput, 'text' | 'score' | 'noDanger'> = {},
): Promise<Reply> {
  const by = await mayDo(turn, caseId, action)
  if (typeof by === 'object') return by
  const moved = await performResidentMove(turn.tx, turn.ctx, caseId, action, given)
  if (!moved.ok)
    return say(
      turn,
      moved.because === 'condition'
        ? `${moved.detail}。`
        : `这件现在是“${moved.detail}”，不能这样办了。发“进度”看看办到哪一步。`,
    )
  const { messages } = moved
  // the letter of it goes to where the case was registered; here it is said besides
  if (by === 'looked-up')
    return { ...say(turn, moved.said?.text ?? TRACK.done, { choices: moved.said?.choices ?? [] }), messages }
  const mineToo = messages.filter((l) => l.conversationId === turn.conversation.id && l.about !== 'card')
  const memory = withoutStep(turn.memory)
  // whoever wants no word of it is still told that it was heard
  const heard = { text: moved.said?.text ?? TRACK.done, choices: moved.said?.choices ?? [] }
  const said = mineToo.length > 0 ? mineToo.map((l) => l.message) : [heard]
  return { say: said, messages: messages.filter((l) => !mineToo.includes(l)), memory }
}
