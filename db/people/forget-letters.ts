/** Takes what a forgotten person said out of the letters and web mailboxes of staff, sent or not. Source: 个人信息保护法 47. */
import { sql, type SQL } from 'drizzle-orm'
import { type Forgotten, FORGOTTEN_WORDS, signsOf, withoutForgotten } from '../../core/privacy/forgotten-words.ts'
import { json, rows } from '../rows.ts'
import type { Tx } from '../types.ts'

/** What they said, read before it is emptied: in their cases, in what was written to those, and as questions. */
export async function wordsOf(tx: Tx, caseIds: readonly number[], conversationId: number): Promise<string[]> {
  const found = await rows<{ text: string }>(
    tx,
    sql`select text from cases where ${among(sql`id`, caseIds)}
        union select text from case_events where ${among(sql`case_id`, caseIds)} and actor = 'resident' and text <> ''
        union select text from inquiries where conversation_id = ${conversationId} and text <> ''`,
  )
  return found.map((f) => f.text)
}

/** Conversations of who works here, or did. */
const OF_STAFF = sql`select c.id from conversations c where c.id in (select conversation_id from staff)
  or c.person_id in (select person_id from staff where person_id is not null)`

/**
 * Every card of their cases, to whomever it went, and whatever else staff were told that names the cases or repeats the
 * words. What still waits is sent without them; links, which may show a place, and sealed words go too.
 */
export async function forgetInLetters(tx: Tx, forgotten: Forgotten, caseIds: readonly number[]): Promise<void> {
  const signs = sql`select value from jsonb_array_elements_text(${json(signsOf(forgotten))})`
  const holds = (text: SQL) => sql`exists (select 1 from (${signs}) as s(sign) where position(s.sign in ${text}) > 0)`
  const letters = await rows<{ id: number; text: string; card: boolean }>(
    tx,
    sql`select o.id, o.message->>'text' as text, o.about = 'card' and ${among(sql`o.case_id`, caseIds)} as card from outbox o
        where (o.about = 'card' and ${among(sql`o.case_id`, caseIds)})
           or (o.conversation_id in (${OF_STAFF}) and ${holds(sql`o.message->>'text'`)})
        order by o.id`,
  )
  await rewrite(tx, sql`outbox`, letters, forgotten)
  const shown = await rows<{ id: number; text: string; card: boolean }>(
    tx,
    sql`select m.id, m.message->>'text' as text, false as card from mailbox m
        where m.address in (select address from conversations where channel = 'web' and id in (${OF_STAFF}))
          and ${holds(sql`m.message->>'text'`)}
        order by m.id`,
  )
  await rewrite(tx, sql`mailbox`, shown, forgotten)
}

async function rewrite(
  tx: Tx,
  table: SQL,
  letters: readonly { readonly id: number; readonly text: string; readonly card: boolean }[],
  forgotten: Forgotten,
): Promise<void> {
  const changed = letters.flatMap(({ id, text, card }) => {
    const left = withoutForgotten(text, forgotten)
    // emptied by age already
    if (text === '') return []
    // a card that does not name its case: nothing of it is known to be anybody else's
    return left !== text ? [{ id, text: left }] : card ? [{ id, text: FORGOTTEN_WORDS }] : []
  })
  if (changed.length === 0) return
  await tx.execute(
    sql`update ${table} t set message = (t.message - 'link' - 'sealed') || jsonb_build_object('text', g.text)
        from jsonb_to_recordset(${json(changed)}) as g(id bigint, text text) where t.id = g.id`,
  )
}

const among = (column: SQL, ids: readonly number[]): SQL =>
  sql`${column} = any(array(select value::bigint from jsonb_array_elements_text(${json(ids)})))`
