/** Reads everything the desk holds on one person, for that person alone. Table by table: core/privacy/holdings.ts. */
import { sql } from 'drizzle-orm'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'
import { laneOf } from './conversations.ts'
import type { ChannelName } from '../../core/channel.ts'

export interface HeldCase {
  readonly id: number
  readonly number: string
  readonly kind: string
  readonly state: string
  readonly item: string | null
  readonly text: string
  readonly openedAt: Date
  /** Sealed name and number given in it. */
  readonly particulars: string | null
  readonly materials: readonly string[]
  readonly notices: readonly string[]
  /** What was done that the resident may read: action, when, words. */
  readonly events: readonly { readonly action: string; readonly at: string; readonly text: string }[]
}

export interface PersonHoldings {
  readonly confirmedBy: string | null
  readonly createdAt: Date
  readonly chats: readonly { readonly channel: ChannelName; readonly since: string }[]
  /** Cases registered elsewhere that were opened here by number and code. */
  readonly lookups: readonly { readonly number: string; readonly at: string }[]
  readonly follows: readonly { readonly topic: string; readonly value: string }[]
  /** Messages either way that are still kept, oldest first. */
  readonly words: readonly { readonly at: string; readonly from: string; readonly text: string }[]
  readonly questions: readonly { readonly at: string; readonly text: string }[]
  readonly files: readonly { readonly name: string; readonly type: string; readonly size: number; readonly at: string; readonly dropAt: string | null }[] // prettier-ignore
  readonly cases: readonly HeldCase[]
  readonly challenges: readonly string[]
  readonly seconds: number
  readonly signups: number
  /** When staff looked at a case or a file of theirs. */
  readonly reads: readonly { readonly at: string; readonly what: string }[]
}

/** Words of one part that are told; older ones are counted by their file's first line. */
const MOST = 2000

export async function personHoldings(db: Db | Tx, personId: number): Promise<PersonHoldings | null> {
  const [person] = await rows<{ confirmedBy: string | null; createdAt: Date }>(
    db,
    sql`select confirmed_by as "confirmedBy", created_at as "createdAt" from persons where id = ${personId} and erased_at is null`,
  )
  if (!person) return null
  const places = await rows<{ id: number; channel: ChannelName; address: string; since: string }>(
    db,
    sql`select c.id, c.channel, c.address,
               coalesce((select min(received_at) from inbox i where i.lane = c.channel || ':' || c.address), c.privacy_told_at)::text as since
        from conversations c where c.person_id = ${personId} and not c.is_group order by c.id`,
  )
  const lanes = json(places.map((p) => laneOf({ channel: p.channel, id: p.address })))
  const ids = json(places.map((p) => p.id))
  const inLanes = sql`(select jsonb_array_elements_text(${lanes}))`
  const inIds = sql`(select value::bigint from jsonb_array_elements_text(${ids}))`
  const own = sql`(select id from cases where resident_id = ${personId})`
  const words = await rows<PersonHoldings['words'][number]>(
    db,
    sql`select at, "from", text from (
          select received_at::text as at, received_at as t, 'resident' as "from",
                 coalesce(message#>>'{body,text}', message#>>'{body,caption}', message#>>'{body,name}', '') as text
            from inbox where lane in ${inLanes} and message <> '{}'::jsonb
          union all
          select created_at::text, created_at, 'desk', coalesce(message->>'text', '')
            from outbox where lane in ${inLanes} and coalesce(message->>'text', '') <> '') w
        where text <> '' order by t desc limit ${MOST}`,
  )
  const questions = await rows<PersonHoldings['questions'][number]>(
    db,
    sql`select at::text as at, text from inquiries where conversation_id in ${inIds} and text <> '' order by id desc limit ${MOST}`,
  )
  const files = await rows<PersonHoldings['files'][number]>(
    db,
    sql`select name, type, size, created_at::text as at, drop_at::text as "dropAt" from files f
        where hash <> '' and (sealed_key is not null or bytes is not null)
          and (f.person_id = ${personId}
            or f.id in (select file_id from inbox where lane in ${inLanes})
            or f.id in (select file_id from case_files where case_id in ${own}))
        order by f.id limit ${MOST}`,
  )
  const cases = await rows<HeldCase>(
    db,
    sql`select c.id, c.number, c.kind, c.state, c.item, c.text, c.opened_at as "openedAt", c.particulars,
          coalesce((select jsonb_agg(m.name order by m.id) from case_materials m where m.case_id = c.id), '[]'::jsonb) as materials,
          coalesce((select jsonb_agg(n.number order by n.id) from notices n where n.case_id = c.id), '[]'::jsonb) as notices,
          coalesce((select jsonb_agg(jsonb_build_object('action', e.action, 'at', e.at::text, 'text', e.text) order by e.id)
                    from case_events e where e.case_id = c.id and e.open), '[]'::jsonb) as events
        from cases c where c.resident_id = ${personId} order by c.id`,
  )
  const challenges = await rows<{ number: string }>(
    db,
    sql`select c.number from challenges h join cases c on c.id = h.case_id where c.resident_id = ${personId} order by c.id`,
  )
  const [counts] = await rows<{ seconds: number; signups: number }>(
    db,
    sql`select (select count(*)::int from challenge_seconds where person_id = ${personId}) as seconds,
               (select count(*)::int from hearing_signups where person_id = ${personId}) as signups`,
  )
  const follows = await rows<PersonHoldings['follows'][number]>(
    db,
    sql`select topic, value from subscriptions where person_id = ${personId} order by topic, value`,
  )
  const lookups = await rows<PersonHoldings['lookups'][number]>(
    db,
    sql`select k.number, l.at from conversations c
          cross join lateral jsonb_to_recordset(coalesce(c.memory#>'{lookup,cases}', '[]'::jsonb)) as l("caseId" bigint, at text)
          join cases k on k.id = l."caseId"
        where c.id in ${inIds} order by l.at desc`,
  )
  const reads = await rows<PersonHoldings['reads'][number]>(
    db,
    sql`select r.at::text as at, r.what from personal_reads r
        where r.case_id in ${own} order by r.at desc limit ${MOST}`,
  )
  return {
    ...person,
    chats: places.map(({ channel, since }) => ({ channel, since })),
    lookups,
    follows,
    words: words.reverse(),
    questions: questions.reverse(),
    files,
    cases,
    challenges: challenges.map((c) => c.number),
    ...counts!,
    reads,
  }
}
