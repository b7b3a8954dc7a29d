/** Opens a case from a resident's words and tells everyone. */
import { shortName } from '../../core/answer/reply/catalog-wording.ts'
import { caseMessageFields, composeOpened } from '../../core/case/message-to-resident.ts'
import { itemOf, type TownContext } from '../../core/town-context.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import type { Routing } from '../../core/messages/staff.ts'
import type { Outgoing } from '../../core/channel.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import type { Case } from '../../core/case/case.ts'
import { findVillage } from '../../core/place/villages.ts'
import { type OverQuota, type LegalQuotaName, quotasOf } from '../../core/legal-quota.ts'
import { openCase } from '../../db/cases/change-case.ts'
import type { NewCase } from '../../db/cases/new-case.ts'
import { attachFiles } from '../../db/files/files.ts'
import { contactOf, encryptContact } from '../../db/people/contact-details.ts'
import { overQuota } from '../../db/legal-quotas.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import { caseCardsForDuty } from '../../services/notify-participants.ts'
import type { Turn } from './turn.ts'
import { quotaSubjectOf } from './quota-refusal.ts'

export interface OpenedCase {
  readonly case: Case
  readonly caseId: number
  readonly number: string
  readonly message: Outgoing
  readonly messages: readonly NewMessage[]
  /** Files that lay too long and are gone. */
  readonly filesGone: number
}

/** The department of a matter: the catalogue's owner, else what the engine proposes, else the front desk. */
export function departmentFor(turn: Turn, item: string | null, proposed: string | null): string {
  const { townContext } = turn.ctx
  const owner = townContext.catalog.items.find((i) => i.id === item)?.owner
  return departmentOf(townContext.town, owner ?? proposed).code
}

/** Where a matter goes, why, and where else it might have gone. */
export interface CaseRouting {
  readonly department: string
  readonly because: readonly string[]
  readonly others: readonly string[]
  /** What is reported: an id of reports.yaml. */
  readonly report: string | null
}

/** The catalogue's owner, else what the engine proposes, else the front desk. */
export function routeCase(
  turn: Turn,
  item: string | null,
  proposed: {
    readonly code: string | null
    readonly because?: readonly string[]
    readonly others?: readonly string[]
  } | null,
  report: string | null = null,
): CaseRouting {
  const known = itemOf(turn.ctx.townContext, item)
  const others = [...(known && proposed?.code ? [proposed.code] : []), ...(proposed?.others ?? [])]
  return {
    department: departmentFor(turn, item, proposed?.code ?? null),
    because: known ? [`事项是${shortName(known)}`, ...(proposed?.because ?? [])] : (proposed?.because ?? []),
    others,
    report,
  }
}

const OTHERS = 3

function routingOf(
  { town }: TownContext,
  given: { kind: CaseKind; department: string } & Partial<CaseRouting>,
): Routing | undefined {
  // a complaint never gets a tap that could send it to the accused
  if (!given.because || KINDS[given.kind].confidential) return undefined
  const codes = [...new Set([...(given.others ?? []), town.fallback, ...town.departments.map((d) => d.code)])]
  const others = codes
    .filter((code) => code !== given.department)
    .slice(0, Math.max(2, Math.min(OTHERS, given.others?.length ?? 0)))
  return { because: given.because, others: others.map((code) => ({ code, name: departmentOf(town, code).name })) }
}

/** Where a matter is, by its words and a pin sent before; of whoever is not to be known nothing is kept. */
function whereOf({ ctx, memory }: Turn, given: { kind: CaseKind; text: string; privacy?: NewCase['privacy'] }) {
  if (KINDS[given.kind].confidential || given.privacy === 'anonymous') return {}
  const { villages } = ctx.townContext.town
  const place = given.kind === 'application' ? null : (memory.place ?? null)
  const village = findVillage(villages, given.text) ?? findVillage(villages, place?.label ?? '')
  return { village: village?.name ?? null, place }
}

/** Opens a resident's case, the one place where one is opened and counted; what their quota has no room for is refused. */
export async function openResidentCase(
  turn: Turn,
  given: { kind: CaseKind; text: string; item: string | null; department: string } & Partial<NewCase> &
    Partial<CaseRouting>,
  files: readonly number[] = [],
  o: { readonly head?: string; readonly quotas?: readonly LegalQuotaName[] } = {},
): Promise<OpenedCase | { readonly over: OverQuota }> {
  const { tx, ctx, conversation } = turn
  const asker = await quotaSubjectOf(turn)
  const over = asker && (await overQuota(tx, o.quotas ?? quotasOf(given.kind), asker, ctx.now))
  if (over) return { over }
  const anonymous = given.privacy === 'anonymous'
  const contact = turn.memory.contact && !anonymous ? await contactOf(tx, ctx, conversation.personId) : null
  const caseContext = await openCase(tx, ctx, {
    ...(contact ? { particulars: encryptContact(ctx, contact) } : {}),
    ...given,
    ...whereOf(turn, given),
    // where it is stays: a street lamp must be found
    text: turn.redact(given.text, WHERE).text,
    residentId: conversation.personId,
    conversationId: anonymous ? null : conversation.id,
  })
  const sent = [...new Set([...(turn.memory.files ?? []), ...files])]
  const kept = await attachFiles(tx, caseContext.case.id, sent, ctx.now)
  const { letters: messages, staff } = await caseCardsForDuty(
    tx,
    ctx,
    caseContext,
    o.head ?? '新办件',
    undefined,
    routingOf(ctx.townContext, given),
  )
  const about = caseMessageFields(caseContext, ctx.townContext, ctx.now)
  const who = staff.length === 1 && staff[0] ? staff[0].name : ''
  return {
    case: caseContext.case,
    caseId: caseContext.case.id,
    number: caseContext.case.number,
    message: composeOpened(ctx.cipher, caseContext.case, { ...about, handler: about.handler || who }),
    messages: messages,
    filesGone: sent.length - kept.length,
  }
}
