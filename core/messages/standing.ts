/** What people read about who counts as a person, and where something has been asked for too often. */
import { type OverQuota, LEGAL_QUOTAS } from '../legal-quota.ts'
import type { Choice } from '../channel.ts'
import { COUNTER_CODE, PHONE_CODE } from '../phone-codes.ts'

/** Offered under a refusal: what was written is kept, and registered with one tap once there is room. */
export const AGAIN: Choice = { label: '再登记一次', value: 'again' }

const how = (place: string, texts: boolean): string =>
  [
    texts ? '发“确认电话”，收一条短信验证码' : '',
    '用微信或者 Telegram 找我们，在那边发',
    `发“窗口登记”拿一个号，带身份证件到${place}登记`,
  ]
    .filter(Boolean)
    .map((line, i) => `${i + 1}. ${line}`)
    .join('\n')

export const STANDING_MESSAGES = {
  over: ({ quota, whose }: OverQuota): string => {
    const { label, person } = LEGAL_QUOTAS[quota]
    return {
      person: `今天您的${label}已经有 ${person} 次了，这一次先不登记。`,
      network: `今天从您这个网络来的${label}太多了，这一次先不登记。用微信、Telegram 发来的照常登记。`,
      desk: `今天从网页来的${label}太多了，这一次先不登记。用微信、Telegram 发来的照常登记。`,
    }[whose]
  },
  /** After `over`, where somebody wrote something. */
  kept: '您写的话给您留着：明天点“再登记一次”，或者现在到窗口，把这段话给工作人员看，由他们当面登记。',
  otherwise: '明天再来，或者到窗口当面说。',
  burst: '您刚才已经登记了好几件，工作人员都收到了。发“我的办件”看编号；急事打 110、119、120。',
  nothingKept: '没有留着的话了。想登记什么，直接说。',
  /** `did`: what a plain web session has just done, or may not do. */
  webSecond: (place: string, texts: boolean): string =>
    `记下了，网页上的附议单独列着，不算在开听证会的人数里。想算数，任选一样，办完再发一次附议：\n${how(place, texts)}`,
  webSecondTwice: '从您这个网络今天已经有人在网页上附议过这一件了。',
  seatNeedsStanding: (place: string, texts: boolean): string =>
    `听证会的座位留给知道是谁的人，网页上不能直接报名。任选一样，办完再发一次报名：\n${how(place, texts)}`,
  askPhone: '请发您的手机号，我们给它发一条短信验证码。号码只用来确认是一个人，加密保存。',
  phoneUnread: (digits: number): string =>
    `这个号数了是 ${digits} 位，不像手机号。请发 11 位手机号，比如“13812345678”。`,
  phoneSent: (masked: string): string => `验证码发到 ${masked} 了，${PHONE_CODE.minutes} 分钟内把它发到这里。`,
  phoneWrong: '验证码不对。请看看短信再发一次；没收到，发“确认电话”重来。',
  phoneOver: '这个验证码不能用了。发“确认电话”重来。',
  noTexts: (place: string): string =>
    `短信还没有开通。发“窗口登记”拿一个号，带身份证件到${place}登记；或者用微信、Telegram 找我们。`,
  already: '您已经确认过了，附议和报名都算数。',
  notHere: '您用的是账号，不用另外确认，附议和报名都算数。',
  confirmed: '确认好了，以后您的附议和报名都算数。刚才没算上的，请再发一次。',
  counterCode: (code: string, place: string): string =>
    `您的登记号：${code}\n${COUNTER_CODE.days} 天内带身份证件到${place}，把这个号给工作人员看。登记以后，附议和报名都算数。`,
  registered: '窗口给您登记好了，以后您的附议和报名都算数。',
  staffExample: '例：登记本人 K7M2QXAB 李秀英 13812345678（登记号在本人手机上，先看身份证件）',
  staffUnknown: '没有这个登记号，或者过期、用过了。请本人再发一次“窗口登记”。',
  staffNoContact: '还差本人的姓名和手机号。例：登记本人 K7M2QXAB 李秀英 13812345678',
  staffDone: (name: string): string => `已登记${name}。附议、报名从现在起算数，已告诉本人。`,
} as const
