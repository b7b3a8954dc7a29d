/** Seals look-up codes that an older version kept in clear, where they lie: in the cases, and in the letters that told them. */
import { sql } from 'drizzle-orm'
import { keepMessage, type KeptMessage } from '../../core/privacy/kept-message.ts'
import { CODE_LETTERS } from '../../core/random.ts'
import type { RequestContext } from '../context.ts'
import { json, rows } from '../rows.ts'
import type { Db } from '../types.ts'

/** Rows a transaction touches. */
const BATCH = 500
const IN_CLEAR = sql`lookup_code is not null and lookup_code not like 'v1.%'`
const TOLD = `查询码[：: ]{0,2}[${CODE_LETTERS}]{6}`
const CODE = new RegExp(`查询码[：: ]{0,2}([${CODE_LETTERS}]{6})`, 'g')

/**
 * Done at the start, before anybody is served; resolves with the number of cases. The letters go first: while a code
 * stands in clear, an interrupted start is known to have left work.
 */
export async function sealLookupCodes(db: Db, keys: Pick<RequestContext, 'cipher' | 'random'>): Promise<number> {
  const [first] = await rows(db, sql`select 1 from cases where ${IN_CLEAR} limit 1`)
  if (!first) return 0
  for (const table of ['outbox', 'mailbox'] as const) while ((await sealLetters(db, keys, table)) === BATCH);
  let sealed = 0
  for (let more = BATCH; more === BATCH; sealed += more) more = await sealCases(db, keys)
  return sealed
}

async function sealLetters(
  db: Db,
  keys: Pick<RequestContext, 'cipher' | 'random'>,
  table: 'outbox' | 'mailbox',
): Promise<number> {
  const name = sql.identifier(table)
  return db.transaction(async (tx) => {
    const found = await rows<{ id: number; message: KeptMessage }>(
      tx,
      sql`select id, message from ${name} where message->>'text' ~ ${TOLD} order by id limit ${BATCH} for update`,
    )
    const kept = found.map(({ id, message }) => {
      const words = [...message.text.matchAll(CODE)].map(([, code]) => code!)
      return { id, message: keepMessage(keys, { ...message, secret: { words } }) }
    })
    await tx.execute(
      sql`update ${name} t set message = g.message from jsonb_to_recordset(${json(kept)}) as g(id bigint, message jsonb) where t.id = g.id`,
    )
    return found.length
  })
}

async function sealCases(db: Db, { cipher, random }: Pick<RequestContext, 'cipher' | 'random'>): Promise<number> {
  return db.transaction(async (tx) => {
    const found = await rows<{ id: number; code: string }>(
      tx,
      sql`select id, lookup_code as code from cases where ${IN_CLEAR} order by id limit ${BATCH} for update`,
    )
    const kept = found.map(({ id, code }) => ({ id, code: cipher.encrypt(code, random) }))
    await tx.execute(
      sql`update cases c set lookup_code = g.code from jsonb_to_recordset(${json(kept)}) as g(id bigint, code text) where c.id = g.id`,
    )
    return found.length
  })
}
