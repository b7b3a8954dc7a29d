/** Whom a complaint is about, read from its words, and which department may then take it. Source: 信访条例 28(3), 30(3). */
import type { Town } from '../town.ts'
import type { Staff } from './case.ts'

/** The office of the leading group takes complaints. */
const COMPLAINTS = 'DZB'

export interface ComplaintParties {
  readonly accusedStaffId: number | null
  readonly accusedDepartment: string | null
  /** Code of the department that takes it: never the accused's. */
  readonly department: string
}

/** Whoever is named and their whole department stay out of it; `named` is a department said beside the words. */
export function complaintParties(
  text: string,
  people: readonly Staff[],
  town: Pick<Town, 'departments' | 'fallback'>,
  named: string | null = null,
): ComplaintParties {
  const person = people.find((s) => s.name.length > 1 && text.includes(s.name))
  const accused = person?.department ?? named ?? town.departments.find((d) => text.includes(d.name))?.code ?? null
  // where that office is the accused, the front desk and the group take it
  const office = town.departments.some((d) => d.code === COMPLAINTS) && accused !== COMPLAINTS
  return {
    accusedStaffId: person?.id ?? null,
    accusedDepartment: accused,
    department: office ? COMPLAINTS : town.fallback,
  }
}
