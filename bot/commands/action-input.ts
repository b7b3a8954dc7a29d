/** What of a staff message goes with the act: the list, the person, the days, the reply … or one sentence on what is missing. */
import type { Case } from '../../core/case/case.ts'
import { type Action, type Need, transition } from '../../core/case/lifecycle.ts'
import { itemOf } from '../../core/town-context.ts'
import { type ActionInput, OTHER_AGENCY, THIRD_PARTY } from '../../core/case/case-context.ts'
import type { Item } from '../../core/catalog/item.ts'
import { parseReply } from '../../core/disclosure/parse-reply.ts'
import { allStaff, hasLeft, staffByName } from '../../db/people/staff.ts'
import type { Turn } from '../dialogue/turn.ts'
import { readList } from '../../core/input/list.ts'

// prettier-ignore
export const ASK: Readonly<Record<Need, string>> = {
  text: '还差内容。例：答复 0007 已联系自来水公司，明天上门',
  list: '补正要一次列全。例：补正 0007 户口簿复印件；收入证明',
  staff: '没找到这位同事。例：转办 0007 姓名 原因',
  department: '没找到这个科室。例：改派 0007 公共服务办公室',
  days: '还差天数。例：延期 0007 5 需要现场核查',
  procedure: '要写清程序和天数。例：中止 0007 现场勘验 5',
  party: '要写问谁、拟公开什么。例：征求 0007 某公司：施工合同价款；问别的机关写“机关”：征求 0007 机关 区水务局：合办的文件',
  item: '要写哪个事项。例：告知 0007 低保',
  score: '还差评分。',
}

export async function parseActionInput(
  turn: Turn,
  action: Action,
  rest: string,
  c: Case,
): Promise<ActionInput | string> {
  const { townContext } = turn.ctx
  const item = itemOf(townContext, c.item)
  const { needs } = transition(action)
  if (action === 'supplement-again') {
    const [list = '', ...why] = rest.split(/原因[:：]?/)
    return { list: readList(list), text: why.join('').trim() }
  }
  if (action === 'consult') return party(rest)
  if (needs.includes('list')) return { list: readList(rest) }
  if (needs.includes('item')) return which(turn, rest, c)
  if (action === 'reroute') {
    const d = townContext.town.departments.find((x) => rest.startsWith(x.name) || rest.startsWith(x.code))
    return d ? { department: d.code } : ASK.department
  }
  if (needs.includes('staff')) return person(turn, rest)
  if (needs.includes('procedure')) {
    const m = /^(.*?)\s*(\d+)\s*天?$/.exec(rest)
    return m?.[1] ? { procedure: m[1].trim(), days: Number(m[2]), text: m[1].trim() } : ASK.procedure
  }
  if (needs.includes('days')) {
    const m = /^(\d+)\s*天?\s*(.*)$/s.exec(rest)
    return m ? { days: Number(m[1]), text: m[2] ?? '' } : ASK.days
  }
  const said = canned(rest, item)
  if (said === null) return '没有这条常用答复。发“查 编号”看有哪些。'
  const reply = c.kind === 'disclosure' && action === 'complete' ? parseReply(said) : null
  return said ? { text: said, ...(reply ? { reply } : {}) } : {}
}

/** '#1', alone or with more words after it, is the first ready reply of the item; null where there is none. */
function canned(rest: string, item: Item | null): string | null {
  const [, number, more = ''] = /^[#＃](\d{1,2})(?:\s+(.*))?$/s.exec(rest) ?? []
  if (number === undefined) return rest
  const ready = item?.replies[Number(number) - 1]
  return ready ? [ready, more.trim()].filter(Boolean).join('\n') : null
}

function party(rest: string): ActionInput | string {
  const agency = /^机关[\s:：]+/.exec(rest)
  const [, who = '', what = ''] = /^([^\s:：]{2,60})[\s:：]+(.+)$/s.exec(rest.slice(agency?.[0].length ?? 0)) ?? []
  if (!who || !what.trim()) return ASK.party
  return { party: who, text: what.trim(), procedure: agency ? OTHER_AGENCY : THIRD_PARTY }
}

/** The item named, by its id, name or everyday name; else what the engine makes of the words; else the case's own. */
function which(turn: Turn, rest: string, c: Case): ActionInput | string {
  const { items } = turn.ctx.townContext.catalog
  const named = items.find((i) => i.id === rest || i.name === rest || i.aliases.includes(rest))?.id
  const found = rest ? (named ?? turn.understand(rest).item) : c.item
  return found ? { item: found } : ASK.item
}

async function person(turn: Turn, rest: string): Promise<ActionInput | string> {
  const { departments } = turn.ctx.townContext.town
  const [name = '', ...why] = rest.split(/\s+/)
  const text = why.join(' ')
  const people = await staffByName(turn.tx, name)
  if (people.length > 1) return `有几位都叫${name}，请找管理员改成不重名。`
  if (people[0]) return { staff: people[0], text }
  const department = departments.find((d) => d.name === name || d.code === name.toUpperCase())
  if (department) {
    // a department is asked through the person who answers for it: its head, else whoever is on duty
    const there = (await allStaff(turn.tx)).filter((s) => s.department === department.code && s.role !== 'group')
    const taker = there.find((s) => s.role === 'head') ?? there.find((s) => s.onDuty)
    return taker ? { staff: taker, text } : `${department.name}还没有绑定的工作人员，请写具体的人。`
  }
  return name && (await hasLeft(turn.tx, name)) ? `${name}已经不在岗，请换一位同事。` : ASK.staff
}
