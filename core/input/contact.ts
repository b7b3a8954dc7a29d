/** Reads a name and a telephone as people give them: '李秀英 13812345678', '我叫李秀英，电话022-2912 3456'. */
import type { Contact } from '../privacy/kept-contact.ts'
import { cleanText, trimEnd } from './clean-text.ts'
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
const EDGE = /[\s:：，,。.、；;!！?？()（）+\-—'"“”]/u
const EDGES_BEFORE = /^[\s:：，,。.、；;!！?？()（）+\-—'"“”]+/u
/** A name and a number with what is said around them are shorter; what is longer is a story. */
const MOST = 200
const SAID_BEFORE =
  /^(?:[我俺咱](?:的)?(?=电话|手机|号码|手机号)|我叫|我是|我姓|本人|姓名|名字|联系人|联系方式|来电人|来访人|申请人|手机号码|电话号码|手机号|电话|手机|座机|号码|联系|改成|改为|名叫|叫|是|姓(?=\p{Script=Han})|的)/u
const SAID_BEHIND =
  /(?:联系人|联系方式|手机号码|电话号码|手机号|电话|手机|座机|号码|的电话|的手机|的|先生|女士|同志|老师)$/u

/** What of the text is a name and a number, or the one thing that is wrong with it. */
export function readContact(raw: string): ContactReading {
  const cleaned = cleanText(raw)
  if (cleaned.length > MOST) return { ok: false, because: 'nothing' }
  const text = withFigures(cleaned).replace(MASKED, ' ')
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

/** Characters beside a number that say whose it is. */
const NEAR = 16
/** Said before a number that is to be rung for the writer. */
const OWN_FOLLOWS =
  /[我俺咱家](?:的)?(?:电话|手机|号码?)|(?:打|给|找|联系|通知|回)(?:个电话)?(?:给)?(?:我|俺|咱)|(?:回|来|打)个?(?:电话|信儿?)|(?:我|俺)(?:叫|姓|是)|换(?:了)?(?:个)?号(?:了|码)?|新号|[改换]成|(?:^|[\s，,。；;：:])(?:联系)?(?:电话|手机|号码|联系方式)号?(?:是|[:：])?\s*$/u
/** Said behind one. */
const OWN_PRECEDES =
  /^[\s，,]*(?:往后|以后|今后)?(?:是?我的?|俺的?)?(?:电话|手机|号码?)?[\s，,]*(?:(?:打|找|联系)(?:我|俺|这个)|(?:晚上|白天|早上|中午|下午|上午|随时|都能|都可以)[^，,。\s]{0,4}[打在接]|(?:我|俺)(?:叫|姓|是)|就行|是我的|是俺的)/u
/** Said of somebody else's. */
const OTHERS =
  /(?:他|她|它|对方|人家|老板|工头|骗子|那(?:个|家)?人|公司|厂|店|医院|书记|村长|主任|派出所|客服|热线|陌生|有个|一个)[^，,。；;\s]{0,6}(?:电话|手机|号码?)?(?:是|[:：])?\s*$|(?:打|拨|接)(?:了|过|到|来|通)[^，,。；;\s]{0,6}$|打的$/u
/** What introduces a name, and the name. */
const CALLED = /(?:我|俺)?(?:叫|姓)\s?([\p{Script=Han}·]{1,8}?)(?=$|[\s，,。.；;！!]|电话|手机|号码|住|家)/u

/**
 * A telephone of the writer's own in a text that says something else too, with the name where it is told; null where there
 * is none, or it may be somebody else's. A text that is a contact and no more is one as well.
 */
export function contactToldWith(raw: string): Contact | null {
  const only = onlyContact(raw)
  if (only) return only
  const text = withFigures(cleanText(raw)).replace(MASKED, ' ')
  const found = findPhone(text)
  if (!found?.read) return null
  const [before, behind] = [text.slice(0, found.from), text.slice(found.to)]
  // of two numbers nobody can tell which is meant
  if (findPhone(behind)?.read) return null
  const own = OWN_FOLLOWS.test(before.slice(-NEAR)) || OWN_PRECEDES.test(behind.slice(0, NEAR))
  if (!own || OTHERS.test(before.slice(-2 * NEAR))) return null
  return { name: readName(CALLED.exec(before)?.[1] ?? CALLED.exec(behind)?.[1] ?? ''), phone: found.read.phone }
}

/** A piece without the words that say what it is. */
function bare(piece: string): string {
  for (let text = piece; ;) {
    const next = trimEnd(text.replace(EDGES_BEFORE, ''), EDGE).replace(SAID_BEFORE, '').replace(SAID_BEHIND, '')
    if (next === text) return next
    text = next
  }
}
