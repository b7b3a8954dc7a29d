/** A walk-in or a caller registered by whoever meets them: the one way in for the chat's 代办登记 and the desk's page. */
import { complaintParties } from '../../core/case/accused.ts'
import type { CaseContext } from '../../core/case/case-context.ts'
import { type Case, maySee, type Staff } from '../../core/case/case.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import type { Item } from '../../core/catalog/item.ts'
import { UserError } from '../../core/errors.ts'
import { INTAKE } from '../../core/messages/intake.ts'
import type { Contact } from '../../core/privacy/kept-contact.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import { keepMaterials } from '../../db/cases/counter-receipt.ts'
import { lockCaseContext, openCase } from '../../db/cases/change-case.ts'
import { registerChallenge } from '../../db/challenges/challenges.ts'
import type { RequestContext } from '../../db/context.ts'
import { encryptContact } from '../../db/people/contact-details.ts'
import { allStaff } from '../../db/people/staff.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { Tx } from '../../db/types.ts'
import { performStaffAction, staffActor } from '../staff-action.ts'
import { tellOfRetaliation } from './retaliation.ts'
import { linkSameMatters } from './link-same-matter.ts'

export interface CounterCase {
  readonly kind: CaseKind
  readonly item: Item | null
  readonly text: string
  /** Null: they left none, or none may be kept where this was typed. `address`: where they live, sealed with the rest. */
  readonly contact: (Contact & { readonly address?: string }) | null
  readonly how: 'counter' | 'phone'
  /** The department that its words propose, where no item has an owner. */
  readonly proposed: string | null
  /** What is reported: an id of reports.yaml, where the words are of one. */
  readonly report?: string | null
  /** Materials handed over, by their place in the item's list; absent: nothing was said of papers. */
  readonly received?: readonly number[]
  readonly acceptNow?: boolean
  readonly privacy?: Case['privacy']
  readonly accusedDepartment?: string | null
  /** Numbers of earlier cases that are the same matter, as whoever registers says. */
  readonly same?: readonly string[]
}

export interface RegisteredAtCounter {
  readonly caseContext: CaseContext
  readonly code: string
  readonly letters: readonly NewMessage[]
}

/**
 * Opens the case; `by` is its first responder. Throws UserError, with nothing written once the caller's transaction is
 * undone, where a complaint is about `by` or their department, or where it cannot be accepted on the spot.
 */
export async function registerAtCounter(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  given: CounterCase,
): Promise<RegisteredAtCounter> {
  const { town } = ctx.townContext
  const { kind, item } = given
  const text = maskPersonal(given.text, WHERE).text
  const people = await allStaff(tx)
  const parties = kind === 'complaint' ? complaintParties(text, people, town, given.accusedDepartment) : null
  if (parties && (!maySee(by, parties) || parties.accusedDepartment === by.department)) throw new UserError(INTAKE.accused) // prettier-ignore
  const opened = await openCase(tx, ctx, {
    kind,
    text,
    item: item?.id ?? null,
    report: given.report ?? null,
    department: departmentOf(town, item?.owner ?? given.proposed ?? by.department).code,
    residentId: null,
    conversationId: null,
    particulars: encryptContact(ctx, given.contact),
    origin: given.how,
    metBy: by,
    ...(given.privacy ? { privacy: given.privacy } : {}),
    ...parties,
  })
  const { id } = opened.case
  if (kind === 'challenge') await registerChallenge(tx, id, 'town', '')
  if (item && given.received) await keepMaterials(tx, id, item, given.received, ctx.now)
  const letters = parties ? await tellOfRetaliation(tx, ctx, id, text, people) : []
  const linked = await linkSameMatters(tx, ctx, by, id, given.same ?? [])
  const told = given.acceptNow ? await accept(tx, ctx, by, opened) : []
  return {
    caseContext: await lockCaseContext(tx, id),
    code: lookupCodeOf(ctx.cipher, opened.case),
    letters: [...letters, ...linked, ...told],
  }
}

async function accept(tx: Tx, ctx: RequestContext, by: Staff, opened: CaseContext): Promise<readonly NewMessage[]> {
  const done = await performStaffAction(tx, ctx, await staffActor({ tx, ctx }, by), opened.case, 'accept', {}, {
    missing: (need) => need,
  }) // prettier-ignore
  if (!done.ok) throw new UserError(done.text)
  return done.messages
}
