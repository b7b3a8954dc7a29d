/** The register of publications: every version kept, what is withheld and why, the duty to publish, who follows it. */
import { and, asc, desc, eq, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { Staff } from '../core/case/case.ts'
import { localDate, type LocalDate } from '../core/date.ts'
import { type Article, PROACTIVE_DAYS, readWithheld } from '../core/disclosure/articles.ts'
import { maskPersonal } from '../core/privacy/mask.ts'
import { departmentOf } from '../core/town.ts'
import { writeAccount } from './account-log.ts'
import { openChallenges } from './challenges.ts'
import type { Setting } from './cases.ts'
import type { Db, Tx } from './open.ts'
import type { Letter } from './outbox.ts'
import { allStaff } from './people.ts'
import { caseEvents, cases, disclosureDuties, disclosures, disclosureVersions, subscriptions } from './schema.ts'

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
  return write(tx, set, by, { ...p, body: '' }, 'withheld', ground.reason, { id, article: ground.article, reviewOn: ground.reviewOn }) // prettier-ignore
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

export interface PublicDisclosure {
  readonly id: number
  readonly department: string
  readonly category: string
  readonly title: string
  readonly state: 'published' | 'withheld' | 'withdrawn'
  readonly version: number
  readonly body: string
  readonly article: Article | null
  readonly reason: string
  readonly reviewOn: LocalDate | null
  readonly on: LocalDate
}

/** The register as published, newest first: also what is withheld, by which article and until when. */
export async function publicDisclosures(
  db: Db | Tx,
  of: { department?: string; category?: string } = {},
): Promise<PublicDisclosure[]> {
  // prettier-ignore
  const found = await db
    .select({ d: disclosures, body: disclosureVersions.body, reason: disclosureVersions.reason })
    .from(disclosures)
    .innerJoin(disclosureVersions, and(eq(disclosureVersions.disclosureId, disclosures.id), eq(disclosureVersions.version, disclosures.version))) // prettier-ignore
    .where(
      and(
        of.department ? eq(disclosures.department, of.department) : undefined,
        of.category ? eq(disclosures.category, of.category) : undefined,
      ),
    )
    .orderBy(desc(disclosures.at), desc(disclosures.id))
    .limit(300)
  return found.map(({ d, body, reason }) => ({
    ...d,
    state: d.state as PublicDisclosure['state'],
    article: d.article as Article | null,
    body,
    reason,
    on: localDate(d.at),
  }))
}

/** Every version of one publication, oldest first; of a withdrawn one the texts before it too. */
export async function versionsOf(
  db: Db | Tx,
  id: number,
): Promise<{ version: number; state: string; title: string; body: string; reason: string; at: Date }[]> {
  // prettier-ignore
  return db
    .select({ version: disclosureVersions.version, state: disclosureVersions.state, title: disclosureVersions.title, body: disclosureVersions.body, reason: disclosureVersions.reason, at: disclosureVersions.at }) // prettier-ignore
    .from(disclosureVersions)
    .where(eq(disclosureVersions.disclosureId, id))
    .orderBy(asc(disclosureVersions.version))
}

/** Something came about or changed and must be public within 20 working days (条例 26). Once a key. */
export async function owePublication(
  tx: Tx,
  set: Setting,
  o: { key: string; department: string; what: string },
): Promise<boolean> {
  // prettier-ignore
  const due = set.world.calendar.addWorkdays(localDate(set.now), PROACTIVE_DAYS)
  const made = await tx
    .insert(disclosureDuties)
    .values({ ...o, dueOn: due.date, provisional: due.provisional, at: set.now })
    .onConflictDoNothing()
    .returning({ id: disclosureDuties.id })
  return made.length > 0
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

/** Reminds of what must be published, at half time, on the last day and after; and of what was withheld until today. */
export async function disclosureTick(tx: Tx, set: Setting): Promise<Letter[]> {
  const today = localDate(set.now)
  const people = await allStaff(tx)
  const tell = (department: string, text: string, key: string): Letter[] => {
    const heads = people.filter((s) => s.role === 'head' && s.department === department)
    return (heads.length > 0 ? heads : people.filter((s) => s.role === 'group'))
      .filter((s) => s.conversationId !== null)
      .map((s) => ({ conversationId: s.conversationId!, message: { text }, urgency: 'push' as const, about: 'disclosure', onceKey: `${key}:${s.id}` })) // prettier-ignore
  }
  const soon = set.world.calendar.addWorkdays(today, PROACTIVE_DAYS / 2).date
  const owed = await tx
    .select()
    .from(disclosureDuties)
    .where(and(isNull(disclosureDuties.metAt), lte(disclosureDuties.dueOn, soon)))
  const review = await tx
    .select()
    .from(disclosures)
    .where(and(eq(disclosures.state, 'withheld'), lte(disclosures.reviewOn, today), ne(disclosures.state, 'withdrawn')))
  return [
    ...owed.flatMap((d) => {
      const stage = d.dueOn < today ? `late:${today}` : d.dueOn === today ? 'due' : 'half'
      const words = d.dueOn < today ? `已超过 ${d.dueOn}` : `${d.dueOn}前`
      return tell(d.department, `请主动公开：${d.what}，${words}（信息公开条例第26条，20个工作日）。`, `owe:${d.id}:${stage}`) // prettier-ignore
    }),
    ...review.flatMap(
      (d) =>
      tell(d.department, `“${d.title}”不予公开的复核日到了（${d.reviewOn ?? ''}），请复核：公开，或写明理由和下次复核日。`, `review:${d.id}:${d.version}`), // prettier-ignore
    ),
  ]
}

/**
 * The result of a request for information, only to the person who made it: the case must be theirs. Anybody else, also
 * with the right number, is answered like for a case that is not there.
 */
export async function ownDisclosure(db: Db | Tx, number: string, personId: number): Promise<string | null> {
  const [row] = await db
    .select({ text: caseEvents.text })
    .from(cases)
    .innerJoin(caseEvents, eq(caseEvents.caseId, cases.id))
    .where(
      and(
        eq(cases.number, number),
        eq(cases.kind, 'disclosure'),
        eq(cases.residentId, personId),
        sql`${caseEvents.action} in ('complete','refuse')`,
      ),
    ) // prettier-ignore
    .orderBy(desc(caseEvents.seq))
    .limit(1)
  return row?.text ?? null
}
