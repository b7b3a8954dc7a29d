/** What the desk says on its own: to residents before a day of theirs, to staff each working morning and when time is up. */
import type { StoredPromise } from '../case/case.ts'
import type { ClockAction } from '../case/purposes.ts'
import { formatDue } from '../case/message-to-resident.ts'
import { type LocalDate, formatDate, formatWeekday } from '../date.ts'
import type { MessageFields } from './resident.ts'

type Dated = Pick<StoredPromise, 'dueDate' | 'provisional' | 'unit'>
type Matter = Pick<MessageFields, 'number' | 'called' | 'place'> & { readonly what: string }

const moved = (before: Dated, after: Dated, now: Date): string =>
  `原定${formatDue({ ...before, provisional: false }, now)}，现在是${formatDue(after, now)}`

export const RESIDENT_REMINDERS = {
  supply: (a: Matter, due: string): string =>
    `提醒您：${a.number}“${a.called}”还差材料，请在${due}补交到${a.place}，也可以直接在这里发照片。补齐后发“已补齐”。到期没收到，这次申请就先结束，以后可以重新申请。`,
  confirm: (a: Matter, due: string): string =>
    `提醒您：${a.number} 的结果已经发给您了。${due}不回，就算解决了，先结案；没解决请在下面选一下，我们接着办。`,
  received: (a: Matter, due: string): string =>
    `提醒您：${a.number} 的答复已经发给您了。${due}不回，就算收到了，先结案；有问题请在下面选一下，我们接着看。`,
  redated: (a: Matter, before: Dated, after: Dated, now: Date): string =>
    `${a.number} 的日期有变化：国家公布了放假安排，“${a.what}”${moved(before, after, now)}。您不用做什么，其他不变。`,
  redatedStaff: (a: Matter, before: Dated, after: Dated, now: Date): string =>
    `${a.number} ${a.what}期限随放假安排变动：${moved(before, after, now)}。`,
  redatedEvent: (what: string, before: Dated, after: Dated, now: Date): string =>
    `放假安排公布，“${what}”${moved(before, after, now)}`,
} as const

/** Heads of the cards that say a clock ran out. */
export const PASSED_PROMISE_MESSAGES = {
  did: {
    'deem-accepted': '超过期限，已视为受理',
    expire: '转办没人接收，仍由您办',
    lapse: '逾期未补，已终止',
    settle: '已结案',
    'consult-over': '对方到期没提意见，已恢复计时，请依法决定',
    publish: '到时间没人看过，已自动公开',
  } as const satisfies Record<ClockAction, string>,
  late: (label: string): string => `已超时：${label}`,
  unrelayed: '结果还没送达，请电话联系本人',
  /** More passed at once than is worth a card each. */
  more: (lines: readonly string[], total: number): string => `另有 ${total} 件也到了时间：\n${list(lines, total)}`,
} as const

/** '答复 今天到期' / '答复 11月25日（周三）前' / '答复 已超2个工作日'; `workdaysLate` counts from the day after the last day. */
export function formatClockStanding(
  label: string,
  p: Dated & Pick<StoredPromise, 'dueAt'>,
  workdaysLate: number,
  today: LocalDate,
  now: Date,
): string {
  if (p.dueAt <= now) return workdaysLate > 0 ? `${label} 已超${workdaysLate}个工作日` : `${label} 已超时`
  return p.dueDate === today ? `${label} 今天到期` : `${label} ${formatDue(p, now)}`
}

const SHOWN = 10
const list = (lines: readonly string[], total = lines.length): string =>
  [...lines.slice(0, SHOWN), ...(total > SHOWN ? [`…还有 ${total - SHOWN} 件，发“待办”看全部`] : [])].join('\n')

/** The parts of a working morning's letter, in the order they are read. */
// prettier-ignore
export const DIGEST_SECTIONS = {
  today:     '今天到期',
  overdue:   '已超期',
  unrelayed: '结果没送达本人，请打电话，说完发“联系 编号 说了什么”',
  take:      '等您接收',
  decide:    '等您批准',
  unclaimed: '等人接单',
  soon:      '快到期',
  idle:      '好几天没有进展，请催一催',
  group:     '超期较久，报领导小组',
} as const
export type DigestSection = keyof typeof DIGEST_SECTIONS

/** 今日待办: null where there is nothing to say. */
export function digestText(
  today: LocalDate,
  parts: Readonly<Partial<Record<DigestSection, readonly string[]>>>,
  unanswered: number,
): string | null {
  const said = (Object.keys(DIGEST_SECTIONS) as DigestSection[])
    .map((part) => ({ title: DIGEST_SECTIONS[part], lines: parts[part] ?? [] }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => `■ ${title}（${lines.length}）\n${list(lines)}`)
  if (unanswered > 0) said.push(`■ 没答上的咨询 ${unanswered} 条，发“网页”处理`)
  if (said.length === 0) return null
  return `【今日待办】${formatDate(today, today)}（${formatWeekday(today)}）\n${said.join('\n')}`
}

export const afternoonText = (lines: readonly string[]): string =>
  `【今天到期】还有 ${lines.length} 件没办结，请在下班前处理：\n${list(lines)}`

export interface WeekFigures {
  readonly department: string
  readonly opened: number
  readonly ended: number
  readonly open: number
  readonly overdue: number
  readonly breaches: number
}

export const weekText = (from: LocalDate, to: LocalDate, figures: readonly WeekFigures[]): string =>
  `【上周小结】${formatDate(from, to)}至${formatDate(to, from)}\n${figures
    .map(
      (f) =>
        `${f.department}：新增 ${f.opened}，办结 ${f.ended}，在办 ${f.open}，超期未办 ${f.overdue}，新增违诺 ${f.breaches}`,
    )
    .join('\n')}`

const UNDELIVERED = {
  refused: '平台不收',
  unreachable: '联系不上',
  dead: '多次没发出去',
  parked: '等对方来信才能发',
} as const
export type UndeliveredState = keyof typeof UNDELIVERED

export interface Undelivered {
  readonly state: UndeliveredState
  readonly number: string | null
  readonly count: number
}

export const undeliveredText = (found: readonly Undelivered[]): string => {
  const total = found.reduce((n, f) => n + f.count, 0)
  return `【没送达的消息】${total} 条，请安排打电话：\n${list(
    found.map((f) => `${f.number ?? '不属于办件'} ${UNDELIVERED[f.state]} ${f.count} 条`),
  )}`
}

export const yearText = (year: number): string =>
  `【日历】${year}年的放假安排还没装入，跨到${year}年的期限都按“可能顺延”算。国务院办公厅通知公布后，请装入：npm run town -- calendar load ${year}.json`
