/** Danger in a text of any length, read passage by passage: the engine itself reads the opening and the end of a story. */
import type { Understand } from '../../core/answer/understand.ts'
import { passages } from '../../core/long-text.ts'
import type { ReadDanger } from './redact.ts'

export const dangerReader =
  (understand: () => Understand): ReadDanger =>
  (text) => {
    for (const passage of passages(text)) {
      const u = understand()(passage)
      if (u.decision === 'urgent') return { danger: u.danger ?? 'unsure', passage }
    }
    return null
  }
