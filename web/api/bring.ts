/** The one way in for clients: a case opened from another desk's words, and a resident's move made for them. */
import type { CaseKind } from '../../core/case/kinds.ts'
import { aboutCase, tellResident } from '../../core/case/plan.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { Situation, With } from '../../core/case/situation.ts'
import type { Client } from '../../core/client/scopes.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { makeSeal } from '../../core/privacy/seal.ts'
import { departmentOf } from '../../core/town.ts'
import { cardsToDuty, spread } from '../../bot/spread.ts'
import { type Moved, moveCase, openCase } from '../../db/cases.ts'
import { bring } from '../../db/clients.ts'
import { SEND_LEASE_MS } from '../../db/lanes.ts'
import type { Tx } from '../../db/open.ts'
import { type Held, type Letter, post } from '../../db/outbox.ts'
import type { Setting } from '../../db/setting.ts'
import type { WebOptions } from '../options.ts'

export interface Bringing {
  readonly kind: CaseKind
  readonly text: string
  readonly item: string | null
  readonly department: string | null
  /** Name, phone, address: sealed, for whoever handles it. */
  readonly contact: Readonly<Record<string, string | undefined>>
  readonly reference: string | null
  readonly service: string | null
}

export interface Brought {
  readonly at: Situation
  /** What the resident would have been told. */
  readonly message: string
}

export async function bringCase(o: WebOptions, client: Client, given: Bringing): Promise<Brought> {
  return inOne(o, async (tx, set) => {
    const { world } = set
    const owner = world.catalog.items.find((i) => i.id === given.item)?.owner
    const proposed = o.understand()(maskPersonal(given.text).text).department?.code
    const contact = Object.fromEntries(Object.entries(given.contact).filter(([, v]) => v))
    const at = await openCase(tx, set, {
      kind: given.kind,
      item: given.item,
      department: departmentOf(world.town, owner ?? given.department ?? proposed ?? null).code,
      text: maskPersonal(given.text, WHERE).text.slice(0, 2000),
      residentId: null,
      conversationId: null,
      origin: 'api',
      particulars:
        Object.keys(contact).length > 0 ? makeSeal(o.secretKey).seal(JSON.stringify(contact), set.random) : null,
    })
    await bring(tx, at.case.id, { clientId: client.id, reference: given.reference, service: given.service })
    const { letters } = await cardsToDuty(tx, set, at, `新办件（${client.name}转来）`)
    const { text } = tellResident('opened', aboutCase(at, world, set.now), at.case.id, null)
    return { at, message: text, letters }
  })
}

/** A move of the resident's own, made by the client that brought the case; everyone who must hear of it does. */
export async function moveForResident(o: WebOptions, caseId: number, action: Action, given: With): Promise<Moved> {
  return inOne(o, async (tx, set) => {
    const moved = await moveCase(tx, set, caseId, action, { kind: 'resident' }, given)
    return moved.ok ? { ...moved, letters: await spread(tx, set, moved, action) } : { ...moved, letters: [] }
  })
}

/** Work and the letters it causes in one transaction; sent right after commit. */
async function inOne<T extends { readonly letters: readonly Letter[] }>(
  o: WebOptions,
  work: (tx: Tx, set: Setting) => Promise<T>,
): Promise<T> {
  const held: Held[] = []
  const done = await o.database.db.transaction(async (tx) => {
    const set: Setting = { world: o.world(), now: o.now(), random: o.random }
    const result = await work(tx, set)
    held.push(...(await post(tx, result.letters, set.now, o.send ? new Date(set.now.getTime() + SEND_LEASE_MS) : null)))
    return result
  })
  o.send?.(held)
  return done
}
