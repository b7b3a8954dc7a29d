/** Reads danger in a text of any length, passage by passage: the engine itself reads the opening and the end of a story. */
import type { Danger, Understand } from '../understand.ts'
import { passages } from '../../long-text.ts'

export interface FoundDanger {
  readonly danger: Danger
  readonly passage: string
}

/**
 * The danger a text speaks of and where it does, read whole however long it is; null where it speaks of none. It yields
 * between passages, so that a long text holds up nobody else.
 */
export type ReadDanger = (text: string) => Generator<undefined, FoundDanger | null>

/** Most passages are calm, and a look is enough; the same passage is read once. */
export const dangerReader = (understand: () => Understand): ReadDanger =>
  function* (text) {
    // one engine for the whole text: a catalogue may change between two passages
    const read = understand()
    const mayAlarm = read.dangerLook?.() ?? (() => true)
    let first = true
    for (const passage of new Set(passages(text))) {
      if (!first) yield
      first = false
      if (!mayAlarm(passage)) continue
      const u = read(passage)
      if (u.decision === 'urgent') return { danger: u.danger ?? 'unsure', passage }
    }
    return null
  }
