/** A name and a telephone number as people give them: '李秀英 13812345678', '我叫李秀英，电话022-12345678'. */
import { maskPersonal } from './mask.ts'
import { personalNumbers } from './numbers.ts'

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

const LOCAL = /(?<!\d)\d{7,8}(?!\d)/
const FILLER =
  /(我叫|我是|姓名|名字|联系人|联系方式|来电人|来访人|申请人|电话|手机号?|号码|联系|叫|是|改成|改为|[:：，,。、；;\s\d\-－—()（）+])+/g

/** What of the text is a name and a number; null where it is neither. */
export function readContact(text: string): Contact | null {
  const found = personalNumbers(text).find(({ kind }) => kind === '手机号' || kind === '电话')
  const phone = found?.digits ?? LOCAL.exec(text)?.[0] ?? ''
  const words = (found ? `${text.slice(0, found.from)} ${text.slice(found.to)}` : text).replace(FILLER, ' ').trim()
  const name = /^[\p{Script=Han}·]{2,8}$/u.test(words) ? words : ''
  return name || phone ? { name, phone } : null
}

/** '李**，138****5678': enough to know it by. */
export const maskContact = ({ name, phone }: Contact): string =>
  [name && `${name.slice(0, 1)}${'*'.repeat(name.length - 1)}`, phone && hidden(phone)].filter(Boolean).join('，')

const hidden = (phone: string): string => {
  const { text, found } = maskPersonal(phone)
  return found.length > 0 ? text : `****${phone.slice(-4)}`
}
