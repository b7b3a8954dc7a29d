/** A rating as people say it: '5分', '五分', '非常满意', '差评'. */

/** What each score from 1 to 5 is called, in this order (国办发〔2019〕51号). */
export const GRADES = ['非常不满意', '不满意', '基本满意', '满意', '非常满意'] as const
/** What a score is called; empty for what is none. */
export const gradeOf = (score: number): string => GRADES[score - 1] ?? ''
/** The taps to choose from, the best first. */
export const gradeChoices = <T>(make: (label: string, score: number) => T): T[] =>
  GRADES.map((label, i) => make(label, i + 1)).reverse()

// longest first: 非常不满意 before 不满意, 不满意 before 满意
const WORDS: readonly (readonly [RegExp, number])[] = [
  [/非常不满意|很不满意|太差|极差|差极/u, 1],
  [/不满意|差评|不怎么样|不太?好|较差/u, 2],
  [/基本满意|一般|还行|凑合|马马虎虎/u, 3],
  [/非常满意|很满意|太满意|特别满意|满分|太好了|好极/u, 5],
  [/满意|好评|不错|挺好/u, 4],
]
const DIGITS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5 }

/** From 1 (worst) to 5; null where no rating is said. */
export function readScore(text: string): number | null {
  const said = text.normalize('NFKC')
  const number =
    /(?<![\d.])([1-5])\s*(?:分|星|$)/u.exec(said)?.[1] ?? /([一二两三四五])\s*(?:分|颗?星)/u.exec(said)?.[1]
  if (number !== undefined) return DIGITS[number] ?? Number(number)
  return WORDS.find(([look]) => look.test(said))?.[1] ?? null
}
