/** A resident and their cases: progress, urging, withdrawing, confirming, rating, reopening. */
import { aboutCase } from '../../core/case/plan.ts'
import { type Action, STATES } from '../../core/case/lifecycle.ts'
import type { Case } from '../../core/case/case.ts'
import type { Choice } from '../../core/channel.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { localDate, localTime, sayDate } from '../../core/date.ts'
import { SAY } from '../../core/messages/dialogue.ts'
import { moveCase, situation, writeEvent } from '../../db/cases.ts'
import { DAY_PART } from '../../core/case/number.ts'
import { caseById, caseByNumber, casesOfResident, OPEN_STATES, publicEvents } from '../../db/lookup.ts'
import { cardsTo, spread } from '../spread.ts'
import { type Reply, say, type Turn } from './context.ts'

/** Words for the log lines a resident reads. */
// prettier-ignore
const EVENT_WORDS: Readonly<Record<string, string>> = {
  open: '登记', claim: '有人接手', assign: '安排承办人', reroute: '转到负责的科室', take: '转给新的承办人', accept: '受理', 'deem-accepted': '视为受理',
  decline: '不予受理', supplement: '请您补材料', 'supplement-again': '请您补材料', supply: '收到补的材料', lapse: '到期未补', pause: '特别程序开始', resume: '接着办',
  consult: '征求对方意见', 'consult-over': '征求意见期满，接着办', account: '超时说明', inform: '一次性告知', ineligible: '不符合条件', 'grant-extension': '延期', progress: '进展', reply: '答复', complete: '办结', refuse: '不予批准', confirm: '您已确认', settle: '到期结案', reopen: '重新办理',
  'ask-reopen': '您申请重办', 'grant-reopen': '同意重办', 'refuse-reopen': '不同意重办', rate: '您的评价', urge: '催办', withdraw: '您已撤回', correct: '您更正了', redated: '期限重新计算',
}

export const eventWord = (action: string): string => EVENT_WORDS[action] ?? action

/** Where one case stands, as the resident reads it. */
export async function status(turn: Pick<Turn, 'tx' | 'set'>, c: Case): Promise<string> {
  const at = await situation(turn.tx, c.id)
  const about = aboutCase(at, turn.set.world, turn.set.now)
  const events = (await publicEvents(turn.tx, c.id)).slice(-5)
  const today = localDate(turn.set.now)
  return [
    `${c.number} ${about.kind}：${STATES[c.state].label}`,
    c.text.length > 40 ? `${c.text.slice(0, 40)}…` : c.text,
    `负责：${about.department}${about.handler ? ` ${about.handler}` : '（等人接手）'}${about.first && about.first !== about.handler ? `，首问 ${about.first}` : ''}`,
    about.due && (OPEN_STATES as readonly string[]).includes(c.state) ? `最晚：${about.due}` : '',
    ...events.map(
      (e) =>
        `· ${sayDate(localDate(e.at), today)} ${localTime(e.at)} ${eventWord(e.action)}${['progress', 'reply', 'complete'].includes(e.action) && e.text ? `：${e.text.slice(0, 60)}` : ''}`,
    ),
  ]
    .filter(Boolean)
    .join('\n')
}

export async function progress(turn: Turn): Promise<Reply> {
  const mine = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  if (mine.length === 0) return say(turn, SAY.noCases)
  const open = mine.filter((c) => !['closed', 'withdrawn', 'declined', 'lapsed'].includes(c.state))
  const shown = (open.length > 0 ? open : mine).slice(0, 3)
  const texts = []
  for (const c of shown) texts.push(await status(turn, c))
  const more = mine.length - shown.length
  const waiting = open.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state)).slice(0, 3)
  return say(turn, texts.join('\n\n') + (more > 0 ? `\n\n另有 ${more} 件，发“我的办件”看全部。` : ''), {
    choices: waiting.map((c) => ({ label: `催办 ${c.number.slice(-4)}`, value: `urge:${c.id.toString(36)}` })),
  })
}

export async function mine(turn: Turn): Promise<Reply> {
  const all = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  if (all.length === 0) return say(turn, SAY.noCases)
  return say(
    turn,
    all.map((c) => `${c.number} ${KINDS[c.kind].label} ${STATES[c.state].label} 查询码 ${c.lookupCode}`).join('\n'),
  )
}

/** One case by number, of this resident only: another's number is answered like an unknown one. */
export async function byNumber(turn: Turn, number: string): Promise<Reply> {
  const c = await caseByNumber(turn.tx, number)
  if (!c || c.residentId === null || c.residentId !== turn.conversation.personId) return say(turn, SAY.notYours)
  return say(turn, await status(turn, c))
}

/** One of this resident's own cases by its number or its last digits; else a sentence why not. */
export async function ownCase(turn: Turn, number: string): Promise<Case | string> {
  const all = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  const fits = all.filter((c) => c.number === number.toUpperCase() || c.number.endsWith(`-${number}`))
  if (fits.length > 1) return `有几件尾号都是 ${number}，请写全编号：\n${fits.map((c) => c.number).join('\n')}`
  return fits[0] ?? SAY.notYours
}

/** What a resident types before a number, and the verb it is: 催办 0007, 撤回 BS20261123-0007. */
const VERB_WORDS: Readonly<Record<string, string>> = { 催办: 'urge', 催: 'urge', 撤回: 'withdraw', 撤销: 'withdraw', 已补齐: 'sup', 评价: 'rate', 打分: 'rate', 重办: 'no', 没解决: 'no', 进度: 'show' } // prettier-ignore
export const VERB_AND_NUMBER = new RegExp(
  String.raw`^(${Object.keys(VERB_WORDS).join('|')})[\s:：]*((?:${DAY_PART})?\d{4,5})$`,
  'i',
)

export async function verbOn(turn: Turn, text: string): Promise<Reply> {
  const [, word = '', number = ''] = VERB_AND_NUMBER.exec(text) ?? []
  const own = await ownCase(turn, number)
  if (typeof own === 'string') return say(turn, own)
  const verb = VERB_WORDS[word]!
  return verb === 'show' ? say(turn, await status(turn, own)) : doVerb(turn, verb, own.id)
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
export const whichOf = (fits: readonly Case[], verb: string): Choice[] =>
  fits
    .slice(0, 8)
    .map((c) => ({ label: `${c.number.slice(-4)} ${c.text.slice(0, 12)}`, value: `${verb}:${c.id.toString(36)}` }))

/** A verb without a case: done at once where only one can be meant, else asked which. */
export async function onOne(turn: Turn, verb: string): Promise<Reply> {
  const all = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  const fits = all.filter((c) => VERBS[verb]?.states.includes(c.state))
  const [only] = fits
  if (!only) return say(turn, all.length ? '现在没有可以这样办的办件。发“进度”看看办到哪一步。' : SAY.noCases)
  if (fits.length === 1) return verb === 'rate' ? askRating(turn, only) : doVerb(turn, verb, only.id)
  return say(turn, SAY.which, {
    choices: whichOf(fits, verb),
  })
}

const askRating = (turn: Turn, c: Case): Reply =>
  say(turn, `请给 ${c.number} 打个分：`, {
    choices: ['非常满意', '满意', '基本满意', '不满意', '非常不满意'].map((label, i) => ({
      label,
      value: `r${5 - i}:${c.id.toString(36)}`,
    })),
  })

/** A tap or a chosen verb on one case. */
export async function doVerb(turn: Turn, verb: string, caseId: number, text = ''): Promise<Reply> {
  const c = await caseById(turn.tx, caseId)
  if (!c || c.residentId === null || c.residentId !== turn.conversation.personId) return say(turn, SAY.notYours)
  if (verb === 'rate') return askRating(turn, c)
  if (verb === 'no')
    return {
      say: [{ text: SAY.why }],
      memory: {
        ...turn.memory,
        step: { name: 'reason', action: c.state === 'answered' ? 'reopen' : 'ask-reopen', caseId },
      },
    }
  const score = /^r([1-5])$/.exec(verb)?.[1]
  if (score) {
    const rated = await move(turn, caseId, 'rate', { score: Number(score) })
    return Number(score) <= 2 && rated.letters
      ? {
          ...rated,
          say: [...rated.say, { text: SAY.whyBad }],
          memory: { ...turn.memory, step: { name: 'reason', action: 'why', caseId } },
        }
      : rated
  }
  const action = VERBS[verb]?.action
  if (!action) return say(turn, SAY.stale)
  return move(turn, caseId, action, action === 'supply' ? { text: text || '本人说已补齐' } : {})
}

/** Why the rating was bad: written down, and told to whoever is to call back. */
export async function whyBad(turn: Turn, caseId: number, text: string): Promise<Reply> {
  const { tx, set } = turn
  const at = await situation(tx, caseId)
  const { state } = at.case
  await writeEvent(tx, set, caseId, { action: 'why', from: state, to: state, actor: { kind: 'resident' }, text, data: {}, open: true }) // prettier-ignore
  const first = at.case.firstResponderId
  const letters = first === null ? [] : await cardsTo(tx, set, at, [first], '差评，请回访', `本人说：${text}`)
  return { ...say(turn, SAY.whyThanks), letters }
}

/** A resident's move; what it says to them is their answer. */
export async function move(
  turn: Turn,
  caseId: number,
  action: Action,
  given: { text?: string; score?: number } = {},
): Promise<Reply> {
  const moved = await moveCase(turn.tx, turn.set, caseId, action, { kind: 'resident' }, given)
  if (!moved.ok)
    return say(
      turn,
      moved.because === 'condition'
        ? `${moved.detail}。`
        : `这件现在是“${moved.detail}”，不能这样办了。发“进度”看看办到哪一步。`,
    )
  const letters = await spread(turn.tx, turn.set, moved, action)
  const mineToo = letters.filter((l) => l.conversationId === turn.conversation.id && l.about !== 'card')
  const { step: _, ...memory } = turn.memory
  return { say: mineToo.map((l) => l.message), letters: letters.filter((l) => !mineToo.includes(l)), memory }
}
