/** Writes the register of publications: every version kept, what is withheld and why, who follows it. */
import { fit } from '../../core/input/limits.ts'
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { type Article, parseWithholding } from '../../core/disclosure/articles.ts'
import type { OverQuota } from '../../core/legal-quota.ts'
import { maskPersonal } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import { openChallenges } from '../challenges/challenges.ts'
import type { RequestContext } from '../context.ts'
import type { Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { type QuotaSubject, overQuota } from '../legal-quotas.ts'
import { disclosureDuties, disclosures, disclosureVersions, subscriptions } from '../schema.ts'

export interface Publication {
  readonly department: string
  readonly category: string
  readonly title: string
  readonly body: string
}
export type PublicationResult =
  | { readonly ok: true; readonly id: number; readonly version: number; readonly letters: readonly NewMessage[] }
  | { readonly ok: false; readonly because: string }

const actor = (by: Staff) => ({ kind: 'staff', staff: by, standsFor: [] }) as const
const mayPublish = (by: Staff, department: string): boolean =>
  by.role === 'group' || by.role === 'admin' || (by.role === 'head' && by.department === department)
const titleOf = (p: { readonly title: string }): string => maskPersonal(fit('disclosureTitle', p.title)).text
const reasonOf = (text: string): string => maskPersonal(fit('disclosureReason', text)).text
const NOT_YOURS: PublicationResult = { ok: false, because: '由本科室负责人或领导小组公开' }

/** Publishes something new, or a new version of what is there; meets the duty `dutyKey` and tells who follows it. */
export async function publish(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  p: Publication,
  o: { id?: number; dutyKey?: string } = {},
): Promise<PublicationResult> {
  // prettier-ignore
  if (!mayPublish(by, p.department)) return NOT_YOURS
  const clean = { ...p, body: maskPersonal(fit('disclosureBody', p.body)).text, title: titleOf(p) }
  const put = await write(tx, ctx, by, clean, 'published', '', { id: o.id, article: null, reviewOn: null })
  if (!put.ok) return put
  if (o.dutyKey)
    await tx
      .update(disclosureDuties)
      .set({ metAt: ctx.now, disclosureId: put.id })
      .where(and(eq(disclosureDuties.key, o.dutyKey), isNull(disclosureDuties.metAt)))
  return { ...put, letters: await toSubscribers(tx, ctx, clean, put) }
}

/** What is not published: its title, the article and the day it is looked at again are public, its text is not kept. */
export async function withhold(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  p: Omit<Publication, 'body'>,
  given: { article: string; reviewOn: string; reason: string },
  id?: number,
): Promise<PublicationResult> {
  // prettier-ignore
  if (!mayPublish(by, p.department)) return NOT_YOURS
  const ground = parseWithholding(given, localDate(ctx.now))
  if (typeof ground === 'string') return { ok: false, because: ground }
  return write(tx, ctx, by, { ...p, title: titleOf(p), body: '' }, 'withheld', reasonOf(ground.reason), { id, article: ground.article, reviewOn: ground.reviewOn }) // prettier-ignore
}

/** Takes a publication back, with a reason; not while a question about it waits for its answer. Its versions stay. */
export async function withdrawPublication(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  id: number,
  reason: string,
): Promise<PublicationResult> {
  const [row] = await tx.select().from(disclosures).where(eq(disclosures.id, id)).for('update')
  if (!row) return { ok: false, because: '没有这条公开' }
  if (!mayPublish(by, row.department)) return NOT_YOURS
  if (!reason.trim()) return { ok: false, because: '要写明为什么撤下' }
  const waiting = await openChallenges(tx, 'disclosure', String(id))
  if (waiting > 0) return { ok: false, because: `还有 ${waiting} 个质询没答复，答复后才能撤下` }
  return write(tx, ctx, by, { ...row, body: '' }, 'withdrawn', reasonOf(reason), { id, article: null, reviewOn: null })
}

async function write(
  tx: Tx,
  ctx: RequestContext,
  by: Staff,
  p: Publication,
  state: string,
  reason: string,
  o: { id: number | undefined; article: Article | null; reviewOn: LocalDate | null },
): Promise<PublicationResult> {
  // prettier-ignore
  const columns = { department: p.department, category: p.category, title: p.title, state, article: o.article, reviewOn: o.reviewOn, at: ctx.now } // prettier-ignore
  const [row] =
    o.id === undefined
      ? await tx.insert(disclosures).values({ ...columns, version: 1 }).returning() // prettier-ignore
      : await tx
          .update(disclosures)
          .set({ ...columns, version: sql`${disclosures.version} + 1` })
          .where(eq(disclosures.id, o.id))
          .returning()
  if (!row) return { ok: false, because: '没有这条公开' }
  await tx.insert(disclosureVersions).values({ disclosureId: row.id, version: row.version, state, title: p.title, body: p.body, reason, byStaffId: by.id, at: ctx.now }) // prettier-ignore
  await appendAccountEvent(tx, ctx, `disclosure:${row.id}`, { action: state, from: null, to: state, actor: actor(by), text: reason, data: { version: row.version, article: o.article, reviewOn: o.reviewOn } }) // prettier-ignore
  return { ok: true, id: row.id, version: row.version, letters: [] }
}

/** Follows a department or a category; a second time changes nothing. What is used up of the quota comes back. */
export async function subscribe(
  tx: Tx,
  ctx: RequestContext,
  who: { personId: number; conversationId: number },
  topic: 'department' | 'category',
  value: string,
  asker: QuotaSubject,
): Promise<OverQuota | null> {
  const over = await overQuota(tx, ['subscription'], asker, ctx.now)
  if (over) return over
  // prettier-ignore
  await tx
    .insert(subscriptions)
    .values({ ...who, topic, value, at: ctx.now })
    .onConflictDoUpdate({
      target: [subscriptions.personId, subscriptions.topic, subscriptions.value],
      set: { stoppedAt: null, conversationId: who.conversationId },
    })
  return null
}

/** 退订: everything this person follows, at once; how many there were. */
export async function unsubscribe(tx: Tx, ctx: RequestContext, personId: number): Promise<number> {
  const stopped = await tx
    .update(subscriptions)
    .set({ stoppedAt: ctx.now })
    .where(and(eq(subscriptions.personId, personId), isNull(subscriptions.stoppedAt)))
    .returning({ id: subscriptions.id })
  return stopped.length
}

async function toSubscribers(
  tx: Tx,
  ctx: RequestContext,
  p: Publication,
  put: { id: number; version: number },
): Promise<NewMessage[]> {
  // prettier-ignore
  const followers = await tx
    .select({ conversationId: subscriptions.conversationId })
    .from(subscriptions)
    .where(
      and(
        isNull(subscriptions.stoppedAt),
        or(
          and(eq(subscriptions.topic, 'department'), eq(subscriptions.value, p.department)),
          and(eq(subscriptions.topic, 'category'), eq(subscriptions.value, p.category)),
        ),
      ),
    )
  const department = departmentOf(ctx.townContext.town, p.department).name
  return [...new Set(followers.map((f) => f.conversationId))].map((conversationId) => ({
    conversationId,
    message: {
      text: `${department}新公开：${p.title}\n${ctx.townContext.publicUrl}/disclosures#${put.id}\n不想再收，发“退订”。`,
    },
    urgency: 'push' as const,
    about: 'disclosure',
    onceKey: `disclosure:${put.id}:${put.version}:${conversationId}`,
  }))
}
