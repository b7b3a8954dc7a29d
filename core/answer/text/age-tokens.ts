/** Reduces numbers as residents write them ('八十二', '82岁', '六十多') to the ages that decide which matter is meant. */

const DIGIT: Readonly<Record<string, number>> = {
  零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9,
} // prettier-ignore

/** '八十二' → 82, '十五' → 15, '一百' → 100; null when it is no number below 1000. */
export function chineseNumber(text: string): number | null {
  const m = /^(?:([一二两三四五六七八九])百零?)?(?:([一二两三四五六七八九])?(十))?([一二三四五六七八九])?$/u.exec(text)
  if (!m || text === '') return null
  const hundred = m[1] ? DIGIT[m[1]]! * 100 : 0
  const ten = m[3] ? (m[2] ? DIGIT[m[2]]! : 1) * 10 : 0
  return hundred + ten + (m[4] ? DIGIT[m[4]]! : 0)
}

/** From, to (inclusive), token. The bands are those at which entitlements begin. */
const BANDS = [
  [0, 3, '#baby'], [4, 15, '#child'], [16, 17, '#youth'], [18, 24, '#adult18'], [40, 59, '#4050'], [60, 64, '#60'],
  [65, 69, '#65'], [70, 79, '#70'], [80, 89, '#80'], [90, 120, '#90'],
] as const // prettier-ignore

const AGE =
  /(?:今年|整|满|刚|都|快|已经)?([0-9]{1,3}|[一二两三四五六七八九]?百?[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?:多|来)?(周岁|岁|了|的老|的人)/gu

/** Age-band tokens of the ages named in a text; a bare number counts only beside a word of age. */
export function ageTokens(text: string): string[] {
  const found = new Set<string>()
  for (const m of text.matchAll(AGE)) {
    const n = /^\d/.test(m[1]!) ? Number(m[1]) : chineseNumber(m[1]!)
    // '三了', '5了' are no ages; '六十了' is one.
    if (n === null || (m[2] === '了' && n < 40)) continue
    const band = BANDS.find(([from, to]) => n >= from && n <= to)
    if (band) found.add(band[2])
  }
  return [...found]
}
