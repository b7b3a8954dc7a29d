/** On the first working days of a month: the month before, and the quarter, are settled; the group reads what they propose. */
import { lastPeriods, PROPOSALS } from '../../core/assessment/score.ts'
import { departmentOf } from '../../core/town.ts'
import { storeAssessment } from '../../db/assessment/department-assessment.ts'
import { proposedIn } from '../../db/assessment/proposals.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import { done, type Done, type Run } from '../job.ts'
import { toStaff } from './staff-messages.ts'

export async function assess({ tx, ctx, today }: Run): Promise<Done> {
  if (!ctx.townContext.calendar.isWorkday(today)) return done()
  const group = (await allStaff(tx)).filter((s) => s.role === 'group')
  const messages: NewMessage[] = []
  for (const period of lastPeriods(today)) {
    if ((await storeAssessment(tx, ctx, period)) === null) continue
    const open = await proposedIn(tx, period.name)
    if (open.length === 0) continue
    const lines = open.map((p) => `${p.id} ${departmentOf(ctx.townContext.town, p.department).name}：${PROPOSALS[p.kind].label}`) // prettier-ignore
    const text = `${period.name} 考核已算好，有 ${open.length} 条提议等领导小组决定，决定前不公布：\n${lines.join('\n')}\n发“考核”看理由，发“考核 ${open[0]!.id} 确认”或“考核 ${open[0]!.id} 撤下”。`
    messages.push(...toStaff(group, text, `assess:${period.name}`, 'push'))
  }
  return done(messages)
}
