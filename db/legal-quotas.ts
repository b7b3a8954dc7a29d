/** Counts questions in public, complaints, requests, cases, seconds and seats against LEGAL_QUOTAS, in the transaction that makes them. */
import { instant, localDate } from '../core/date.ts'
import { type OverQuota, type LegalQuota, LEGAL_QUOTAS, type LegalQuotaName } from '../core/legal-quota.ts'
import type { Tx } from './types.ts'
import { tooManyAttempts } from './people/staff.ts'

/** Whose a request is: a person of ours, and the network of a web session nobody has confirmed. */
export interface QuotaSubject {
  readonly personId: number
  /** Keyed hash of the network for this day; null where a platform or a confirmation says who it is. */
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
    const { person, network: most, desk, within }: LegalQuota = LEGAL_QUOTAS[quota]
    const windowMs = within === 'day' ? now.getTime() - instant(localDate(now)).getTime() : within
    if (await tooManyAttempts(tx, `quota:${quota}:p${personId}`, person, windowMs, now))
      return { quota, whose: 'person' }
    // who is stopped by their own number uses up nothing of their neighbours'
    if (network !== null && (await tooManyAttempts(tx, `quota:${quota}:n${network}`, most, windowMs, now)))
      return { quota, whose: 'network' }
    if (
      network !== null &&
      desk !== undefined &&
      (await tooManyAttempts(tx, `quota:${quota}:web`, desk, windowMs, now))
    )
      return { quota, whose: 'desk' }
  }
  return null
}
