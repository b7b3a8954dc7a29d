/** Opens and moves cases in the database, each in the caller's transaction; nothing else writes to a case. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Actor, Case } from '../../core/case/case.ts'
import { firstCallAt } from '../../core/case/alarm.ts'
import { clockSpecFor } from '../../core/case/clock-spec.ts'
import { KINDS } from '../../core/case/kinds.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import { caseMessageFields, composeResidentMessage } from '../../core/case/message-to-resident.ts'
import { itemOf } from '../../core/town-context.ts'
import type { CaseContext, ActionInput } from '../../core/case/case-context.ts'
import { fitCaseText, fitInput } from '../../core/case/fit-input.ts'
import { type TransitionPlan, decideTransition } from '../../core/case/decide-transition.ts'
import type { PurposeName } from '../../core/case/purposes.ts'
import { startClock } from '../../core/promise/start-clock.ts'
import { localDate } from '../../core/date.ts'
import { codeNow } from '../../core/town.ts'
import { applyPromiseChange, recordBreach, mergedEvent, appendCaseEvent } from './case-rows.ts'
import { boardOf, showOnBoard } from '../challenges/challenge-visibility.ts'
import { indexContact, openContact } from './case-contacts.ts'
import { nextNumber } from '../running-numbers.ts'
import { recordMissedDeadlines } from './record-missed-deadline.ts'
import type { NewCase } from './new-case.ts'
import { earlierNear } from './case-place.ts'
import { issueMoveNotice } from './notices.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { caseEvents, cases, promises, requests, staff } from '../schema.ts'
import type { RequestContext } from '../context.ts'

/** What a change asks to be said; the caller posts it in the same transaction. */
export interface CaseMessages {
  readonly messages: readonly NewMessage[]
  /** Staff who hear of it, each a card of the case. */
  readonly notifyStaffIds: readonly number[]
  /** A new card to all on duty in this department. */
  readonly cardToDepartment: string | null
}

export type MoveResult =
  | ({
      readonly ok: true
      readonly plan: TransitionPlan
      readonly after: CaseContext
      readonly noticeUrl: string | null
      readonly secondNoticeUrl: string | null
    } & CaseMessages)
  | Extract<ReturnType<typeof decideTransition>, { ok: false }>

/** Opens a case: number, first clocks, first event. The first card is for whoever is on duty. */
export async function openCase(tx: Tx, ctx: RequestContext, given: NewCase): Promise<CaseContext> {
  const { townContext, now } = ctx
  const today = localDate(now)
  const seq = await nextNumber(tx, `case:${today}`)
  const met = given.metBy ?? null
  const [row] = await tx
    .insert(cases)
    .values({
      number: `${townContext.town.prefix}${today.replaceAll('-', '')}-${String(seq).padStart(4, '0')}`,
      kind: given.kind,
      state: met ? 'assigned' : 'received',
      item: given.item,
      department: given.department,
      text: fitCaseText(given.text),
      residentId: given.residentId,
      conversationId: given.conversationId,
      particulars: given.particulars ?? null,
      privacy: given.privacy ?? (KINDS[given.kind].confidential ? 'confidential' : 'normal'),
      accusedStaffId: given.accusedStaffId ?? null,
      accusedDepartment: given.accusedDepartment ?? null,
      firstResponderId: met?.id ?? null,
      handlerId: met?.id ?? null,
      origin: given.origin ?? 'chat',
      village: given.village ?? null,
      place: given.place ?? null,
      report: given.report ?? null,
      alarmAt: given.alarm ? now : null,
      alarmNextAt: given.alarm ? firstCallAt(townContext.town.alarm, now) : null,
      openedAt: now,
      openedOn: today,
      movedAt: now,
    })
    .returning()
  const opened = row! // one row was written
  const contact = given.particulars ? openContact(ctx, given.particulars) : null
  if (contact) await indexContact(tx, ctx, [opened.id], contact)
  const item = itemOf(townContext, given.item)
  for (const purpose of KINDS[given.kind].opens as readonly PurposeName[]) {
    if ((met && purpose === 'claim') || (given.releasedByPerson && purpose === 'publish')) continue
    await applyPromiseChange(
      tx,
      ctx,
      opened.id,
      {
        does: 'start',
        purpose,
        row: startClock(clockSpecFor(purpose, given.kind, item, townContext.town), now, townContext),
      },
      [],
    )
  }
  await appendCaseEvent(tx, ctx, opened.id, {
    action: 'open',
    from: null,
    to: opened.state,
    actor: met
      ? { kind: 'staff', staff: met, standsFor: [] }
      : given.residentId
        ? { kind: 'resident' }
        : { kind: 'clock' },
    text: given.text,
    data: {
      item: given.item,
      department: given.department,
      catalog: townContext.catalog.version,
      ...(given.because?.length ? { because: given.because } : {}),
    },
    open: true,
  })
  return lockCaseContext(tx, opened.id)
}

/** Everything about one case that a decision reads, its row locked until commit. Throws where there is none. */
export async function lockCaseContext(tx: Tx, caseId: number): Promise<CaseContext> {
  const [row] = await tx.select().from(cases).where(eq(cases.id, caseId)).for('no key update')
  if (!row) throw new Error(`no case ${caseId}`)
  return loadCaseContext(tx, row)
}

/** The same without a lock: to be read, not to be decided on. Null where there is none. */
export async function readCaseContext(db: Db, caseId: number): Promise<CaseContext | null> {
  const [row] = await db.select().from(cases).where(eq(cases.id, caseId))
  return row ? loadCaseContext(db, row) : null
}

async function loadCaseContext(tx: Db | Tx, c: Case): Promise<CaseContext> {
  const caseId = c.id
  const [clocks, asked, urged, board, near] = await Promise.all([
    tx.select().from(promises).where(eq(promises.caseId, caseId)).orderBy(asc(promises.id)),
    tx.select().from(requests).where(eq(requests.caseId, caseId)).orderBy(asc(requests.id)),
    tx
      .select({ at: caseEvents.at })
      .from(caseEvents)
      .where(and(eq(caseEvents.caseId, caseId), eq(caseEvents.action, 'urge')))
      .orderBy(desc(caseEvents.id))
      .limit(1),
    c.kind === 'challenge' ? boardOf(tx, caseId) : undefined,
    earlierNear(tx, c),
  ])
  const ids = [
    c.handlerId,
    c.firstResponderId,
    c.alarmSeenBy,
    ...asked.flatMap((r) => [r.byStaffId, r.toStaffId]),
  ].filter((id) => id !== null)
  const people = await tx
    .select()
    .from(staff)
    .where(sql`${staff.department} = ${c.department} or ${inArray(staff.id, ids.length ? ids : [0])}`)
  return {
    case: c,
    promises: clocks,
    requests: asked,
    staff: people,
    lastUrgedOn: urged[0] ? localDate(urged[0].at) : null,
    ...(board ? { board } : {}),
    ...(near.length > 0 ? { near } : {}),
  }
}

/**
 * The one way to change a case. `version`: what the actor last saw; a newer one refuses the move as stale.
 * Refusals come back with a plain sentence; the caller posts `letters` and cards in the same transaction.
 */
export async function moveCase(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  action: Action,
  actor: Actor,
  input: ActionInput = {},
): Promise<MoveResult> {
  fitInput(input)
  const stored = await lockCaseContext(tx, caseId)
  // what has ended stays where it was when its department was merged; whatever is done to it next is the successor's
  const department = codeNow(ctx.townContext.town, stored.case.department)
  const merged = department !== stored.case.department
  const before = merged ? await loadCaseContext(tx, { ...stored.case, department }) : stored
  const plan = decideTransition(before, action, actor, input, ctx.townContext, ctx.now)
  if (!plan.ok) return plan
  await tx
    .update(cases)
    .set({ department, ...plan.patch, state: plan.to, version: before.case.version + 1, movedAt: ctx.now })
    .where(eq(cases.id, caseId))
  if (plan.publicFromNow !== null) await showOnBoard(tx, caseId, plan.publicFromNow, plan.text, ctx.now)
  await recordMissedDeadlines(tx, ctx, stored, plan.promises)
  for (const change of plan.promises) await applyPromiseChange(tx, ctx, caseId, change, before.promises)
  const me = actor.kind === 'staff' ? actor.staff.id : null
  await applyRequestChanges(tx, ctx, caseId, plan, me)
  if (merged) await appendCaseEvent(tx, ctx, caseId, mergedEvent(stored.case.state, department))
  await appendCaseEvent(tx, ctx, caseId, {
    action,
    from: plan.from,
    to: plan.to,
    actor,
    text: plan.text,
    data: plan.data,
    open: plan.open,
  })
  if (plan.breach)
    await recordBreach(tx, ctx, {
      key: `${plan.breach.kind}:${caseId}:${before.case.version}`,
      kind: plan.breach.kind,
      caseId,
      promiseId: null,
      department: before.case.department,
      ownerId: before.case.handlerId,
      dueDate: null,
      detail: plan.breach.detail,
    })

  const after = await lockCaseContext(tx, caseId)
  const about = caseMessageFields(after, ctx.townContext, ctx.now, plan.residentText, input.list ?? [])
  const by = actor.kind === 'staff' ? actor.staff : null
  const move = { action, by, about, situation: after, before, given: input, until: plan.newDueDay }
  const notice = plan.notice && (await issueMoveNotice(tx, ctx, plan.notice, move))
  const beside = plan.secondNotice && (await issueMoveNotice(tx, ctx, plan.secondNotice, move))
  const messages: NewMessage[] = []
  if (plan.residentMessage && after.case.conversationId !== null)
    messages.push({
      conversationId: after.case.conversationId,
      message: composeResidentMessage(plan.residentMessage, about, caseId, notice),
      urgency: actor.kind === 'resident' ? 'answer' : 'push',
      about: plan.isResult ? 'result' : 'case',
      caseId,
    })
  return {
    ok: true,
    plan,
    after,
    noticeUrl: notice?.url ?? null,
    secondNoticeUrl: beside?.url ?? null,
    messages,
    notifyStaffIds: plan.notifyStaffIds,
    cardToDepartment: plan.cardToDepartment,
  }
}

/** Ends the requests that the move answers, and enters the one it makes. */
async function applyRequestChanges(
  tx: Tx,
  ctx: RequestContext,
  caseId: number,
  plan: TransitionPlan,
  me: number | null,
): Promise<void> {
  for (const { kind, state } of plan.resolvesRequests)
    await tx
      .update(requests)
      .set({ state, decidedAt: ctx.now, decidedBy: me })
      .where(and(eq(requests.caseId, caseId), eq(requests.kind, kind), eq(requests.state, 'open')))
  if (plan.newRequest)
    await tx.insert(requests).values({
      caseId,
      kind: plan.newRequest.kind,
      state: 'open',
      byStaffId: me,
      toStaffId: plan.newRequest.toStaffId,
      toDepartment: null,
      days: plan.newRequest.days,
      reason: plan.newRequest.reason,
      at: ctx.now,
    })
}

/** A result reached the resident's platform: said once, by delivery. */
export async function recordResultDelivered(tx: Tx, ctx: RequestContext, caseId: number): Promise<void> {
  await tx
    .update(cases)
    .set({ relayed: 'delivered' })
    .where(and(eq(cases.id, caseId), sql`relayed is null`))
  const open = await tx
    .select()
    .from(promises)
    .where(and(eq(promises.caseId, caseId), eq(promises.purpose, 'relay'), eq(promises.state, 'open')))
  if (open.length > 0) await applyPromiseChange(tx, ctx, caseId, { does: 'meet', purpose: 'relay' }, open)
}
