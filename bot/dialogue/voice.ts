/** A voice message: what was heard is shown back and taken once it is confirmed, danger at once; else a person listens. */
import { caseMessageFields } from '../../core/case/message-to-resident.ts'
import type { Case } from '../../core/case/case.ts'
import type { Body } from '../../core/channel.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { FILE_GONE, FILE_REFUSED } from '../../core/messages/files.ts'
import { VOICE } from '../../core/messages/voice.ts'
import { WHERE } from '../../core/privacy/mask.ts'
import { lockCaseContext } from '../../db/cases/change-case.ts'
import { casesOfResident, lastOpenEvents, OPEN_STATES } from '../../db/cases/find-cases.ts'
import { attachFiles, inCase } from '../../db/files/files.ts'
import type { DialogueMemory, DialogueStep } from '../../db/people/conversations.ts'
import { alarm, alarmOf } from './alarm.ts'
import { ask } from './ask.ts'
import { casesInReach } from './case-reach.ts'
import { openResidentCase, routeCase } from './open-case.ts'
import { justOpened } from './own-case.ts'
import { refuseOverQuota } from './quota-refusal.ts'
import { performResidentAction } from './resident-cases.ts'
import { type Reply, say, type Turn } from './turn.ts'
import { choiceByLabel } from '../../core/input/typed-choice.ts'

type Heard = Extract<DialogueStep, { name: 'heard' }>

/** What goes on as if it had been typed; given in, because it answers voice messages too. */
export type AnswerText = (turn: Turn, text: string, choice: string | null) => Promise<Reply>

/** Recordings held until their case is opened. */
const MOST_HELD = 9

/** Answers a voice message by what was heard in it, or hands the recording to a person. */
export async function answerVoice(turn: Turn, body: Extract<Body, { kind: 'voice' }>, typed: AnswerText): Promise<Reply> {
  if (turn.group) return say(turn, DIALOGUE.groupOnly)
  const { transcript, fileId, memory } = turn
  if (body.refused && transcript === null) return { ...say(turn, FILE_REFUSED[body.refused]), memory }
  if (fileId === null && transcript === null) return { ...say(turn, VOICE.lost), memory }
  const before = memory.step?.name === 'heard' ? memory.step : null
  const files = [...(before?.files ?? []), ...(fileId === null ? [] : [fileId])].slice(-MOST_HELD)
  // said on before the first was confirmed: one thing in two breaths
  const text = [before?.text, transcript].filter((t) => t !== null && t !== undefined).join('\n')
  const plain = before ? { ...turn, memory: asBefore(memory, before) } : turn
  const u = turn.understand(turn.redact(text).text)
  if (text !== '' && u.decision === 'urgent') return withRecording(plain, files, urgent)
  if (await alarmOf(turn))
    return transcript === null
      ? giveToPerson(plain, files, null)
      : withRecording(plain, files, (t) => typed(t, transcript, null))
  if (transcript === null) return giveToPerson(plain, files, before?.text ?? null)
  const shown = turn.redact(text, WHERE).text
  const { step: under, choices } = plain.memory
  const step: Heard = { name: 'heard', text: shown, files, ...(under ? { under } : {}), ...(choices ? { choices } : {}) }
  const asked = { text: VOICE.heard(shown), choices: VOICE.choices }
  return { say: [u.perhapsDanger ? DIALOGUE.perhapsDanger(asked) : asked], memory: { ...plain.memory, step }, masked: [] }

  async function urgent(at: Turn): Promise<Reply> {
    const reply = await ask(at, text)
    return { ...reply, say: [...reply.say, { text: VOICE.heardUrgent(turn.redact(text, WHERE).text) }] }
  }
} // prettier-ignore

/** The memory as it was before something was heard. */
function asBefore({ step: _, choices: __, ...memory }: DialogueMemory, { under, choices }: Heard): DialogueMemory {
  return { ...memory, ...(under ? { step: under } : {}), ...(choices ? { choices } : {}) }
}

/** A tap under what was heard. */
export async function heardTapped(turn: Turn, step: Heard, value: string, typed: AnswerText): Promise<Reply> {
  const plain: Turn = { ...turn, memory: asBefore(turn.memory, step) }
  switch (value) {
    case 'danger:now': {
      const question = { text: step.text, item: null, department: null, inquiry: null }
      return withRecording({ ...plain, memory: { ...plain.memory, question } }, step.files, alarm)
    }
    case 'heard:yes':
      return withRecording(plain, step.files, (t) =>
        typed(t, step.text, choiceByLabel(step.text, step.choices)?.value ?? null),
      )
    case 'heard:person':
      return giveToPerson(plain, step.files, step.text)
    case 'heard:no':
      return { say: [{ text: VOICE.again }], memory: plain.memory }
    default:
      // nobody is in danger: what was heard is asked again
      return { say: [{ text: VOICE.heard(step.text), choices: VOICE.choices }], memory: { ...plain.memory, step } }
  }
}

const YES = /^(是|对|嗯|好|没错|确认|行)[的呀啊吧了嗯，。,.!！对是]*$/u
const NO = /^(不对|不是|错|听错|没听对|不$)/u
const PERSON = /^(人工|转人工|找人|找人工|找工作人员|请人听|登记)$/u

/** What is typed under what was heard: yes, no, a person, or the thing itself in other words. */
export function heardTyped(turn: Turn, step: Heard, text: string, typed: AnswerText): Promise<Reply> {
  const value = YES.test(text) ? 'heard:yes' : NO.test(text) && text.length <= 6 ? 'heard:no' : PERSON.test(text) ? 'heard:person' : null // prettier-ignore
  if (value) return heardTapped(turn, step, value, typed)
  const plain: Turn = { ...turn, memory: asBefore(turn.memory, step) }
  return withRecording(plain, step.files, (t) => typed(t, text, choiceByLabel(text, step.choices)?.value ?? null))
}

/** Does what was said; the recording goes where the words went: into the case they opened or are of, else it waits for one. */
async function withRecording(
  turn: Turn,
  files: readonly number[],
  does: (turn: Turn) => Promise<Reply>,
): Promise<Reply> {
  const reply = await does(turn)
  if (files.length === 0 || turn.conversation.personId === null) return reply
  const own = (await casesInReach(turn)).filter((c) => c.privacy !== 'anonymous')
  const said = await lastOpenEvents(turn.tx, own.map((c) => c.id)) // prettier-ignore
  const into = said.find((e) => e.actor === 'resident' && e.at.getTime() === turn.ctx.now.getTime())
  if (into) {
    const there = await inCase(turn.tx, into.caseId)
    await attachFiles(turn.tx, into.caseId, files.filter((f) => !there.includes(f)), turn.ctx.now) // prettier-ignore
    return reply
  }
  const { question } = reply.memory
  if (!question || question === turn.memory.question) return reply
  const recordings = [...(question.recordings ?? []), ...files].slice(-MOST_HELD)
  return { ...reply, memory: { ...reply.memory, question: { ...question, recordings } } }
}

/** The case a recording belongs to: of the alarm, just opened, or the only one that is open. */
async function caseOf(turn: Turn): Promise<Case | null> {
  const { personId } = turn.conversation
  const own = personId === null ? [] : await casesOfResident(turn.tx, personId)
  const going = await alarmOf(turn)
  const open = own.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state))
  return open.find((c) => c.id === going?.caseId) ?? (await justOpened(turn)) ?? (open.length === 1 ? open[0]! : null)
}

/** Nobody but a person can tell what was said: into their case, or a case of its own, with the recording. */
async function giveToPerson(turn: Turn, files: readonly number[], unsure: string | null): Promise<Reply> {
  const { tx, ctx } = turn
  const text = unsure === null ? VOICE.onlyRecorded : VOICE.unchecked(unsure)
  const going = await caseOf(turn)
  if (going) {
    const kept = await attachFiles(tx, going.id, files, ctx.now)
    if (kept.length === 0 && unsure === null) return { ...say(turn, FILE_GONE), memory: turn.memory }
    const told = await performResidentAction(turn, going.id, 'say', { text })
    const about = caseMessageFields(await lockCaseContext(tx, going.id), ctx.townContext, ctx.now)
    return { ...told, say: [{ text: VOICE.givenToCase(going.number, about.department, about.due) }], memory: turn.memory }
  } // prettier-ignore
  const opened = await openResidentCase(turn, { kind: 'consultation', text, item: null, ...routeCase(turn, null, null) }, files) // prettier-ignore
  if ('over' in opened) {
    const { department } = routeCase(turn, null, null)
    return refuseOverQuota(turn, opened.over, { kind: 'consultation', text, item: null, department })
  }
  if (opened.filesGone > 0 && unsure === null) return { ...say(turn, FILE_GONE), messages: opened.messages }
  const about = caseMessageFields(await lockCaseContext(tx, opened.caseId), ctx.townContext, ctx.now)
  const { files: _, ...memory } = turn.memory
  return {
    say: [{ text: VOICE.given(about.department, about.due) }, opened.message],
    messages: opened.messages,
    memory: { ...memory, at: ctx.now.toISOString(), going: true },
  }
}
