/** `POST /track/case`: what a resident may do with number and look-up code, by the same moves as in the chat. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Case } from '../../core/case/case.ts'
import type { ActionInput } from '../../core/case/case-context.ts'
import type { LookupAction } from '../../core/case/lookup-actions.ts'
import { lookupCodeOf } from '../../core/case/lookup-code.ts'
import { userError, UserError } from '../../core/errors.ts'
import { detectFileType, storedName } from '../../core/file-types.ts'
import { cleanText } from '../../core/input/clean-text.ts'
import { fit } from '../../core/input/limits.ts'
import { DIALOGUE } from '../../core/messages/dialogue.ts'
import { FILE_GONE, FILE_REFUSED } from '../../core/messages/files.ts'
import { TRACK } from '../../core/messages/track.ts'
import { holdsPicture } from '../../core/picture/content.ts'
import { withoutMetadata } from '../../core/picture/clean.ts'
import { withoutSecrets, withoutWords } from '../../core/privacy/hide-secrets.ts'
import { type PersonalKind, WHERE } from '../../core/privacy/mask.ts'
import { makeMaskOnce } from '../../core/privacy/mask-once.ts'
import { dangerReader } from '../../core/answer/danger/danger-reader.ts'
import { caseById } from '../../db/cases/find-cases.ts'
import { takeTrackWrite } from '../../db/cases/track-writes.ts'
import { attachFiles, runYielding, storeFile, UNATTACHED_MS } from '../../db/files/files.ts'
import { isKnownPerson } from '../../db/people/standing.ts'
import { SEND_LEASE_MS } from '../../db/queue/leases.ts'
import { enqueue, type NewMessage } from '../../db/queue/outbox.ts'
import type { Tx } from '../../db/types.ts'
import { performResidentMove, tellBadRatingReason } from '../../services/resident-action.ts'
import { networksOf } from '../client-address.ts'
import { type Form, readForm } from '../multipart.ts'
import type { WebOptions } from '../options.ts'
import { requestContextOf } from '../request-context.ts'
import { messageRateLimit } from '../security.ts'
import { checkFormToken, checkPass, dropPass, giveSaid, passOf, type TrackSaid } from '../track-pass.ts'

export function trackWrites(
  app: FastifyInstance,
  o: WebOptions,
  show: (request: FastifyRequest, reply: FastifyReply, found: Case, said: TrackSaid) => Promise<FastifyReply>,
): void {
  const known = async (request: FastifyRequest): Promise<void> => checkPass(request, o)
  app.post('/track/case', { config: messageRateLimit, preParsing: known }, async (request, reply) => {
    const caseId = passOf(request, o)
    if (caseId === null) throw userError('no-pass')
    const form = await formOf(request, (fields) => checkFormToken(o, caseId, fields['token']))
    if (form.fields['do'] === 'leave') {
      dropPass(reply, o)
      return reply.redirect('/track', 303)
    }
    const found = await caseById(o.database.db, caseId)
    if (!found) throw userError('not-found')
    const said = await write(o, request, found, form)
    if (said.words !== undefined) return show(request, reply.code(422), found, said)
    // opened again, the page sends nothing a second time
    giveSaid(reply, o, said)
    return reply.redirect('/track/case', 303)
  })
}

async function formOf(request: FastifyRequest, check: (fields: Readonly<Record<string, string>>) => void) {
  if (request.isMultipart()) return readForm(request, check)
  const fields = Object.fromEntries(
    Object.entries((request.body ?? {}) as Record<string, unknown>).filter(([, value]) => typeof value === 'string'),
  ) as Record<string, string> // only texts are left
  check(fields)
  return { fields, file: null } satisfies Form
}

interface Wanted {
  readonly action: LookupAction
  /** Kinds of personal data the office may need in it. */
  readonly keeps?: readonly PersonalKind[]
  /** Something must be written. */
  readonly words?: boolean
}

/** By what its button sends. 没解决 is one word for two rows of the table. */
const wantedOf = (does: string, state: Case['state']): Wanted | null => {
  switch (does) {
    case 'say':
      return { action: 'say', keeps: WHERE, words: true }
    case 'supply':
      return { action: 'supply' }
    case 'urge':
      return { action: 'urge' }
    case 'confirm':
      return { action: 'confirm' }
    case 'rate':
      return { action: 'rate' }
    case 'unsolved':
      return { action: state === 'answered' ? 'reopen' : 'ask-reopen', words: true }
    default:
      return null
  }
}

/** A rating this low starts a call back: why is asked for, and told. */
const BAD_SCORE = 2

async function write(o: WebOptions, request: FastifyRequest, found: Case, form: Form): Promise<TrackSaid> {
  const wanted = wantedOf(form.fields['do'] ?? '', found.state)
  if (!wanted) throw userError('bad-request')
  const typed = cleanText(form.fields['text'] ?? '').trim()
  const does = form.fields['do'] ?? ''
  const refused = (text: string): TrackSaid => ({ text, bad: true, words: typed, does })
  const { action } = wanted
  const takesFile = action === 'say' || action === 'supply'
  const file = takesFile ? form.file : null
  if (wanted.words && typed === '' && !file) return refused(action === 'say' ? TRACK.noWords : DIALOGUE.why)
  const score = /^[1-5]$/.test(form.fields['score'] ?? '') ? Number(form.fields['score']) : undefined
  if (action === 'rate' && score === undefined) return refused(TRACK.noScore)
  try {
    fit('actText', typed)
    const redact = withoutSecrets(withoutWords(makeMaskOnce(), [lookupCodeOf(o.cipher, found)]))
    const words = redact(typed, wanted.keeps).text
    const danger = typed === '' ? null : await runYielding(dangerReader(o.understand)(typed))
    const fileId = file ? await keepFile(o, request, found, file) : null
    const usual = action === 'say' ? TRACK.photo : action === 'supply' ? TRACK.supplied : ''
    const input: ActionInput = action === 'rate' ? { score: score ?? 0 } : { text: words || usual }
    const done = await commit(o, async (tx) => {
      const ctx = requestContextOf(o)
      if (!(await takeTrackWrite(tx, found.id, ctx.now))) return { text: TRACK.enough, bad: true, messages: [] }
      const moved = await performResidentMove(tx, ctx, found.id, action, input)
      if (!moved.ok)
        return {
          text: moved.because === 'condition' ? `${moved.detail}。` : TRACK.notNow(moved.detail),
          bad: true,
          messages: [],
        }
      const lost = fileId !== null && (await attachFiles(tx, found.id, [fileId], ctx.now)).length === 0
      const why = action === 'rate' && (score ?? 5) <= BAD_SCORE && words !== ''
      const told = why ? await tellBadRatingReason(tx, ctx, found.id, words) : []
      const text = [moved.said?.text, why && DIALOGUE.whyThanks, lost && FILE_GONE].filter(Boolean).join('\n')
      return { text: text || TRACK.done, bad: false, messages: [...moved.messages, ...told] }
    })
    // help first, whatever was being written about
    const text = danger ? `${DIALOGUE.urgent(danger.danger)}\n${done.text}` : done.text
    return { text, bad: done.bad || danger !== null, ...(done.bad ? { words: typed, does } : {}) }
  } catch (error) {
    if (error instanceof UserError) return refused(error.message)
    throw error
  }
}

/** In one transaction, and its letters sent as soon as it is committed. */
async function commit<T extends { readonly messages: readonly NewMessage[] }>(
  o: WebOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { done, held } = await o.database.db.transaction(async (tx) => {
    const done = await work(tx)
    const now = o.now()
    const until = o.send ? new Date(now.getTime() + SEND_LEASE_MS) : null
    return { done, held: await enqueue(tx, done.messages, now, until) }
  })
  o.send?.(held)
  return done
}

/** Counted, known by its bytes, without metadata, sealed: as on every channel. Throws what the web refuses a file with. */
async function keepFile(
  o: WebOptions,
  request: FastifyRequest,
  c: Case,
  file: NonNullable<Form['file']>,
): Promise<number> {
  const kind = detectFileType(file.bytes)
  if (!kind) throw userError('wrong-type')
  if (!holdsPicture(kind.type, file.bytes)) throw userError('wrong-type', FILE_REFUSED.unreadable)
  if (o.disk && !(await o.disk.fits(file.bytes.length))) throw userError('no-room')
  // a case nobody wrote in was taken at the counter, on the telephone or by another desk
  const stranger = c.residentId !== null && !(await isKnownPerson(o.database.db, c.residentId))
  const sender = { lane: `case:${c.id}`, ...networksOf(request), stranger }
  const refusal = await o.fileQuota?.charge(sender, file.bytes.length, o.now())
  if (refusal) throw userError(`files-${refusal}`)
  const bytes = await runYielding(withoutMetadata(kind.type, file.bytes))
  if (!bytes) throw userError('wrong-type', FILE_REFUSED.unreadable)
  const stored = { name: storedName(file.name, kind.ends), type: kind.type, bytes }
  return storeFile(o.database, o, stored, { now: o.now(), dropAfterMs: UNATTACHED_MS })
}
