/** Declares what every change needs besides its transaction: the town as it stands, the time, chance. */
import type { TownContext } from '../core/town-context.ts'
import type { Cipher } from '../core/privacy/cipher.ts'
import type { Random } from '../core/random.ts'

export interface RequestContext {
  readonly townContext: TownContext
  readonly now: Date
  readonly random: Random
  /** For names and numbers of people, for files, and for what is only ever compared. */
  readonly cipher: Cipher
}
