/** Counts questions in public, complaints, requests, cases, seconds and seats against LEGAL_QUOTAS, in the transaction that makes them. */
import { instant, localDate } from '../core/date.ts'
import {
  type OverQuota,
  type LegalQuota,
  LEGAL_QUOTAS,
  type LegalQuotaName,
  shareLeft,
  wideOf,
} from '../core/legal-quota.ts'
import { networkParts } from '../core/network.ts'
import type { Tx } from './types.ts'
import { attemptsSince, tooManyAttempts } from './people/staff.ts'

/** Whose a request is: a person of ours, and the network of a web session nobody has confirmed. */
export interface QuotaSubject {
  readonly personId: number
  /** Keyed hash of the network for this day (core/network.ts); null where a platform or a confirmation says who it is. */
  readonly network: string | null
}

/** Counts one of each of `quotas` for this asker; what is already used up comes back, and counts for nobody else. */
export async function overQuota(
  tx: Tx,
  quotas: readonly LegalQuotaName[],
  { personId, network }: QuotaSubject,
  now: Date,
): Promise<OverQuota | null> {
  for (const quota of quotas) {
    const limits: LegalQuota = LEGAL_QUOTAS[quota]
    const windowMs = limits.within === 'day' ? now.getTime() - instant(localDate(now)).getTime() : limits.within
    const count = (whose: string, most: number) => tooManyAttempts(tx, `quota:${quota}:${whose}`, most, windowMs, now)
    if (await count(`p${personId}`, limits.person)) return { quota, whose: 'person' }
    if (network === null) continue
    const { desk } = limits
    const used = desk === undefined ? 0 : await attemptsSince(tx, `quota:${quota}:web`, windowMs, now)
    const { address, wide } = networkParts(network)
    // who is stopped by their own number uses up nothing of their neighbours'
    const shares = [
      { whose: `n${address}`, most: limits.network },
      ...(wide === null ? [] : [{ whose: `w${wide}`, most: wideOf(limits) }]),
    ]
    for (const { whose, most } of shares) {
      const over = await count(whose, desk === undefined ? most : shareLeft(most, used, desk))
      // below its own number it is the others who leave it no more
      if (over) return { quota, whose: over > most ? 'network' : 'desk' }
    }
    if (desk !== undefined && (await count('web', desk))) return { quota, whose: 'desk' }
  }
  return null
}
