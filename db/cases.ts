/** Cases in the database: opened and moved, each in the caller's transaction; nothing else writes to a case. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Actor, Case, Promised, Request, Staff } from '../core/case/case.ts'
import { specFor } from '../core/case/clocks.ts'
import type { CaseKind } from '../core/case/kinds.ts'
import { KINDS } from '../core/case/kinds.ts'
import type { Action } from '../core/case/lifecycle.ts'
import { aboutCase, itemOf, type Plan, planMove, type Situation, tellResident, type With } from '../core/case/plan.ts'
import type { PurposeName } from '../core/case/purposes.ts'
import { startClock } from '../core/case/start.ts'
import { localDate } from '../core/date.ts'
import { codeNow } from '../core/town.ts'
import { composeNotice } from '../core/notice/compose.ts'
import { NOTHING_HANDED_IN } from '../core/notice/occasion.ts'
import type { NoticeKind } from '../core/notice/kinds.ts'
import { readableCode } from '../core/random.ts'
import { applyPromise, foundBreach, mergedEvent, writeEvent } from './case-rows.ts'
import { nextNumber } from './counters.ts'
import { handedIn } from './handed-in.ts'
import { missedBy } from './missed.ts'
import { issueNotice } from './notices.ts'
import type { Db, Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { caseEvents, cases, promises, requests, staff } from './schema.ts'
import type { Setting } from './setting.ts'

export { foundBreach, writeEvent } from './case-rows.ts'
export type { Setting } from './setting.ts'

/** What a change asks to be said; the caller posts it in the same transaction. */
export interface Said {
  readonly letters: readonly Letter[]
  /** Staff who hear of it, each a card of the case. */
  readonly hear: readonly number[]
  /** A new card to all on duty in this department. */
  readonly card: string | null
}

export type Moved =
  | ({
      readonly ok: true
      readonly plan: Plan
      readonly after: Situation
      readonly noticeUrl: string | null
      readonly besideUrl: string | null
    } & Said)
  | Extract<ReturnType<typeof planMove>, { ok: false }>

export interface NewCase {
  readonly kind: CaseKind
  readonly item: string | null
  readonly department: string
  readonly text: string
  readonly residentId: number | null
  readonly conversationId: number | null
  readonly privacy?: Case['privacy']
  readonly accusedStaffId?: number | null
  readonly accusedDepartment?: string | null
  readonly particulars?: string | null
  /** The words that chose the department, for whoever wonders why it came to them. */
  readonly because?: readonly string[]
  readonly origin?: 'chat' | 'counter' | 'phone' | 'api'
  /** Counter and phone: the clerk who took it is the first responder. */
  readonly metBy?: Staff
}

/** Opens a case: number, look-up code, first clocks, first event. The first card is for whoever is on duty. */
export async function openCase(tx: Tx, set: Setting, given: NewCase): Promise<Situation> {
  const { world, now } = set
  const today = localDate(now)
  const seq = await nextNumber(tx, `case:${today}`)
  const met = given.metBy ?? null
  const [row] = await tx
    .insert(cases)
    .values({
      number: `${world.town.prefix}${today.replaceAll('-', '')}-${String(seq).padStart(4, '0')}`,
      lookupCode: readableCode(set.random, 6),
      kind: given.kind,
      state: met ? 'assigned' : 'received',
      item: given.item,
      department: given.department,
      text: given.text,
      residentId: given.residentId,
      conversationId: given.conversationId,
      particulars: given.particulars ?? null,
      privacy: given.privacy ?? (KINDS[given.kind].confidential ? 'confidential' : 'normal'),
      accusedStaffId: given.accusedStaffId ?? null,
      accusedDepartment: given.accusedDepartment ?? null,
      firstResponderId: met?.id ?? null,
      handlerId: met?.id ?? null,
      origin: given.origin ?? 'chat',
      openedAt: now,
      openedOn: today,
      movedAt: now,
    })
    .returning()
  const opened = row as Case
  const item = itemOf(world, given.item)
  for (const purpose of KINDS[given.kind].opens as readonly PurposeName[]) {
    if (met && purpose === 'claim') continue
    await applyPromise(
      tx,
      set,
      opened.id,
      { does: 'start', purpose, row: startClock(specFor(purpose, given.kind, item, world.town), now, world) },
      [],
    )
  }
  await writeEvent(tx, set, opened.id, {
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
      catalog: world.catalog.version,
      ...(given.because?.length ? { because: given.because } : {}),
    },
    open: true,
  })
  return situation(tx, opened.id)
}

/** Everything about one case that a decision reads, its row locked until commit. Throws where there is none. */
export async function situation(tx: Tx, caseId: number): Promise<Situation> {
  const [row] = await tx.select().from(cases).where(eq(cases.id, caseId)).for('update')
  if (!row) throw new Error(`no case ${caseId}`)
  return around(tx, row as Case)
}

/** The same without a lock: to be read, not to be decided on. Null where there is none. */
export async function lookAt(db: Db, caseId: number): Promise<Situation | null> {
  const [row] = await db.select().from(cases).where(eq(cases.id, caseId))
  return row ? around(db, row as Case) : null
}

async function around(tx: Db | Tx, c: Case): Promise<Situation> {
  const caseId = c.id
  const [clocks, asked, urged] = await Promise.all([
    tx.select().from(promises).where(eq(promises.caseId, caseId)).orderBy(asc(promises.id)),
    tx.select().from(requests).where(eq(requests.caseId, caseId)).orderBy(asc(requests.id)),
    tx
      .select({ at: caseEvents.at })
      .from(caseEvents)
      .where(and(eq(caseEvents.caseId, caseId), eq(caseEvents.action, 'urge')))
      .orderBy(desc(caseEvents.id))
      .limit(1),
  ])
  const ids = [c.handlerId, c.firstResponderId, ...asked.flatMap((r) => [r.byStaffId, r.toStaffId])].filter(
    (id) => id !== null,
  )
  const people = await tx
    .select()
    .from(staff)
    .where(sql`${staff.department} = ${c.department} or ${inArray(staff.id, ids.length ? ids : [0])}`)
  return {
    case: c,
    promises: clocks as unknown as Promised[],
    requests: asked as Request[],
    staff: people as Staff[],
    lastUrgedOn: urged[0] ? localDate(urged[0].at) : null,
  }
}

/**
 * The one way to change a case. `version`: what the actor last saw; a newer one refuses the move as stale.
 * Refusals come back with a plain sentence; the caller posts `letters` and cards in the same transaction.
 */
export async function moveCase(
  tx: Tx,
  set: Setting,
  caseId: number,
  action: Action,
  actor: Actor,
  given: With = {},
): Promise<Moved> {
  const stored = await situation(tx, caseId)
  // what has ended stays where it was when its department was merged; whatever is done to it next is the successor's
  const department = codeNow(set.world.town, stored.case.department)
  const merged = department !== stored.case.department
  const before = merged ? await around(tx, { ...stored.case, department }) : stored
  const plan = planMove(before, action, actor, given, set.world, set.now)
  if (!plan.ok) return plan
  await tx
    .update(cases)
    .set({ department, ...plan.patch, state: plan.to, version: before.case.version + 1, movedAt: set.now })
    .where(eq(cases.id, caseId))
  await missedBy(tx, set, stored, plan.promises)
  for (const change of plan.promises) await applyPromise(tx, set, caseId, change, before.promises)
  const me = actor.kind === 'staff' ? actor.staff.id : null
  for (const { kind, state } of plan.settles)
    await tx
      .update(requests)
      .set({ state, decidedAt: set.now, decidedBy: me })
      .where(and(eq(requests.caseId, caseId), eq(requests.kind, kind), eq(requests.state, 'open')))
  if (plan.ask)
    await tx.insert(requests).values({
      caseId,
      kind: plan.ask.kind,
      state: 'open',
      byStaffId: me,
      toStaffId: plan.ask.toStaffId,
      toDepartment: null,
      days: plan.ask.days,
      reason: plan.ask.reason,
      at: set.now,
    })
  if (merged) await writeEvent(tx, set, caseId, mergedEvent(stored.case.state, department))
  await writeEvent(tx, set, caseId, {
    action,
    from: plan.from,
    to: plan.to,
    actor,
    text: plan.text,
    data: plan.data,
    open: plan.open,
  })
  if (plan.breach)
    await foundBreach(tx, set, {
      key: `${plan.breach.kind}:${caseId}:${before.case.version}`,
      kind: plan.breach.kind,
      caseId,
      promiseId: null,
      department: before.case.department,
      ownerId: before.case.handlerId,
      dueDate: null,
      detail: plan.breach.detail,
    })

  const after = await situation(tx, caseId)
  const about = aboutCase(after, set.world, set.now, plan.words, given.list ?? [])
  const issue = async (kind: NoticeKind): Promise<{ id: number; url: string }> => {
    const content = composeNotice(kind, {
      action,
      by: actor.kind === 'staff' ? actor.staff : null,
      about,
      situation: after,
      before,
      item: itemOf(set.world, given.item ?? after.case.item),
      town: set.world.town,
      now: set.now,
      given,
      until: plan.until,
      handedIn: kind === 'acceptance' ? await handedIn(tx, caseId) : NOTHING_HANDED_IN,
    })
    const issued = await issueNotice(tx, set, { caseId, kind, content, byStaffId: me })
    return { id: issued.id, url: `${set.world.publicUrl}/notices/${issued.token}` }
  }
  const notice = plan.notice && (await issue(plan.notice))
  const beside = plan.beside && (await issue(plan.beside))
  const letters: Letter[] = []
  if (plan.tell && after.case.conversationId !== null)
    letters.push({
      conversationId: after.case.conversationId,
      message: tellResident(plan.tell, about, caseId, notice),
      urgency: actor.kind === 'resident' ? 'answer' : 'push',
      about: plan.result ? 'result' : 'case',
      caseId,
    })
  return {
    ok: true,
    plan,
    after,
    noticeUrl: notice?.url ?? null,
    besideUrl: beside?.url ?? null,
    letters,
    hear: plan.hear,
    card: plan.card,
  }
}

/** A result reached the resident's platform: said once, by delivery. */
export async function resultRelayed(tx: Tx, set: Setting, caseId: number): Promise<void> {
  await tx
    .update(cases)
    .set({ relayed: 'delivered' })
    .where(and(eq(cases.id, caseId), sql`relayed is null`))
  const open = await tx
    .select()
    .from(promises)
    .where(and(eq(promises.caseId, caseId), eq(promises.purpose, 'relay'), eq(promises.state, 'open')))
  if (open.length > 0)
    await applyPromise(tx, set, caseId, { does: 'meet', purpose: 'relay' }, open as unknown as Promised[])
}
