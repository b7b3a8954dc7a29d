/** A complaint whose words fear retaliation: noted on the case, and told to the leading group at once. */
import { type Staff, maySee } from '../../core/case/case.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { appendCaseEvent } from '../../db/cases/case-rows.ts'
import type { RequestContext } from '../../db/context.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { Tx } from '../../db/types.ts'
import { caseCardsFor } from '../notify-participants.ts'

const RETALIATION = '本人说可能遭打击报复，请领导小组直接过问'

/** Cards to the group, but for whoever is accused; none where the words fear nothing. */
export async function tellOfRetaliation(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  text: string,
  people: readonly Staff[],
): Promise<NewMessage[]> {
  if (!/报复|穿小鞋/.test(text)) return []
  const { case: c } = await lockCaseContext(tx, caseId)
  await appendCaseEvent(tx, ctx, caseId, {
    action: 'note',
    from: null,
    to: c.state,
    actor: { kind: 'clock' },
    text: `${RETALIATION}（信访工作条例第18条）`,
    data: { retaliation: true },
    open: false,
  })
  const caseContext = await lockCaseContext(tx, caseId)
  const group = people.filter((s) => s.role === 'group' && s.department !== c.accusedDepartment && maySee(s, c))
  return caseCardsFor(tx, ctx, caseContext, group.map((s) => s.id), RETALIATION) // prettier-ignore
}
