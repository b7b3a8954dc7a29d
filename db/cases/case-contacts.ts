/** Keeps keyed hashes of the name and the telephone of a case beside what is sealed, so that who knows them whole finds it. */
import { inArray, sql } from 'drizzle-orm'
import { contactMarks } from '../../core/case/search-terms.ts'
import { type Contact, contactFrom } from '../../core/privacy/kept-contact.ts'
import type { RequestContext } from '../context.ts'
import { claimRun } from '../job-runs.ts'
import { rows } from '../rows.ts'
import { caseContacts } from '../schema.ts'
import type { Db, Tx } from '../types.ts'

type Keys = Pick<RequestContext, 'cipher'>

/** What stands for a name or a telephone: compared, and read back by nobody. */
export const contactDigest = ({ cipher }: Keys, mark: string): string => cipher.digest('case-contact', mark)

/** Keeps by whom these cases are found from now on, and no more by whom they were. */
export async function indexContact(tx: Tx, ctx: Keys, caseIds: readonly number[], contact: Contact): Promise<void> {
  await dropContactIndex(tx, caseIds)
  await insertMarks(tx, ctx, caseIds.map((caseId) => ({ caseId, contact }))) // prettier-ignore
}

/** They are found by nobody's name any more. */
export async function dropContactIndex(tx: Tx, caseIds: readonly number[]): Promise<void> {
  if (caseIds.length > 0) await tx.delete(caseContacts).where(inArray(caseContacts.caseId, [...caseIds]))
}

async function insertMarks(
  tx: Tx,
  ctx: Keys,
  of: readonly { readonly caseId: number; readonly contact: Contact }[],
): Promise<void> {
  const marks = of.flatMap(({ caseId, contact }) =>
    contactMarks(contact).map((mark) => ({ caseId, mark: contactDigest(ctx, mark) })),
  )
  if (marks.length > 0) await tx.insert(caseContacts).values(marks).onConflictDoNothing()
}

/** What is sealed in a case as a contact; null where another key sealed it: then nobody can read it either. */
export function openContact({ cipher }: Keys, particulars: string): Contact | null {
  try {
    return contactFrom(JSON.parse(cipher.decrypt(particulars)))
  } catch {
    return null
  }
}

const BATCH = 500
const DONE = 'index-contacts:1'

/** Cases that an older version opened, once, before anybody is served; resolves with how many were looked at. */
export async function indexOldContacts(db: Db, ctx: Keys, now: Date): Promise<number> {
  const [done] = await rows(db, sql`select 1 from job_runs where key = ${DONE}`)
  if (done) return 0
  let [looked, last] = [0, 0]
  for (;;) {
    const found = await rows<{ id: number; particulars: string }>(
      db,
      sql`select id, particulars from cases where id > ${last} and particulars is not null order by id limit ${BATCH}`,
    )
    if (found.length === 0) break
    await db.transaction((tx) =>
      insertMarks(
        tx,
        ctx,
        found.flatMap(({ id, particulars }) => {
          const contact = openContact(ctx, particulars)
          return contact ? [{ caseId: id, contact }] : []
        }),
      ),
    )
    looked += found.length
    last = found.at(-1)!.id
  }
  await db.transaction((tx) => claimRun(tx, DONE, now))
  return looked
}
