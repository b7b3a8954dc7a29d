/** 投诉: about conduct, a department or a broken promise; kept from whoever it is about and their whole line. */
import { maySee } from '../../core/case/case.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { appendCaseEvent } from '../../db/cases/case-rows.ts'
import { allStaff } from '../../db/people/staff.ts'
import { caseCardsFor } from '../../services/notify-participants.ts'
import type { Reply, Turn } from './turn.ts'
import { openResidentCase } from './open-case.ts'
import { keptText, refuseOverQuota } from './quota-refusal.ts'

const RETALIATION = '本人说可能遭打击报复，请领导小组直接过问'

export async function openComplaint(turn: Turn, text: string): Promise<Reply> {
  const { tx, ctx } = turn
  const { departments, fallback } = ctx.townContext.town
  const people = await allStaff(tx)
  // whoever is named and their whole department stay out of it: 信访条例 28(3), 30(3)
  const named = people.find((s) => s.name.length > 1 && text.includes(s.name))
  const accused = named?.department ?? departments.find((d) => text.includes(d.name))?.code ?? null
  // the office of the leading group takes complaints; where it is the accused, the front desk and the group do
  const office = departments.some((d) => d.code === 'DZB') && accused !== 'DZB' ? 'DZB' : fallback
  const made = await openResidentCase(turn, {
    kind: 'complaint',
    text,
    item: null,
    department: office,
    accusedDepartment: accused,
    accusedStaffId: named?.id ?? null,
    privacy: /^匿名/.test(text) ? 'anonymous' : /^实名/.test(text) ? 'normal' : 'confidential',
  })
  if ('over' in made) return refuseOverQuota(turn, made.over, { kind: 'complaint', text: keptText(text) })
  if (!/报复|穿小鞋/.test(text)) return { say: [made.message], messages: made.messages, memory: {} }
  await appendCaseEvent(tx, ctx, made.caseId, {
    action: 'note',
    from: null,
    to: 'received',
    actor: { kind: 'clock' },
    text: `${RETALIATION}（信访工作条例第18条）`,
    data: { retaliation: true },
    open: false,
  })
  const caseContext = await lockCaseContext(tx, made.caseId)
  const group = people.filter((s) => s.role === 'group' && s.department !== accused && maySee(s, caseContext.case))
  const cards = await caseCardsFor(tx, ctx, caseContext, group.map((s) => s.id), RETALIATION) // prettier-ignore
  return { say: [made.message], messages: [...made.messages, ...cards], memory: {} }
}
