/**
 * What 我的资料 tells of every place that can hold a person, over the same list of tables as erasure.ts. A table that can
 * hold one and has no row here does not pass test/privacy/holdings.db.test.ts. Source: 个人信息保护法 45 (查阅、复制).
 */

/** Parts of the answer, in the order they are told. */
export const HOLDING_PARTS = ['who', 'chats', 'words', 'files', 'cases', 'public', 'reads'] as const
export type HoldingPart = (typeof HOLDING_PARTS)[number]

/** In which part a table is told; or, in words, why nothing of it is a resident's to be told. */
// prettier-ignore
export const HOLDINGS: Readonly<Record<string, HoldingPart | { readonly not: string }>> = {
  persons:        'who',
  conversations:  'chats',
  subscriptions:  'chats',
  inbox:          'words',
  outbox:         'words',
  mailbox:        'words',
  inquiries:      'words',
  files:          'files',
  case_files:     'files',
  cases:          'cases',
  case_events:    'cases',
  case_materials: 'cases',
  notices:        'cases',
  challenges:     'public',
  challenge_seconds: 'public',
  hearing_signups:   'public',
  personal_reads: 'reads',
  case_contacts:  { not: 'keyed hashes of the name and number, told in the clear part' },
  file_parts:     { not: 'the bytes of files' },
  person_codes:   { not: 'keyed hashes of codes that were sent, spent in minutes' },
  attempts:       { not: 'counters under keyed hashes' },
  lanes:          { not: 'the queue of a conversation, told with it' },
  requests:       { not: 'what one member of staff asked another about a case' },
  client_cases:   { not: 'the number another system has for a case' },
  breaches:       { not: 'about the office' },
  breach_flows:   { not: 'about the office' },
  hearings:       { not: 'minutes of the office, published' },
  hearing_questions: { not: 'published' },
  account_events: { not: 'about the office' },
  staff:          { not: 'of members of staff' },
  bind_codes:     { not: 'of members of staff' },
  desk_links:     { not: 'of members of staff' },
  desk_sessions:  { not: 'of members of staff' },
  saved_views:    { not: 'of members of staff' },
  canned_replies: { not: 'of members of staff' },
  pledge_photos:  { not: 'of members of staff' },
  pledge_signatures: { not: 'of members of staff' },
}
