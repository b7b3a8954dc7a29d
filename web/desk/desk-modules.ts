/** Lists every room of the desk, in the order of its navigation. How one is added: desk-module.ts. */
import { allCasesRoom } from './all-cases.ts'
import { assessmentRoom } from './assessment.ts'
import { auditRoom } from './audit.ts'
import { breachRoom } from './breaches.ts'
import { cannedRoom } from './canned.ts'
import { caseRoom } from './case.ts'
import { challengeRoom } from './challenges.ts'
import { deliveryRoom } from './delivery.ts'
import { disclosureRoom } from './disclosures.ts'
import { eventRoom } from './desk-events.ts'
import { intakeRoom } from './intake.ts'
import { pledgeRoom } from './pledges.ts'
import { questionRoom } from './questions.ts'
import { catalogRoom } from './catalog-editor.ts'
import { calendarRoom } from './calendar.ts'
import { clientRoom } from './clients.ts'
import { peopleRoom } from './people.ts'
import { reportRoom } from './report.ts'
import { sessionRoom } from './keep-session.ts'
import { systemRoom } from './system.ts'
import type { DeskModule } from './desk-module.ts'
import { workRoom } from './work.ts'

export const DESK_MODULES: readonly DeskModule[] = [
  workRoom,
  intakeRoom,
  allCasesRoom,
  caseRoom,
  eventRoom,
  sessionRoom,
  cannedRoom,
  questionRoom,
  deliveryRoom,
  breachRoom,
  challengeRoom,
  disclosureRoom,
  reportRoom,
  assessmentRoom,
  pledgeRoom,
  auditRoom,
  catalogRoom,
  peopleRoom,
  calendarRoom,
  clientRoom,
  systemRoom,
]
