/** On the first working days of a month: the month before, and the quarter, are settled; the group reads what they propose. */
import { lastPeriods, PROPOSALS } from '../../core/assessment/score.ts'
import { departmentOf } from '../../core/town.ts'
import { settleAssessment } from '../../db/assessment.ts'
import { proposedIn } from '../../db/assessment-proposals.ts'
import type { Letter } from '../../db/outbox.ts'
import { allStaff } from '../../db/people.ts'
import { done, type Done, type Run } from '../job.ts'
import { toStaff } from './letters.ts'

export async function assess({ tx, set, today }: Run): Promise<Done> {
  if (!set.world.calendar.isWorkday(today)) return done()
  const group = (await allStaff(tx)).filter((s) => s.role === 'group')
  const letters: Letter[] = []
  for (const period of lastPeriods(today)) {
    if ((await settleAssessment(tx, set, period)) === null) continue
    const open = await proposedIn(tx, period.name)
    if (open.length === 0) continue
    const lines = open.map((p) => `${p.id} ${departmentOf(set.world.town, p.department).name}：${PROPOSALS[p.kind].label}`) // prettier-ignore
    const text = `${period.name} 考核已算好，有 ${open.length} 条提议等领导小组决定，决定前不公布：\n${lines.join('\n')}\n发“考核”看理由，发“考核 ${open[0]!.id} 确认”或“考核 ${open[0]!.id} 撤下”。`
    letters.push(...toStaff(group, text, `assess:${period.name}`, 'push'))
  }
  return done(letters)
}
