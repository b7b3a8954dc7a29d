/** Digits in whatever script they are typed, and the groups of them that are looked at. */

const CHINESE: ReadonlyMap<string, string> = new Map(
  ['零〇○', '一壹幺', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((same, n) =>
    [...same].map((char) => [char, String(n)] as const),
  ),
)
/** The digits as they are written or said in Chinese, for a class of characters. */
export const CHINESE_DIGITS = [...CHINESE.keys()].join('')

/**
 * Digits standing together, with the X an identity card may end in. Chinese ones count from three on: fewer are words.
 * They make a group of their own, so that '13812345678一直没人接' is eleven digits.
 */
export const GROUP = new RegExp(
  `\\p{Nd}+(?:[xXＸｘ](?![a-zA-Z]))?|[${CHINESE_DIGITS}]{3,}(?:[xXＸｘ](?![a-zA-Z]))?|(?<![a-zA-Z])[xXＸｘ](?![a-zA-Z])`,
  'gu',
)

/** A group as plain digits, one for each of its characters. */
export const digitsOf = (typed: string): string =>
  /^[0-9]+$/.test(typed) ? typed : [...typed].map((char) => CHINESE.get(char) ?? plain(char)).join('')

function plain(char: string): string {
  const same = char.normalize('NFKC').toUpperCase()
  if (/^[0-9X]$/.test(same)) return same
  // the digits of a script stand in order, the zero first
  const at = char.codePointAt(0)!
  let zero = at
  while (at - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(at - zero)
}
