/** Reads a name and a telephone as people give them: '李秀英 13812345678', '我叫李秀英，电话022-2912 3456'. */
import type { Contact } from '../privacy/contact.ts'
import { cleanText } from './clean-text.ts'
import { readName } from './name.ts'
import { findPhone, withFigures } from './phone.ts'

/** Half of a contact is none: what was left out would be missed on the day somebody must be phoned. */
export type ContactReading =
  | { readonly ok: true; readonly contact: Contact }
  | { readonly ok: false; readonly because: 'nothing' | 'name' }
  /** Digits there are, but no telephone: `digits` of them. */
  | { readonly ok: false; readonly because: 'phone'; readonly digits: number }

/** What the door has masked says nothing of a name. */
const MASKED = /[\d+]*\*{3,}[\dX]*/g
const EDGES = /^[\s:：，,。.、；;!！?？()（）+\-—'"“”]+|[\s:：，,。.、；;!！?？()（）+\-—'"“”]+$/gu
const SAID_BEFORE =
  /^(?:[我俺咱](?:的)?(?=电话|手机|号码|手机号)|我叫|我是|我姓|本人|姓名|名字|联系人|联系方式|来电人|来访人|申请人|手机号码|电话号码|手机号|电话|手机|座机|号码|联系|改成|改为|名叫|叫|是|姓(?=\p{Script=Han})|的)/u
const SAID_BEHIND =
  /(?:联系人|联系方式|手机号码|电话号码|手机号|电话|手机|座机|号码|的电话|的手机|的|先生|女士|同志|老师)$/u

/** What of the text is a name and a number, or the one thing that is wrong with it. */
export function readContact(raw: string): ContactReading {
  const text = withFigures(cleanText(raw)).replace(MASKED, ' ')
  const found = findPhone(text)
  if (found && !found.read) return { ok: false, because: 'phone', digits: found.digits }
  const around = found ? [text.slice(0, found.from), text.slice(found.to)] : [text]
  const words = around.flatMap((part) => part.split(/[\n，,。、；;:：/]+/u)).map(bare).filter(Boolean) // prettier-ignore
  const name = words.length === 0 ? '' : readName(words.join(' '))
  const phone = found?.read?.phone ?? ''
  if (words.length > 0 && name === '') return { ok: false, because: found ? 'name' : 'nothing' }
  return name || phone ? { ok: true, contact: { name, phone } } : { ok: false, because: 'nothing' }
}

/** A text that is a telephone and, at most, whose it is; null for any other. */
export function onlyContact(raw: string): Contact | null {
  const read = readContact(raw)
  return read.ok && read.contact.phone !== '' ? read.contact : null
}

/** A piece without the words that say what it is. */
function bare(piece: string): string {
  for (let text = piece; ;) {
    const next = text.replace(EDGES, '').replace(SAID_BEFORE, '').replace(SAID_BEHIND, '')
    if (next === text) return next
    text = next
  }
}
