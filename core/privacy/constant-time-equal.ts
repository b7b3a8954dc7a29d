/** Whether somebody knows a secret, told in the same time whatever is wrong with what they gave, its length too. */
import { createHash, timingSafeEqual } from 'node:crypto'

export function constantTimeEqual(given: string | undefined, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given ?? ''), digest(right)) && given !== undefined
}
