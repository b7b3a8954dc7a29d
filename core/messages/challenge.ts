/** What people read about questions put in public and hearings. */
import { type LocalDate, formatDate, formatWeekday } from '../date.ts'

interface Sitting {
  readonly id: number
  readonly title: string
  readonly heldOn: LocalDate | null
  readonly heldTime: string | null
  readonly place: string
}

const when = (h: Sitting): string =>
  h.heldOn === null ? '' : `${formatDate(h.heldOn)}（${formatWeekday(h.heldOn)}）${h.heldTime ?? ''}`

export const CHALLENGE_MESSAGES = {
  /** `at`: when it is published by itself; '': a person of the office looks at it first. */
  public: (number: string, at: string): string =>
    `工作人员看过${at ? `就放上公开栏，最晚${at}自动放上` : '同意了，才放上公开栏'}，不写您是谁。不想公开了，在那之前发“撤回 ${number.slice(-4)}”。`,
  unknown: '没有找到这个质询。请写全编号，例：附议 BS20261123-0007',
  answered: '这个质询已经答复了，请看公开栏。还有疑问，发“质询”再提。',
  own: '这是您自己提的，不用附议。',
  already: '您已经附议过了，有答复就告诉您。',
  seconded: (n: number, by: string): string => `附议好了，现在有 ${n} 人附议。${by}前答复，答复后告诉您。`,
  answer: (number: string, text: string): string => `您附议的质询 ${number} 有答复了：\n${text}`,
  mustCall: (number: string, n: number, by: string): string =>
    `质询 ${number} 已有 ${n} 人附议，请领导小组在${by}前公告听证。发：召开听证 ${number} 日期 时间 座位数 地点`,
  lateCall: (number: string): string => `质询 ${number} 的听证逾期没有公告，已记为违诺。请尽快发“召开听证”。`,
  called: (h: Sitting): string =>
    `听证会：${h.title}\n${when(h)}，${h.place}\n想参加发“报名 ${h.id}”，座位有限，先报先得。`,
  moved: (h: Sitting, reason: string): string =>
    `听证会改期：${h.title}\n原因：${reason}\n现在是${when(h)}，${h.place}。\n报过名的座位给您留着；来不了，发“取消报名 ${h.id}”。`,
  cancelled: (h: Sitting, reason: string, again: boolean): string =>
    `听证会取消：${h.title}\n原因：${reason}\n${again ? '会另行公告时间，到时再通知您报名。' : '质询照常书面答复，答复后告诉您。'}`,
  remind: (h: Sitting): string => `提醒：您报名的听证会${when(h)}在${h.place}开，请带好身份证件。`,
  signed: (h: Sitting): string => `报名好了。${when(h)}，${h.place}。前一天再提醒您。`,
  full: '座位已报满。听证纪要会公开，您也可以把问题发来：发“质询”。',
  closed: '这场听证现在不接受报名。',
  twice: '您已经报过名了。',
  left: '已取消报名，座位让给别人了。还想来，再发“报名”。',
  notIn: '您没有报名这场听证。',
  list: (open: readonly (Sitting & { taken: number; seats: number })[]): string =>
    open.length === 0
      ? '现在没有公告的听证会。'
      : open.map((h) => `${h.id} ${h.title}\n　${when(h)}，${h.place}，已报${h.taken}/${h.seats}人。参加发“报名 ${h.id}”。`).join('\n'), // prettier-ignore
  minutesDue: (id: number): string => `听证 ${id} 开过了，请登记纪要：听证纪要 ${id} 内容`,
  nothing: '没有找到这条公布的内容。在公开栏点“对此有疑问”，或者直接发：质询 您的疑问',
  describe: (title: string, days: number): string =>
    `您对“${title}”有什么疑问？请写一句话，${days}个工作日内答复，问题和答复都会公开。`,
  noHearing: '没有找到这场听证。',
} as const
