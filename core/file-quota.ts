/** How much may be sent in files: per person, per network, by all who are not known and for the whole desk, each a local day. */

export interface FileQuotaLimit {
  /** Absent for what is counted by its size alone. */
  readonly files?: number
  readonly megabytes: number
}

/**
 * One application is some twenty photos of five megabytes at most. Behind one address there may be a whole village on one
 * router; the desk's day keeps many addresses together from filling the disk: what no case takes is gone a day later.
 * One IPv6 line has hundreds of addresses in one wider network of 48 bits, which counts as well. Web sessions that
 * nobody has confirmed leave three tenths of the day to people known by account, telephone or at the counter.
 * A day is counted by size alone, a small file as what its rows take: a number of files would be used up by empty ones.
 */
// prettier-ignore
export const FILE_QUOTAS = {
  conversation: { files: 40,    megabytes: 150 },
  address:      { files: 200,   megabytes: 600 },
  wide:         { files: 400,   megabytes: 1_200 },
  strangers:    {               megabytes: 3_500 },
  desk:         {               megabytes: 5_000 },
} as const satisfies Record<string, FileQuotaLimit>

export type FileQuotaName = keyof typeof FILE_QUOTAS
/** Why a quota refuses; 'storage': all that is kept has reached what this desk may keep (the setting FILES_MAX_MB). */
export type FileQuotaRefusal = FileQuotaName | 'storage'
/** Why a file was not taken; 'no-room': the disk is nearly full; 'unreadable': a picture that cannot be read in fair time. */
export type FileRefusal = FileQuotaRefusal | 'no-room' | 'unreadable'

export interface Used {
  readonly files: number
  readonly kilobytes: number
}

/** What the rows of one file take in the database and on their way, whatever is in it. */
export const LEAST_KILOBYTES = 8

export const kilobytesOf = (bytes: number): number => Math.max(LEAST_KILOBYTES, Math.ceil(bytes / 1024))

/** What of their quota the networks of strangers keep: the square of what is left of the strangers' day, so that many networks leave something to one more. */
function shareLeft({ strangers: used }: Readonly<Partial<Record<FileQuotaName, Used>>>): number {
  if (!used) return 1
  return Math.max(0, 1 - used.kilobytes / (FILE_QUOTAS.strangers.megabytes * 1024)) ** 2
}

/** The first quota that one more file of this size would pass; null where it fits into all of them. */
export function quotaPassed(used: Readonly<Partial<Record<FileQuotaName, Used>>>, bytes: number): FileQuotaName | null {
  const passes = (name: FileQuotaName, share = 1): boolean => {
    const before = used[name]
    const { files = Infinity, megabytes }: FileQuotaLimit = FILE_QUOTAS[name]
    return (
      before !== undefined &&
      (before.files + 1 > files * share || before.kilobytes + kilobytesOf(bytes) > megabytes * 1024 * share)
    )
  }
  const own = (Object.keys(FILE_QUOTAS) as FileQuotaName[]).find((name) => passes(name))
  if (own) return own
  // it is the day that is nearly used up, not what this network sent
  const share = shareLeft(used)
  return passes('address', share) || passes('wide', share) ? 'strangers' : null
}
