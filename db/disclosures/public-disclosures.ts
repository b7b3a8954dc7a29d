/** Reads the register of publications as the public sees it, and what only the person who asked may see. */
import { and, asc, desc, eq, lte, sql } from 'drizzle-orm'
import { localDate, type LocalDate } from '../../core/date.ts'
import type { Article } from '../../core/disclosure/articles.ts'
import type { Db, Tx } from '../types.ts'
import type { PageSlice } from '../page-slice.ts'
import { caseEvents, cases, disclosures, disclosureVersions } from '../schema.ts'

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

export interface OfDisclosures extends PageSlice {
  readonly id?: number
  readonly department?: string
  readonly category?: string
  /** Only what is withheld and to be looked at again by then. */
  readonly reviewBy?: LocalDate
}

const shown = (o: OfDisclosures) =>
  and(
    o.id === undefined ? undefined : eq(disclosures.id, o.id),
    o.department ? eq(disclosures.department, o.department) : undefined,
    o.category ? eq(disclosures.category, o.category) : undefined,
    o.reviewBy ? and(eq(disclosures.state, 'withheld'), lte(disclosures.reviewOn, o.reviewBy)) : undefined,
  )

/** The register as published, newest first: also what is withheld, by which article and until when. */
export async function publicDisclosures(db: Db | Tx, o: OfDisclosures = {}): Promise<PublicDisclosure[]> {
  const found = await db
    .select({ d: disclosures, body: disclosureVersions.body, reason: disclosureVersions.reason })
    .from(disclosures)
    .innerJoin(
      disclosureVersions,
      and(eq(disclosureVersions.disclosureId, disclosures.id), eq(disclosureVersions.version, disclosures.version)),
    ) // prettier-ignore
    .where(shown(o))
    .orderBy(desc(disclosures.at), desc(disclosures.id))
    .limit(o.limit ?? 50)
    .offset(o.offset ?? 0)
  return found.map(({ d, body, reason }) => ({
    ...d,
    state: d.state as PublicDisclosure['state'],
    article: d.article as Article | null,
    body,
    reason,
    on: localDate(d.at),
  }))
}

/** How many the register holds: for the pages of it. */
export const countPublicDisclosures = (db: Db | Tx, o: OfDisclosures = {}): Promise<number> =>
  db.$count(disclosures, shown(o))

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
