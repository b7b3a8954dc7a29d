/** One message of a resident, answered. The order on this page is the order in which it is understood. */
import { aboutConduct } from '../../core/answer/department.ts'
import { CASE_NUMBER } from '../../core/case/number.ts'
import type { Body } from '../../core/channel.ts'
import type { Case } from '../../core/case/case.ts'
import { SAY } from '../../core/messages/dialogue.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { caseFiles, conversations, inquiries, mailbox, persons } from '../../db/schema.ts'
import { bind, tooMany } from '../../db/people.ts'
import { type Memory } from '../../db/conversations.ts'
import { casesOfResident, OPEN_STATES } from '../../db/lookup.ts'
import { moveCase } from '../../db/cases.ts'
import { received } from '../../db/notices.ts'
import { eq } from 'drizzle-orm'
import { ask, tapped, topic } from './ask.ts'
import { byNumber, doVerb, mine, move, onOne, progress, VERB_AND_NUMBER, verbOn, whichOf, whyBad } from './cases.ts'
import { challenge, doubt, hearingList, join, leave, question, secondIt } from './challenge.ts'
import { complain } from './complaint.ts'
import { type Reply, say, type Turn } from './context.ts'
import { correct, corrected } from './correct.ts'
import { follow, unfollow } from './follow.ts'
import { begin, go } from './intake.ts'
import { open, type Routed, routed } from './open.ts'

/** What a whole message may be, exactly; anything longer is a question in plain words. */
// prettier-ignore
const WORDS: readonly { is: RegExp; does: (turn: Turn, text: string) => Promise<Reply> | Reply }[] = [
  { is: /^(\/start|开始|帮助|\/help|菜单|help)$/i,                       does: (t) => ({ say: [SAY.welcome(t.set.world.town)], memory: {} }) },
  { is: /^(进度|\/status|查进度|办到哪(一步)?了?|我的进度)[?？吗]?$/,     does: progress },
  { is: /^(我的办件|\/mine|我的事)$/,                                    does: mine },
  { is: /^(人工|转人工|找人工|人工服务|找工作人员|\/human)[。！!]?$/,      does: human },
  { is: /^(催办|催一下|催)$/,                                            does: (t) => onOne(t, 'urge') },
  { is: /^(撤回|撤销|\/withdraw)$/,                                      does: (t) => onOne(t, 'withdraw') },
  { is: /^(已补齐|补齐了|补好了|补完了)$/,                               does: (t) => onOne(t, 'sup') },
  { is: /^(评价|打分|\/rate)$/,                                          does: (t) => onOne(t, 'rate') },
  { is: /^(重办|没解决|还没解决)$/,                                      does: (t) => onOne(t, 'no') },
  { is: /^(投诉|我要投诉|\/complain)$/,                                  does: describeComplaint },
  { is: /^(质询|\/challenge)([\s:：]|$)/,                                does: question },
  { is: /^附议([\s:：]|$)/,                                             does: secondIt },
  { is: /^订阅([\s:：]|$)/,                                             does: follow },
  { is: /^(退订|取消订阅)$/,                                             does: unfollow },
  { is: /^(听证)?报名\s*\d*$/,                                          does: join },
  { is: /^取消(听证)?报名\s*\d*$/,                                      does: leave },
  { is: /^(听证|听证会)$/,                                              does: hearingList },
  { is: VERB_AND_NUMBER,                                                 does: verbOn },
  { is: /^更正([\s:：\dA-Z]|$)/i,                                       does: correct },
  { is: /^(隐私|\/privacy)$/,                                            does: (t) => say(t, SAY.privacy(t.set.world.town)) },
  { is: /^(忘记我|\/forget)$/,                                           does: (t) => ({ say: [{ text: SAY.forget, choices: [{ label: '确定删除', value: 'forget' }, { label: '不删', value: 'never-mind' }] }], memory: { ...t.memory, step: { name: 'forget' } } }) },
  { is: /^(不用了|算了|没事了|不办了)$/,                                 does: (t) => say(t, SAY.nothing, {}, {}) },
]

/** Questions a minute of one person that are answered; and matters within ten minutes that become cases. */
const ASKS = 20
const MINUTE_MS = 60_000
const OPENS = 6
const OPENS_MS = 600_000

/** Whether a text will be taken as a question, before anything is asked of the database. */
export const isQuestion = (text: string, memory: Memory): boolean => {
  const said = text.trim()
  if (memory.step || /^\d{0,2}$/.test(said) || memory.choices?.some((c) => c.label === said)) return false
  return !WORDS.some((w) => w.is.test(said)) && !CASE_NUMBER.test(said) && !/^\/?(bind|绑定)\s/i.test(said)
}

/** Answers one message. `choice` is a tap, or a number typed for one. */
export async function resident(turn: Turn, body: Body, choice: string | null): Promise<Reply> {
  if (choice !== null) return chosen(turn, choice)
  if (body.kind === 'other') return say(turn, SAY.cannotRead[body.what])
  if (body.kind === 'file') return file(turn, body.caption?.trim() ?? '')
  if (body.kind === 'choice') return say(turn, SAY.stale)
  const text = body.text.trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return say(turn, SAY.empty)
  const code = /^\/?(?:bind|绑定)\s+(\S+)$/i.exec(text)?.[1]
  if (code) return binding(turn, code)
  if (turn.group) return ask(turn, text)
  const word = WORDS.find((w) => w.is.test(text))
  if (word) return word.does(turn, text)
  const stepped = await inStep(turn, text)
  if (stepped) return stepped
  const number = CASE_NUMBER.exec(text)?.[0]
  if (number) return byNumber(turn, number)
  const asks = counted(turn)
  // slowed, not banned: told once, then quiet until the minute is over; danger is always heard
  if (asks.count > ASKS && turn.understand(maskPersonal(text).text).decision !== 'urgent')
    return { ...(asks.count === ASKS + 1 ? say(turn, SAY.slow) : { say: [], memory: turn.memory }), asks }
  return { ...(await ask(turn, text)), asks }
}

/** This question and those before it in the same minute. */
function counted({ memory, set }: Turn): { since: string; count: number } {
  const { asks } = memory
  // a clock set back must not silence anybody
  const same = asks && Math.abs(set.now.getTime() - Date.parse(asks.since)) < MINUTE_MS
  return same ? { since: asks.since, count: asks.count + 1 } : { since: set.now.toISOString(), count: 1 }
}

async function chosen(turn: Turn, value: string): Promise<Reply> {
  const [verb = '', ...args] = value.split(':')
  const { step } = turn.memory
  if (verb === 'human') return human(turn)
  if (verb === 'mine') return mine(turn)
  if (verb === 'none') return none(turn)
  if (verb === 'never-mind') return say(turn, SAY.nothing)
  if (verb === 'forget') return step?.name === 'forget' ? forgetPerson(turn) : say(turn, SAY.stale)
  if (verb === 'apply') return apply(turn, args[0] ?? '')
  if (verb === 'doubt') return doubt(turn, args.join(':'))
  if (step?.name === 'intake' && /^(whom|submit|how|later)$/.test(verb))
    return (await go(turn, step, null, value)) ?? say(turn, SAY.stale)
  if (verb === 'got') return gotNotice(turn, args[0] ?? '')
  if (['i', 'n', 'q', 'useless'].includes(verb)) return tapped(turn, verb, args)
  const caseId = args[0] ? parseInt(args[0], 36) : NaN
  if (verb === 'file' && step?.name === 'file') {
    const own = (await casesOfResident(turn.tx, turn.conversation.personId ?? 0)).find((c) => c.id === caseId)
    return own ? keepFile(turn, own, step.fileId) : say(turn, SAY.stale)
  }
  if (Number.isSafeInteger(caseId) && /^(ok|no|urge|withdraw|sup|rate|r[1-5])$/.test(verb))
    return doVerb(turn, verb, caseId)
  return say(turn, SAY.stale)
}

/** 都不是: none of what was asked back. Said again in other words, or to a person; the choices are forgotten. */
function none(turn: Turn): Reply {
  const { offered: _, ...memory } = turn.memory
  return say(turn, SAY.noneOfThese, { choices: SAY.registerOrNot }, memory)
}

/** 已收到: the receipt of a notice. */
async function gotNotice(turn: Turn, id: string): Promise<Reply> {
  const { personId } = turn.conversation
  const known = personId !== null && (await received(turn.tx, parseInt(id, 36) || 0, personId, turn.set.now))
  return say(turn, known ? '好的，记下您已收到。' : SAY.stale)
}

/** 人工: a case at once from the last question nobody answered, or one line asked for. */
async function human(turn: Turn): Promise<Reply> {
  const { question } = turn.memory
  const fresh = question && topic(turn.memory, turn.set.now, turn.set.world.town.rules.contextMinutes) !== undefined
  if (!question || !fresh)
    return { say: [{ text: SAY.describe }], memory: { ...turn.memory, step: { name: 'describe', kind: 'report' } } }
  if (aboutConduct(question.text)) return complain(turn, question.text)
  const to = routed(turn, question.item, { ...question, code: question.department })
  return opened(turn, question.text, question.item, to, 'consultation', question.inquiry)
}

/** 我要申请: with papers, step by step; a matter without any is described in a sentence, a complaint about staff in its own way. */
function apply(turn: Turn, id: string): Reply {
  const item = turn.set.world.catalog.items.find((i) => i.id === id)
  if (!item || item.materials.length > 0) return begin(turn, id)
  if (aboutConduct(item.name)) return describeComplaint(turn)
  const step = { name: 'describe', kind: 'report', about: id } as const
  return { say: [{ text: SAY.describe }], memory: { ...turn.memory, step } }
}

async function opened(
  turn: Turn,
  text: string,
  item: string | null,
  to: Routed,
  kind: 'consultation' | 'report',
  inquiry: number | null,
): Promise<Reply> {
  if (await tooMany(turn.tx, `open:${turn.conversation.id}`, OPENS, OPENS_MS, turn.set.now))
    return say(turn, SAY.enough)
  const made = await open(turn, { kind, text, item, ...to })
  if (inquiry !== null) await turn.tx.update(inquiries).set({ caseId: made.caseId }).where(eq(inquiries.id, inquiry))
  return { say: [made.message], letters: made.letters, memory: {} }
}

function describeComplaint(turn: Turn): Reply {
  const step = { name: 'describe', kind: 'complaint' } as const
  return { say: [{ text: SAY.describeComplaint }], memory: { ...turn.memory, step } }
}

/** The answer to something the desk asked. Null: it was no answer, so it is a new question. */
async function inStep(turn: Turn, text: string): Promise<Reply | null> {
  const { step } = turn.memory
  if (!step) return null
  if (step.name === 'intake') return go(turn, step, text, null)
  if (step.name === 'correct') return corrected(turn, text)
  if (step.name === 'describe') {
    // asked long ago: what is said now is a new question; and danger is never taken for a description
    if (topic(turn.memory, turn.set.now, turn.set.world.town.rules.contextMinutes) === undefined) return null
    const u = turn.understand(maskPersonal(text).text)
    if (u.decision === 'urgent') return null
    if (step.kind === 'report') {
      if (aboutConduct(text)) return complain(turn, text)
      const item = step.about ?? u.item
      return opened(turn, text, item, routed(turn, item, u.department), 'report', null)
    }
    return step.kind === 'complaint' ? complain(turn, text) : challenge(turn, text, step.about ?? null)
  }
  if (step.name === 'reason') {
    if (step.action === 'why') return whyBad(turn, step.caseId, maskPersonal(text).text.slice(0, 500))
    return move(turn, step.caseId, step.action, { text: maskPersonal(text).text.slice(0, 1000) })
  }
  return null
}

async function binding(turn: Turn, code: string): Promise<Reply> {
  if (turn.group) return say(turn, SAY.groupOnly)
  if (await tooMany(turn.tx, `bind:${turn.conversation.id}`, 5, 3_600_000, turn.set.now))
    return say(turn, SAY.binding.locked)
  const bound = await bind(turn.tx, code, turn.conversation, turn.set.now)
  if (!bound.ok) return say(turn, SAY.binding[bound.because])
  return {
    say: [{ text: `${bound.staff.name}，绑定好了。新办件会发到这里。\n发“帮助”看能用的命令，发“我的”看自己的办件。` }],
    memory: {},
  }
}

/** A photo or file: into the step that wants it, else into the one open case, else kept and asked about. */
async function file(turn: Turn, caption: string): Promise<Reply> {
  if (turn.fileId === null) return say(turn, SAY.fileLost)
  const { step } = turn.memory
  if (step?.name === 'intake') return (await go(turn, step, null, null)) ?? say(turn, SAY.file)
  const cases = turn.conversation.personId === null ? [] : await casesOfResident(turn.tx, turn.conversation.personId)
  const wanting = cases.filter((c) => c.state === 'supplement')
  const fits = wanting.length > 0 ? wanting : cases.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state))
  if (fits.length > 1)
    return {
      say: [{ text: SAY.whichFile, choices: whichOf(fits, 'file') }],
      memory: { ...turn.memory, step: { name: 'file', fileId: turn.fileId } },
    }
  if (fits[0]) return keepFile(turn, fits[0], turn.fileId)
  if (caption) return ask(turn, caption)
  return say(turn, SAY.file, { choices: [SAY.offerHuman] })
}

async function keepFile(turn: Turn, into: Case, fileId: number): Promise<Reply> {
  await turn.tx.insert(caseFiles).values({ caseId: into.id, fileId, at: turn.set.now })
  const done = { choices: [{ label: '已补齐', value: `sup:${into.id.toString(36)}` }] }
  return say(turn, SAY.fileAdded(into.number), into.state === 'supplement' ? done : {})
}

/** 忘记我: what is open is withdrawn, what identifies the person is emptied, a tombstone stays. */
async function forgetPerson(turn: Turn): Promise<Reply> {
  const { tx, set, conversation } = turn
  if (conversation.personId === null) return say(turn, SAY.stale)
  for (const c of await casesOfResident(tx, conversation.personId))
    if ((OPEN_STATES as readonly string[]).includes(c.state))
      await moveCase(tx, set, c.id, 'withdraw', { kind: 'resident' })
  await tx
    .update(persons)
    .set({ name: null, phone: null, erasedAt: set.now })
    .where(eq(persons.id, conversation.personId))
  await tx.delete(mailbox).where(eq(mailbox.address, conversation.address))
  const [fresh] = await tx.insert(persons).values({ createdAt: set.now }).returning({ id: persons.id })
  await tx
    .update(conversations)
    .set({ personId: fresh!.id, privacyToldAt: null })
    .where(eq(conversations.id, conversation.id))
  return { say: [{ text: SAY.forgotten }], memory: {} }
}
