/** What one message does, whoever sent it, on whatever channel: the same for all. */
import type { Incoming, Outgoing, Choice } from '../core/channel.ts'
import type { Understand } from '../core/answer/understand.ts'
import { SAY } from '../core/messages/dialogue.ts'
import { maskPersonal, WHERE } from '../core/privacy/mask.ts'
import type { Setting } from '../db/cases.ts'
import type { Staff } from '../core/case/case.ts'
import type { Letter } from '../db/outbox.ts'
import { wroteFrom } from '../db/people.ts'
import { pledgePicture } from './commands/pledge.ts'
import { isStaffWord, staffMessage, staffTap } from './commands/staff.ts'
import { type Reply, say, type Turn } from './dialogue/context.ts'
import { resident } from './dialogue/resident.ts'
import type { Handle } from './handling.ts'
import { advised } from './opinion.ts'

const MAX_TEXT = 10_000

/** The choice a typed number means: exact match only, "10" is never "1". */
export function numbered(text: string, choices: readonly Choice[] | undefined): string | null {
  const typed = /^[\s(（]*([0-9０-９]{1,2})[\s.。、)）]*$/.exec(text)?.[1]?.normalize('NFKC')
  if (typed === undefined || !choices) return null
  return choices[Number(typed) - 1]?.value ?? null
}

/** The choice whose words were typed instead of tapped. */
export function named(text: string, choices: readonly Choice[] | undefined): string | null {
  const typed = text.replace(/[\s。.！!，,“”"]/g, '')
  return choices?.find((c) => c.label.replace(/[\s，,]/g, '') === typed)?.value ?? null
}

export function makeHandle(o: { setting: () => Setting; understand: () => Understand }): Handle {
  return async (tx, { message, fileId, inquiryId, conversation, staff, advice }, now) => {
    // one instant for all a message does: what is issued must not be later than the letter that carries it
    const set = { ...o.setting(), now }
    const turn: Turn = {
      tx,
      set,
      conversation,
      memory: conversation.memory,
      understand: advised(o.understand(), set.world.catalog, advice),
      fileId,
      inquiryId,
      group: message.group,
    }
    const reply = await answer(turn, message, message.group ? null : staff)
    const told = masked(turn, message, reply)
    const kind = told.length > 0 ? [{ text: SAY.personal(told) }, ...reply.say] : reply.say
    const said = withPrivacyLine(turn, kind)
    const choices = said.at(-1)?.choices ?? []
    const asks = reply.asks ?? conversation.memory.asks
    const memory = {
      ...without(reply.memory),
      // a step just begun is as fresh as a topic just spoken of
      ...(reply.memory.step && reply.memory.step !== turn.memory.step ? { at: set.now.toISOString() } : {}),
      ...(choices.length > 0 ? { choices } : {}),
      ...toldSoFar(conversation.memory.told, told),
      ...(asks ? { asks } : {}),
    }
    const letters: Letter[] = said.map((m) => ({
      conversationId: conversation.id,
      message: m,
      urgency: 'answer',
      about: 'answer',
    }))
    return {
      letters: [...letters, ...(reply.letters ?? [])],
      memory: message.group ? null : memory,
      privacyTold: said !== kind,
      inquiry: reply.inquiry ?? null,
    }
  }
}

async function answer(turn: Turn, message: Incoming, staff: Staff | null): Promise<Reply> {
  const body =
    message.body.kind === 'text' ? { ...message.body, text: message.body.text.slice(0, MAX_TEXT) } : message.body
  if (staff) await wroteFrom(turn.tx, staff, turn.conversation)
  const { choices } = turn.memory
  const typed = body.kind === 'text' ? (numbered(body.text, choices) ?? named(body.text, choices)) : null
  // a number in the middle of an application names materials, not taps
  const choice =
    body.kind === 'choice'
      ? body.value
      : turn.memory.step?.name === 'intake' && turn.memory.step.whom !== null && !turn.memory.step.asks
        ? null
        : typed
  if (choice?.startsWith('s:')) return (staff && (await staffTap(turn, staff, choice))) ?? say(turn, SAY.notStaff)
  if (staff && body.kind === 'text' && choice === null) {
    const done = await staffMessage(turn, staff, body.text, message.quoted)
    // what staff write is for somebody to read: a telephone in it is meant
    if (done) return { ...done, masked: [] }
  }
  const picture = staff && body.kind === 'file' ? await pledgePicture(turn, staff) : null
  if (picture) return picture
  if (!staff && body.kind === 'text' && isStaffWord(body.text)) return say(turn, SAY.notStaff)
  return resident(turn, body, choice)
}

/** Personal data in what was just said that this person was not told about yet. A place may be needed, and is not scolded for. */
function masked(turn: Turn, message: Incoming, reply: Reply): string[] {
  const text = message.body.kind === 'text' ? message.body.text : ''
  // asked for how to reach them, or putting it right: then it is kept, sealed
  const wanted = turn.memory.step?.name === 'intake' || /^\s*更正/.test(text)
  const found = [...(message.masked ?? []), ...(wanted ? [] : (reply.masked ?? maskPersonal(text, WHERE).found))]
  return [...new Set(found)].filter((what) => !turn.memory.told?.includes(what))
}

const toldSoFar = (before: readonly string[] = [], now: readonly string[]): { told?: readonly string[] } =>
  before.length + now.length > 0 ? { told: [...new Set([...before, ...now])] } : {}

/** Said once to everyone, under the first answer: 个人信息保护法 17, 35. */
function withPrivacyLine(turn: Turn, messages: readonly Outgoing[]): readonly Outgoing[] {
  const [first, ...rest] = messages
  if (!first || turn.group || turn.conversation.privacyToldAt !== null) return messages
  return [{ ...first, text: `${first.text}\n${SAY.privacyLine}` }, ...rest]
}

const without = <T extends { choices?: unknown }>({ choices: _, ...rest }: T): Omit<T, 'choices'> => rest
