/** What was not answered, as a work list; and a good reply made an answer everybody gets: 未答, 收录. */
import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { currentCatalog, putCatalog } from '../../db/town.ts'
import { caseEvents, inquiries } from '../../db/schema.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { findCase } from './act.ts'
import type { Command } from './parse.ts'

/** 未答: the newest questions that were handed off or marked useless, at most 10. */
export async function unanswered(turn: Turn): Promise<Reply> {
  const open = await turn.tx
    .select({ id: inquiries.id, text: inquiries.text, feedback: inquiries.feedback })
    .from(inquiries)
    .where(
      and(isNull(inquiries.settledAt), or(eq(inquiries.feedback, 'useless'), inArray(inquiries.decision, ['handoff']))),
    )
    .orderBy(desc(inquiries.id))
    .limit(10)
  if (open.length === 0) return say(turn, '没有未答上的问题。')
  return say(
    turn,
    `没答上的问题（${open.length}）\n${open.map((q) => `· ${q.text.slice(0, 40)}${q.feedback ? '（说没用）' : ''}`).join('\n')}\n答复办件后，负责人发：收录 编号 事项 问题`,
  )
}

/** 收录 编号 [事项id] [问题]: a head promotes the reply of a case to the catalogue; it is found from the next question on. */
export async function promote(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (staff.role !== 'head' && staff.role !== 'admin') return say(turn, '收录由科室负责人定。')
  if (!command.number) return say(turn, '收录哪一件的答复？例：收录 0007 dibao 低保能不能代办')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const [answer] = await turn.tx
    .select({ text: caseEvents.text })
    .from(caseEvents)
    .where(and(eq(caseEvents.caseId, c.id), inArray(caseEvents.action, ['reply', 'complete'])))
    .orderBy(desc(caseEvents.seq))
    .limit(1)
  if (!answer?.text) return say(turn, `${c.number} 还没有答复，没有可收录的。`)
  const catalog = (await currentCatalog(turn.tx)) ?? turn.set.world.catalog
  const [first = '', ...words] = command.rest.split(/\s+/)
  const named = catalog.items.find((i) => i.id === first || i.name === first)
  const item = named ?? catalog.items.find((i) => i.id === c.item)
  if (!item) return say(turn, '归到哪个事项？例：收录 0007 dibao 问题怎么问')
  if (item.owner !== staff.department && staff.role !== 'admin')
    return say(turn, `“${item.name}”不归本科室，请它的负责人收录。`)
  const question = (named ? words.join(' ') : command.rest).trim() || c.text
  const faq = {
    question: maskPersonal(question).text.slice(0, 200),
    aliases: c.text === question ? [] : [c.text.slice(0, 200)],
    answer: maskPersonal(answer.text).text,
  }
  const items = catalog.items.map((i) =>
    i.id === item.id ? { ...i, faq: [...i.faq.filter((f) => f.question !== faq.question), faq] } : i,
  )
  const put = await putCatalog(turn.tx, items, `faq:${c.number}:${staff.id}`, turn.set.now)
  await turn.tx.update(inquiries).set({ settledAt: turn.set.now }).where(eq(inquiries.caseId, c.id))
  // told on commit: every process takes the new catalogue without a restart
  await turn.tx.execute(sql`select pg_notify('town', '')`)
  return say(turn, `已收录到“${item.name}”，目录版本 ${put.version}。以后这样问就直接答。`)
}
