/** 考核: the leading group decides what the figures propose; 考核 个人 2026-10 is each one's own, internal. */
import { lastPeriods, PROPOSALS, readPeriod } from '../../core/assessment/score.ts'
import type { Staff } from '../../core/case/case.ts'
import { localDate } from '../../core/date.ts'
import { departmentOf } from '../../core/town.ts'
import { assessPeople } from '../../db/assessment/staff-assessment.ts'
import { decideProposal, openProposals } from '../../db/assessment/proposals.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import type { Command } from './parse-command.ts'

/** 考核 lists; 考核 3 确认 publishes; 考核 3 撤下 does not. */
export async function assessment(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, ctx } = turn
  const people = /^个人\s*(\S*)$/.exec(command.rest)
  if (people) return own(turn, staff, people[1] ?? '')
  if (staff.role !== 'group') return say(turn, '考核提议由领导小组看和决定。自己的数字发：考核 个人 2026-10')
  const id = Number(command.number)
  const decision = /^(确认|撤下)$/.exec(command.rest)?.[1]
  if (command.number && decision) return say(turn, await decideProposal(tx, ctx, staff, id, decision === '确认'))
  const open = await openProposals(tx, staff)
  if (open.length === 0) return say(turn, '没有等决定的考核提议。')
  const lines = open.slice(0, 12).map((p) => `${p.id} ${p.period} ${departmentOf(ctx.townContext.town, p.department).name}：${PROPOSALS[p.kind].label}${p.correctBy ? `（${p.correctBy}前）` : ''}\n　${p.why}`) // prettier-ignore
  return say(
    turn,
    `考核提议（${open.length}）\n${lines.join('\n')}\n发：考核 ${open[0]!.id} 确认，或 考核 ${open[0]!.id} 撤下`,
  )
}

/** Figures of people: the group reads all, a head the department, everybody else their own. Never published. */
async function own(turn: Turn, staff: Staff, name: string): Promise<Reply> {
  const { tx, ctx } = turn
  const period = name === '' ? lastPeriods(localDate(ctx.now))[0]! : readPeriod(name)
  if (!period) return say(turn, '写哪个月或哪个季度。例：考核 个人 2026-10，考核 个人 2026-Q4')
  const found = await assessPeople(tx, ctx, staff, period)
  if (found.length === 0) return say(turn, `${period.name} 没有可算的数字。`)
  const lines = found.slice(0, 12).map(({ name, figures: { shares, breaches }, scored }) => `${name}　${scored.ranked ? scored.score : '件数太少，不算分'}　办结 ${shares.completion.good}/${shares.completion.of}，评价 ${shares.satisfaction.good}/${shares.satisfaction.of}，成立违诺 ${breaches}`) // prettier-ignore
  return say(turn, `${period.name} 个人考核（内部，不公布）\n${lines.join('\n')}${found.length > 12 ? `\n…还有 ${found.length - 12} 人，见导出的表` : ''}`) // prettier-ignore
}
