/** Stores where people are talked with: one conversation an address, and what a dialogue remembers of it. */
import { type SQL, sql } from 'drizzle-orm'
import type { Danger, Facet } from '../../core/answer/understand.ts'
import type { Place } from '../../core/place/place.ts'
import type { Address, Choice } from '../../core/channel.ts'
import { json, rows } from '../rows.ts'
import type { Db, Tx } from '../types.ts'

/** What a dialogue remembers between two messages. */
export interface DialogueMemory {
  readonly item?: string
  readonly facet?: Facet
  /** Matters spoken of, newest first, each with the words it was first asked in (masked). */
  readonly topics?: readonly { readonly item: string; readonly said: string }[]
  readonly offered?: readonly string[]
  /** ISO instant of the last turn; older than the town's limit, the topic is forgotten. */
  readonly at?: string
  /** The choices last shown, for channels where a number is typed. */
  readonly choices?: readonly Choice[]
  /** The last question nobody answered: what 人工 opens a case from. */
  readonly question?: {
    readonly text: string
    readonly item: string | null
    readonly department: string | null
    readonly inquiry: number | null
    /** An answer was given to it, right or not. */
    readonly answered?: boolean
    /** It was told as something to be seen to, not asked. */
    readonly told?: boolean
    /** The words that chose the department, and the next likely ones. */
    readonly because?: readonly string[]
    readonly others?: readonly string[]
    /** What is reported (reports.yaml). */
    readonly report?: string | null
    /** What was recorded of it: goes into its case. */
    readonly recordings?: readonly number[]
  }
  /** What was said since the last case, oldest first (masked but for where it is): a case begun now holds it. */
  readonly said?: readonly string[]
  /** A case was just registered: what comes next is mostly of it. */
  readonly going?: boolean
  /** The alarm last raised: its case, when it was last spoken of (ISO), and what was said to do. */
  readonly alarm?: {
    readonly caseId: number
    readonly number: string
    readonly at: string
    readonly says: string
    readonly danger: Danger | null
    /** Messages of it that were handed on to who is on duty. */
    readonly heard: number
    /** What it was raised for, masked: answered after all where nobody was in danger. */
    readonly told?: string
  }
  /** When its writer last said that nobody is in danger (ISO): believed for a while. */
  readonly calmAt?: string
  /** Photos sent before their case was opened. */
  readonly files?: readonly number[]
  /** A place sent before its case was opened. */
  readonly place?: Place
  /** Their telephone was told along with what may be registered next. */
  readonly contact?: boolean
  /** How often in a row the desk asked back which matter is meant. */
  readonly askedBack?: number
  /** How many messages in a row nothing came of. */
  readonly lost?: number
  readonly step?: DialogueStep
  /** Kinds of personal data this person was told not to send. */
  readonly told?: readonly string[]
  /** Questions since an ISO instant: who asks without end is slowed. */
  readonly asks?: { readonly since: string; readonly count: number }
  /** What was written when it could not be registered; one tap registers it later. */
  readonly kept?: KeptRequest
  /** The list of papers for a life event that is being ticked off. */
  readonly papers?: KeptPapers
  /** Cases registered elsewhere, looked up here by number and code. */
  readonly lookup?: CaseLookup
}

/** What somebody answered of a life event and which papers they have; it outlives other matters spoken of in between. */
export interface KeptPapers {
  readonly event: string
  /** A digit for each answer (core/catalog/life-papers.ts); fewer than there are questions while they are asked. */
  readonly code: string
  /** Keys of the papers in hand. */
  readonly held: readonly string[]
  /** When it was last shown (ISO). */
  readonly at: string
}

/** Instants are ISO. It outlives other matters spoken of in between: whoever looks for a paper comes back later. */
export interface CaseLookup {
  /** A number that was named and waits for its look-up code. */
  readonly asked?: { readonly number: string; readonly at: string }
  /** A code that was typed before its number, sealed. */
  readonly code?: { readonly sealed: string; readonly at: string }
  /** The cases whose number and code were shown here, and when; good for some days (bot/dialogue/case-reach.ts). */
  readonly cases?: readonly { readonly caseId: number; readonly at: string }[]
}

/** A matter that was written down and not registered yet; texts are masked. */
export type KeptRequest =
  | { readonly kind: 'consultation' | 'report'; readonly text: string; readonly item: string | null; readonly department: string | null } // prettier-ignore
  | { readonly kind: 'complaint'; readonly text: string }
  | { readonly kind: 'challenge'; readonly text: string; readonly about: string | null }
  | { readonly kind: 'intake'; readonly step: Extract<DialogueStep, { name: 'intake' }> }

export type DialogueStep =
  | {
      readonly name: 'describe'
      readonly kind: 'report' | 'complaint' | 'challenge'
      readonly about?: string
      /** Asked for just after a case was registered, which it may go on with. */
      readonly beside?: boolean
    }
  | { readonly name: 'reason'; readonly action: 'reopen' | 'ask-reopen' | 'why'; readonly caseId: number }
  | {
      readonly name: 'intake'
      readonly item: string
      readonly whom: string | null
      readonly held: readonly string[]
      readonly files: readonly number[]
      /** What was asked last, where it is not the list of materials. */
      readonly asks?: 'what' | 'how' | 'contact'
      readonly what?: string
      readonly how?: string
    }
  /** A question of a life event, or its list of papers (`memory.papers`), was shown last. */
  | { readonly name: 'papers' }
  | { readonly name: 'correct' }
  /** A verb on a case that is asked once more before it is done. */
  | { readonly name: 'confirm'; readonly verb: string; readonly caseId: number }
  /** Words that may be for one of several cases, or for none. */
  | { readonly name: 'whose'; readonly text: string; readonly cases?: readonly number[] }
  /** What a member of staff wrote under a quoted list of several cases. */
  | { readonly name: 'quoted'; readonly text: string }
  /** What was heard in a voice message, until it is confirmed, and what was going on under it. */
  | {
      readonly name: 'heard'
      /** Masked, but for where it is. */
      readonly text: string
      readonly files: readonly number[]
      readonly under?: DialogueStep
      readonly choices?: readonly Choice[]
    }
  /** A place far outside the town, until it is confirmed. */
  | { readonly name: 'far'; readonly place: Place; readonly under?: DialogueStep }
  /** In which village a report is: asked once. */
  | { readonly name: 'where'; readonly caseId: number }
  /** A file that may belong to any of several cases. */
  | { readonly name: 'file'; readonly fileId: number }
  | { readonly name: 'forget' }
  /** A telephone to be confirmed: its number, then the code it was sent. */
  | { readonly name: 'phone' }
  | { readonly name: 'phone-code' }
  | { readonly name: 'pledge-photo' }

export interface Conversation {
  readonly id: number
  readonly channel: Address['channel']
  readonly address: string
  readonly isGroup: boolean
  readonly personId: number | null
  readonly memory: DialogueMemory
  readonly privacyToldAt: Date | null
  /** Whether the person is bound as a member of staff. */
  readonly ofStaff: boolean
  /** Whether anything rests in its way out, which a message from it may wake. */
  readonly outResting: boolean
}

export interface ConversationAddress extends Address {
  readonly isGroup: boolean
}

/** A conversation's lane in the queues, and the channel and address of one. */
export const laneOf = ({ channel, id }: Address): string => `${channel}:${id}`
export const readLane = (lane: string): [channel: string, address: string] => [
  lane.slice(0, lane.indexOf(':')),
  lane.slice(lane.indexOf(':') + 1),
]

/**
 * The conversations of these places by lane, each made with a person of its own when new, their rows locked until commit
 * in one order for all; letters to them can be written meanwhile. That somebody wrote is recorded with what the
 * conversation remembers (`recordProcessed`), so that its row is written once.
 */
export async function conversationsAt(
  tx: Tx,
  places: readonly ConversationAddress[],
  now: Date,
): Promise<Map<string, Conversation>> {
  if (places.length === 0) return new Map()
  const found = new Map((await lockedAt(tx, places)).map((c) => [laneOf({ ...c, id: c.address }), c]))
  const fresh = places.filter((p) => !found.has(laneOf(p)))
  if (fresh.length === 0) return found
  await meet(tx, fresh, now)
  for (const made of await lockedAt(tx, fresh)) found.set(laneOf({ ...made, id: made.address }), made)
  return found
}

/** What an address was last talked of, without a word from it being counted; null where nobody ever wrote. */
export async function memoryAt(
  db: Db,
  { channel, id }: Address,
): Promise<{ readonly memory: DialogueMemory; readonly personId: number | null } | null> {
  const [known] = await rows<{ memory: DialogueMemory; personId: number | null }>(
    db,
    sql`select memory, person_id as "personId" from conversations where channel = ${channel} and address = ${id}`,
  )
  return known ?? null
}

/** Each with a person of its own; a group is nobody's. One met by another process meanwhile stays as it is. */
async function meet(tx: Tx, places: readonly ConversationAddress[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`
  await tx.execute(
    sql`with given as materialized (
          select g.*, row_number() over (partition by "isGroup") as nth
          from jsonb_to_recordset(${json(places)}) as g(channel text, id text, "isGroup" boolean)),
        people as (insert into persons (created_at) select ${at} from given where not "isGroup" returning id),
        numbered as (select id, row_number() over (order by id) as nth from people)
        insert into conversations (channel, address, is_group, person_id, created_at, last_inbound_at)
        select g.channel, g.id, g."isGroup", n.id, ${at}, ${at}
        from given g left join numbered n on n.nth = g.nth and not g."isGroup"
        on conflict do nothing`,
  )
}

async function lockedAt(tx: Tx, places: readonly ConversationAddress[]): Promise<Conversation[]> {
  return rows<Conversation>(
    tx,
    // looked up place by place and by number: joined, a table nobody has analysed yet would be read whole
    sql`with known as materialized (
          select (select id from conversations where channel = g.channel and address = g.id) as id
          from jsonb_to_recordset(${json(places)}) as g(channel text, id text))
        select c.id, c.channel, c.address, c.is_group as "isGroup", c.person_id as "personId", c.memory, c.privacy_told_at as "privacyToldAt",
          exists (select 1 from staff s where s.person_id = c.person_id and s.left_at is null) as "ofStaff",
          exists (select 1 from lanes l where l.queue = 'out' and l.lane = c.channel || ':' || c.address and l.fence = 0 and l.rest_until > 'epoch')
            or exists (select 1 from outbox o where o.lane = c.channel || ':' || c.address and o.state = 'parked') as "outResting"
        from conversations c where c.id = any(array(select id from known)) order by c.id for no key update of c`,
  )
}

/** What a message from a conversation changes of its row, as SQL: it can be reached, and a new messaging window begins. */
export const heardSql = (at: SQL): SQL => sql`last_inbound_at = ${at}, unreachable_since = null, sent_since = 0`

/** One of them, and that it was heard from. */
export async function conversationAt(tx: Tx, address: Address, isGroup: boolean, now: Date): Promise<Conversation> {
  const one = (await conversationsAt(tx, [{ ...address, isGroup }], now)).get(laneOf(address))!
  await tx.execute(
    sql`update conversations set ${heardSql(sql`${now.toISOString()}::timestamptz`)} where id = ${one.id}`,
  )
  return one
}

/** Notes that a conversation cannot be reached, with the day it was first found so. */
export async function markUnreachable(tx: Tx, conversationId: number, now: Date): Promise<void> {
  await tx.execute(
    sql`update conversations set unreachable_since = coalesce(unreachable_since, ${now.toISOString()}::timestamptz) where id = ${conversationId}`,
  )
}
