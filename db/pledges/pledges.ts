/** Stores pledges 承诺: of every member of staff, by version; of every department, confirmed by its head. */
import { fit } from '../../core/input/limits.ts'
import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Staff } from '../../core/case/case.ts'
import { canonical, sha256 } from '../../core/hash-chain.ts'
import { localDate, type LocalDate } from '../../core/date.ts'
import { type DepartmentPledge, departmentPledge } from '../../core/pledge/department-pledge.ts'
import { CADRE_PLEDGE } from '../../core/pledge/pledge-text.ts'
import type { Cipher } from '../../core/privacy/cipher.ts'
import { appendAccountEvent } from '../audit/account-log.ts'
import type { RequestContext } from '../context.ts'
import { dropFiles, type FileStore, keepFiles, openFile, type OpenedFile } from '../files/files.ts'
import type { Db, Tx } from '../types.ts'
import type { NewMessage } from '../queue/outbox.ts'
import { allStaff } from '../people/staff.ts'
import { departmentPledges, pledgePhotos, pledgeSignatures, pledgeTexts, staff } from '../schema.ts'

export interface PledgeText {
  readonly version: number
  readonly text: string
}

/** The text in force; the first is clause 二（三） itself, written when somebody first asks. */
export async function pledgeText(tx: Tx, ctx: RequestContext): Promise<PledgeText> {
  const [row] = await tx.select().from(pledgeTexts).orderBy(desc(pledgeTexts.version)).limit(1)
  if (row) return row
  await tx.insert(pledgeTexts).values({ version: 1, text: CADRE_PLEDGE, at: ctx.now }).onConflictDoNothing()
  return { version: 1, text: CADRE_PLEDGE }
}

/** A new text asks everybody again; the same text does nothing. Only the leading group changes it. */
export async function changePledge(tx: Tx, ctx: RequestContext, by: Staff, text: string): Promise<PledgeText | null> {
  if (by.role !== 'group') return null
  const now = await pledgeText(tx, ctx)
  if (now.text === text.trim()) return now
  const next = { version: now.version + 1, text: fit('pledgeText', text.trim()) }
  await tx.insert(pledgeTexts).values({ ...next, at: ctx.now })
  await appendAccountEvent(tx, ctx, 'pledge', {
    action: 'change',
    from: String(now.version),
    to: String(next.version),
    actor: { kind: 'staff', staff: by, standsFor: [] },
    text: next.text,
  })
  return next
}

/** Signs the text in force for this person; false where they had. */
export async function signPledge(
  tx: Tx,
  ctx: RequestContext,
  who: Staff,
): Promise<{ signed: boolean; text: PledgeText }> {
  const text = await pledgeText(tx, ctx)
  const made = await tx
    .insert(pledgeSignatures)
    .values({ version: text.version, staffId: who.id, department: who.department, at: ctx.now })
    .onConflictDoNothing()
    .returning({ id: pledgeSignatures.id })
  if (made.length > 0)
    await appendAccountEvent(tx, ctx, 'pledge', {
      action: 'sign',
      from: null,
      to: String(text.version),
      actor: { kind: 'staff', staff: who, standsFor: [] },
    })
  return { signed: made.length > 0, text }
}

/** Who has not signed the text in force; of one department, or of all. */
export async function unsigned(tx: Tx, ctx: RequestContext, department?: string): Promise<Staff[]> {
  const { version } = await pledgeText(tx, ctx)
  const signed = new Set(
    (
      await tx
        .select({ id: pledgeSignatures.staffId })
        .from(pledgeSignatures)
        .where(eq(pledgeSignatures.version, version))
    ).map((r) => r.id),
  )
  return (await allStaff(tx)).filter((s) => !signed.has(s.id) && (!department || s.department === department))
}

/** Asks everybody who has not signed the text in force, once a text; lists them to their head, once a month. */
export async function remindPledges(tx: Tx, ctx: RequestContext): Promise<NewMessage[]> {
  const missing = await unsigned(tx, ctx)
  if (missing.length === 0) return []
  const { version } = await pledgeText(tx, ctx)
  const people = await allStaff(tx)
  const month = localDate(ctx.now).slice(0, 7)
  const messages: NewMessage[] = missing.flatMap((s) =>
    s.conversationId === null
      ? []
      : [
          {
            conversationId: s.conversationId,
            message: { text: `个人公开承诺（第${version}版）请您签署：发“承诺”看原文，同意发“承诺 签”。` },
            urgency: 'push' as const,
            about: 'pledge',
            onceKey: `pledge:${version}:ask:${s.id}`,
          },
        ],
  )
  for (const code of new Set(missing.map((s) => s.department))) {
    const heads = people.filter((s) => s.role === 'head' && s.department === code)
    // where a department has no head, the leading group is told
    const to = heads.length > 0 ? heads : people.filter((s) => s.role === 'group')
    const names = missing.filter((s) => s.department === code).map((s) => s.name)
    for (const head of to)
      if (head.conversationId !== null)
        messages.push({
          conversationId: head.conversationId,
          message: { text: `还没有签个人承诺的：${names.join('、')}。请提醒他们发“承诺”。` },
          urgency: 'push',
          about: 'pledge',
          onceKey: `pledge:${version}:${month}:${code}:${head.id}`,
        })
  }
  return messages
}

export interface PublicPledge {
  readonly name: string
  readonly department: string
  readonly version: number
  readonly signedOn: LocalDate
  /** What pledgePhoto() takes; null where they showed none. */
  readonly photo: number | null
}

/** The public list: staff in office who signed the text in force, with the photograph of whoever gave one. */
export async function publicPledges(db: Db | Tx): Promise<{ text: PledgeText | null; signed: PublicPledge[] }> {
  const [text] = await db.select().from(pledgeTexts).orderBy(desc(pledgeTexts.version)).limit(1)
  if (!text) return { text: null, signed: [] }
  const found = await db
    .select({
      name: staff.name,
      department: staff.department,
      version: pledgeSignatures.version,
      at: pledgeSignatures.at,
      leftAt: staff.leftAt,
      photo: pledgePhotos.fileId,
    })
    .from(pledgeSignatures)
    .innerJoin(staff, eq(staff.id, pledgeSignatures.staffId))
    .leftJoin(pledgePhotos, eq(pledgePhotos.staffId, staff.id))
    .where(eq(pledgeSignatures.version, text.version))
    .orderBy(asc(staff.department), asc(staff.id))
  return {
    text: { version: text.version, text: text.text },
    signed: found
      .filter((r) => r.leftAt === null)
      .map((r) => ({ name: r.name, department: r.department, version: r.version, signedOn: localDate(r.at), photo: r.photo })), // prettier-ignore
  }
}

/** The picture beside a pledge; null for every file that is none, and once whoever it shows has left. */
export async function pledgePhoto(o: FileStore, cipher: Cipher, fileId: number): Promise<OpenedFile | null> {
  const [row] = await o.db
    .select({ id: pledgePhotos.fileId })
    .from(pledgePhotos)
    .innerJoin(staff, eq(staff.id, pledgePhotos.staffId))
    .where(and(eq(pledgePhotos.fileId, fileId), isNull(staff.leftAt)))
  return row ? openFile(o, cipher, row.id) : null
}

/** The picture they sent is shown beside their pledge from now on; null takes it back. */
export async function setPledgePhoto(tx: Tx, ctx: RequestContext, who: Staff, fileId: number | null): Promise<void> {
  const before = await tx.delete(pledgePhotos).where(eq(pledgePhotos.staffId, who.id)).returning()
  await dropFiles(
    tx,
    before.map((p) => p.fileId),
    ctx.now,
  )
  if (fileId !== null) {
    await keepFiles(tx, [fileId])
    await tx.insert(pledgePhotos).values({ staffId: who.id, fileId, at: ctx.now })
  }
  await appendAccountEvent(tx, ctx, 'pledge', {
    action: fileId === null ? 'photo-taken-back' : 'photo',
    from: null,
    to: 'photo',
    actor: { kind: 'staff', staff: who, standsFor: [] },
  })
}

export interface DepartmentDraft {
  readonly version: number
  readonly content: DepartmentPledge
  readonly confirmed: boolean
}

/** The department's pledge as the catalogue makes it today; a new version where it differs from the last. */
export async function draftPledge(tx: Tx, ctx: RequestContext, code: string): Promise<DepartmentDraft | null> {
  const department = ctx.townContext.town.departments.find((d) => d.code === code)
  if (!department) return null
  const content = departmentPledge(department, ctx.townContext.catalog)
  const hash = sha256(canonical(content))
  const [last] = await tx
    .select()
    .from(departmentPledges)
    .where(eq(departmentPledges.department, code))
    .orderBy(desc(departmentPledges.version))
    .limit(1)
  if (last?.hash === hash) return { version: last.version, content, confirmed: last.confirmedAt !== null }
  const version = (last?.version ?? 0) + 1
  await tx
    .insert(departmentPledges)
    .values({ department: code, version, content, hash, catalogVersion: ctx.townContext.catalog.version, at: ctx.now })
  return { version, content, confirmed: false }
}

/** The head of the department confirms what is drafted; false for anybody else or another version. */
export async function confirmPledge(tx: Tx, ctx: RequestContext, by: Staff, version: number): Promise<boolean> {
  if (by.role !== 'head') return false
  const draft = await draftPledge(tx, ctx, by.department)
  if (draft?.version !== version) return false
  if (draft.confirmed) return true
  await tx
    .update(departmentPledges)
    .set({ confirmedById: by.id, confirmedAt: ctx.now })
    .where(and(eq(departmentPledges.department, by.department), eq(departmentPledges.version, version)))
  await appendAccountEvent(tx, ctx, `department-pledge:${by.department}`, {
    action: 'confirm',
    from: 'draft',
    to: 'confirmed',
    actor: { kind: 'staff', staff: by, standsFor: [] },
    data: { version, hash: sha256(canonical(draft.content)) },
  })
  return true
}

/** What the departments promise in public: the newest confirmed version of each. */
export async function publicDepartmentPledges(
  db: Db | Tx,
): Promise<{ department: string; version: number; confirmedOn: LocalDate; content: DepartmentPledge }[]> {
  const found = await db
    .select()
    .from(departmentPledges)
    .where(isNotNull(departmentPledges.confirmedAt))
    .orderBy(asc(departmentPledges.department), desc(departmentPledges.version))
  const newest = new Map(found.toReversed().map((r) => [r.department, r]))
  return [...newest.values()].map((r) => ({
    department: r.department,
    version: r.version,
    confirmedOn: localDate(r.confirmedAt!),
    content: r.content as DepartmentPledge,
  }))
}
