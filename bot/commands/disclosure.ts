/** 公开: heads and the leading group keep the register of publications; what they put in force is told to who follows it. */
import type { Staff } from '../../core/case/case.ts'
import { localDate } from '../../core/date.ts'
import { parseRegisterCommand, REGISTER_HELP, type RegisterCommand } from '../../core/disclosure/register-command.ts'
import { publicDisclosures } from '../../db/disclosures/public-disclosures.ts'
import { openDuties } from '../../db/disclosures/publication-duties.ts'
import { type PublicationResult, publish, withdrawPublication, withhold } from '../../db/disclosures/disclosures.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import type { Command } from './parse-command.ts'

const STATE = { published: '已公开', withheld: '不公开', withdrawn: '已撤下' } as const
type Acts = Exclude<RegisterCommand, { does: 'list' | 'duties' }>

export async function register(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const read = parseRegisterCommand(command.whole, localDate(turn.ctx.now))
  if (typeof read === 'string') return say(turn, read)
  if (read.does === 'list') return list(turn, staff)
  if (read.does === 'duties') return duties(turn, staff)
  const put = await carryOut(turn, staff, read)
  if (!put.ok) return say(turn, `没有办成：${put.because}。`)
  const word = { publish: '已公开', update: '已更新', withdraw: '已撤下', withhold: '已登记不公开' }[read.does]
  const told = put.letters.length > 0 ? `，正在告诉 ${put.letters.length} 位订阅的人` : ''
  const link = `${turn.ctx.townContext.publicUrl}/disclosures#${put.id}`
  return { ...say(turn, `公开 ${put.id} ${word}（第${put.version}版）${told}。\n${link}`), messages: put.letters }
}

async function carryOut(turn: Turn, staff: Staff, typed: Acts): Promise<PublicationResult> {
  const { tx, ctx } = turn
  if (typed.does === 'withdraw') return withdrawPublication(tx, ctx, staff, typed.id, typed.reason)
  if (typed.does === 'publish') {
    const duty = typed.duty === null ? undefined : (await openDuties(tx)).find((d) => d.id === typed.duty)
    if (typed.duty !== null && !duty) return { ok: false, because: `没有等公开的任务 ${typed.duty}` }
    const department = duty?.department ?? staff.department
    return publish(tx, ctx, staff, { ...typed, department }, duty ? { dutyKey: duty.key } : {})
  }
  const [known] = typed.id === null ? [] : await publicDisclosures(tx, { id: typed.id })
  if (typed.id !== null && !known) return { ok: false, because: `没有 ${typed.id} 号公开` }
  if (typed.does === 'update')
    return publish(
      tx,
      ctx,
      staff,
      { ...known!, title: typed.title ?? known!.title, body: typed.body },
      { id: typed.id },
    )
  const what = known ?? { department: staff.department, category: typed.category, title: typed.title }
  const { department, category, title } = what
  return withhold(tx, ctx, staff, { department, category, title }, typed, typed.id ?? undefined)
}

async function list(turn: Turn, staff: Staff): Promise<Reply> {
  const own = await publicDisclosures(turn.tx, { department: staff.department, limit: 8 })
  const lines = own.map((d) => `${d.id} ${d.title}　${STATE[d.state]}${d.reviewOn ? `，${d.reviewOn}复核` : ''}`)
  return say(turn, [lines.length > 0 ? `本科室的公开：\n${lines.join('\n')}` : '本科室还没有公开登记。', `可以发：\n${REGISTER_HELP}`].join('\n')) // prettier-ignore
}

async function duties(turn: Turn, staff: Staff): Promise<Reply> {
  const open = await openDuties(turn.tx, staff.role === 'clerk' || staff.role === 'head' ? staff.department : undefined)
  if (open.length === 0) return say(turn, '没有等公开的任务。')
  const lines = open.slice(0, 12).map((d) => `${d.id} ${d.what}，${d.dueOn}前`)
  return say(turn, `等公开的任务（${open.length}）\n${lines.join('\n')}\n办的时候发：公开 登记 类别 标题 任务${open[0]!.id}（换行写正文）`) // prettier-ignore
}
