/** Reads the form of the counter: every field as typed, and the matter they make, or the one thing that is wrong. */
import type { Case } from '../../core/case/case.ts'
import type { CounterMatter } from '../../core/case/counter-matter.ts'
import { type CaseKind, KINDS } from '../../core/case/kinds.ts'
import type { Item } from '../../core/catalog/item.ts'
import { cleanLine } from '../../core/input/clean-text.ts'
import { fit } from '../../core/input/limits.ts'
import { readName } from '../../core/input/name.ts'
import { readPhone } from '../../core/input/phone.ts'
import { INTAKE } from '../../core/messages/intake.ts'
import { itemNamed } from '../../services/promote-faq.ts'
import type { DeskRequest } from './desk-module.ts'

export const HOWS = { counter: '来访', phone: '来电' } as const
// prettier-ignore
export const PRIVACIES = { confidential: '保密（不让被投诉的人知道是谁）', normal: '实名', anonymous: '匿名（不留姓名电话）' } as const

export interface TypedMatter {
  readonly kind: CaseKind | ''
  readonly how: keyof typeof HOWS
  /** As typed, and the item it is; null where it is none. */
  readonly itemText: string
  readonly item: Item | null
  readonly text: string
  readonly where: string
  readonly name: string
  readonly phone: string
  readonly received: readonly number[]
  readonly acceptNow: boolean
  readonly privacy: keyof typeof PRIVACIES
  readonly accusedDepartment: string
  readonly delivery: string
  readonly same: readonly string[]
  readonly matter:
    { readonly ok: true; readonly matter: CounterMatter } | { readonly ok: false; readonly because: string }
}

const keyOf = <T extends object>(table: T, word: string): keyof T | null =>
  Object.hasOwn(table, word) ? (word as keyof T) : null

/** `field` reads the form, or the address of a page that is filled in from it. */
export function readMatter(v: DeskRequest, field: (name: string) => string): TypedMatter {
  const { catalog, town } = v.ctx.townContext
  const itemText = cleanLine(field('item'))
  // what was picked counts for the words it was offered for, not for those typed since
  const picked = field('pick-for') === itemText ? field('pick') : ''
  const item = catalog.items.find((i) => i.id === picked) ?? itemNamed(catalog, itemText) ?? null
  const typed = {
    kind: keyOf(KINDS, field('kind')) ?? '',
    how: keyOf(HOWS, field('how')) ?? 'counter',
    itemText,
    item,
    text: field('text').trim(),
    where: cleanLine(field('where')),
    name: cleanLine(field('name')),
    phone: cleanLine(field('phone')),
    received: [...new Set(v.fields('paper').map(Number))].filter((i) => item?.materials[i] !== undefined),
    acceptNow: field('accept') === '1',
    privacy: keyOf(PRIVACIES, field('privacy')) ?? 'confidential',
    accusedDepartment: town.departments.find((d) => d.code === field('accused'))?.code ?? '',
    delivery: cleanLine(field('delivery')).slice(0, 40),
    same: v.fields('same').map((n) => n.slice(0, 40)),
  } as const
  return { ...typed, matter: matterOf(typed) }
}

/** Kinds that others may have come with before. */
export const mayBeSame = ({ kind }: Pick<TypedMatter, 'kind'>): boolean => kind === 'report' || kind === 'consultation'

function matterOf(t: Omit<TypedMatter, 'matter'>): TypedMatter['matter'] {
  const no = (because: string) => ({ ok: false, because }) as const
  if (t.kind === '') return no(INTAKE.kind)
  if (t.itemText !== '' && !t.item) return no(INTAKE.unknown(t.itemText.slice(0, 40)))
  const unnamed = t.kind === 'complaint' && t.privacy === 'anonymous'
  const phone = unnamed || t.phone === '' ? '' : (readPhone(t.phone)?.phone ?? null)
  if (phone === null) return no(INTAKE.phone)
  const name = unnamed || t.name === '' ? '' : readName(t.name)
  if (t.name !== '' && !unnamed && name === '') return no(INTAKE.name)
  const privacy: Partial<Pick<Case, 'privacy'>> = t.kind === 'complaint' ? { privacy: t.privacy } : {}
  return {
    ok: true,
    matter: {
      kind: t.kind,
      item: t.item,
      text: t.text,
      where: fit('contactAddress', t.where),
      contact: { name, phone },
      how: t.how,
      received: t.kind === 'application' ? t.received : [],
      acceptNow: t.kind === 'application' && t.acceptNow,
      accusedDepartment: t.kind === 'complaint' ? t.accusedDepartment || null : null,
      delivery: t.delivery,
      same: mayBeSame(t) ? t.same : [],
      ...privacy,
    },
  }
}
