/** Declares the tables of promises 时限承诺 (one clock on one case), what was said about them, and breaches 违诺. */
import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { StoredPromise } from '../../core/case/case.ts'
import { cases } from './cases.ts'
import { at, day, id, ref } from './columns.ts'
import { staff } from './people.ts'

/** Copied when the clock starts; no later change of the catalogue rewrites a row. */
export const promises = pgTable(
  'promises',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => cases.id),
    /** Which clock: a key of PURPOSES (core/case/purposes.ts). */
    purpose: text('purpose').$type<StoredPromise['purpose']>().notNull(),
    family: text('family').notNull(),
    basis: text('basis').notNull(),
    authority: text('authority').$type<StoredPromise['authority']>().notNull(),
    proposed: boolean('proposed').notNull(),
    unit: text('unit').$type<StoredPromise['unit']>().notNull(),
    amount: integer('amount').notNull(),
    startEvent: text('start_event').notNull(),
    startDate: day('start_date').notNull(),
    startedAt: at('started_at').notNull(),
    pauses: jsonb('pauses').$type<StoredPromise['pauses']>().notNull().default([]),
    extension: integer('extension').notNull().default(0),
    dueDate: day('due_date').notNull(),
    internalDue: day('internal_due').notNull(),
    /** The first instant that is too late. */
    dueAt: at('due_at').notNull(),
    provisional: boolean('provisional').notNull(),
    /** 'late': met after its day. */
    state: text('state').$type<StoredPromise['state']>().notNull(),
    endedAt: at('ended_at'),
    /** Set when the sweep has acted on its passing, once. */
    passedAt: at('passed_at'),
  },
  (t) => [
    index('promises_due')
      .on(t.dueAt)
      .where(sql`state = 'open' and passed_at is null`),
    // what fell due in a period, whatever became of it: the assessment
    index('promises_due_at').on(t.dueAt),
    index('promises_case').on(t.caseId),
    index('promises_open_date')
      .on(t.dueDate)
      .where(sql`state = 'open'`),
  ],
)

/** One reminder is said once: (promise, stage, local date, recipient). */
export const reminders = pgTable('reminders', {
  key: text('key').primaryKey(),
  at: at('at').notNull(),
})

/** A job's tick, run once among all processes: (job, slot). */
export const jobRuns = pgTable('job_runs', {
  key: text('key').primaryKey(),
  at: at('at').notNull(),
  tookMs: integer('took_ms'),
})

/** Found by the desk itself, never edited or deleted; what follows is its own log (see breach events). */
export const breaches = pgTable(
  'breaches',
  {
    /** Its public number: a running number taken in the transaction, so that none is ever missing. */
    id: ref('id').primaryKey(),
    /** Says the same breach once. */
    key: text('key').notNull(),
    kind: text('kind').notNull(),
    caseId: ref('case_id').references(() => cases.id),
    promiseId: ref('promise_id').references(() => promises.id),
    department: text('department').notNull(),
    /** Who owned it at the time. */
    ownerId: ref('owner_id').references(() => staff.id),
    dueDate: day('due_date'),
    detail: text('detail').notNull().default(''),
    foundAt: at('found_at').notNull(),
    foundOn: day('found_on').notNull(),
  },
  (t) => [uniqueIndex('breaches_key').on(t.key), index('breaches_department').on(t.department, t.foundOn)],
)
