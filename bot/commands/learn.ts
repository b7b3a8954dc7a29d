/** What was not answered, as a work list; and a good reply made an answer everybody gets: 未答, 收录. */
import type { Staff } from '../../core/case/case.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { addFaq, catalogNow, mayPromote, openQuestions, replyOf, settleQuestion } from '../learning.ts'
import { findCase } from './act.ts'
import type { Command } from './parse.ts'

/** 未答: the newest questions that were handed off or marked useless, at most 10. */
export async function unanswered(turn: Turn): Promise<Reply> {
  const open = await openQuestions(turn.tx, 10)
  if (open.length === 0) return say(turn, '没有未答上的问题。')
  return say(
    turn,
    `没答上的问题（${open.length}）\n${open.map((q) => `· ${q.text.slice(0, 40)}${q.feedback ? '（说没用）' : ''}`).join('\n')}\n答复办件后，负责人发：收录 编号 事项 问题`,
  )
}

/** 收录 编号 [事项id] [问题]: a head promotes the reply of a case to the catalogue; it is found from the next question on. */
export async function promote(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, set } = turn
  if (!mayPromote(staff)) return say(turn, '收录由科室负责人定。')
  if (!command.number) return say(turn, '收录哪一件的答复？例：收录 0007 dibao 低保能不能代办')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const answer = await replyOf(tx, c.id)
  if (!answer) return say(turn, `${c.number} 还没有答复，没有可收录的。`)
  const { items } = await catalogNow(tx, set)
  const [first = '', ...words] = command.rest.split(/\s+/)
  const named = items.find((i) => i.id === first || i.name === first)
  const item = named ?? items.find((i) => i.id === c.item)
  if (!item) return say(turn, '归到哪个事项？例：收录 0007 dibao 问题怎么问')
  if (!mayPromote(staff, item)) return say(turn, `“${item.name}”不归本科室，请它的负责人收录。`)
  const question = (named ? words.join(' ') : command.rest).trim() || c.text
  const put = await addFaq(tx, set, staff, item, { question, asked: c.text, answer, source: c.number })
  await settleQuestion(tx, set, { caseId: c.id })
  return say(turn, `已收录到“${item.name}”，目录版本 ${put.version}。以后这样问就直接答。`)
}
