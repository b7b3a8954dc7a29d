/** A tap, or a number typed for one. */
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { received } from '../../db/cases/notices.ts'
import { continueApplication } from './application.ts'
import { alarm } from './alarm.ts'
import { ask, tapped } from './ask.ts'
import { endLookup } from './case-lookup.ts'
import { caseInReach } from './case-reach.ts'
import { beginChallenge } from './challenge.ts'
import { forgetPerson } from './forget.ts'
import { papersTapped } from './life-papers.ts'
import { sendHoldings } from './my-data.ts'
import { takeUp } from './tell-office.ts'
import { whereAnswered } from './place.ts'
import { keepFile } from './received-file.ts'
import { again, apply, human, none } from './register.ts'
import { listMyCases, performResidentVerb } from './resident-cases.ts'
import { type Reply, say, type Turn, withoutStep } from './turn.ts'

/** `value` is the choice's own: a verb, and what it is done to. */
export async function chosen(turn: Turn, value: string): Promise<Reply> {
  const [verb = '', ...args] = value.split(':')
  const { step } = turn.memory
  if (verb === 'human') return human(turn)
  if (verb === 'mine') return listMyCases(turn)
  if (verb === 'export') return sendHoldings(turn)
  if (verb === 'danger') return args[0] === 'now' ? alarm(turn) : say(turn, DIALOGUE.noDanger)
  if (verb === 'none') return none(turn)
  if (verb === 'lookup-end') return endLookup(turn)
  if (verb === 'again') return again(turn)
  if (verb === 'never-mind') return say(turn, DIALOGUE.nothing)
  if (step?.name === 'confirm' && value === 'yes') return performResidentVerb(turn, step.verb, step.caseId)
  if (step?.name === 'confirm' && value === 'no') return say(turn, DIALOGUE.notDone)
  if (step?.name === 'whose' && value === 'new') return ask({ ...turn, memory: withoutStep(turn.memory) }, step.text)
  if (step?.name === 'whose' && verb === 'say') {
    const c = await caseInReach(turn, parseInt(args[0] ?? '', 36) || 0)
    return c ? takeUp(turn, c, step.text) : say(turn, DIALOGUE.stale)
  }
  if (verb === 'village')
    return (
      (step?.name === 'where' ? await whereAnswered(turn, step, { nth: Number(args[0]) }) : null) ??
      say(turn, DIALOGUE.stale)
    )
  if (verb === 'forget') return step?.name === 'forget' ? forgetPerson(turn) : say(turn, DIALOGUE.stale)
  if (verb === 'apply') return apply(turn, args[0] ?? '')
  if (verb === 'doubt') return beginChallenge(turn, args.join(':'))
  if (step?.name === 'intake' && /^(whom|submit|how|later)$/.test(verb))
    return (await continueApplication(turn, step, null, value)) ?? say(turn, DIALOGUE.stale)
  if (verb === 'life' || verb === 'tick' || verb === 'ticked') return papersTapped(turn, verb, args)
  if (verb === 'got') return gotNotice(turn, args[0] ?? '')
  if (['i', 'n', 'q', 'f', 'useless'].includes(verb)) return tapped(turn, verb, args)
  const caseId = args[0] ? parseInt(args[0], 36) : NaN
  if (verb === 'file' && step?.name === 'file') {
    const own = await caseInReach(turn, Number.isSafeInteger(caseId) ? caseId : 0)
    return own ? keepFile(turn, own, step.fileId) : say(turn, DIALOGUE.stale)
  }
  if (Number.isSafeInteger(caseId) && /^(ok|no|urge|withdraw|sup|rate|r[1-5])$/.test(verb))
    return performResidentVerb(turn, verb, caseId)
  return say(turn, DIALOGUE.stale)
}

/** 已收到: the receipt of a notice. */
async function gotNotice(turn: Turn, id: string): Promise<Reply> {
  const { personId } = turn.conversation
  const known = personId !== null && (await received(turn.tx, parseInt(id, 36) || 0, personId, turn.ctx.now))
  return say(turn, known ? '好的，记下您已收到。' : DIALOGUE.stale)
}
