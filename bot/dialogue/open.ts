/** Opens a case from a resident's words and tells everyone. */
import { called } from '../../core/answer/plain.ts'
import { aboutCase, itemOf, tellResident, type World } from '../../core/case/plan.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import type { Routing } from '../../core/messages/staff.ts'
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

/** Where a matter goes, why, and where else it might have gone. */
export interface Routed {
  readonly department: string
  readonly because: readonly string[]
  readonly others: readonly string[]
}

/** The catalogue's owner, else what the engine proposes, else the front desk. */
export function routed(
  turn: Turn,
  item: string | null,
  proposed: {
    readonly code: string | null
    readonly because?: readonly string[]
    readonly others?: readonly string[]
  } | null,
): Routed {
  const known = itemOf(turn.set.world, item)
  const others = [...(known && proposed?.code ? [proposed.code] : []), ...(proposed?.others ?? [])]
  return {
    department: departmentFor(turn, item, proposed?.code ?? null),
    because: known ? [`事项是${called(known)}`, ...(proposed?.because ?? [])] : (proposed?.because ?? []),
    others,
  }
}

const OTHERS = 3

function routingOf(
  { town }: World,
  given: { kind: CaseKind; department: string } & Partial<Routed>,
): Routing | undefined {
  // a complaint never gets a tap that could send it to the accused
  if (!given.because || KINDS[given.kind].confidential) return undefined
  const codes = [...new Set([...(given.others ?? []), town.fallback, ...town.departments.map((d) => d.code)])]
  const others = codes
    .filter((code) => code !== given.department)
    .slice(0, Math.max(2, Math.min(OTHERS, given.others?.length ?? 0)))
  return { because: given.because, others: others.map((code) => ({ code, name: departmentOf(town, code).name })) }
}

export async function open(
  turn: Turn,
  given: { kind: CaseKind; text: string; item: string | null; department: string } & Partial<NewCase> & Partial<Routed>,
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
  const { letters, staff } = await cardsToDuty(tx, set, at, head, undefined, routingOf(set.world, given))
  const about = aboutCase(at, set.world, set.now)
  const who = staff.length === 1 && staff[0] ? staff[0].name : ''
  return {
    caseId: at.case.id,
    number: at.case.number,
    message: tellResident('opened', { ...about, handler: about.handler || who }, at.case.id, null),
    letters,
  }
}
