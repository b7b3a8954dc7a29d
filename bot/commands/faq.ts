/** What was not answered, as a work list; and a good reply made an answer everybody gets: 未答, 收录. */
import { sameQuestion } from '../../core/answer/policy/faq-match.ts'
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import type { Staff } from '../../core/case/case.ts'
import { KINDS } from '../../core/case/kinds.ts'
import type { Item } from '../../core/catalog/item.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { promoteFaq, catalogNow, itemNamed, mayPromote, withdrawFaq } from '../../services/promote-faq.ts'
import { openQuestions, type OpenQuestion, replyOf, settleQuestion } from '../../db/catalog/open-questions.ts' // prettier-ignore
import { readCase } from './case-action.ts'
import type { Command } from './parse-command.ts'

const SHOWN = 10
const LOOKED_AT = 500

/** 未答: what was asked most and not answered. 未答 12 不用: set aside. */
export async function unanswered(turn: Turn, _: Staff, command: Command): Promise<Reply> {
  const aside = /^问?(\d+)\s*不用/.exec(command.whole)?.[1]
  const open = await openQuestions(turn.tx, LOOKED_AT)
  if (aside) {
    const chosen = open.find((q) => q.id === Number(aside))
    if (!chosen) return say(turn, `没有“问${aside}”，发“未答”看还有哪些。`)
    for (const q of open) if (sameQuestion(q.text, chosen.text)) await settleQuestion(turn.tx, turn.ctx, { id: q.id })
    return say(turn, `问${aside} 划掉了，不再列出来。`)
  }
  if (open.length === 0) return say(turn, '没有未答上的问题。')
  const groups: { q: OpenQuestion; times: number; useless: boolean }[] = []
  for (const q of open) {
    const same = groups.find((g) => g.q.text === q.text || sameQuestion(g.q.text, q.text))
    if (same) {
      same.times++
      same.useless ||= q.feedback === 'useless'
    } else groups.push({ q, times: 1, useless: q.feedback === 'useless' })
  }
  // what many ask first; somebody's own matter last, for no answer to everybody settles it
  groups.sort((a, b) => Number(a.q.own) - Number(b.q.own) || b.times - a.times || b.q.id - a.q.id)
  const rows = groups.slice(0, SHOWN).map(({ q, times, useless }) => {
    const marks = [times > 1 ? `${times}次` : '', useless ? '说没用' : '', q.own ? '本人的事' : ''].filter(Boolean)
    return `问${q.id} ${q.text.slice(0, 36)}${marks.length ? `（${marks.join('，')}）` : ''}`
  })
  const more = groups.length > SHOWN ? `\n…还有${groups.length - SHOWN}种` : ''
  return say(turn, `没答上的问题（${groups.length}）\n${rows.join('\n')}${more}\n怎么收录，发“帮助 收录”。`)
}

interface Draft {
  readonly item: Item
  readonly question: string
  readonly asked: string
  readonly answer: string
  readonly source: string
  readonly settles: { id: number } | { caseId: number }
}

/** 收录: a head makes a good reply an answer everybody gets, from the next question on. */
export async function promote(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, ctx } = turn
  if (!mayPromote(staff)) return say(turn, '收录由科室负责人定。')
  const back = /^撤\s*(\S+)\s+(.+)$/s.exec(command.rest)
  if (back) return withdraw(turn, staff, back[1]!, back[2]!)
  const asked = /^问(\d+)\s+(\S+)\s+(.+)$/s.exec(command.rest)
  const draft = asked
    ? await fromQuestion(turn, Number(asked[1]), asked[2]!, asked[3]!)
    : await fromCase(turn, staff, command)
  if (typeof draft === 'string') return say(turn, draft)
  const { item, settles, ...given } = draft
  if (!mayPromote(staff, item)) return say(turn, `“${shortName(item)}”不归本科室，请它的负责人收录。`)
  const { version, faq, clash } = await promoteFaq(tx, ctx, staff, item, given)
  await settleQuestion(tx, ctx, settles)
  return say(
    turn,
    [
      `已收录到“${shortName(item)}”，目录版本 ${version}。以后这样问就直接答：`,
      `${faq.question}${faq.aliases.length ? `（另有${faq.aliases.length}种问法）` : ''}`,
      clash ? `注意：“${shortName(clash)}”里也有这样的问题，请和它的负责人核对。` : '',
    ]
      .filter(Boolean)
      .join('\n'),
  )
}

async function withdraw(turn: Turn, staff: Staff, name: string, question: string): Promise<Reply> {
  const item = itemNamed(await catalogNow(turn.tx, turn.ctx), name)
  if (item && !mayPromote(staff, item)) return say(turn, `“${shortName(item)}”不归本科室，请它的负责人撤。`)
  const gone = item && (await withdrawFaq(turn.tx, turn.ctx, staff, item, question))
  if (!gone) return say(turn, '没有找到这条。例：收录 撤 dibao 低保能不能代办')
  return say(turn, `撤下来了：${gone.question}。目录版本 ${gone.version}，以前的版本都留着。`)
}

async function fromQuestion(turn: Turn, id: number, name: string, answer: string): Promise<Draft | string> {
  const asked = (await openQuestions(turn.tx, LOOKED_AT)).find((q) => q.id === id)
  if (!asked) return `没有“问${id}”，发“未答”看有哪些。`
  const item = itemNamed(await catalogNow(turn.tx, turn.ctx), name)
  if (!item) return `没有事项“${name}”。事项写编号或简称，比如 dibao、低保。`
  return { item, question: asked.text, asked: asked.text, answer, source: `问${id}`, settles: { id } }
}

async function fromCase(turn: Turn, staff: Staff, command: Command): Promise<Draft | string> {
  if (!command.number) return '收录哪一件的答复？例：收录 0007 dibao 低保能不能代办'
  const opened = await readCase(turn, staff, command.number)
  if (typeof opened === 'string') return opened
  const c = opened.at.case
  if (KINDS[c.kind].confidential || c.privacy !== 'normal') return `${c.number} 要保密，不能收录。`
  const answer = await replyOf(turn.tx, c.id)
  if (!answer) return `${c.number} 还没有答复，没有可收录的。`
  const catalog = await catalogNow(turn.tx, turn.ctx)
  const [first = '', ...words] = command.rest.split(/\s+/)
  const named = itemNamed(catalog, first)
  const item = named ?? catalog.items.find((i) => i.id === c.item)
  if (!item) return '归到哪个事项？例：收录 0007 dibao 问题怎么问'
  const question = (named ? words.join(' ') : command.rest).trim() || c.text
  return { item, question, asked: c.text, answer, source: c.number, settles: { caseId: c.id } }
}
