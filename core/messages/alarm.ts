/** What is said of an alarm: on the card of staff, to those who were called, and to whoever raised it. */
import { alarmWaits } from '../case/alarm.ts'
import type { Case, Staff } from '../case/case.ts'
import { formatDate, localDate, localTime } from '../date.ts'
import { departmentOf, type Town } from '../town.ts'

type Of = { readonly case: Case; readonly staff: readonly Staff[] }

/** '21:03', with its day where that is not today. */
const moment = (at: Date, now: Date): string =>
  localDate(at) === localDate(now) ? localTime(at) : `${formatDate(localDate(at), localDate(now))} ${localTime(at)}`

/** Who has seen it: '公共安全办公室的王强'; '' where nobody has, or they are not among the people known. */
export function seenBy({ case: c, staff }: Of, town: Town): string {
  const who = staff.find((s) => s.id === c.alarmSeenBy)
  return who ? `${departmentOf(town, who.department).name}的${who.name}` : ''
}

/** Since when, and who has seen it. */
export function alarmSince(of: Of, town: Town, now: Date): string {
  const { alarmAt, alarmSeenAt } = of.case
  const since = alarmAt ? `${moment(alarmAt, now)} 报来` : ''
  return alarmSeenAt
    ? `${since}，${moment(alarmSeenAt, now)} ${seenBy(of, town)}已收到。`
    : `${since}，还没有人回“收到”。`
}

/** By when it must be acknowledged, and what comes then; '' where it was. */
export function alarmDeadline(c: Case, now: Date): string {
  if (!alarmWaits(c)) return ''
  const by = c.alarmNextAt && c.alarmNextAt > now ? ` ${moment(c.alarmNextAt, now)} 前` : '马上'
  return `请${by}点“收到”，或者发“收到 ${c.number.slice(-4)}”${c.alarmNextAt ? '；没人回，就再叫更多的人' : ''}。`
}

/** Whom staff can ring at any hour; '' where the town has told none. */
export const alarmPhones = ({ alarm }: Pick<Town, 'alarm'>): string =>
  alarm.phones.length > 0 ? `值班电话：${alarm.phones.map((p) => `${p.name} ${p.phone}`).join('；')}` : ''

/** How it stands, for whoever raised it: never that help is on its way. '' for what is no alarm. */
export function alarmProgress(of: Of, town: Town, now: Date): string {
  const { alarmAt, alarmSeenAt } = of.case
  if (!alarmAt) return ''
  const seen = alarmSeenAt
    ? `${moment(alarmSeenAt, now)} ${seenBy(of, town) || '值班的人'}看到了。`
    : '已经通知值班的人，还没有人回话。'
  return `${seen}要人马上来，还得您自己打 110、119、120。`
}

export const ALARM = {
  /** The head of a card that is sent again. */
  callAgain: '没人回“收到”，再叫一次',
  /** In the log of the case. */
  called: (names: readonly string[]): string =>
    names.length > 0 ? `没有人回“收到”，又告诉了${names.join('、')}` : '没有人回“收到”，也没有别人可以告诉',
  taken: (number: string, who: string, phone: string): string =>
    `${number}（紧急）${who}已收到，不再叫人。要一起去的，找${who}${phone && `，电话 ${phone}`}。`,
  over: (number: string): string => `${number}（紧急）本人说没事了，或者撤回了，不再叫人。放心不下的，请再问一声。`,
  already: (number: string, who: string): string => `${number} ${who || '别人'}已经收到了，不用再回。`,
  waiting: '紧急，没人回“收到”',
  which: (numbers: readonly string[]): string => `有几件紧急的没人收到，您收到的是哪一件？\n${numbers.join('\n')}`,
  tap: (number: string): string => `收到 ${number.slice(-4)}`,
} as const
