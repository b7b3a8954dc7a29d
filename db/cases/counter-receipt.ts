/** Stores and reads what was handed over at the counter: the checklist a case keeps, and what its receipt is printed from. */
import { and, asc, eq } from 'drizzle-orm'
import type { Item } from '../../core/catalog/item.ts'
import type { NoticeContent } from '../../core/notice/kinds.ts'
import type { Db, Tx } from '../types.ts'
import { caseMaterials, cases, notices } from '../schema.ts'

/** Writes the checklist of an application; `received`: by their place in the item's list. */
export async function keepMaterials(
  tx: Tx,
  caseId: number,
  item: Item,
  received: readonly number[],
  now: Date,
): Promise<void> {
  if (item.materials.length === 0) return
  await tx.insert(caseMaterials).values(
    item.materials.map((m, i) => ({
      caseId,
      name: m.name,
      required: m.required,
      state: received.includes(i) ? 'received' : 'missing',
      at: now,
    })),
  )
}

export interface CounterReceipt {
  /** 'counter' | 'phone'; anything else came another way and has no receipt. */
  readonly origin: string
  readonly materials: readonly { readonly name: string; readonly required: boolean; readonly received: boolean }[]
  /** The notice of acceptance, where one was issued; as it was issued. */
  readonly acceptance: { readonly number: string; readonly token: string; readonly content: NoticeContent } | null
}

export async function readCounterReceipt(db: Db | Tx, caseId: number): Promise<CounterReceipt> {
  const [[row], materials, [notice]] = await Promise.all([
    db.select({ origin: cases.origin }).from(cases).where(eq(cases.id, caseId)),
    db
      .select({ name: caseMaterials.name, required: caseMaterials.required, state: caseMaterials.state })
      .from(caseMaterials)
      .where(eq(caseMaterials.caseId, caseId))
      .orderBy(asc(caseMaterials.id)),
    db
      .select({ number: notices.number, token: notices.token, content: notices.content })
      .from(notices)
      .where(and(eq(notices.caseId, caseId), eq(notices.kind, 'acceptance')))
      .orderBy(asc(notices.id))
      .limit(1),
  ])
  return {
    origin: row?.origin ?? '',
    materials: materials.map((m) => ({ name: m.name, required: m.required, received: m.state === 'received' })),
    // written by issueNotice and never changed
    acceptance: notice ? { ...notice, content: notice.content as NoticeContent } : null,
  }
}
