/** Every room of the desk, in the order of its navigation. How one is added: room.ts. */
import { caseRoom } from './case.ts'
import { eventRoom } from './events.ts'
import type { Room } from './room.ts'
import { workRoom } from './work.ts'

export const ROOMS: readonly Room[] = [workRoom, caseRoom, eventRoom]
