/** A staff act on a case, from a command, a quoted card or a tap. */
import { maySee, type Staff, type Case } from '../../core/case/case.ts'
import { type Action, allowedActions } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { itemOf } from '../../core/town-context.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { onlyAsksBack } from '../../core/input/asks-back.ts'
import { ASKED_BACK, CONTACT_NOTED, WHICH_CASE } from '../../core/messages/staff.ts'
import { actionForPlainText } from '../../core/case/action-words.ts'
import { parseReply } from '../../core/disclosure/parse-reply.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { caseByNumber, casesWithNumberSuffix } from '../../db/cases/find-cases.ts'
import { readableCasesNamed, type ReadableCase } from '../../db/cases/readable-cases.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { staffActor, performStaffAction as performMove, type StaffActor } from '../../services/staff-action.ts'
import { acknowledgeAny } from './acknowledge.ts'
import { ASK, parseActionInput } from './action-input.ts'
import type { Command } from './parse-command.ts'

/** The case a command is to be done to. A number this person may not know of is answered like an unknown one. */
export async function findCase(turn: Turn, staff: Staff, number: string): Promise<Case | string> {
  const found = /-/.test(number)
    ? await caseByNumber(turn.tx, number).then((c) => (c ? [c] : []))
    : await casesWithNumberSuffix(turn.tx, number.padStart(4, '0'))
  const seen = found.filter((c) => maySee(staff, c))
  if (seen.length === 0) return `没有编号 ${number} 的办件。发“我的”看自己的办件。`
  if (seen.length > 1) return several(number, seen)
  return seen[0]!
}

/** The case a command reads: only for those who have to do with it, as on the desk's pages. */
export async function readCase(turn: Turn, staff: Staff, number: string): Promise<ReadableCase | string> {
  const [opened, ...more] = await readableCasesNamed(turn.tx, turn.ctx, staff, number)
  if (!opened) return `没有编号 ${number} 的办件，或者不归您办。发“我的”看自己的办件。`
  return more.length === 0
    ? opened
    : several(
        number,
        [opened, ...more].map((o) => o.at.case),
      )
}

const several = (number: string, found: readonly Case[]): string =>
  `有几件尾号都是 ${number}，请写全编号：\n${found.map((c) => c.number).join('\n')}`

/** What staff type to say something to the resident: a text that only asks is no answer, and starts no clock of one. */
const SPEAKS: ReadonlySet<Action> = new Set(['reply', 'contact', 'inform'])

/**
 * Which of the actions a word may mean fits this case now. An application takes 答复 as 进展: its end is 办结. A request
 * for information ends with 答复, once it says which of the replies of the law it is.
 */
function fitting(actions: readonly Action[], kind: Case['kind'], can: readonly Action[], rest: string): Action {
  if (actions.some((a) => SPEAKS.has(a)) && can.includes('progress') && onlyAsksBack(rest)) return 'progress'
  if (actions.includes('reply'))
    return kind === 'disclosure' && parseReply(rest) ? 'complete' : actionForPlainText(kind)
  return actions.find((a) => can.includes(a)) ?? actions[0]!
}

/** Null: a word that was none for the desk. */
export async function actOnCase(turn: Turn, staff: Staff, command: Command): Promise<Reply | null> {
  if (command.number === null && command.actions[0] === 'acknowledge') return acknowledgeAny(turn, staff, command.rest)
  if (command.number === null) {
    const asked = say(turn, WHICH_CASE)
    // the words are kept for the number that comes next
    const step = { name: 'quoted', text: command.rest } as const
    return command.rest !== '' && command.actions[0] === 'reply'
      ? { ...asked, memory: { ...asked.memory, step } }
      : asked
  }
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const actor = await staffActor(turn, staff)
  const caseContext = await lockCaseContext(turn.tx, c.id)
  const roles = rolesOf(actor, caseContext.case, caseContext.requests, turn.ctx.townContext.town)
  const facts = factsOf(caseContext, itemOf(turn.ctx.townContext, c.item), turn.ctx.townContext, turn.ctx.now)
  const can = allowedActions({ state: caseContext.case.state, kind: c.kind, facts }, roles)
  // nobody has it yet: whoever asks about it, or tells how it stands, takes it
  const takes =
    can.includes('claim') &&
    (command.actions.includes('progress') || (command.actions.some((a) => SPEAKS.has(a)) && onlyAsksBack(command.rest)))
  const action = takes ? 'progress' : fitting(command.actions, c.kind, can, command.rest)
  const given = await parseActionInput(turn, action, command.rest, c)
  if (typeof given === 'string') return say(turn, given)
  const claimed = takes ? await perform(turn, actor, c, 'claim', {}) : null
  if (claimed && !claimed.messages) return claimed
  const done = await perform(turn, actor, c, action, given)
  const note = done.messages ? noteOn(command.actions, action) : ''
  const text = `${claimed ? `${claimed.say[0]?.text ?? ''}\n` : ''}${done.say[0]?.text ?? ''}${note}`
  return { ...done, say: [{ text }], messages: [...(claimed?.messages ?? []), ...(done.messages ?? [])] }
}

/** What else whoever typed the word is to know: whether the resident reads it, and that a question is no answer. */
function noteOn(actions: readonly Action[], done: Action): string {
  if (done === 'contact') return CONTACT_NOTED
  return done === 'progress' && actions.some((a) => SPEAKS.has(a)) && !actions.includes('progress') ? ASKED_BACK : ''
}

/** Does it, and says in one line how it went. */
export async function perform(
  turn: Turn,
  actor: StaffActor,
  c: Case,
  action: Action,
  input: ActionInput,
): Promise<Reply> {
  const done = await performMove(turn.tx, turn.ctx, actor, c, action, input, {
    missing: (need) => ASK[need],
    reportTo: turn.conversation.id,
  })
  if (!done.ok) return say(turn, done.text)
  const link = [
    done.noticeUrl ? `\n文书：${done.noticeUrl}` : '',
    done.secondNoticeUrl ? `\n发给${input.party ?? '对方'}的征询书（请打印送达）：${done.secondNoticeUrl}` : '',
  ].join('')
  return { say: [{ text: done.text + link }], memory: turn.memory, messages: done.messages }
}
