/** 我的资料: what the desk holds on a resident, told to them, and the file of it. */
import type { Choice } from '../channel.ts'

/** How much of each is held; texts of people are masked already. */
export interface HoldingFigures {
  /** '李**，138****5678'; empty where nothing was left. */
  readonly contact: string
  readonly confirmed: boolean
  readonly chats: readonly { readonly channel: string; readonly since: string }[]
  readonly follows: number
  readonly words: number
  readonly questions: number
  readonly files: number
  readonly cases: readonly { readonly number: string; readonly kind: string; readonly state: string }[]
  readonly seconds: number
  readonly signups: number
  readonly reads: number
}

const CHANNEL: Readonly<Record<string, string>> = { telegram: 'Telegram', wechat: '微信', web: '网页' }
const MOST_CASES = 8

export const EXPORT_CHOICE: Choice = { label: '做成文件发给我', value: 'export' }

export const HOLDINGS_SAY = {
  nothing: '我们这里还没有您的资料：没有留过姓名电话，没有登记过办件。',
  summary: (h: HoldingFigures): string =>
    [
      '我们这里有您的这些：',
      `· 姓名、电话：${h.contact || '没有留过'}${h.confirmed ? '（已确认是您本人）' : ''}`,
      `· 聊天：${h.chats.map((c) => `${CHANNEL[c.channel] ?? c.channel}（${c.since}起）`).join('、')}，来往 ${h.words} 条，问过 ${h.questions} 个问题。最长留一年，之后去掉能认出您的内容。`,
      `· 照片、文件：${h.files} 个。没放进办件的一天后删，放进办件的跟办件一起。`,
      `· 办件：${h.cases.length} 件${h.cases.length > 0 ? `（${h.cases.slice(0, MOST_CASES).map((c) => `${c.number} ${c.state}`).join('、')}${h.cases.length > MOST_CASES ? ' 等' : ''}）` : ''}，按档案规定保存。`,
      ...(h.follows + h.seconds + h.signups > 0 ? [`· 订阅 ${h.follows} 个，附议 ${h.seconds} 次，听证报名 ${h.signups} 次。`] : []),
      `· 工作人员打开您的办件和文件 ${h.reads} 次，每次都有记录。`,
      '改姓名电话发“更正”，删除发“忘记我”。',
    ].join('\n'),
  coming: '正在做，做好马上发到这里。五分钟没收到，再点一次。',
  file: '您的资料在这个文件里，只发给您。看完不用的话，记得从手机里删掉。',
  fileName: (day: string): string => `我的资料-${day}.txt`,
} as const // prettier-ignore
