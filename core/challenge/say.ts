/** What people read about questions put in public and hearings. */
import { type LocalDate, sayDate, sayWeekday } from '../date.ts'

interface Sitting {
  readonly id: number
  readonly title: string
  readonly heldOn: LocalDate | null
  readonly heldTime: string | null
  readonly place: string
}

const when = (h: Sitting): string =>
  h.heldOn === null ? '' : `${sayDate(h.heldOn)}（${sayWeekday(h.heldOn)}）${h.heldTime ?? ''}`

export const CHALLENGE_SAYS = {
  public: (number: string): string => `疑问和答复会公开，不公开您是谁。别人同样想问的，可以发“附议 ${number}”。`,
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
  remind: (h: Sitting): string => `提醒：您报名的听证会${when(h)}在${h.place}开，请带好身份证件。`,
  signed: (h: Sitting): string => `报名好了。${when(h)}，${h.place}。前一天再提醒您。`,
  full: '座位已报满。听证纪要会公开，您也可以把问题发来：发“质询”。',
  closed: '这场听证现在不接受报名。',
  twice: '您已经报过名了。',
  noHearing: '没有找到这场听证。',
} as const
