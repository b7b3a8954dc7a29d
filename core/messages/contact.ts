/** What people read about who they are and how to reach them: asked for once, shown back masked, put right when they say so. */

import type { ContactReading } from '../input/contact.ts'
import type { Contact } from '../privacy/kept-contact.ts'

const EXAMPLE = '比如“李秀英 13812345678”。'
// prettier-ignore
const WRONG: Readonly<Record<Exclude<ContactReading, { ok: true }>['because'], (digits: number) => string>> = {
  nothing: () => '没看懂。请发姓名和电话，',
  name:    () => '电话看到了，姓名没看懂。请把姓名和电话一起再发一次，',
  phone:   (digits) => `电话好像不对：数了是 ${digits} 位，手机号是 11 位，座机连区号一起写。请把姓名和电话一起再发一次，`,
}

// prettier-ignore
export const CONTACT = {
  heldSoFar: (held: readonly string[], missing: readonly string[]): string =>
    `记下了，手上有：${held.join('、') || '还没有'}。${missing.length > 0 ? `\n还缺：${missing.join('、')}。窗口有空白表，缺的工作人员会一次告诉您。` : ''}\n还有别的吗？没有了就点“交给工作人员看”。`,
  papersCorrected: (held: readonly string[], lacks: readonly string[]): string =>
    `记下了，手上有：${held.join('、') || '还没有'}。${lacks.length > 0 ? `\n${lacks.join('、')}先缺着，怎么补工作人员会告诉您。` : ''}\n再留个姓名和电话，比如“李秀英 13812345678”。`,
  ask: '请留个姓名和电话，办事的人好联系您，比如“李秀英 13812345678”。只给办这件事的人看。',
  known: (masked: string): string => `联系人还用上次留的（${masked}）。要改，办好后发“更正”。`,
  /** What is wrong with a name and number that could not be read whole: nothing of it is kept. */
  unread: (read: Exclude<ContactReading, { ok: true }>): string => `${WRONG[read.because](read.because === 'phone' ? read.digits : 0)}${EXAMPLE}`,
  noPhone: '没有留电话，有进展只在这里告诉您。想留电话，发“更正”。',
  keptBeside: (masked: string): string => `电话记下了（${masked}），只给办这件事的人看。`,
  notHere: '这个聊天不能存电话，没有保存。要让办事的人打给您，在镇里的网页、微信上发“更正 姓名 电话”，或者到窗口留。',
  left: '留了联系电话',
  later: '先不留',
  nothing: '我们没有留您的姓名和电话。要留，直接发“姓名 电话”，比如“李秀英 13812345678”。\n办件里写错了的，发“更正 编号 正确的内容”。',
  held: (masked: string): string => `我们留着您的：${masked}。\n要改，直接发新的，比如“李秀英 13812345678”。\n办件里写错了的，发“更正 编号 正确的内容”。`,
  corrected: (masked: string, cases: number): string => `改好了，现在是：${masked}。${cases > 0 ? `在办的 ${cases} 件也一起改了，已经告诉办事的人。` : ''}`,
  domestic: '这里不能收姓名和电话。请到镇窗口，或者在镇里的微信、网页上改；办件里写错了的，可以在这里发“更正 编号 正确的内容”。',
  whichCase: '更正哪一件？发“更正 编号 正确的内容”，比如“更正 0007 是三组，不是二组”。',
  what: '想要什么信息？写清叫什么、文号多少，不知道的就写大概是什么事、哪一年的。',
  how: '怎么给您？',
  hows: ['在这里看', '打印好我去拿', '寄给我'],
  petition: '请说说反映什么事、想怎么解决。写清时间、地点、哪个单位。',
  staffNone: (number: string): string => `${number} 没有留联系方式。`,
  staff: (number: string, { name, phone, more = {} }: Contact): string => `${number} 联系人：${name || '没留姓名'}，电话：${phone || '没留'}${Object.entries(more).map(([what, said]) => `\n${what}：${said}`).join('')}\n看过已记录，请只用来办这件事。`,
  staffNot: '联系方式只给承办人、首问责任人和本科室负责人看。',
  staffDomestic: '这个聊天不能显示群众的姓名和电话（个人信息要留在境内），请发“网页”进工作台看，或用镇里的微信。',
  notKept: '来人的电话没有存：这个聊天不能收个人信息，请抄在登记本上，或在网页工作台、微信里登记。',
} as const
