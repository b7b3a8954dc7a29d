/** Replies kept ready: whose they are, who may change them, and the words in braces that each case fills in. */
import type { Staff } from './case.ts'

/** What stands in braces, as it is written, and what is said where a case has none. */
export const REPLY_VARIABLES = {
  姓氏: '本人没留姓名',
  事项: '这件没有对应的事项',
  编号: '这件没有编号',
  到期日: '现在没有在算的办理期限',
} as const
export type ReplyVariable = keyof typeof REPLY_VARIABLES

/** One's own, of a department, of the whole town. */
export type ReplyScope = 'own' | 'department' | 'town'

export interface CannedReply {
  readonly id: number
  readonly title: string
  readonly text: string
  /** Whose own it is; null where it is shared. */
  readonly ownerId: number | null
  /** Whose department shares it; null where it is somebody's own or everybody's. */
  readonly department: string | null
}

export const replyScope = (reply: Pick<CannedReply, 'ownerId' | 'department'>): ReplyScope =>
  reply.ownerId !== null ? 'own' : reply.department !== null ? 'department' : 'town'

type Editor = Pick<Staff, 'id' | 'role' | 'department'>

/** Where this person may add a reply: what others send in the office's name is for whoever answers for the office. */
export const replyScopesOf = ({ role }: Editor): readonly ReplyScope[] =>
  role === 'admin' || role === 'group'
    ? ['own', 'department', 'town']
    : role === 'head'
      ? ['own', 'department']
      : ['own']

/** Whether this person may change a reply or take it away. */
export function mayEditReply(staff: Editor, reply: Pick<CannedReply, 'ownerId' | 'department'>): boolean {
  if (reply.ownerId !== null) return reply.ownerId === staff.id
  if (staff.role === 'admin' || staff.role === 'group') return true
  return staff.role === 'head' && reply.department === staff.department
}

const VARIABLE = /\{(姓氏|事项|编号|到期日)\}/g

/** The variables a text names, each once. */
export const variablesIn = (text: string): readonly ReplyVariable[] => [
  ...new Set([...text.matchAll(VARIABLE)].map((found) => found[1] as ReplyVariable)), // the expression names no others
]

/** The text with what is known filled in; what is not known stays in its braces. */
export const fillReply = (text: string, known: Readonly<Partial<Record<ReplyVariable, string>>>): string =>
  text.replace(VARIABLE, (braces, name: ReplyVariable) => known[name] || braces)

/** Why a text cannot be sent as it stands: it names what this case does not have. Null where all is filled. */
export function unfilledReply(text: string): string | null {
  const [missing] = variablesIn(text)
  return missing === undefined ? null : `写了“{${missing}}”，可是${REPLY_VARIABLES[missing]}，请改成别的话再发`
}

/** Surnames of two characters that are met. */
const COMPOUND = new Set(['欧阳', '司马', '诸葛', '上官', '夏侯', '皇甫', '尉迟', '公孙', '慕容', '长孙', '宇文', '司徒', '令狐', '东方', '南宫', '端木', '轩辕', '司空']) // prettier-ignore

/** The surname of a Chinese name; a name of another make is given whole. */
export function surnameOf(name: string): string {
  const plain = name.trim()
  if (!/^\p{Script=Han}{2,4}$/u.test(plain)) return plain
  return COMPOUND.has(plain.slice(0, 2)) && plain.length > 2 ? plain.slice(0, 2) : plain.slice(0, 1)
}
