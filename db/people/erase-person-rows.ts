/** Erases a person from the rows that hold them. Table by table: core/privacy/erasure.ts. Source: 个人信息保护法 47. */
import { eq, inArray, sql } from 'drizzle-orm'
import { dropContactIndex } from '../cases/case-contacts.ts'
import { OPEN_STATES } from '../cases/find-cases.ts'
import { dropFiles } from '../files/files.ts'
import { json, rows } from '../rows.ts'
import { cases, conversations, hearingSignups, mailbox, personCodes, persons, subscriptions } from '../schema.ts'
import type { Tx } from '../types.ts'
import { type Conversation, laneOf } from './conversations.ts'

export interface OwnCase {
  readonly id: number
  readonly number: string
  readonly open: boolean
}

/** Every case of a person, oldest first. */
export const allCasesOf = (tx: Tx, personId: number): Promise<OwnCase[]> =>
  rows<OwnCase>(
    tx,
    sql`select id, number, state = any(array(select jsonb_array_elements_text(${json(OPEN_STATES)}))) as open
        from cases where resident_id = ${personId} order by id`,
  )

/**
 * `own`: their cases as they were before the open ones were withdrawn. The conversation goes on with a new, empty person;
 * the message that asked for it is the caller's to keep or not.
 */
export async function erasePersonRows(
  tx: Tx,
  personId: number,
  conversation: Conversation,
  own: readonly OwnCase[],
  now: Date,
): Promise<void> {
  await dropTheirFiles(tx, now, conversation, own.filter((c) => c.open).map((c) => c.id)) // prettier-ignore
  await emptyWords(tx, now, conversation)
  if (own.length > 0)
    await tx
      .update(cases)
      .set({ conversationId: null, particulars: null, place: null })
      .where(inArray(cases.id, own.map((c) => c.id))) // prettier-ignore
  await dropContactIndex(tx, own.map((c) => c.id)) // prettier-ignore
  await tx.update(hearingSignups).set({ conversationId: null }).where(eq(hearingSignups.personId, personId))
  await tx.delete(subscriptions).where(eq(subscriptions.personId, personId))
  await tx.delete(personCodes).where(eq(personCodes.personId, personId))
  await tx
    .update(persons)
    .set({ name: null, phone: null, erasedAt: now, confirmedBy: null, confirmedAt: null, confirmedMark: null })
    .where(eq(persons.id, personId))
  const [fresh] = await tx.insert(persons).values({ createdAt: now }).returning({ id: persons.id })
  await tx
    .update(conversations)
    .set({ personId: fresh!.id, privacyToldAt: null, memory: {} })
    .where(eq(conversations.id, conversation.id))
}

/** What they sent, unless a case that is not withdrawn just now holds it: that belongs to its file 案卷. */
async function dropTheirFiles(
  tx: Tx,
  now: Date,
  { channel, address }: Conversation,
  withdrawn: number[],
): Promise<void> {
  const held = (table: string) =>
    sql`exists (select 1 from ${sql.identifier(table)} h where h.file_id = f.id and not h.case_id = any(array(select value::bigint from jsonb_array_elements_text(${json(withdrawn)}))))`
  const theirs = await rows<{ id: number }>(
    tx,
    sql`select f.id from files f
        where (f.id in (select file_id from inbox where lane = ${laneOf({ channel, id: address })})
            or f.id in (select file_id from mailbox where address = ${address})
            or f.id in (select file_id from outbox where lane = ${laneOf({ channel, id: address })} and about = 'export')
            or f.id in (select file_id from case_files where case_id = any(array(select value::bigint from jsonb_array_elements_text(${json(withdrawn)})))))
          and not ${held('case_files')} and not ${held('case_materials')}
          and not exists (select 1 from pledge_photos p where p.file_id = f.id)`,
  )
  await dropFiles(tx, theirs.map((f) => f.id), now) // prettier-ignore
}

/** Everything said in the conversation, either way. What waited to be sent is about what is gone, and is not sent. */
async function emptyWords(tx: Tx, now: Date, { id, channel, address }: Conversation): Promise<void> {
  const lane = laneOf({ channel, id: address })
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(sql`update inbox set message = '{}'::jsonb where lane = ${lane} and done_at is not null`)
  await tx.execute(
    sql`update outbox set message = '{"text":""}'::jsonb,
          state = case when state in ('waiting', 'parked') then 'stale' else state end,
          settled_at = case when state in ('waiting', 'parked') then ${at} else settled_at end
        where lane = ${lane} and state <> 'sending'`,
  )
  await tx.execute(
    sql`update inquiries set text = '', candidates = '[]'::jsonb, why = '[]'::jsonb, conversation_id = null where conversation_id = ${id}`,
  )
  await tx.delete(mailbox).where(eq(mailbox.address, address))
}
