/** Who hears of a case: the staff behind handler, first responder, head and group today, worked out from one list. */
import type { Case, Staff } from '../core/case/case.ts'
import { maySee } from '../core/case/case.ts'
import type { LocalDate } from '../core/date.ts'
import type { Recipient } from './reminder-stages.ts'

export type StaffRecipient = Exclude<Recipient, 'resident'>

export interface Roster {
  /** Those who can be reached and may know of the case; whoever is away is stood in for. */
  of(c: Case, to: readonly StaffRecipient[]): Staff[]
  /** One person, or who stands in for them today; empty where they cannot be reached. */
  present(id: number | null): Staff[]
  /** The heads of a department; where there is none the leading group, then the admins. */
  heads(department: string): Staff[]
  readonly group: readonly Staff[]
  readonly admins: readonly Staff[]
}

/** `people`: all staff who have not left. */
export function makeRoster(people: readonly Staff[], today: LocalDate): Roster {
  const byId = new Map(people.map((s) => [s.id, s]))
  const reached = (staff: readonly Staff[]): Staff[] => staff.filter((s) => s.conversationId !== null)

  function present(id: number | null): Staff[] {
    const person = id === null ? undefined : byId.get(id)
    if (!person) return []
    const away = person.awayUntil !== null && person.awayUntil >= today
    const substitute = away && person.substituteId !== null ? byId.get(person.substituteId) : undefined
    return reached([substitute ?? person])
  }

  const withRole = (role: Staff['role']): Staff[] => people.filter((s) => s.role === role).flatMap((s) => present(s.id))
  const group = withRole('group')
  const admins = withRole('admin')

  function heads(department: string): Staff[] {
    const own = people.filter((s) => s.role === 'head' && s.department === department).flatMap((s) => present(s.id))
    return own.length > 0 ? own : group.length > 0 ? group : admins
  }

  return {
    present,
    heads,
    group: group.length > 0 ? group : admins,
    admins: admins.length > 0 ? admins : group,
    of(c, to) {
      const pick: Record<StaffRecipient, () => readonly Staff[]> = {
        // a case nobody has taken is its head's
        handler: () =>
          c.handlerId === null && c.firstResponderId === null ? heads(c.department) : present(c.handlerId),
        first: () => present(c.firstResponderId),
        head: () => heads(c.department),
        group: () => (group.length > 0 ? group : admins),
      }
      const found = to.flatMap((who) => pick[who]()).filter((s) => maySee(s, c))
      return [...new Map(found.map((s) => [s.id, s])).values()]
    },
  }
}
