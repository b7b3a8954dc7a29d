/** A staff act on a case, from a command, a quoted card or a tap. */
import { maySee, type Staff } from '../../core/case/case.ts'
import { type Action, actionsFor } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { itemOf, type With } from '../../core/case/plan.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { plainWords } from '../../core/case/words.ts'
import { readReply } from '../../core/disclosure/read-reply.ts'
import { situation } from '../../db/cases.ts'
import { caseByNumber, casesEnding } from '../../db/lookup.ts'
import { openNamed, type Opened } from '../../db/reading.ts'
import type { Case } from '../../core/case/case.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { actorOf, perform as performMove, type StaffActor } from '../perform.ts'
import { ASK, readGiven } from './given.ts'
import type { Command } from './parse.ts'

/** The case a command is to be done to. A number this person may not know of is answered like an unknown one. */
export async function findCase(turn: Turn, staff: Staff, number: string): Promise<Case | string> {
  const found = /-/.test(number)
    ? await caseByNumber(turn.tx, number).then((c) => (c ? [c] : []))
    : await casesEnding(turn.tx, number.padStart(4, '0'))
  const seen = found.filter((c) => maySee(staff, c))
  if (seen.length === 0) return `没有编号 ${number} 的办件。发“我的”看自己的办件。`
  if (seen.length > 1) return several(number, seen)
  return seen[0]!
}

/** The case a command reads: only for those who have to do with it, as on the desk's pages. */
export async function readCase(turn: Turn, staff: Staff, number: string): Promise<Opened | string> {
  const [opened, ...more] = await openNamed(turn.tx, turn.set, staff, number)
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

/**
 * Which of the actions a word may mean fits this case now. An application takes 答复 as 进展: its end is 办结. A request
 * for information ends with 答复, once it says which of the replies of the law it is.
 */
function fitting(actions: readonly Action[], kind: Case['kind'], can: readonly Action[], rest: string): Action {
  if (actions.includes('reply')) return kind === 'disclosure' && readReply(rest) ? 'complete' : plainWords(kind)
  return actions.find((a) => can.includes(a)) ?? actions[0]!
}

export async function act(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (command.number === null) return say(turn, '要办哪一件？请带上编号（后四位就行），或者引用那张卡片。')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const actor = await actorOf(turn, staff)
  const at = await situation(turn.tx, c.id)
  const roles = rolesOf(actor, at.case, at.requests, turn.set.world.town)
  const facts = factsOf(at, itemOf(turn.set.world, c.item), turn.set.world, turn.set.now)
  const can = actionsFor({ state: at.case.state, kind: c.kind, facts }, roles)
  const action = fitting(command.actions, c.kind, can, command.rest)
  const given = await readGiven(turn, action, command.rest, c)
  if (typeof given === 'string') return say(turn, given)
  return perform(turn, actor, c, action, given)
}

/** Does it, and says in one line how it went. */
export async function perform(turn: Turn, actor: StaffActor, c: Case, action: Action, given: With): Promise<Reply> {
  const done = await performMove(turn.tx, turn.set, actor, c, action, given, {
    missing: (need) => ASK[need],
    reportTo: turn.conversation.id,
  })
  if (!done.ok) return say(turn, done.text)
  const link = [
    done.noticeUrl ? `\n文书：${done.noticeUrl}` : '',
    done.besideUrl ? `\n发给${given.party ?? '对方'}的征询书（请打印送达）：${done.besideUrl}` : '',
  ].join('')
  return { say: [{ text: done.text + link }], memory: turn.memory, letters: done.letters }
}
