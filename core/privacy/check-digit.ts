/** The check digit of an identity card. */

const PERSON = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const

/** Whether the last place of an identity number fits the others. Source: GB 11643-1999. */
export function isCheckedIdentity(digits: string): boolean {
  if (!/^\d{17}[\dX]$/.test(digits)) return false
  const sum = PERSON.reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
  return '10X98765432'[sum % 11] === digits[17]
}
