/** Every table, by idea. Times are instants (timestamptz); local dates are 'YYYY-MM-DD' text. Nothing here reads a clock. */
export * from './schema/people.ts'
export * from './schema/messages.ts'
export * from './schema/cases.ts'
export * from './schema/promises.ts'
export * from './schema/notices.ts'
export * from './schema/town.ts'
export * from './schema/accountability.ts'
export * from './schema/disclosures.ts'
