/** 08:30 on working days: one letter 今日待办 for each member of staff, and residents reminded of days of their own. */
import { type Case, type Staff, maySee } from '../../core/case/case.ts'
import { caseMessageFields, formatDue, messageKindFor } from '../../core/case/message-to-resident.ts'
import { clockLabel, PURPOSES } from '../../core/case/purposes.ts'
import { instant } from '../../core/date.ts'
import {
  digestText,
  type DigestSection,
  RESIDENT_REMINDERS,
  formatClockStanding,
} from '../../core/messages/reminders.ts'
import { caseChoices } from '../../core/messages/resident.ts'
import { caseLine } from '../../core/messages/staff.ts'
import { afterQuietHours } from '../../core/quiet-hours.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import { allStaff } from '../../db/people/staff.ts'
import {
  type Clock,
  firstSaid,
  idleCases,
  openRequests,
  runningClocks,
  unansweredByItem,
  unclaimedCases,
} from '../../db/cases/reminder-queries.ts'
import { done, type Done, type Run } from '../job.ts'
import { makeRoster, type Roster, type StaffRecipient } from '../recipients.ts'
import { LOOK_AHEAD, reached, type Stage, type StageName, STAGES } from '../reminder-stages.ts'
import { toStaff } from './staff-messages.ts'

/** One line of somebody's letter. With a key it is said once, without one every morning while it holds. */
interface Line {
  readonly staffId: number
  readonly part: DigestSection
  readonly text: string
  readonly key: string | null
}

/** Where a stage is said; those that stand in the letter every day anyway only leave their key. */
const SAID_IN: Partial<Record<StageName, DigestSection>> = {
  'T-3': 'soon',
  'T-1': 'soon',
  'overdue-3': 'group',
  'overdue-w': 'group',
}

export async function morning(o: Run): Promise<Done> {
  const { tx, ctx, today } = o
  const { calendar } = ctx.townContext
  if (!calendar.isWorkday(today)) return done()
  const people = await allStaff(tx)
  const roster = makeRoster(people, today)
  const clocks = await runningClocks(tx, calendar.addWorkdays(today, LOOK_AHEAD).date)
  const lines = [
    ...staged(o, clocks, roster),
    ...standing(o, clocks, roster),
    ...(await asked(o, roster)),
    ...(await unclaimed(o, roster)),
    ...(await idle(o, roster)),
  ]
  const residents = await toResidents(o, clocks)
  const keys = [...lines.flatMap((l) => (l.key === null ? [] : [l.key])), ...residents.map((l) => l.onceKey)]
  const fresh = await firstSaid(tx, keys, ctx.now)
  const unanswered = await unansweredOf(o)

  const byStaff = new Map<number, Line[]>()
  const linesOf = (id: number): Line[] => {
    const known = byStaff.get(id) ?? []
    byStaff.set(id, known)
    return known
  }
  for (const said of lines)
    if (said.key === null || (fresh.has(said.key) && said.text !== '')) linesOf(said.staffId).push(said)
  return done([
    ...people.flatMap((staff) => {
      const text = digestText(today, partsOf(byStaff.get(staff.id) ?? []), unanswered(staff))
      return text === null ? [] : toStaff([staff], text, `morning:${today}`, 'digest')
    }),
    ...residents.filter((l) => fresh.has(l.onceKey)),
  ])
}

function partsOf(lines: readonly Line[]): Partial<Record<DigestSection, string[]>> {
  const parts: Partial<Record<DigestSection, string[]>> = {}
  for (const { part, text } of lines) (parts[part] ??= []).push(text)
  return parts
}

const lateBy = ({ ctx, today }: Run, { promise }: Clock): number =>
  Math.max(0, ctx.townContext.calendar.workdaysBetween(promise.dueDate, today))

const lineOf = (o: Run, clock: Clock): string =>
  caseLine(
    clock.case,
    formatClockStanding(
      clockLabel(clock.promise.purpose, clock.case.kind),
      clock.promise,
      lateBy(o, clock),
      o.today,
      o.ctx.now,
    ),
  )

/** Reminders by stage, each once per promise, stage, day and person. */
function staged(o: Run, clocks: readonly Clock[], roster: Roster): Line[] {
  return clocks.flatMap((clock) => {
    const stage = reached(clock.promise, 'morning', o.today, o.ctx.townContext.calendar)
    if (!stage || PURPOSES[clock.promise.purpose].owner === 'resident') return []
    const part = SAID_IN[stage.name]
    const { to }: Stage = STAGES[stage.name]
    return roster.of(clock.case, to as readonly StaffRecipient[]).flatMap((s): Line[] => {
      const here = part === 'soon' || (part === 'group' && roster.group.some((g) => g.id === s.id))
      return [
        {
          staffId: s.id,
          part: part ?? 'today',
          text: here ? lineOf(o, clock) : '',
          key: `${clock.promise.id}:${stage.name}:${stage.date}:${s.id}`,
        },
      ]
    })
  })
}

/** What stands in the letter every morning: due today, overdue, and results that did not arrive. */
function standing(o: Run, clocks: readonly Clock[], roster: Roster): Line[] {
  return clocks.flatMap((clock) => {
    const { promise, case: c } = clock
    const say = (to: readonly StaffRecipient[], part: DigestSection): Line[] =>
      roster.of(c, to).map((s) => ({ staffId: s.id, part, text: lineOf(o, clock), key: null }))
    if (promise.purpose === 'confirm')
      return clock.passed && c.relayed === null ? say(['first', 'handler'], 'unrelayed') : []
    // an unclaimed case stands under 等人接单
    if (PURPOSES[promise.purpose].owner === 'resident' || promise.purpose === 'claim') return []
    if (promise.dueAt <= o.ctx.now) return say(['handler', 'first', 'head'], 'overdue')
    return promise.dueDate === o.today ? say(['handler', 'first'], 'today') : []
  })
}

async function asked(o: Run, roster: Roster): Promise<Line[]> {
  const found = await openRequests(o.tx)
  return found.flatMap((request) => {
    const { kind, case: c } = request
    const to =
      kind === 'transfer'
        ? roster.present(request.toStaffId)
        : roster.heads(c.department).filter((s) => s.id !== c.handlerId)
    const text = caseLine(c, { transfer: '转办给您', extension: '申请延期', reopening: '申请重办' }[kind])
    return to
      .filter((s) => maySee(s, c))
      .map((s) => ({ staffId: s.id, part: kind === 'transfer' ? 'take' : 'decide', text, key: null }))
  })
}

async function unclaimed(o: Run, roster: Roster): Promise<Line[]> {
  const found = await unclaimedCases(o.tx)
  return found.flatMap((c) =>
    roster.of(c, ['head']).map((s): Line => ({ staffId: s.id, part: 'unclaimed', text: caseLine(c, ''), key: null })),
  )
}

/** The first responder chases what has not moved, once for each standstill. */
async function idle({ tx, ctx, today }: Run, roster: Roster): Promise<Line[]> {
  const { calendar, town } = ctx.townContext
  const before = instant(calendar.addWorkdays(today, -town.rules.idleDays).date)
  const found = await idleCases(tx, before)
  return found.flatMap((c: Case) =>
    roster.of(c, ['first']).map((s): Line => ({
      staffId: s.id,
      part: 'idle',
      text: caseLine(c, ''),
      key: `idle:${c.id}:${c.movedAt.toISOString()}:${s.id}`,
    })),
  )
}

/** Residents are told before a day of theirs; `onceKey` is the reminder's key as well. */
async function toResidents(o: Run, clocks: readonly Clock[]): Promise<(NewMessage & { onceKey: string })[]> {
  const { ctx, today } = o
  const letters: (NewMessage & { onceKey: string })[] = []
  for (const { promise, case: c, passed } of clocks) {
    if (c.conversationId === null || passed || PURPOSES[promise.purpose].owner !== 'resident') continue
    const stage = reached(promise, 'morning', today, ctx.townContext.calendar)
    if (!stage) continue
    const about = caseMessageFields(
      { case: c, promises: [promise], requests: [], staff: [], lastUrgedOn: null },
      ctx.townContext,
      ctx.now,
    )
    const say = { ...about, what: clockLabel(promise.purpose, c.kind) }
    const due = formatDue(promise, ctx.now)
    const tell = messageKindFor(c.state === 'completed' ? 'completed' : 'answered', c.kind)
    letters.push({
      conversationId: c.conversationId,
      message:
        promise.purpose === 'supply'
          ? { text: RESIDENT_REMINDERS.supply(say, due), choices: caseChoices('supplement', c.id) }
          : {
              // what the law answers in writing is received, not solved
              text:
                tell === 'answered' || tell === 'completed'
                  ? RESIDENT_REMINDERS.confirm(say, due)
                  : RESIDENT_REMINDERS.received(say, due),
              choices: caseChoices(tell, c.id),
            },
      urgency: 'push',
      about: 'reminder',
      caseId: c.id,
      notBefore: afterQuietHours(ctx.now, ctx.townContext.town),
      whileOpen: [promise.id],
      onceKey: `${promise.id}:${stage.name}:${stage.date}:resident`,
    })
  }
  return letters
}

/** Questions nobody answered: a head's own items, the front desk's where no item was found. */
async function unansweredOf({ tx, ctx }: Run): Promise<(staff: Staff) => number> {
  const counts = await unansweredByItem(tx)
  const { catalog, town } = ctx.townContext
  const owner = (item: string | null) => catalog.items.find((i) => i.id === item)?.owner ?? town.fallback
  return (staff) =>
    staff.role === 'head'
      ? counts.filter((c) => owner(c.item) === staff.department).reduce((n, c) => n + c.count, 0)
      : 0
}
