/** Composes what a resident is told about a move of their case: the notice it issues, and the words that go with it. */
import type { Outgoing } from '../channel.ts'
import { localDate, formatDate, formatWeekday } from '../date.ts'
import { seenBy } from '../messages/alarm.ts'
import { type MessageFields, caseChoices, type ResidentMessageKind, RESIDENT_MESSAGES } from '../messages/resident.ts'
import type { NoticeKind } from '../notice/kinds.ts'
import type { Cipher } from '../privacy/cipher.ts'
import type { KeptMessage } from '../privacy/kept-message.ts'
import { departmentOf } from '../town.ts'
import type { Case, StoredPromise } from './case.ts'
import { KINDS } from './kinds.ts'
import { lookupCodeOf } from './lookup-code.ts'
import type { PurposeName } from './purposes.ts'
import { itemOf, type TownContext } from '../town-context.ts'
import type { CaseContext } from './case-context.ts'

/** Kinds whose law names its own notices (law facts 2.2 ⑩–⑭). */
const OWN_NOTICES: Partial<Record<Case['kind'], Partial<Record<NoticeKind, NoticeKind>>>> = {
  disclosure: { supplement: 'disclosure-supplement', completion: 'disclosure-reply' },
  petition: {
    acceptance: 'petition-notice',
    'non-acceptance': 'petition-notice',
    completion: 'petition-opinion',
    refusal: 'petition-opinion',
  },
}

/** Kinds whose result is told in words of their own: information refused is not 办好了. */
const OWN_MESSAGES: Partial<Record<Case['kind'], Partial<Record<ResidentMessageKind, ResidentMessageKind>>>> = {
  disclosure: { completed: 'disclosed', supplement: 'disclosure-supplement' },
  petition: { completed: 'opinion', refused: 'opinion', declined: 'directed' },
}

/** The message of a move, as the kind of case words it. */
export const messageKindFor = <T extends ResidentMessageKind | null>(
  usual: T,
  kind: Case['kind'],
): ResidentMessageKind | T => (usual && OWN_MESSAGES[kind]?.[usual]) ?? usual

/** The notice a move issues: the row's, as the kind of case names it. */
export function noticeFor(usual: NoticeKind | null, kind: Case['kind']): NoticeKind | null {
  if (usual === null) return null
  const own = OWN_NOTICES[kind]?.[usual]
  if (own) return own
  // 通知书 belong to applications; a question or a report is answered in the chat
  return !KINDS[kind].accepts && usual === 'completion' ? null : usual
}

/** '11月30日（周一）前' or, for a clock of minutes, '今天15:30前'. Provisional dates say so in plain words. */
export function formatDue(p: Pick<StoredPromise, 'dueDate' | 'provisional' | 'unit'>, now: Date): string {
  const today = localDate(now)
  const day = p.dueDate === today ? '今天' : `${formatDate(p.dueDate, today)}（${formatWeekday(p.dueDate)}）`
  return `${day}${p.unit === 'minutes' || p.dueDate === today ? '内' : '前'}${p.provisional ? '（放假安排还没公布，可能顺延）' : ''}`
}

/** What the resident gets by that day. */
const promisedBy = (purpose: PurposeName | undefined, c: Case): string => {
  if (purpose === 'accept') return c.supplementLists > 0 ? '告诉您是否受理' : '告诉您是否受理、还差什么'
  return c.kind === 'application' ? '办完' : '答复您'
}

/** What a sentence about the case may name. */
export function caseMessageFields(
  ctx: CaseContext,
  townContext: TownContext,
  now: Date,
  text = '',
  list: readonly string[] = [],
): MessageFields {
  const c = ctx.case
  const item = itemOf(townContext, c.item)
  const department = departmentOf(townContext.town, c.department)
  const handler = ctx.staff.find((s) => s.id === c.handlerId)
  const first = ctx.staff.find((s) => s.id === c.firstResponderId)
  const running = (purpose: PurposeName) => ctx.promises.find((p) => p.purpose === purpose && p.state === 'open')
  const due = c.state === 'supplement' ? running('supply') : (running(KINDS[c.kind].result) ?? running('accept'))
  const confirm = running('confirm')
  return {
    number: c.number,
    code: '',
    kind: KINDS[c.kind].label,
    matter: item?.name ?? KINDS[c.kind].label,
    called: (item?.short || item?.name) ?? KINDS[c.kind].label,
    department: department.name,
    handler: handler?.name ?? '',
    phone: handler?.phone || department.phone || townContext.town.phone,
    first: first?.name ?? '',
    // within minutes or not at all: an alarm has no day
    due: due && c.alarmAt === null ? formatDue(due, now) : '',
    promised: promisedBy(due?.purpose, c),
    text,
    list,
    place: item?.place ?? townContext.town.place,
    confirmBy: confirm ? formatDue(confirm, now) : '',
    seenBy: seenBy(ctx, townContext.town),
  }
}

/** What is said of a case just opened; its look-up code is in it. */
export function composeOpened(cipher: Cipher, c: Case, about: MessageFields): Outgoing {
  const code = lookupCodeOf(cipher, c)
  return { ...composeResidentMessage('opened', { ...about, code }, c.id, null), secret: { words: [code] } }
}

/** The message that goes with a move, with the notice it issued: its page, and a tap that it was received. */
export function composeResidentMessage(
  tell: ResidentMessageKind,
  about: MessageFields,
  caseId: number,
  notice: { id: number; url: string } | null,
): KeptMessage {
  return {
    text: RESIDENT_MESSAGES[tell](about),
    choices: [
      ...caseChoices(tell, caseId),
      ...(notice ? [{ label: '已收到', value: `got:${notice.id.toString(36)}` }] : []),
    ],
    ...(notice ? { link: { label: '看书面通知', url: notice.url } } : {}),
  }
}
