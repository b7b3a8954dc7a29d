/** Keeps and masks a name and a telephone number; core/input/contact.ts reads what people write of them. */
import { maskPersonal } from './mask.ts'

export interface Contact {
  /** Empty where none was given. */
  readonly name: string
  readonly phone: string
  /** What else another desk knew, by its own names for it: an address, a mailbox, where on the map, a picture. */
  readonly more?: Readonly<Record<string, string>>
}

/** What else may be known, as people call it; a name that stands in no list is not shown. */
// prettier-ignore
const MORE = { address: '地址', addressId: '地址编号', email: '邮箱', lat: '纬度', long: '经度', media: '照片网址' } as const

/** What was kept of a person, whoever brought it: the chat keeps a name and a number, other desks what they have. */
export function contactFrom(kept: unknown): Contact {
  const given = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {}
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name].trim() : '')
  const more = Object.entries(MORE).flatMap(([name, label]) => (text(name) ? [[label, text(name)]] : []))
  return { name: text('name'), phone: text('phone'), ...(more.length > 0 ? { more: Object.fromEntries(more) as Record<string, string> } : {}) } // prettier-ignore
}

/** '李**，138****5678': enough to know it by. */
export const maskContact = ({ name, phone }: Contact): string =>
  [name && hiddenName([...name]), phone && hidden(phone)].filter(Boolean).join('，')

const hiddenName = ([first = '', ...rest]: readonly string[]): string => `${first}${'*'.repeat(rest.length)}`

const hidden = (phone: string): string => {
  const { text, found } = maskPersonal(phone)
  return found.length > 0 ? text : `****${phone.slice(-4)}`
}
