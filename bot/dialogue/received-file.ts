/** Takes a photo or file a resident sent: into what they are doing, into their case, or asked about. */
import type { Case } from '../../core/case/case.ts'
import type { Body } from '../../core/channel.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { FILE_GONE, FILE_REFUSED } from '../../core/messages/files.ts'
import { OPEN_STATES } from '../../db/cases/find-cases.ts'
import { attachFiles } from '../../db/files/files.ts'
import { continueApplication } from './application.ts'
import { ask } from './ask.ts'
import { casesInReach, isOwn } from './case-reach.ts'
import { caseThatAsked } from './in-hand.ts'
import { tellOffice } from './tell-office.ts'
import { caseChoicesFor } from './resident-cases.ts'
import { type Reply, say, type Turn } from './turn.ts'

/** Photos held for a case that is not opened yet. */
const MOST_HELD = 9

/** A photo or file: into the step that wants it, else into the one open case, else kept and asked about. */
export async function answerFile(turn: Turn, sent: Extract<Body, { kind: 'file' }>): Promise<Reply> {
  const caption = sent.caption?.trim() ?? ''
  if (turn.fileId === null) return say(turn, sent.refused ? FILE_REFUSED[sent.refused] : DIALOGUE.fileLost)
  const { step } = turn.memory
  if (step?.name === 'intake') return (await continueApplication(turn, step, null, null)) ?? say(turn, DIALOGUE.file)
  const talked = await caseThatAsked(turn)
  if (talked && talked.state !== 'supplement') return photoToOffice(turn, talked, turn.fileId, caption)
  const cases = await casesInReach(turn)
  const wanting = cases.filter((c) => c.state === 'supplement')
  const fits = wanting.length > 0 ? wanting : cases.filter((c) => (OPEN_STATES as readonly string[]).includes(c.state))
  if (fits.length > 1)
    return {
      say: [{ text: DIALOGUE.whichFile, choices: caseChoicesFor(fits, 'file') }],
      memory: { ...turn.memory, step: { name: 'file', fileId: turn.fileId } },
    }
  if (fits[0]) return keepFile(turn, fits[0], turn.fileId, caption)
  const holding: Turn = { ...turn, memory: { ...turn.memory, files: [...(turn.memory.files ?? []), turn.fileId].slice(-MOST_HELD) } } // prettier-ignore
  if (caption) return ask(holding, caption)
  return say(holding, turn.memory.question ? DIALOGUE.fileHeld : DIALOGUE.file, { choices: [DIALOGUE.offerHuman] })
}

/** A photo for whoever has the case: they are told, with the words under it. */
async function photoToOffice(turn: Turn, into: Case, fileId: number, caption: string): Promise<Reply> {
  // by a look-up code no more than so much a day may be sent to it, which telling counts
  const told = isOwn(turn, into) ? null : await tellOffice(turn, into, DIALOGUE.photo(caption))
  if (told && !told.messages) return told
  const [kept] = await attachFiles(turn.tx, into.id, [fileId], turn.ctx.now)
  if (kept === undefined) return { ...say(turn, FILE_GONE), messages: told?.messages ?? [] }
  return told ?? tellOffice(turn, into, DIALOGUE.photo(caption))
}

/** Puts a file into a case, unless it lay too long and is gone. */
export async function keepFile(turn: Turn, into: Case, fileId: number, caption = ''): Promise<Reply> {
  // by a look-up code: its office is told, as on the page of the case
  if (!isOwn(turn, into)) return photoToOffice(turn, into, fileId, caption)
  const [kept] = await attachFiles(turn.tx, into.id, [fileId], turn.ctx.now)
  if (kept === undefined) return say(turn, FILE_GONE)
  const done = { choices: [{ label: '已补齐', value: `sup:${into.id.toString(36)}` }] }
  const told = caption === '' ? [] : ((await tellOffice(turn, into, DIALOGUE.photo(caption))).messages ?? [])
  return {
    ...say(turn, DIALOGUE.fileAdded(into.number), into.state === 'supplement' ? done : {}),
    ...(told.length > 0 ? { messages: told } : {}),
  }
}
