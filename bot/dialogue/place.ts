/** A pin on a map, or the village asked for: into the case it is of, else kept for the next. */
import type { Body } from '../../core/channel.ts'
import type { Case } from '../../core/case/case.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { MOST_TAPS, PLACE } from '../../core/messages/place.ts'
import { metresBetween, type Place, readPlace } from '../../core/place/place.ts'
import { findVillage } from '../../core/place/villages.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { setCasePlace } from '../../db/cases/case-place.ts'
import { caseById, casesOfResident, OPEN_STATES } from '../../db/cases/find-cases.ts'
import type { DialogueStep } from '../../db/people/conversations.ts'
import { alarmOf } from './alarm.ts'
import { justOpened } from './own-case.ts'
import { fresh } from './read-message.ts'
import { performResidentAction } from './resident-cases.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'

type Far = Extract<DialogueStep, { name: 'far' }>
type Where = Extract<DialogueStep, { name: 'where' }>

const LONGEST_LABEL = 80

/** Answers a place that was sent. One far outside the town is asked back: a slip of the finger, or a phone that is lost. */
export async function answerPlace(turn: Turn, body: Extract<Body, { kind: 'place' }>): Promise<Reply> {
  if (turn.group) return say(turn, DIALOGUE.groupOnly)
  const label = turn.redact((body.label ?? '').slice(0, LONGEST_LABEL), WHERE).text
  const { lat, lon, system } = body
  const place = readPlace({ lat, lon, system, label })
  if (!place) return { ...say(turn, PLACE.unreadable), memory: turn.memory }
  const { area, name } = turn.ctx.townContext.town
  const metres = area ? metresBetween(area, place) : 0
  if (!area || metres <= area.km * 1000) return takePlace(turn, place)
  const { step } = turn.memory
  const under = step?.name === 'far' ? step.under : step
  return {
    say: [{ text: PLACE.far(name, metres), choices: PLACE.farChoices }],
    memory: { ...turn.memory, step: { name: 'far', place, ...(under ? { under } : {}) } },
  }
}

/** 就是这里, 发错了. */
export function farTapped(turn: Turn, { place, under }: Far, value: string): Promise<Reply> | Reply {
  const rest = withoutStep(turn.memory)
  const memory = { ...rest, ...(under ? { step: under } : {}) }
  return value === 'place:here' ? takePlace({ ...turn, memory }, place) : { say: [{ text: PLACE.again }], memory }
}

async function takePlace(turn: Turn, place: Place): Promise<Reply> {
  const into = await caseOf(turn)
  if (into) return placeInCase(turn, into, place)
  const memory = { ...turn.memory, place, at: turn.ctx.now.toISOString() }
  const waits = turn.memory.question !== undefined && fresh(turn)
  return waits
    ? { say: [{ text: PLACE.held, choices: DIALOGUE.registerOrNot }], memory }
    : { say: [{ text: PLACE.what }], memory }
}

/** The case a place is of: the one asked about, of the alarm, just opened, or the only report that has none yet. */
async function caseOf(turn: Turn): Promise<Case | null> {
  const { step } = turn.memory
  const { personId } = turn.conversation
  const own = personId === null ? [] : await casesOfResident(turn.tx, personId)
  const open = own.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state))
  const asked = step?.name === 'where' ? step.caseId : (await alarmOf(turn))?.caseId
  const meant = open.find((c) => c.id === asked)
  if (meant) return meant
  if (turn.memory.question?.answered === false && fresh(turn)) return null
  const newest = await justOpened(turn)
  if (newest) return newest
  const lacking = open.filter((c) => c.place === null && c.village === null && c.kind !== 'application')
  return open.length === 1 && lacking.length === 1 ? lacking[0]! : null
}

async function placeInCase(turn: Turn, c: Case, place: Place): Promise<Reply> {
  const { villages } = turn.ctx.townContext.town
  const village = c.village ?? findVillage(villages, place.label ?? '')?.name ?? null
  await setCasePlace(turn.tx, c.id, { place, village })
  // no degrees in the log: they go when the person asks to be forgotten
  const told = await performResidentAction(turn, c.id, 'say', { text: PLACE.sent(place.label ?? village ?? '') })
  return { ...told, say: [{ text: PLACE.taken(c.number) }] }
}

/** Asks once in which village a report is, where nobody said; null where there is nothing to ask. */
export function askWhere(turn: Turn, c: { readonly id: number; readonly village: string | null; readonly place: Place | null; readonly report: string | null }) {
  const { villages } = turn.ctx.townContext.town
  if (villages.length === 0 || c.report === null || c.village !== null || c.place !== null) return null
  const step: Where = { name: 'where', caseId: c.id }
  const choices = villages.map((v, i) => ({ label: v.name, value: `village:${i}` }))
  return villages.length <= MOST_TAPS ? { text: PLACE.which, choices, step } : { text: PLACE.whichMany, choices: [], step }
} // prettier-ignore

/** The village answered, by a tap or in words; null: something else was said, and nobody is asked again. */
export async function whereAnswered(turn: Turn, step: Where, answer: { readonly text: string } | { readonly nth: number }): Promise<Reply | null> {
  const { villages } = turn.ctx.townContext.town
  const village = 'nth' in answer ? villages[answer.nth] : findVillage(villages, answer.text)
  const c = await caseById(turn.tx, step.caseId)
  if (!village || !c || !(OPEN_STATES as readonly string[]).includes(c.state)) return null
  await setCasePlace(turn.tx, c.id, { village: village.name })
  const text = 'nth' in answer ? village.name : turn.redact(answer.text, WHERE).text
  return performResidentAction(turn, c.id, 'say', { text })
} // prettier-ignore
