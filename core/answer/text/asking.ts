/** Tells a text that asks from one that tells, by the words it was typed in. */
import { clauses } from './normalize.ts'

/** Marks a text that asks, in the words it was typed. */
export const ASKING =
  /(?<!没)(?:什么|啥)|怎么|咋|多少|多久|哪|(?<!好)几(?!句|乎|番|经)|谁|吗|呢|么[?？]?$|(\p{Script=Han})不\1|不[?？]?$|没[?？]?$|[?？]/u

/** So many asking clauses at the end of a message are its question; what stands before them is its story. */
const LAST = 2
/** The last asking clauses of a message that tells something too; null where it only asks, or asks nothing. */
export function questionIn(normal: string): string | null {
  const all = clauses(normal)
  const asking = all.filter((clause) => ASKING.test(clause))
  return asking.length > 0 && asking.length < all.length ? asking.slice(-LAST).join('，') : null
}
