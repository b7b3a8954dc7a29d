/** Seals who somebody is and how to phone them, and opens it only for those who need it, each opening written down. */
import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Actor, Case } from '../../core/case/case.ts'
import type { Role } from '../../core/case/lifecycle.ts'
import { type Contact, contactFrom } from '../../core/privacy/kept-contact.ts'
import { appendCaseEvent } from '../cases/case-rows.ts'
import { indexContact } from '../cases/case-contacts.ts'
import { OPEN_STATES } from '../cases/find-cases.ts'
import type { Tx } from '../types.ts'
import { cases, persons } from '../schema.ts'
import type { RequestContext } from '../context.ts'

const sealed = (ctx: RequestContext, contact: Contact): string =>
  ctx.cipher.encrypt(JSON.stringify(contact), ctx.random)
const opened = (ctx: RequestContext, value: string): Contact => contactFrom(JSON.parse(ctx.cipher.decrypt(value)))

/** What a case keeps of the person, at the counter also where they live; null where nothing was given. */
export const encryptContact = (
  ctx: RequestContext,
  contact: (Contact & { readonly address?: string }) | null,
): string | null => contact && sealed(ctx, contact)

/** What a resident left with us before; null where nothing. For the resident alone. */
export async function contactOf(tx: Tx, ctx: RequestContext, personId: number | null): Promise<Contact | null> {
  if (personId === null) return null
  const [row] = await tx
    .select({ name: persons.name, phone: persons.phone })
    .from(persons)
    .where(eq(persons.id, personId))
  if (!row || (row.name === null && row.phone === null)) return null
  const plain = (value: string | null) => (value === null ? '' : ctx.cipher.decrypt(value))
  return { name: plain(row.name), phone: plain(row.phone) }
}

/** Keeps it for the person, and on what of theirs is open; returns those cases. What was empty stays as it was. */
export async function saveContact(tx: Tx, ctx: RequestContext, personId: number, given: Contact): Promise<number[]> {
  const before = await contactOf(tx, ctx, personId)
  const contact = { name: given.name || (before?.name ?? ''), phone: given.phone || (before?.phone ?? '') }
  const seal = (value: string) => (value ? ctx.cipher.encrypt(value, ctx.random) : null)
  await tx
    .update(persons)
    .set({ name: seal(contact.name), phone: seal(contact.phone) })
    .where(eq(persons.id, personId))
  const open = await tx
    .update(cases)
    .set({ particulars: sealed(ctx, contact) })
    .where(
      and(
        eq(cases.residentId, personId),
        inArray(cases.state, [...OPEN_STATES, 'answered', 'completed']),
        // who did not want to be named in one matter has not named themselves in it by speaking of another
        ne(cases.privacy, 'anonymous'),
      ),
    )
    .returning({ id: cases.id })
  const ids = open.map((row) => row.id)
  await indexContact(tx, ctx, ids, contact)
  return ids
}

/** Whose work it is to phone: nobody else is shown who somebody is. */
export const mayReadContact = (roles: ReadonlySet<Role>): boolean =>
  (['handler', 'first', 'head'] as const).some((role) => roles.has(role))

/** The name and number of a case, for staff; who looked, and when, goes into its log. Null where nothing was left. */
export async function readContactLogged(tx: Tx, ctx: RequestContext, c: Case, actor: Actor): Promise<Contact | null> {
  const [row] = await tx
    .select({ particulars: cases.particulars })
    .from(cases)
    .where(eq(cases.id, c.id))
    .for('no key update')
  if (!row?.particulars) return null
  await appendCaseEvent(tx, ctx, c.id, {
    action: 'looked-at-contact',
    from: c.state,
    to: c.state,
    actor,
    text: '看了联系方式',
    data: {},
    open: false,
  })
  return opened(ctx, row.particulars)
}
