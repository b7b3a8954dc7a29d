/** A case by number and look-up code, for its page and for the chat: a wrong code and an unknown number are told alike, and guessing is slowed. */
import type { Case } from '../core/case/case.ts'
import { isLookupCode } from '../core/case/lookup-code.ts'
import type { Log } from '../core/log.ts'
import { readCaseNumber, readCode } from '../core/input/typed-case-number.ts'
import type { Cipher } from '../core/privacy/cipher.ts'
import { caseByNumber } from '../db/cases/find-cases.ts'
import { lookupTries } from '../db/cases/lookup-attempts.ts'
import type { Db, Tx } from '../db/types.ts'

/** `wait`: seconds until another try is looked at; 0 where this one was, and did not fit. */
export interface NotFound {
  readonly wrong: true
  readonly wait: number
  /** With this try the case was guessed at from so many senders within a day, to be logged once. */
  readonly guessed?: { readonly senders: number; readonly case: number }
}

export interface LookupTry {
  /** Both as they were typed. */
  readonly number: string
  readonly code: string
  /** Whose tries are counted: a keyed hash of a network (core/network.ts) or a conversation. */
  readonly sender: string
}

export async function lookUpCase(
  on: Db | Tx,
  { cipher, now }: { readonly cipher: Cipher; readonly now: Date },
  typed: LookupTry,
): Promise<Case | NotFound> {
  const wrong: NotFound = { wrong: true, wait: 0 }
  // what is no number cannot be guessed at, and leaves no row behind
  const [number, code] = [readCaseNumber(typed.number), readCode(typed.code)]
  if (number === null) return wrong
  const tries = lookupTries(on, number, typed.sender)
  const [{ wait, first }, found] = await Promise.all([tries.take(now), caseByNumber(on, number)])
  if (wait > 0) return { ...wrong, wait }
  if (!found) return wrong
  if (code !== '' && isLookupCode(cipher, found, code)) {
    await tries.forgive()
    return found
  }
  const senders = first ? await tries.countSender(now) : null
  return senders === null ? wrong : { ...wrong, guessed: { senders, case: found.id } }
}

/** Says once the try is committed that a case is guessed at; neither its number nor from where. */
export function logGuessing(log: Pick<Log, 'warn'>, found: Case | NotFound): void {
  const guessed = 'wrong' in found ? found.guessed : undefined
  if (guessed) log.warn(guessed, 'a look-up code is guessed at from many networks')
}
