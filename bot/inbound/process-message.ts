/** What one message does, whoever sent it, on whatever channel: the same for all. */
import type { Incoming, Outgoing } from '../../core/channel.ts'
import type { Understand } from '../../core/answer/understand.ts'
import { UserError } from '../../core/errors.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { VOICE } from '../../core/messages/voice.ts'
import { withoutWords } from '../../core/privacy/hide-secrets.ts'
import { keepMessage } from '../../core/privacy/kept-message.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import type { RequestContext } from '../../db/context.ts'
import type { PhoneCodes } from '../../core/phone-codes.ts'
import type { Staff } from '../../core/case/case.ts'
import type { NewMessage } from '../../db/queue/outbox.ts'
import type { DialogueMemory } from '../../db/people/conversations.ts'
import { recordStaffConversation } from '../../db/people/staff.ts'
import { pledgePicture } from '../commands/pledge.ts'
import { isStaffWord, staffMessage, staffTap } from '../commands/staff-message.ts'
import { type Reply, say, type Turn } from '../dialogue/turn.ts'
import { choiceByLabel, choiceByNumber } from '../../core/input/typed-choice.ts'
import { mayApply } from '../dialogue/application.ts'
import { answerResident, isResidentWord } from '../dialogue/resident-message.ts'
import type { ProcessMessage } from './batch-processor.ts'
import { advised } from '../../adapters/llm.ts'
import { lookupCodesIn } from './typed-codes.ts'

export function makeMessageProcessor(o: {
  requestContext: () => RequestContext
  understand: () => Understand
  log?: Turn['log']
  /** Sends codes to telephones; absent where no provider is wired. */
  phoneCodes?: PhoneCodes | null
  /** Makes and sends the file of 我的资料. */
  sendExport?: Turn['sendExport']
}): ProcessMessage {
  return async (tx, { message, fileId, inquiryId, conversation, staff, advice, transcript, redact }, now) => {
    // one instant for all a message does: what is issued must not be later than the letter that carries it
    const ctx = { ...o.requestContext(), now }
    const { body } = message
    const text = body.kind === 'text' ? body.text : body.kind === 'file' ? (body.caption ?? '') : ''
    const codes = await lookupCodesIn(tx, ctx, text, conversation)
    const turn: Turn = {
      tx,
      ctx,
      conversation,
      memory: conversation.memory,
      understand: advised(o.understand(), ctx.townContext.catalog, advice),
      redact: withoutWords(redact, codes),
      danger: message.cut?.danger ?? null,
      fileId,
      transcript,
      inquiryId,
      group: message.group,
      quoted: message.quoted ?? null,
      network: message.network ?? null,
      log: o.log ?? null,
      phoneCodes: o.phoneCodes ?? null,
      sendExport: o.sendExport ?? null,
    }
    const reply = await answer(turn, message, message.group ? null : staff).catch((error: unknown) => {
      // said before anything was written
      if (error instanceof UserError) return say(turn, error.message)
      throw error
    })
    const told = masked(turn, message, reply)
    const kind = [
      ...(message.cut
        ? [{ text: staff && !message.cut.danger ? DIALOGUE.cutStaff : DIALOGUE.cut(message.cut.left) }]
        : []),
      ...(told.length > 0 ? [{ text: DIALOGUE.personal(told) }] : []),
      ...reply.say,
    ]
    const said = withPrivacyLine(turn, kind).map((m) => withoutRefused(turn, m))
    const choices = said.at(-1)?.choices ?? []
    const asks = reply.asks ?? conversation.memory.asks
    const kept = reply.keptDone ? undefined : (reply.memory.kept ?? conversation.memory.kept)
    // let in by number and code, a conversation stays so whatever is spoken of
    const lookup = reply.memory.lookup ?? conversation.memory.lookup
    const memory = {
      ...without(reply.memory),
      // a step just begun is as fresh as a topic just spoken of
      ...(reply.memory.step && reply.memory.step !== turn.memory.step ? { at: ctx.now.toISOString() } : {}),
      ...(choices.length > 0 ? { choices } : {}),
      ...toldSoFar(conversation.memory.told, told),
      ...(asks ? { asks } : {}),
      ...(kept ? { kept } : {}),
      ...(lookup && Object.keys(lookup).length > 0 ? { lookup } : {}),
    }
    const messages: NewMessage[] = said.map((m) => ({
      conversationId: conversation.id,
      message: keepMessage(ctx, m),
      urgency: 'answer',
      about: 'answer',
    }))
    return {
      letters: [...messages, ...(reply.messages ?? [])],
      memory: message.group ? null : memory,
      privacyTold: said !== kind,
      inquiry: reply.inquiry ?? null,
      typedSecrets: [...codes, ...(reply.typedSecrets ?? [])],
      ...(reply.afterwards ? { afterwards: reply.afterwards } : {}),
    }
  }
}

async function answer(turn: Turn, message: Incoming, staff: Staff | null): Promise<Reply> {
  const { body } = message
  if (staff) await recordStaffConversation(turn.tx, staff, turn.conversation)
  // half of what staff meant to publish or send is worse than none of it
  if (staff && message.cut && !message.cut.danger) return { say: [], memory: turn.memory, masked: [] }
  const { choices } = turn.memory
  const typed =
    body.kind === 'text'
      ? ((choiceByNumber(body.text, choices) ?? choiceByLabel(body.text, choices))?.value ?? null)
      : null
  // a number in the middle of an application names materials, not taps
  const choice =
    body.kind === 'choice'
      ? body.value
      : turn.memory.step?.name === 'intake' && turn.memory.step.whom !== null && !turn.memory.step.asks
        ? null
        : typed
  if (choice?.startsWith('s:')) return (staff && (await staffTap(turn, staff, choice))) ?? say(turn, DIALOGUE.notStaff)
  if (staff && body.kind === 'text' && choice === null) {
    const done = await staffMessage(turn, staff, body.text, message.quoted)
    // what staff write is for somebody to read: a telephone in it is meant
    if (done) return { ...done, masked: [] }
  }
  if (staff && body.kind === 'voice') return { ...say(turn, VOICE.staff), memory: turn.memory }
  const picture = staff && body.kind === 'file' ? await pledgePicture(turn, staff) : null
  if (picture) return picture
  if (!staff && body.kind === 'text' && isStaffWord(body.text) && !isResidentWord(body.text))
    return say(turn, DIALOGUE.notStaff)
  return answerResident(turn, body, choice)
}

/** Personal data in what was just said that this person was not told about yet. A place may be needed, and is not scolded for. */
function masked(turn: Turn, message: Incoming, reply: Reply): string[] {
  const text = message.body.kind === 'text' ? message.body.text : ''
  // asked for how to reach them, or putting it right: then it is kept, sealed
  const wanted = turn.memory.step?.name === 'intake' || /^\s*更正/.test(text)
  const found = [...(message.masked ?? []), ...(wanted ? [] : (reply.masked ?? turn.redact(text, WHERE).found))]
  return [...new Set(found)].filter((what) => !turn.memory.told?.includes(what))
}

const toldSoFar = (before: readonly string[] = [], now: readonly string[]): { told?: readonly string[] } =>
  before.length + now.length > 0 ? { told: [...new Set([...before, ...now])] } : {}

/** Said once to everyone, under the first answer: 个人信息保护法 17, 35. */
function withPrivacyLine(turn: Turn, messages: readonly Outgoing[]): readonly Outgoing[] {
  const [first, ...rest] = messages
  if (!first || turn.group || turn.conversation.privacyToldAt !== null) return messages
  return [{ ...first, text: `${first.text}\n${DIALOGUE.privacyLine}` }, ...rest]
}

/** A tap that would be refused is not offered: an application holds what a chat abroad may not take. */
function withoutRefused(turn: Turn, m: Outgoing): Outgoing {
  const offers = m.choices?.some((c) => c.value.startsWith('apply:')) ?? false
  return offers && !turn.group ? { ...m, choices: (m.choices ?? []).filter((c) => mayApply(turn, c.value)) } : m
}

const without = ({ choices: _c, kept: _k, lookup: _l, ...rest }: DialogueMemory): Omit<DialogueMemory, 'choices' | 'kept' | 'lookup'> => rest // prettier-ignore
