/** A case and what surrounds it, as plain data: what decide-transition.ts reads. */
import type { LocalDate } from '../date.ts'
import type { Place } from '../place/place.ts'
import type { CaseKind } from './kinds.ts'
import type { CaseState } from './lifecycle.ts'
import type { PurposeName } from './purposes.ts'

export const STAFF_ROLES = ['clerk', 'head', 'group', 'admin'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

export interface Staff {
  readonly id: number
  readonly name: string
  readonly department: string
  readonly role: StaffRole
  readonly phone: string
  readonly onDuty: boolean
  readonly personId: number | null
  readonly conversationId: number | null
  readonly awayUntil: LocalDate | null
  readonly substituteId: number | null
  readonly leftAt: Date | null
}

export interface Case {
  readonly id: number
  readonly number: string
  /** Of a case that an older version opened; the code of any other is made from its number (lookup-code.ts). */
  readonly sealedLookupCode: string | null
  readonly kind: CaseKind
  readonly state: CaseState
  readonly version: number
  readonly item: string | null
  readonly department: string
  readonly text: string
  readonly residentId: number | null
  readonly conversationId: number | null
  readonly privacy: 'normal' | 'confidential' | 'anonymous'
  readonly accusedStaffId: number | null
  readonly accusedDepartment: string | null
  readonly firstResponderId: number | null
  readonly handlerId: number | null
  readonly acceptedOn: LocalDate | null
  readonly supplementLists: number
  readonly transfers: number
  readonly relayed: 'delivered' | 'contact' | null
  readonly rating: number | null
  /** A name of villages.yaml. */
  readonly village: string | null
  readonly place: Place | null
  /** What is reported: an id of reports.yaml. */
  readonly report: string | null
  /** When it was raised as an alarm; null: an ordinary case. */
  readonly alarmAt: Date | null
  /** How often staff were called again since, and when they will be next; null: not again. */
  readonly alarmCalls: number
  readonly alarmNextAt: Date | null
  /** Who of the office was the first to have seen it. */
  readonly alarmSeenAt: Date | null
  readonly alarmSeenBy: number | null
  readonly openedAt: Date
  readonly openedOn: LocalDate
  readonly movedAt: Date
  readonly answeredAt: Date | null
  readonly endedAt: Date | null
}

export interface Pause {
  readonly from: LocalDate
  readonly to: LocalDate | null
  readonly procedure: string
}

/** One clock on one case, as stored. */
export interface StoredPromise {
  readonly id: number
  readonly purpose: PurposeName
  readonly family: string
  readonly basis: string
  readonly authority: 'statutory' | 'promised'
  readonly proposed: boolean
  readonly unit: 'working' | 'calendar' | 'minutes'
  readonly amount: number
  readonly startEvent: string
  readonly startDate: LocalDate
  readonly startedAt: Date
  readonly pauses: readonly Pause[]
  readonly extension: number
  readonly dueDate: LocalDate
  readonly internalDue: LocalDate
  readonly dueAt: Date
  readonly provisional: boolean
  readonly state: 'open' | 'paused' | 'met' | 'late' | 'void'
}

export interface CaseRequest {
  readonly id: number
  readonly kind: 'transfer' | 'extension' | 'reopening'
  readonly state: 'open' | 'granted' | 'refused' | 'expired'
  readonly byStaffId: number | null
  readonly toStaffId: number | null
  readonly toDepartment: string | null
  readonly days: number | null
  readonly reason: string
}

/** Who acts. A resident acts on their own case only: the caller has checked whose it is. */
export type Actor =
  | { readonly kind: 'resident' }
  | {
      readonly kind: 'staff'
      readonly staff: Staff
      /** People this one stands in for today. */ readonly standsFor: readonly number[]
    }
  | { readonly kind: 'clock' }

/** Whether staff may know of a case at all: the accused and their line may not. Source: 信访条例 28(3), 30(3). */
export function maySee(staff: Staff, c: Pick<Case, 'accusedStaffId' | 'accusedDepartment'>): boolean {
  if (c.accusedStaffId === staff.id) return false
  if (c.accusedDepartment !== null && staff.department === c.accusedDepartment && staff.role !== 'group') return false
  return true
}

/** What a list shows of the clock that presses most. */
export type PressingClock = Pick<StoredPromise, 'purpose' | 'dueDate' | 'dueAt' | 'provisional' | 'unit' | 'state'>
