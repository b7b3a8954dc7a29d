/** What every change needs besides its transaction: the town as it stands, the time, chance. */
import type { World } from '../core/case/plan.ts'
import type { Seal } from '../core/privacy/seal.ts'
import type { Random } from '../core/random.ts'

export interface Setting {
  readonly world: World
  readonly now: Date
  readonly random: Random
  /** For names and numbers of people; absent, none are kept. */
  readonly seal?: Seal
}
