/** Declares the tables of what the town answers for: breaches judged, questions put in public, pledges, assessment, and the proofs. */
import { boolean, index, integer, jsonb, pgTable, real, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { cases } from './cases.ts'
import { at, day, id, ref } from './columns.ts'
import { files } from './messages.ts'
import { persons, staff, conversations } from './people.ts'
import { breaches } from './promises.ts'

/** The log of everything on this page: append-only, hash-chained per subject ('breach:12', 'hearing:3'). */
export const accountEvents = pgTable(
  'account_events',
  {
    id: id(),
    subject: text('subject').notNull(),
    seq: integer('seq').notNull(),
    at: at('at').notNull(),
    action: text('action').notNull(),
    fromState: text('from_state'),
    toState: text('to_state').notNull(),
    /** 'staff' | 'resident' | 'clock' */
    actor: text('actor').notNull(),
    staffId: ref('staff_id').references(() => staff.id),
    text: text('text').notNull().default(''),
    data: jsonb('data').notNull().default({}),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [uniqueIndex('account_events_seq').on(t.subject, t.seq), index('account_events_at').on(t.at)],
)

/** One row a local day: the hash of all that was logged that day after the hash of the day before. Published. */
export const anchors = pgTable('anchors', {
  date: day('date').primaryKey(),
  cases: integer('cases').notNull(),
  accounts: integer('accounts').notNull(),
  prev: text('prev').notNull(),
  hash: text('hash').notNull(),
  madeAt: at('made_at').notNull(),
})

/** Where the handling of a breach stands; the breach itself never changes, its log is account_events. */
export const breachFlows = pgTable(
  'breach_flows',
  {
    breachId: ref('breach_id')
      .primaryKey()
      .references(() => breaches.id),
    /** A key of STATES in core/breach/lifecycle.ts. */
    state: text('state').notNull(),
    version: integer('version').notNull().default(0),
    kind: text('kind').notNull(),
    department: text('department').notNull(),
    /** Who explains: the owner at the time, or who answers for them since they left. */
    responsibleId: ref('responsible_id').references(() => staff.id),
    /** By when the next step is due, and the first instant that is too late. */
    due: day('due'),
    dueAt: at('due_at'),
    objected: boolean('objected').notNull().default(false),
    /** 'upheld' | 'dismissed' */
    verdict: text('verdict'),
    decidedOn: day('decided_on'),
    reason: text('reason').notNull().default(''),
    measure: text('measure'),
    measureDue: day('measure_due'),
    doneById: ref('done_by_id').references(() => staff.id),
    /** The leading group said that the person may be named. */
    naming: boolean('naming').notNull().default(false),
    closedAt: at('closed_at'),
  },
  (t) => [
    index('breach_flows_state').on(t.state, t.dueAt),
    index('breach_flows_responsible').on(t.responsibleId, t.state),
  ],
)

/** A question put to something published; the case carries the clock, this row carries what it is about. */
export const challenges = pgTable(
  'challenges',
  {
    caseId: ref('case_id')
      .primaryKey()
      .references(() => cases.id),
    /** 'item' | 'notice' | 'breach' | 'assessment' | 'disclosure' | 'town' */
    about: text('about').notNull(),
    aboutId: text('about_id').notNull(),
    /** Of people known by account, telephone or at the counter: these bring about a hearing. */
    seconds: integer('seconds').notNull().default(0),
    /** Of plain web sessions, which may be anybody: shown apart. */
    webSeconds: integer('web_seconds').notNull().default(0),
    /** On the board from then on, unless hidden. */
    publishedAt: at('published_at'),
    /** Taken off the board, or never put there, and why; published. */
    hiddenAt: at('hidden_at'),
    hiddenReason: text('hidden_reason').notNull().default(''),
    /** Raised when the answer went to those who seconded it. */
    announcedAt: at('announced_at'),
  },
  (t) => [index('challenges_about').on(t.about, t.aboutId)],
)

export const challengeSeconds = pgTable(
  'challenge_seconds',
  {
    id: id(),
    caseId: ref('case_id')
      .notNull()
      .references(() => challenges.caseId),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    conversationId: ref('conversation_id').references(() => conversations.id),
    /** A key of STANDINGS (core/standing.ts), as it was when they seconded. */
    standing: text('standing').notNull().default('account'),
    counted: boolean('counted').notNull().default(true),
    /** One telephone is one voice, however many sessions it confirmed; null for a plain web session. */
    voter: text('voter'),
    at: at('at').notNull(),
  },
  (t) => [
    // a row never changes: whoever seconded from a plain page and has since shown who they are seconds once more
    uniqueIndex('challenge_seconds_once').on(t.caseId, t.personId, t.counted),
    uniqueIndex('challenge_seconds_voter').on(t.caseId, t.voter),
  ],
)

export const hearings = pgTable(
  'hearings',
  {
    id: id(),
    caseId: ref('case_id').references(() => challenges.caseId),
    /** A key of HEARING_STATES. */
    state: text('state').notNull(),
    title: text('title').notNull(),
    /** By when the leading group must have called it. */
    callBy: day('call_by').notNull(),
    heldOn: day('held_on'),
    /** 'HH:MM' */
    heldTime: text('held_time'),
    place: text('place').notNull().default(''),
    seats: integer('seats').notNull().default(0),
    /** Why it was put off or called off last; published. */
    changed: text('changed').notNull().default(''),
    minutes: text('minutes').notNull().default(''),
  },
  (t) => [uniqueIndex('hearings_case').on(t.caseId), index('hearings_state').on(t.state)],
)

export const hearingSignups = pgTable(
  'hearing_signups',
  {
    id: id(),
    hearingId: ref('hearing_id')
      .notNull()
      .references(() => hearings.id),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    conversationId: ref('conversation_id').references(() => conversations.id),
    voter: text('voter'),
    at: at('at').notNull(),
  },
  (t) => [
    uniqueIndex('hearing_signups_once').on(t.hearingId, t.personId),
    uniqueIndex('hearing_signups_voter').on(t.hearingId, t.voter),
  ],
)

/** What was asked at a hearing and by when it is answered. */
export const hearingQuestions = pgTable(
  'hearing_questions',
  {
    id: id(),
    hearingId: ref('hearing_id')
      .notNull()
      .references(() => hearings.id),
    question: text('question').notNull(),
    dueOn: day('due_on').notNull(),
    answer: text('answer'),
    answeredAt: at('answered_at'),
  },
  (t) => [index('hearing_questions_hearing').on(t.hearingId)],
)

/** The texts a cadre pledge has had; the highest version is in force. */
export const pledgeTexts = pgTable('pledge_texts', {
  version: integer('version').primaryKey(),
  text: text('text').notNull(),
  at: at('at').notNull(),
})

export const pledgeSignatures = pgTable(
  'pledge_signatures',
  {
    id: id(),
    version: integer('version')
      .notNull()
      .references(() => pledgeTexts.version),
    staffId: ref('staff_id')
      .notNull()
      .references(() => staff.id),
    department: text('department').notNull(),
    at: at('at').notNull(),
  },
  (t) => [uniqueIndex('pledge_signatures_once').on(t.version, t.staffId)],
)

/** The photograph somebody chose to show beside their pledge; gone when they take it back. */
export const pledgePhotos = pgTable('pledge_photos', {
  staffId: ref('staff_id')
    .primaryKey()
    .references(() => staff.id),
  fileId: ref('file_id')
    .notNull()
    .references(() => files.id),
  at: at('at').notNull(),
})

/** What a department promises: made from the catalogue, in force once its head has confirmed it. */
export const departmentPledges = pgTable(
  'department_pledges',
  {
    id: id(),
    department: text('department').notNull(),
    version: integer('version').notNull(),
    content: jsonb('content').notNull(),
    hash: text('hash').notNull(),
    catalogVersion: text('catalog_version').notNull(),
    at: at('at').notNull(),
    confirmedById: ref('confirmed_by_id').references(() => staff.id),
    confirmedAt: at('confirmed_at'),
  },
  (t) => [uniqueIndex('department_pledges_version').on(t.department, t.version)],
)

/** One department's figures of one period, with the formula they were made by; never changed. */
export const assessments = pgTable(
  'assessments',
  {
    id: id(),
    /** '2026-11' or '2026-Q4' */
    period: text('period').notNull(),
    department: text('department').notNull(),
    name: text('name').notNull(),
    figures: jsonb('figures').notNull(),
    formula: jsonb('formula').notNull(),
    score: real('score'),
    ranked: boolean('ranked').notNull(),
    at: at('at').notNull(),
  },
  (t) => [uniqueIndex('assessments_once').on(t.period, t.department)],
)

export const assessmentProposals = pgTable(
  'assessment_proposals',
  {
    id: id(),
    period: text('period').notNull(),
    department: text('department').notNull(),
    /** A key of PROPOSALS. */
    kind: text('kind').notNull(),
    why: text('why').notNull(),
    correctBy: day('correct_by'),
    /** 'proposed' | 'confirmed' | 'dropped' */
    state: text('state').notNull(),
    decidedById: ref('decided_by_id').references(() => staff.id),
    decidedAt: at('decided_at'),
  },
  (t) => [uniqueIndex('assessment_proposals_once').on(t.period, t.department, t.kind)],
)

/** Who took which ledger out, when, masked or not. */
export const ledgerExports = pgTable('ledger_exports', {
  id: id(),
  kind: text('kind').notNull(),
  fromDate: day('from_date').notNull(),
  toDate: day('to_date').notNull(),
  staffId: ref('staff_id').references(() => staff.id),
  masked: boolean('masked').notNull(),
  rows: integer('rows').notNull(),
  hash: text('hash').notNull(),
  at: at('at').notNull(),
})
