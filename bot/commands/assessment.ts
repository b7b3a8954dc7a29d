/** 考核: the leading group reads what the figures propose, and confirms it or drops it. */
import { PROPOSALS } from '../../core/assessment/score.ts'
import type { Staff } from '../../core/case/case.ts'
import { departmentOf } from '../../core/town.ts'
import { decideProposal, openProposals } from '../../db/assessment-proposals.ts'
import { type Reply, say, type Turn } from '../dialogue/context.ts'
import type { Command } from './parse.ts'

/** 考核 lists; 考核 3 确认 publishes; 考核 3 撤下 does not. */
export async function assessment(turn: Turn, staff: Staff, command: Command): Promise<Reply> {
  const { tx, set } = turn
  if (staff.role !== 'group') return say(turn, '考核提议由领导小组看和决定。')
  const id = Number(command.number)
  const decision = /^(确认|撤下)$/.exec(command.rest)?.[1]
  if (command.number && decision) return say(turn, await decideProposal(tx, set, staff, id, decision === '确认'))
  const open = await openProposals(tx, staff)
  if (open.length === 0) return say(turn, '没有等决定的考核提议。')
  const lines = open.slice(0, 12).map((p) => `${p.id} ${p.period} ${departmentOf(set.world.town, p.department).name}：${PROPOSALS[p.kind].label}${p.correctBy ? `（${p.correctBy}前）` : ''}\n　${p.why}`) // prettier-ignore
  return say(
    turn,
    `考核提议（${open.length}）\n${lines.join('\n')}\n发：考核 ${open[0]!.id} 确认，或 考核 ${open[0]!.id} 撤下`,
  )
}
