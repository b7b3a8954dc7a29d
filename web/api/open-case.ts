/** The one way in for clients: a case opened from another desk's words, and a resident's move made for them. */
import type { CaseKind } from '../../core/case/kinds.ts'
import { caseMessageFields, composeOpened } from '../../core/case/message-to-resident.ts'
import type { Action } from '../../core/case/lifecycle.ts'
import type { CaseContext, ActionInput } from '../../core/case/case-context.ts'
import type { Client } from '../../core/client/scopes.ts'
import { cleanLine, cleanText } from '../../core/input/clean-text.ts'
import { maskPersonal, WHERE } from '../../core/privacy/mask.ts'
import { departmentOf } from '../../core/town.ts'
import { caseCardsForDuty, notifyParticipants } from '../../services/notify-participants.ts'
import { type MoveResult, moveCase, openCase } from '../../db/cases/change-case.ts'
import { linkCaseToClient } from '../../db/clients/clients.ts'
import { SEND_LEASE_MS } from '../../db/queue/leases.ts'
import type { Tx } from '../../db/types.ts'
import { type NewMessage, enqueue } from '../../db/queue/outbox.ts'
import type { RequestContext } from '../../db/context.ts'
import type { WebOptions } from '../options.ts'
import { requestContextOf } from '../request-context.ts'

export interface ClientCaseInput {
  readonly kind: CaseKind
  readonly text: string
  readonly item: string | null
  readonly department: string | null
  /** Name, phone, address: sealed, for whoever handles it. */
  readonly contact: Readonly<Record<string, string | undefined>>
  readonly reference: string | null
  readonly service: string | null
}

export interface OpenedClientCase {
  readonly at: CaseContext
  /** What the resident would have been told. */
  readonly message: string
}

export async function openClientCase(o: WebOptions, client: Client, given: ClientCaseInput): Promise<OpenedClientCase> {
  return inOne(o, async (tx, ctx) => {
    const { townContext } = ctx
    const owner = townContext.catalog.items.find((i) => i.id === given.item)?.owner
    const said = cleanText(given.text).trim()
    const proposed = o.understand()(maskPersonal(said).text).department?.code
    const contact = Object.fromEntries(
      Object.entries(given.contact).flatMap(([name, value = '']) =>
        cleanLine(value) ? [[name, cleanLine(value)]] : [],
      ),
    )
    const caseContext = await openCase(tx, ctx, {
      kind: given.kind,
      item: given.item,
      department: departmentOf(townContext.town, owner ?? given.department ?? proposed ?? null).code,
      text: maskPersonal(said, WHERE).text,
      residentId: null,
      conversationId: null,
      origin: 'api',
      particulars: Object.keys(contact).length > 0 ? o.cipher.encrypt(JSON.stringify(contact), ctx.random) : null,
    })
    await linkCaseToClient(tx, caseContext.case.id, {
      clientId: client.id,
      reference: given.reference,
      service: given.service,
    })
    const { letters: messages } = await caseCardsForDuty(tx, ctx, caseContext, `新办件（${client.name}转来）`)
    const { text } = composeOpened(ctx.cipher, caseContext.case, caseMessageFields(caseContext, townContext, ctx.now))
    return { at: caseContext, message: text, letters: messages }
  })
}

/** A move of the resident's own, made by the client that brought the case; everyone who must hear of it does. */
export async function moveForResident(
  o: WebOptions,
  caseId: number,
  action: Action,
  input: ActionInput,
): Promise<MoveResult> {
  return inOne(o, async (tx, ctx) => {
    const moved = await moveCase(tx, ctx, caseId, action, { kind: 'resident' }, input)
    return moved.ok
      ? { ...moved, letters: await notifyParticipants(tx, ctx, moved, action) }
      : { ...moved, letters: [] }
  })
}

/** Work and the letters it causes in one transaction; sent right after commit. */
async function inOne<T extends { readonly letters: readonly NewMessage[] }>(
  o: WebOptions,
  work: (tx: Tx, ctx: RequestContext) => Promise<T>,
): Promise<T> {
  const { done, held } = await o.database.db.transaction(async (tx) => {
    const ctx = requestContextOf(o)
    const done = await work(tx, ctx)
    const until = o.send ? new Date(ctx.now.getTime() + SEND_LEASE_MS) : null
    return { done, held: await enqueue(tx, done.letters, ctx.now, until) }
  })
  o.send?.(held)
  return done
}
