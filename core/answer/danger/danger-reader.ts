/** Danger in a text of any length, read passage by passage: the engine itself reads the opening and the end of a story. */
import type { Danger, Understand } from '../understand.ts'
import { passages } from '../../long-text.ts'

/** The danger a text speaks of and where it does, read whole however long it is; null where it speaks of none. */
export type ReadDanger = (text: string) => { readonly danger: Danger; readonly passage: string } | null

export const dangerReader =
  (understand: () => Understand): ReadDanger =>
  (text) => {
    for (const passage of passages(text)) {
      const u = understand()(passage)
      if (u.decision === 'urgent') return { danger: u.danger ?? 'unsure', passage }
    }
    return null
  }
