/** Declares what a case is opened with. */
import type { Case, Staff } from '../../core/case/case.ts'
import type { CaseKind } from '../../core/case/kinds.ts'
import type { Place } from '../../core/place/place.ts'

export interface NewCase {
  readonly kind: CaseKind
  readonly item: string | null
  readonly department: string
  readonly text: string
  readonly residentId: number | null
  readonly conversationId: number | null
  readonly privacy?: Case['privacy']
  readonly accusedStaffId?: number | null
  readonly accusedDepartment?: string | null
  readonly particulars?: string | null
  /** The words that chose the department, for whoever wonders why it came to them. */
  readonly because?: readonly string[]
  readonly origin?: 'chat' | 'counter' | 'phone' | 'api'
  /** A name of villages.yaml. */
  readonly village?: string | null
  readonly place?: Place | null
  /** What is reported: an id of reports.yaml. */
  readonly report?: string | null
  /** Somebody is in danger: staff are called again until one has seen it. */
  readonly alarm?: boolean
  /** A question put in public that no clock publishes: somebody of the office looks at it first. */
  readonly releasedByPerson?: boolean
  /** Counter and phone: the clerk who took it is the first responder. */
  readonly metBy?: Staff
}
