/** A staff act on a case, from a command, a quoted card or a tap. */
import { maySee, type Staff } from '../../core/case/case.ts'
import { type Action, actionsFor, transition, type Need } from '../../core/case/lifecycle.ts'
import { factsOf } from '../../core/case/facts.ts'
import { itemOf, type With } from '../../core/case/plan.ts'
import { rolesOf } from '../../core/case/roles.ts'
import { KINDS } from '../../core/case/kinds.ts'
import { situation } from '../../db/cases.ts'
import { caseByNumber, casesEnding } from '../../db/lookup.ts'
import { allStaff, staffByName } from '../../db/people.ts'
import type { Item } from '../../core/catalog/item.ts'
import type { Case } from '../../core/case/case.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import { actorOf, perform as performMove, type StaffActor } from '../perform.ts'
import { type Command, readList } from './parse.ts'

// prettier-ignore
const ASK: Readonly<Record<Need, string>> = {
  text: '还差内容。例：答复 0007 已联系自来水公司，明天上门',
  list: '补正要一次列全。例：补正 0007 户口簿复印件；收入证明',
  staff: '没找到这位同事。例：转办 0007 姓名 原因',
  department: '没找到这个科室。例：改派 0007 公共服务办公室',
  days: '还差天数。例：延期 0007 5 需要现场核查',
  procedure: '要写清程序和天数。例：中止 0007 现场勘验 5',
  score: '还差评分。',
}

/** The case a command names. A number this person may not know of is answered like an unknown one. */
export async function findCase(turn: Turn, staff: Staff, number: string): Promise<Case | string> {
  const found = /-/.test(number)
    ? await caseByNumber(turn.tx, number).then((c) => (c ? [c] : []))
    : await casesEnding(turn.tx, number.padStart(4, '0'))
  const seen = found.filter((c) => maySee(staff, c))
  if (seen.length === 0) return `没有编号 ${number} 的办件。发“我的”看自己的办件。`
  if (seen.length > 1) return `有几件尾号都是 ${number}，请写全编号：\n${seen.map((c) => c.number).join('\n')}`
  return seen[0]!
}

/** What of the typed words goes with the action. */
async function read(turn: Turn, action: Action, rest: string, item: Item | null): Promise<With | string> {
  const { needs } = transition(action)
  const { departments } = turn.set.world.town
  if (action === 'supplement-again') {
    const [list = '', ...why] = rest.split(/原因[:：]?/)
    return { list: readList(list), text: why.join('').trim() }
  }
  if (needs.includes('list')) return { list: readList(rest) }
  if (action === 'reroute') {
    const d = departments.find((x) => rest.startsWith(x.name) || rest.startsWith(x.code))
    return d ? { department: d.code } : ASK.department
  }
  if (needs.includes('staff')) {
    const [name = '', ...why] = rest.split(/\s+/)
    const people = await staffByName(turn.tx, name)
    if (people.length > 1) return `有几位都叫${name}，请找管理员改成不重名。`
    const [person] = people
    const department = person ? undefined : departments.find((d) => d.name === name || d.code === name.toUpperCase())
    if (department) {
      // a department is asked through the person who answers for it: its head, else whoever is on duty
      const there = (await allStaff(turn.tx)).filter((s) => s.department === department.code && s.role !== 'group')
      const taker = there.find((s) => s.role === 'head') ?? there.find((s) => s.onDuty)
      return taker ? { staff: taker, text: why.join(' ') } : `${department.name}还没有绑定的工作人员，请写具体的人。`
    }
    if (!person) return ASK.staff
    return { staff: person, text: why.join(' ') }
  }
  if (needs.includes('procedure')) {
    const m = /^(.*?)\s*(\d+)\s*天?$/.exec(rest)
    return m?.[1] ? { procedure: m[1].trim(), days: Number(m[2]), text: m[1].trim() } : ASK.procedure
  }
  if (needs.includes('days')) {
    const m = /^(\d+)\s*天?\s*(.*)$/s.exec(rest)
    return m ? { days: Number(m[1]), text: m[2] ?? '' } : ASK.days
  }
  const canned = /^[#＃](\d+)$/.exec(rest)?.[1]
  if (canned) {
    const ready = item?.replies[Number(canned) - 1]
    return ready ? { text: ready } : '没有这条常用答复。发“查 编号”看有哪些。'
  }
  return rest ? { text: rest.slice(0, 3000) } : {}
}

/** Which of the actions a word may mean fits this case now. An application takes 答复 as 进展: its end is 办结. */
function fitting(actions: readonly Action[], kind: Case['kind'], can: readonly Action[]): Action {
  if (actions.includes('reply') && KINDS[kind].accepts) return 'progress'
  return actions.find((a) => can.includes(a)) ?? actions[0]!
}

export async function act(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  if (command.number === null) return say(turn, '要办哪一件？请带上编号（后四位就行），或者引用那张卡片。')
  const c = await findCase(turn, staff, command.number)
  if (typeof c === 'string') return say(turn, c)
  const actor = await actorOf(turn, staff)
  const at = await situation(turn.tx, c.id)
  const roles = rolesOf(actor, at.case, at.requests, turn.set.world.town.fallback)
  const facts = factsOf(at, itemOf(turn.set.world, c.item), turn.set.world, turn.set.now)
  const action = fitting(command.actions, c.kind, actionsFor({ state: at.case.state, kind: c.kind, facts }, roles))
  const given = await read(turn, action, command.rest, itemOf(turn.set.world, c.item))
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
  const link = done.noticeUrl ? `\n文书：${done.noticeUrl}` : ''
  return { say: [{ text: done.text + link }], memory: turn.memory, letters: done.letters }
}
