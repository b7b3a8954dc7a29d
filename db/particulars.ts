/** Who somebody is and how to phone them: sealed in its columns, opened only for those who need it, each opening written down. */
import { and, eq, inArray } from 'drizzle-orm'
import type { Actor, Case } from '../core/case/case.ts'
import type { Role } from '../core/case/lifecycle.ts'
import { type Contact, contactFrom } from '../core/privacy/contact.ts'
import { writeEvent } from './case-rows.ts'
import { OPEN_STATES } from './lookup.ts'
import type { Tx } from './open.ts'
import { cases, persons } from './schema.ts'
import type { Setting } from './setting.ts'

/** Whether anything personal may be kept at all: without a key nothing is asked for. */
export const mayKeep = (set: Setting): boolean => set.seal !== undefined

const sealed = (set: Setting, contact: Contact): string => set.seal!.seal(JSON.stringify(contact), set.random)
const opened = (set: Setting, value: string): Contact => contactFrom(JSON.parse(set.seal!.open(value)))

/** What a case keeps of the person; null where nothing may be kept. */
export const sealContact = (set: Setting, contact: Contact | null): string | null =>
  contact && mayKeep(set) ? sealed(set, contact) : null

/** What a resident left with us before; null where nothing. For the resident alone. */
export async function contactOf(tx: Tx, set: Setting, personId: number | null): Promise<Contact | null> {
  if (personId === null || !mayKeep(set)) return null
  const [row] = await tx
    .select({ name: persons.name, phone: persons.phone })
    .from(persons)
    .where(eq(persons.id, personId))
  if (!row || (row.name === null && row.phone === null)) return null
  const plain = (value: string | null) => (value === null ? '' : set.seal!.open(value))
  return { name: plain(row.name), phone: plain(row.phone) }
}

/** Keeps it for the person, and on what of theirs is open; returns those cases. What was empty stays as it was. */
export async function keepContact(tx: Tx, set: Setting, personId: number, given: Contact): Promise<number[]> {
  const before = await contactOf(tx, set, personId)
  const contact = { name: given.name || (before?.name ?? ''), phone: given.phone || (before?.phone ?? '') }
  const seal = (value: string) => (value ? set.seal!.seal(value, set.random) : null)
  await tx
    .update(persons)
    .set({ name: seal(contact.name), phone: seal(contact.phone) })
    .where(eq(persons.id, personId))
  const open = await tx
    .update(cases)
    .set({ particulars: sealed(set, contact) })
    .where(and(eq(cases.residentId, personId), inArray(cases.state, [...OPEN_STATES, 'answered', 'completed'])))
    .returning({ id: cases.id })
  return open.map((row) => row.id)
}

/** Whose work it is to phone: nobody else is shown who somebody is. */
export const mayCall = (roles: ReadonlySet<Role>): boolean =>
  (['handler', 'first', 'head'] as const).some((role) => roles.has(role))

/** The name and number of a case, for staff; who looked, and when, goes into its log. Null where nothing was left. */
export async function lookAtContact(tx: Tx, set: Setting, c: Case, actor: Actor): Promise<Contact | null> {
  const [row] = await tx.select({ particulars: cases.particulars }).from(cases).where(eq(cases.id, c.id)).for('update')
  if (!row?.particulars || !mayKeep(set)) return null
  await writeEvent(tx, set, c.id, {
    action: 'looked-at-contact',
    from: c.state,
    to: c.state,
    actor,
    text: '看了联系方式',
    data: {},
    open: false,
  })
  return opened(set, row.particulars)
}
