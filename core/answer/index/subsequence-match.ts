/** Measures how far a short text stands in the names of items: abbreviations and names said by halves. */
/** Longer texts are sentences, not names. */
const NAME_LIKE = 24

export interface SubsequenceMatch {
  /** Share of the text that stands in a name in order, rare characters counting more. */
  readonly order: number
  /** The same of the longer of both: a name that says little else is the likelier. */
  readonly orderName: number
  /** The name opens with the whole text. */
  readonly begins: number
}
export const NO_SUBSEQUENCE_MATCH: SubsequenceMatch = { order: 0, orderName: 0, begins: 0 }

/** How far a short text stands in a name in order, gaps allowed: '法考' in '法律职业资格考试'. Parts between commas stand each for itself. */
export function makeSubsequenceMatcher(names: readonly (readonly string[])[]) {
  const df = new Map<string, number>()
  for (const own of names) for (const c of new Set(own.join(''))) df.set(c, (df.get(c) ?? 0) + 1)
  const worth = (c: string) => Math.log(1 + names.length / (df.get(c) ?? 0.5))
  return (bare: string) => {
    const parts = bare
      .split(/[,，、;；\s]+/u)
      .map(squeeze)
      .filter((part) => part !== '')
    const text = parts.join('')
    if (text.length < 2 || text.length > NAME_LIKE) return () => NO_SUBSEQUENCE_MATCH
    const weights = parts.map((part) => Float32Array.from(part.split(''), worth))
    const total = weights.reduce((sum, w) => w.reduce((a, b) => a + b, sum), 0)
    const row = new Float32Array(NAME_LIKE + 1)
    return (at: number): SubsequenceMatch => {
      const best: { -readonly [K in keyof SubsequenceMatch]: number } = { ...NO_SUBSEQUENCE_MATCH }
      for (const name of names[at]!) {
        let common = 0
        for (const [k, part] of parts.entries()) {
          const w = weights[k]!
          row.fill(0)
          for (let i = 0; i < name.length; i++) {
            let corner = 0
            for (let j = 1; j <= part.length; j++) {
              const above = row[j]!
              const met = name.charCodeAt(i) === part.charCodeAt(j - 1) ? corner + w[j - 1]! : 0
              row[j] = Math.max(met, above, row[j - 1]!)
              corner = above
            }
          }
          common += row[part.length]!
        }
        const whole = [...name].reduce((sum, c) => sum + worth(c), 0)
        best.order = Math.max(best.order, common / total)
        best.orderName = Math.max(best.orderName, common / Math.max(total, whole))
        if (name.startsWith(text)) best.begins = 1
      }
      return best
    }
  }
}

/** Letters and digits alone. */
export const squeeze = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')
