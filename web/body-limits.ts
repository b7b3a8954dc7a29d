/** What the body of a request may hold: one row for every route that takes one. A route without a row does not start. */
import { MAX_FILE_BYTES } from '../core/file-types.ts'

/**
 * Who must be known before any of the body is read.
 * - `anybody`: nobody; so the body is small.
 * - `chat`: a session of the web chat (web/chat-session.ts).
 * - `staff`: a session at the desk with a role the room lets in, asked for by the desk's own page (web/desk/route-guard.ts). The
 *   form's token is a field: it is checked before a file is read, and before anything is done.
 * - `track`: number and look-up code of a case, shown not long ago (web/track-pass.ts).
 * - `client`: a token of a client, in the header or the address (web/api/client.ts).
 * - `platform`: the platform's secret or signature, in the header or the address (web/platform-webhooks.ts).
 */
export type Sender = 'anybody' | 'chat' | 'track' | 'staff' | 'client' | 'platform'

/** Of a multipart form, in bytes and counts. */
export interface FormLimits {
  /** The whole form. */
  readonly bytes: number
  readonly files: number
  readonly fileBytes: number
  readonly fields: number
  readonly fieldBytes: number
}

export interface BodyLimit {
  readonly sender: Sender
  /** JSON, a plain form or text, whole. */
  readonly bytes: number
  /** Absent: a multipart form is refused. */
  readonly form?: FormLimits
}

const KB = 1024
const MB = 1024 * KB

const form = (files: number, fileBytes: number, fields: number, fieldBytes: number): FormLimits => ({
  // beside what is kept, room for boundaries and the heads of the parts
  ...{ files, fileBytes, fields, fieldBytes, bytes: files * fileBytes + fields * fieldBytes + 16 * KB },
})

/** A file as JSON is base64, a third longer than what it carries. */
const CHAT: BodyLimit = {
  sender: 'chat',
  bytes: Math.ceil((MAX_FILE_BYTES * 4) / 3) + 64 * KB,
  // client, text, choice, caption: 20,000 characters of three bytes at most
  form: form(1, MAX_FILE_BYTES, 4, 64 * KB),
}
/** The longest is the catalogue's form: some thirty fields, what is Chinese at nine bytes a character. */
const DESK: BodyLimit = { sender: 'staff', bytes: 256 * KB }
/** A photo with a few words: token, do, text, score. */
const TRACK: BodyLimit = { sender: 'track', bytes: 64 * KB, form: form(1, MAX_FILE_BYTES, 4, 64 * KB) }
const CLIENT: BodyLimit = { sender: 'client', bytes: 64 * KB }
/** Nothing in the body is used. */
const EMPTY = KB

/** Keys: method and address as registered; `ALL` where one route takes every method. */
// prettier-ignore
export const BODY_LIMITS: Readonly<Record<string, BodyLimit>> = {
  'POST /api/ask':                         { sender: 'anybody', bytes: 512 * KB },
  'POST /track':                           { sender: 'anybody', bytes: 4 * KB },
  'POST /track/case':                      TRACK,
  'POST /notices/:token/received':         { sender: 'anybody', bytes: EMPTY },

  'POST /api/chat/sessions':               { sender: 'anybody', bytes: EMPTY },
  'POST /api/chat/messages':               CHAT,
  'POST /chat/plain':                      { ...CHAT, bytes: 256 * KB },

  'POST /api/v1/ask':                      { sender: 'anybody', bytes: 64 * KB },
  'POST /api/v1/cases':                    CLIENT,
  'POST /api/v1/cases/:number/actions':    CLIENT,
  'POST /api/v1/webhooks':                 CLIENT,
  'DELETE /api/v1/webhooks/:id':           { sender: 'client', bytes: EMPTY },
  // GeoReport v2 puts the key into the form: it is known only once the form is read
  'POST /open311/v2/requests.:format':     { sender: 'anybody', bytes: 64 * KB },

  'POST /telegram/webhook':                { sender: 'platform', bytes: MB },
  'GET,POST /wechat/mp':                   { sender: 'platform', bytes: 64 * KB },
  'GET,POST /wecom/app':                   { sender: 'platform', bytes: 64 * KB },
  'GET,POST /wecom/kf':                    { sender: 'platform', bytes: 64 * KB },

  // the way in is the address itself
  'POST /staff/enter/:token':              { sender: 'anybody', bytes: EMPTY },
  'POST /staff/leave':                     { sender: 'staff', bytes: EMPTY },
  'ALL /staff/*':                          { sender: 'staff', bytes: EMPTY },
  'POST /staff/intake':                    DESK,
  'POST /staff/cases/bulk':                DESK,
  'POST /staff/cases/views':               DESK,
  'POST /staff/cases/views/:id/drop':      DESK,
  'POST /staff/cases/export':              DESK,
  'POST /staff/cases/:number/preview':     DESK,
  'POST /staff/cases/:number/do':          DESK,
  'POST /staff/cases/:number/seal':        DESK,
  'POST /staff/cases/:number/contact':     DESK,
  'POST /staff/cases/:number/upheld':      DESK,
  'POST /staff/canned':                   DESK,
  'POST /staff/canned/:id':               DESK,
  'POST /staff/canned/:id/delete':        DESK,
  'POST /staff/questions/:id/promote':     DESK,
  'POST /staff/questions/:id/drop':        DESK,
  'POST /staff/delivery/:id/resend':       DESK,
  'POST /staff/breaches/judge':            DESK,
  'POST /staff/breaches/:id/do':           DESK,
  'POST /staff/challenges/residents':      DESK,
  'POST /staff/challenges/:number/call':   DESK,
  'POST /staff/challenges/:number/move':   DESK,
  'POST /staff/challenges/:number/cancel': DESK,
  'POST /staff/challenges/:number/minutes': DESK,
  'POST /staff/challenges/:number/question': DESK,
  'POST /staff/challenges/:number/answer': DESK,
  'POST /staff/disclosures/publish':       DESK,
  'POST /staff/disclosures/withhold':      DESK,
  'POST /staff/disclosures/:id/withdraw':  DESK,
  'POST /staff/assessment/:id':            DESK,
  'POST /staff/pledges/sign':              DESK,
  'POST /staff/pledges/text':              DESK,
  'POST /staff/pledges/confirm':           DESK,
  'POST /staff/audit/verify':              DESK,
  // csrf, draft, version, do
  'POST /staff/catalog/import':            { ...DESK, bytes: 4 * KB, form: form(1, 5_000_000, 4, KB) },
  'POST /staff/catalog/item/:id':          DESK,
  'POST /staff/people/invite':             DESK,
  'POST /staff/people/:id/duty':           DESK,
  'POST /staff/people/:id/role':           DESK,
  'POST /staff/people/:id/away':           DESK,
  'POST /staff/people/:id/leave':          DESK,
  'POST /staff/calendar':                  DESK,
  'POST /staff/clients':                   DESK,
  'POST /staff/clients/hook':              DESK,
  'POST /staff/clients/hook/:id/pause':    DESK,
  'POST /staff/clients/hook/:id/resume':   DESK,
  'POST /staff/clients/hook/:id/stop':     DESK,
  'POST /staff/clients/:id/revoke':        DESK,
}
