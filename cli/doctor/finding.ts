/** One line of `town doctor`: what was looked at, how it stands, and what to do where it does not. */

// prettier-ignore
export const LEVELS = { good: '好', note: '注意', mend: '要修', skip: '没查' } as const
export type Level = keyof typeof LEVELS

export interface Finding {
  readonly level: Level
  /** What was looked at, in few words. */
  readonly about: string
  /** One sentence. */
  readonly says: string
}

export const good = (about: string, says: string): Finding => ({ level: 'good', about, says })
/** Works, but somebody should know. */
export const note = (about: string, says: string): Finding => ({ level: 'note', about, says })
/** Must be mended: the exit code says so. */
export const mend = (about: string, says: string): Finding => ({ level: 'mend', about, says })
export const skip = (about: string, says: string): Finding => ({ level: 'skip', about, says })

export const line = ({ level, about, says }: Finding): string => `${LEVELS[level].padEnd(2, '　')}　${about}：${says}`

/** The last line: how many of each. */
export function summary(findings: readonly Finding[]): string {
  const count = (level: Level): number => findings.filter((f) => f.level === level).length
  const rest = (['note', 'skip'] as const).filter((l) => count(l) > 0).map((l) => `${count(l)} 项${LEVELS[l]}`)
  const parts = [`${count('good')} 项好`, ...rest, ...(count('mend') > 0 ? [`${count('mend')} 项要修`] : [])]
  return `看了 ${findings.length} 项：${parts.join('，')}。`
}
