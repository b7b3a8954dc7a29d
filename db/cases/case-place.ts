/** Stores where a case is when it is told later, and compares it with earlier reports of the same. */
import { eq, sql } from 'drizzle-orm'
import type { Case } from '../../core/case/case.ts'
import type { NearCase } from '../../core/case/case-context.ts'
import { metresBetween, type Place } from '../../core/place/place.ts'
import { json, rows } from '../rows.ts'
import { cases } from '../schema.ts'
import type { Db, Tx } from '../types.ts'
import { OPEN_STATES } from './find-cases.ts'

/** Writes down where a case is; what is not given stays. */
export async function setCasePlace(
  tx: Tx,
  caseId: number,
  where: { readonly village?: string | null; readonly place?: Place },
): Promise<void> {
  const { village, place } = where
  if (!village && !place) return
  await tx
    .update(cases)
    .set({ ...(village ? { village } : {}), ...(place ? { place } : {}) })
    .where(eq(cases.id, caseId))
}

/** Farther away it is another lamp. */
const NEAR_METRES = 500
const MOST_NEAR = 3
/** Open reports of one thing that are looked at. */
const MOST_READ = 200

/** Earlier open reports of the same thing within half a kilometre, nearest first; then those known to be in the same village. */
export async function earlierNear(
  tx: Db | Tx,
  c: Pick<Case, 'id' | 'report' | 'item' | 'village' | 'place'>,
): Promise<NearCase[]> {
  const { place, village } = c
  if ((!place && !village) || (c.report === null && c.item === null)) return []
  const same = c.report === null ? sql`report is null and item = ${c.item}` : sql`report = ${c.report}`
  const there = place ? sql`(place is not null or village = ${village})` : sql`village = ${village}`
  const earlier = await rows<{ number: string; place: Place | null; village: string | null }>(
    tx,
    sql`select number, place, village from cases
        where ${same} and ${there} and id < ${c.id} and privacy = 'normal'
          and state = any(array(select jsonb_array_elements_text(${json(OPEN_STATES)})))
        order by id desc limit ${MOST_READ}`,
  )
  const measured = earlier.map((e) => ({
    number: e.number,
    metres: place && e.place ? metresBetween(place, e.place) : null,
    sameVillage: village !== null && e.village === village,
  }))
  const near = measured.filter((e) => (e.metres === null ? e.sameVillage : e.metres <= NEAR_METRES))
  return near
    .sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity))
    .slice(0, MOST_NEAR)
    .map(({ number, metres }) => ({ number, metres }))
}
