/** What somebody says at the counter or on the telephone, checked before it is registered: pure. */
import { shortName } from '../answer/reply/catalog-wording.ts'
import type { Item } from '../catalog/item.ts'
import { INTAKE } from '../messages/intake.ts'
import type { Contact } from '../privacy/kept-contact.ts'
import type { Case } from './case.ts'
import { type CaseKind, kindOfItem } from './kinds.ts'

export interface CounterMatter {
  readonly kind: CaseKind
  readonly item: Item | null
  /** What they said; may be empty where papers for an item are handed in. */
  readonly text: string
  /** Where the matter is, or, of an application, where they live. */
  readonly where: string
  readonly contact: Contact
  readonly how: 'counter' | 'phone'
  /** Which of the item's materials were handed over, by their place in the list. */
  readonly received: readonly number[]
  /** Accepted on the spot: the notice of acceptance is issued with the registration. */
  readonly acceptNow: boolean
  /** Asked for in a complaint; absent: as usual for the kind. */
  readonly privacy?: Case['privacy']
  /** Code of the department a complaint is about, where it was named. */
  readonly accusedDepartment: string | null
  /** Numbers of earlier cases that are the same matter. */
  readonly same: readonly string[]
  /** How information asked for is wanted. */
  readonly delivery: string
}

/** Kinds that an item with papers is handed in for. */
const HANDED_IN: ReadonlySet<CaseKind> = new Set(['application'])

/** Whether what was said where is the matter's own place, which a street lamp is found by; else it is a home, and sealed. */
export const isPlaceOfMatter = ({ kind }: Pick<CounterMatter, 'kind'>): boolean =>
  kind !== 'application' && kind !== 'disclosure' && kind !== 'petition'

/** Names of the required materials that were not handed over. */
const missingMaterials = ({ item, received }: Pick<CounterMatter, 'item' | 'received'>): string[] =>
  (item?.materials ?? []).flatMap((m, i) => (m.required && !received.includes(i) ? [m.name] : []))

/** Why it is not registered as it stands, in one sentence; null where it may be. */
export function counterRefusal(m: CounterMatter): string | null {
  const { kind, item } = m
  if (HANDED_IN.has(kind)) {
    if (!item) return INTAKE.item(kind)
    if (kindOfItem(item) !== kind) return INTAKE.ownKind(shortName(item), kindOfItem(item))
    if (item.routing !== 'town') return INTAKE.elsewhere(shortName(item), item.place)
  } else if (m.text.trim() === '') return INTAKE.text
  if (kind === 'disclosure' && (m.contact.name === '' || m.contact.phone === '')) return INTAKE.who
  if (m.acceptNow && missingMaterials(m).length > 0) return INTAKE.papers(missingMaterials(m))
  return null
}

/** The words the case is opened with. */
export function wordsOf(m: CounterMatter): string {
  const said = m.text.trim()
  const place = m.where.trim()
  if (m.kind === 'disclosure') return `申请公开：${said}。提供方式：${m.delivery || '不限'}。`
  if (!HANDED_IN.has(m.kind) || !m.item)
    return [said, isPlaceOfMatter(m) && place && `地点：${place}`].filter(Boolean).join('\n')
  const names = m.item.materials.flatMap((one, i) => (m.received.includes(i) ? [one.name] : []))
  const papers = m.item.materials.length === 0 ? '' : `窗口收到：${names.join('、') || '还没有材料'}。`
  return [`申请${shortName(m.item)}。${papers}`, said].filter(Boolean).join('\n')
}
