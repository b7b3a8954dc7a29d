/** How much may be sent in files: per person, per network, by all who are not known and for the whole desk, each a local day. */

export interface FileQuotaLimit {
  readonly files: number
  readonly megabytes: number
}

/**
 * One application is some twenty photos of five megabytes at most. Behind one address there may be a whole village on one
 * router; the desk's day keeps many addresses together from filling the disk: what no case takes is gone a day later.
 * One IPv6 line has hundreds of addresses in one wider network of 48 bits, which counts as well. Web sessions that
 * nobody has confirmed leave three tenths of the day to people known by account, telephone or at the counter.
 */
// prettier-ignore
export const FILE_QUOTAS = {
  conversation: { files: 40,    megabytes: 150 },
  address:      { files: 200,   megabytes: 600 },
  wide:         { files: 400,   megabytes: 1_200 },
  strangers:    { files: 3_500, megabytes: 3_500 },
  desk:         { files: 5_000, megabytes: 5_000 },
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

export const kilobytesOf = (bytes: number): number => Math.ceil(bytes / 1024)

/** The first quota that one more file of this size would pass; null where it fits into all of them. */
export function quotaPassed(used: Readonly<Partial<Record<FileQuotaName, Used>>>, bytes: number): FileQuotaName | null {
  for (const name of Object.keys(FILE_QUOTAS) as FileQuotaName[]) {
    const before = used[name]
    const { files, megabytes } = FILE_QUOTAS[name]
    if (before && (before.files + 1 > files || before.kilobytes + kilobytesOf(bytes) > megabytes * 1024)) return name
  }
  return null
}
