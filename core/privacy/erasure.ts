/** What 忘记我 does to every place that can hold a person. A column without a row here does not pass test/privacy/erasure.db.test.ts. */

/**
 * - `emptied`: what was in it of this person is gone, the row stays for the figures.
 * - `deleted`: the row goes.
 * - `renewed`: points to a new, empty person from then on.
 * - `tombstone`: points to a person of whom nothing is left but a number.
 * - `kept`: stays; the line says by which duty.
 * - `staff`: of members of staff, as such.
 * - `no`: holds nothing a resident said or is.
 */
export type Fate = 'emptied' | 'deleted' | 'renewed' | 'tombstone' | 'kept' | 'staff' | 'no'

/** Texts, JSON, bytes and what points to persons or conversations, by table and column. */
// prettier-ignore
export const ERASURE: Readonly<Record<string, Readonly<Partial<Record<Fate, string>>>>> = {
  // who and where
  persons:        { emptied: 'name phone confirmed_by confirmed_mark' },
  person_codes:   { deleted: 'person_id kind code_mark phone_mark' },
  // what was looked up by number and code is in the memory; that the person of the case is forgotten ends every such look (bot/dialogue/case-reach.ts)
  // the platform's own address of the chat: without it nobody could be answered, and a second delivery would be a new message
  conversations:  { renewed: 'person_id', emptied: 'memory', kept: 'address', no: 'channel' },
  subscriptions:  { deleted: 'person_id conversation_id topic value' },
  attempts:       { kept: 'key' }, // counters, spent after forty days; telephones and networks in them are keyed hashes
  lanes:          { kept: 'lane', no: 'queue channel' },
  // what was said
  inbox:          { emptied: 'message', kept: 'lane update_id', no: 'channel failed' },
  // letters to staff too: of what this person said nothing is left in them (db/people/forget-letters.ts)
  outbox:         { emptied: 'message', kept: 'lane conversation_id once_key', no: 'urgency about while_open state error' },
  // of staff: rewritten as their letters are
  mailbox:        { deleted: 'address author message' },
  inquiries:      { emptied: 'conversation_id text candidates why', no: 'channel decision item facet catalog_version feedback' },
  // bytes, key and name, unless a case of the archive holds the file
  files:          { emptied: 'name hash sealed_key bytes', tombstone: 'person_id', no: 'type' },
  file_parts:     { deleted: 'bytes' },
  // case files 案卷: kept as long as the archives rule says (电子公文归档, 信访工作条例 43, 档案法 13)
  cases:          { emptied: 'conversation_id particulars place', tombstone: 'resident_id', kept: 'number lookup_code text village', no: 'kind report state item department privacy accused_department accepted_on relayed origin opened_on' },
  case_contacts:  { deleted: 'mark' },
  // the words of the case, which are kept
  case_search:    { no: '' },
  case_events:    { kept: 'text data prev hash', no: 'action from_state to_state actor' },
  case_materials: { kept: 'name', no: 'state' },
  case_files:     { no: '' },
  requests:       { kept: 'reason', no: 'kind state to_department' },
  notices:        { kept: 'number token content hash served_by', no: 'kind' },
  client_cases:   { kept: 'reference', no: 'service' },
  breaches:       { kept: 'key detail', no: 'kind department due_date found_on' },
  promises:       { no: 'purpose family basis authority unit start_event start_date pauses due_date internal_due state' },
  reminders:      { no: 'key' },
  changes:        { no: '' },
  // what was done in public: a voice that was counted stays counted, its person is nobody
  challenges:     { kept: 'about_id hidden_reason', no: 'about' },
  challenge_seconds: { tombstone: 'person_id', kept: 'conversation_id voter', no: 'standing' },
  hearing_signups:   { tombstone: 'person_id', emptied: 'conversation_id', kept: 'voter' },
  hearings:          { kept: 'minutes', no: 'state title call_by held_on held_time place changed' },
  hearing_questions: { kept: 'question answer', no: 'due_on' },
  account_events: { kept: 'subject text data prev hash', no: 'action from_state to_state actor' },
  // the office's own
  staff:          { staff: 'name phone person_id conversation_id', no: 'department role away_until' },
  bind_codes:     { staff: 'code_hash' },
  desk_links:     { staff: 'token_hash' },
  desk_sessions:  { staff: 'token_hash person_id' },
  saved_views:    { staff: 'name search' },
  personal_reads: { kept: 'what' },
  canned_replies: { staff: 'title text', no: 'department' },
  pledge_photos:  { staff: '' },
  pledge_signatures: { staff: 'department' },
  pledge_texts:   { no: 'text' },
  department_pledges: { no: 'department content hash catalog_version' },
  breach_flows:   { kept: 'reason measure', no: 'state kind department due verdict decided_on measure_due' },
  assessments:    { no: 'period department name figures formula' },
  assessment_proposals: { no: 'period department kind why correct_by state' },
  disclosures:    { no: 'department category title state article review_on' },
  disclosure_versions: { no: 'state title body reason' },
  disclosure_duties:   { no: 'key department what due_on' },
  ledger_exports: { no: 'kind from_date to_date hash' },
  clients:        { no: 'name token_hash token_end scopes' },
  webhooks:       { no: 'url secret events conversation_id' },
  anchors:        { no: 'date prev hash' },
  calendar_years: { no: 'source days' },
  demo_marks:     { no: '' },
  catalog_drafts: { no: 'session hash name bytes' },
  catalog_versions: { no: 'version items hash source' },
  channel_rest:   { no: 'channel' },
  draw_cursors:   { no: 'channel account cursor' }, // the town's own account at a platform, and the platform's word
  counters:       { no: 'key' },
  job_runs:       { no: 'key' },
}
