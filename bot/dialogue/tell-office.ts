/** Puts a resident's words into a case and tells who has it. */
import type { Case } from '../../core/case/case.ts'
import { findVillage } from '../../core/place/villages.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { setCasePlace } from '../../db/cases/case-place.ts'
import { OPEN_STATES } from '../../db/cases/find-cases.ts'
import { performResidentAction } from './resident-cases.ts'
import type { Reply, Turn } from './turn.ts'

/** Puts the words into the case, with the village they name where none was known. */
export async function tellOffice(turn: Turn, c: Case, text: string): Promise<Reply> {
  const village = c.village === null ? findVillage(turn.ctx.townContext.town.villages, text) : null
  if (village) await setCasePlace(turn.tx, c.id, { village: village.name })
  return performResidentAction(turn, c.id, 'say', { text: turn.redact(text, WHERE).text })
}

/** Puts the words into a case that is open, and takes one up again that ended. */
export function takeUp(turn: Turn, c: Case, text: string): Promise<Reply> {
  if ((OPEN_STATES as readonly string[]).includes(c.state)) return tellOffice(turn, c, text)
  const action = c.state === 'answered' ? 'reopen' : 'ask-reopen'
  return performResidentAction(turn, c.id, action, { text: turn.redact(text).text })
}
