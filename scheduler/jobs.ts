/**
 * Everything the desk does by the clock. The sweep (sweep.ts) and a newly loaded calendar are looked at on every tick;
 * these have their moments. Each moment is done once among all processes, and after an outage only the latest one.
 */
import type { Job } from './job.ts'
import { accountable, duties } from './jobs/accountability.ts'
import { afternoon } from './jobs/afternoon-reminder.ts'
import { assess } from './jobs/assessment.ts'
import { expiredSecrets } from './jobs/expired-secrets.ts'
import { files } from './jobs/file-cleanup.ts'
import { morning } from './jobs/morning-digest.ts'
import { retention } from './jobs/retention.ts'
import { settle } from './jobs/retry-settling.ts'
import { undeliveredList } from './jobs/undelivered.ts'
import { week } from './jobs/weekly-digest.ts'
import { yearWarning } from './jobs/calendar-warning.ts'

// prettier-ignore
export const JOBS = {
  settle:      { cron: '20 8 * * *',  lateHours: 13, run: settle,          does: 'takes up again what could not settle before its result was relayed' },
  morning:     { cron: '30 8 * * *',  lateHours: 9,  run: morning,         does: '今日待办 for each member of staff and reminders to residents, on working days' },
  undelivered: { cron: '35 8 * * *',  lateHours: 9,  run: undeliveredList, does: 'letters that did not arrive, to the admins, on working days' },
  week:        { cron: '40 8 * * *',  lateHours: 9,  run: week,            does: 'last week, to heads and the leading group, on the first working day of a week' },
  year:        { cron: '45 8 * * *',  lateHours: 9,  run: yearWarning,     does: 'warns the admins that next year has no calendar: Mondays of November, daily in December' },
  afternoon:   { cron: '0 15 * * *',  lateHours: 3,  run: afternoon,       does: 'what falls due today and is not done, on working days' },
  accountable: { cron: '*/10 * * * *', lateHours: 24, run: accountable,    does: 'findings to whoever explains them, what is overdue passed on, answers and hearings told, days anchored' },
  duties:      { cron: '50 8 * * *',  lateHours: 9,  run: duties,          does: 'what must be published or looked at again, pledges not signed, minutes not written, on working days' },
  assess:      { cron: '55 8 * * *',  lateHours: 9,  run: assess,          does: 'the month and the quarter that ended are settled; the leading group reads what they propose' },
  files:       { cron: '*/10 * * * *', lateHours: 24, run: files,          does: 'drops files that no case took within a day, seals those an older version kept in clear' },
  secrets:     { cron: '*/10 * * * *', lateHours: 24, run: expiredSecrets, does: 'drops sign-in links and codes that have expired from the messages they stand in' },
  retention:   { cron: '20 3 1 * *',  lateHours: 24 * 30, run: retention,  does: 'empties chat texts older than a year and drops spent counters' },
} as const satisfies Record<string, Job>

export type JobName = keyof typeof JOBS
