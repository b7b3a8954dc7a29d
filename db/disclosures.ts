/** The register of publications, written: every version kept, what is withheld and why, who follows it. */
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import { localDate, type LocalDate } from '../core/date.ts'
import { type Article, readWithheld } from '../core/disclosure/articles.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import { departmentOf } from '../core/town.ts'
import { writeAccount } from './account-log.ts'
import { openChallenges } from './challenges.ts'
import type { Setting } from './cases.ts'
import type { Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { disclosureDuties, disclosures, disclosureVersions, subscriptions } from './schema.ts'

export interface Publication {
  readonly department: string
  readonly category: string
  readonly title: string
  readonly body: string
}
export type Put =
  | { readonly ok: true; readonly id: number; readonly version: number; readonly letters: readonly Letter[] }
  | { readonly ok: false; readonly because: string }

const actor = (by: Staff) => ({ kind: 'staff', staff: by, standsFor: [] }) as const
const mayPublish = (by: Staff, department: string): boolean =>
  by.role === 'group' || by.role === 'admin' || (by.role === 'head' && by.department === department)
const NOT_YOURS: Put = { ok: false, because: '由本科室负责人或领导小组公开' }

/** Publishes something new, or a new version of what is there; meets the duty `dutyKey` and tells who follows it. */
export async function publish(
  tx: Tx,
  set: Setting,
  by: Staff,
  p: Publication,
  o: { id?: number; dutyKey?: string } = {},
): Promise<Put> {
  // prettier-ignore
  if (!mayPublish(by, p.department)) return NOT_YOURS
  const clean = { ...p, body: maskPersonal(p.body).text, title: maskPersonal(p.title).text }
  const put = await write(tx, set, by, clean, 'published', '', { id: o.id, article: null, reviewOn: null })
  if (!put.ok) return put
  if (o.dutyKey)
    await tx
      .update(disclosureDuties)
      .set({ metAt: set.now, disclosureId: put.id })
      .where(and(eq(disclosureDuties.key, o.dutyKey), isNull(disclosureDuties.metAt)))
  return { ...put, letters: await toSubscribers(tx, set, clean, put) }
}

/** What is not published: its title, the article and the day it is looked at again are public, its text is not kept. */
export async function withhold(
  tx: Tx,
  set: Setting,
  by: Staff,
  p: Omit<Publication, 'body'>,
  given: { article: string; reviewOn: string; reason: string },
  id?: number,
): Promise<Put> {
  // prettier-ignore
  if (!mayPublish(by, p.department)) return NOT_YOURS
  const ground = readWithheld(given, localDate(set.now))
  if (typeof ground === 'string') return { ok: false, because: ground }
  return write(tx, set, by, { ...p, title: maskPersonal(p.title).text, body: '' }, 'withheld', maskPersonal(ground.reason).text, { id, article: ground.article, reviewOn: ground.reviewOn }) // prettier-ignore
}

/** Takes a publication back, with a reason; not while a question about it waits for its answer. Its versions stay. */
export async function withdrawPublication(tx: Tx, set: Setting, by: Staff, id: number, reason: string): Promise<Put> {
  const [row] = await tx.select().from(disclosures).where(eq(disclosures.id, id)).for('update')
  if (!row) return { ok: false, because: '没有这条公开' }
  if (!mayPublish(by, row.department)) return NOT_YOURS
  if (!reason.trim()) return { ok: false, because: '要写明为什么撤下' }
  const waiting = await openChallenges(tx, 'disclosure', String(id))
  if (waiting > 0) return { ok: false, because: `还有 ${waiting} 个质询没答复，答复后才能撤下` }
  return write(tx, set, by, { ...row, body: '' }, 'withdrawn', reason, { id, article: null, reviewOn: null })
}

async function write(
  tx: Tx,
  set: Setting,
  by: Staff,
  p: Publication,
  state: string,
  reason: string,
  o: { id: number | undefined; article: Article | null; reviewOn: LocalDate | null },
): Promise<Put> {
  // prettier-ignore
  const columns = { department: p.department, category: p.category, title: p.title, state, article: o.article, reviewOn: o.reviewOn, at: set.now } // prettier-ignore
  const [row] =
    o.id === undefined
      ? await tx.insert(disclosures).values({ ...columns, version: 1 }).returning() // prettier-ignore
      : await tx
          .update(disclosures)
          .set({ ...columns, version: sql`${disclosures.version} + 1` })
          .where(eq(disclosures.id, o.id))
          .returning()
  if (!row) return { ok: false, because: '没有这条公开' }
  await tx.insert(disclosureVersions).values({ disclosureId: row.id, version: row.version, state, title: p.title, body: p.body, reason, byStaffId: by.id, at: set.now }) // prettier-ignore
  await writeAccount(tx, set, `disclosure:${row.id}`, { action: state, from: null, to: state, actor: actor(by), text: reason, data: { version: row.version, article: o.article, reviewOn: o.reviewOn } }) // prettier-ignore
  return { ok: true, id: row.id, version: row.version, letters: [] }
}

/** Follows a department or a category; a second time changes nothing. */
export async function subscribe(
  tx: Tx,
  set: Setting,
  who: { personId: number; conversationId: number },
  topic: 'department' | 'category',
  value: string,
): Promise<void> {
  // prettier-ignore
  await tx
    .insert(subscriptions)
    .values({ ...who, topic, value, at: set.now })
    .onConflictDoUpdate({
      target: [subscriptions.personId, subscriptions.topic, subscriptions.value],
      set: { stoppedAt: null, conversationId: who.conversationId },
    })
}

/** 退订: everything this person follows, at once; how many there were. */
export async function unsubscribe(tx: Tx, set: Setting, personId: number): Promise<number> {
  const stopped = await tx
    .update(subscriptions)
    .set({ stoppedAt: set.now })
    .where(and(eq(subscriptions.personId, personId), isNull(subscriptions.stoppedAt)))
    .returning({ id: subscriptions.id })
  return stopped.length
}

async function toSubscribers(
  tx: Tx,
  set: Setting,
  p: Publication,
  put: { id: number; version: number },
): Promise<Letter[]> {
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
  const department = departmentOf(set.world.town, p.department).name
  return [...new Set(followers.map((f) => f.conversationId))].map((conversationId) => ({
    conversationId,
    message: {
      text: `${department}新公开：${p.title}\n${set.world.publicUrl}/disclosures#${put.id}\n不想再收，发“退订”。`,
    },
    urgency: 'push' as const,
    about: 'disclosure',
    onceKey: `disclosure:${put.id}:${put.version}:${conversationId}`,
  }))
}
