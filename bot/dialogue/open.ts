/** Opens a case from a resident's words and tells everyone. */
import { aboutCase, tellResident } from '../../core/case/plan.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import type { Outgoing } from '../../core/channel.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import { openCase, type NewCase } from '../../db/cases.ts'
import type { Letter } from '../../db/outbox.ts'
import { caseFiles } from '../../db/schema.ts'
import { cardsToDuty } from '../spread.ts'
import type { Turn } from './context.ts'

export interface Opened {
  readonly caseId: number
  readonly number: string
  readonly message: Outgoing
  readonly letters: readonly Letter[]
}

/** The department of a matter: the catalogue's owner, else what the engine proposes, else the front desk. */
export function departmentFor(turn: Turn, item: string | null, proposed: string | null): string {
  const { world } = turn.set
  const owner = world.catalog.items.find((i) => i.id === item)?.owner
  return departmentOf(world.town, owner ?? proposed).code
}

export async function open(
  turn: Turn,
  given: { kind: CaseKind; text: string; item: string | null; department: string } & Partial<NewCase>,
  files: readonly number[] = [],
  head = '新办件',
): Promise<Opened> {
  const { tx, set, conversation } = turn
  const anonymous = given.privacy === 'anonymous'
  const at = await openCase(tx, set, {
    ...given,
    // where it is stays: a street lamp must be found
    text: maskPersonal(given.text, WHERE).text.slice(0, 2000),
    residentId: conversation.personId,
    conversationId: anonymous ? null : conversation.id,
  })
  if (files.length > 0)
    await tx.insert(caseFiles).values(files.map((fileId) => ({ caseId: at.case.id, fileId, at: set.now })))
  const { letters, staff } = await cardsToDuty(tx, set, at, head)
  const about = aboutCase(at, set.world, set.now)
  const who = staff.length === 1 && staff[0] ? staff[0].name : ''
  return {
    caseId: at.case.id,
    number: at.case.number,
    message: tellResident('opened', { ...about, handler: about.handler || who }, at.case.id, null),
    letters,
  }
}
