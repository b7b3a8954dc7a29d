/** What residents read about their case. Short, plain, polite; each says what happens next and by when. */
import { onlyAsksBack } from '../input/asks-back.ts'
import type { Choice } from '../channel.ts'
import { gradeChoices } from '../input/rating.ts'

/** What a sentence may name. `due` is already written out in words ('11月30日（周一）前'), empty where no clock runs. */
export interface MessageFields {
  readonly number: string
  /** The look-up code, where a case was just opened; empty elsewhere. */
  readonly code: string
  readonly kind: string
  /** The full name, for what is written; `called`: what people call it. */
  readonly matter: string
  readonly called: string
  readonly department: string
  readonly handler: string
  readonly phone: string
  readonly first: string
  readonly due: string
  /** What they get by that day: '答复您', '办完' … */
  readonly promised: string
  readonly text: string
  readonly list: readonly string[]
  readonly place: string
  /** Days to confirm in, in words. */
  readonly confirmBy: string
  /** Who has seen an alarm, with their department; empty elsewhere. */
  readonly seenBy: string
}

const call = (a: MessageFields) => (a.phone ? `，电话 ${a.phone}` : '')
const by = (a: MessageFields) => (a.due ? `\n最晚${a.due}${a.promised}。` : '')
const kept = (a: MessageFields) => (a.first && a.first !== a.handler ? `首问责任人${a.first}会一直跟到底。` : '')

// prettier-ignore
export const RESIDENT_MESSAGES = {
  opened:      (a: MessageFields) => `已为您登记。\n编号：${a.number}\n查询码：${a.code}\n负责：${a.department}，${a.handler || '值班人员'}${call(a)}${a.due ? `\n最晚${a.due}${a.promised}。` : ''}\n有进展会在这里告诉您。想知道办到哪一步，发“进度”就行。`,
  seen:        (a: MessageFields) => `${a.seenBy}看到您的消息了（${a.number}）；要人马上来，还得您自己打 110、119、120。`,
  claimed:     (a: MessageFields) => `${a.number} 已有人接手。\n${a.department}的${a.handler}是您的首问责任人，会一直跟到底${call(a)}。${by(a)}`,
  assigned:    (a: MessageFields) => `${a.number} 现在由${a.department}的${a.handler}办理${call(a)}。${kept(a)}${by(a)}`,
  rerouted:    (a: MessageFields) => `${a.number} 归${a.department}负责，已转过去，马上有人接手。您不用再跑、不用再说一遍。`,
  taken:       (a: MessageFields) => `${a.number} 已转给${a.department}的${a.handler}办理${call(a)}。${kept(a)}${by(a)}`,
  accepted:    (a: MessageFields) => `${a.number}“${a.called}”今天受理了。${by(a)}\n${a.promised === '办完' ? '办好了' : '有结果'}马上告诉您，您不用跑来问。`,
  deemed:      (a: MessageFields) => `${a.number}“${a.called}”已按规定视为受理，从交材料那天算起。${by(a)}`,
  declined:    (a: MessageFields) => `${a.number} 这件事我们不能受理。\n原因：${a.text}\n书面通知见下面链接，里面写了可以找谁、怎么提出不同意见。`,
  ineligible:  (a: MessageFields) => `${a.number} 对照条件看了，这次不符合。\n原因：${a.text}\n书面告知见下面链接，里面写了对照的条件、怎么改进、怎么提出不同意见。情况变了随时再来。`,
  directed:    (a: MessageFields) => `${a.number} 这件事不归镇里管，请找对口的单位。\n${a.text}\n书面告知见下面链接。去了说不清楚的，回来找我们，我们帮您联系。`,
  supplement:  (a: MessageFields) => `${a.number}“${a.called}”还差下面这些，一次说全：\n${a.list.map((l, i) => `${i + 1}. ${l}`).join('\n')}\n请在${a.due}补交到${a.place}，也可以直接在这里发照片。补齐后发“已补齐”。`,
  'disclosure-supplement': (a: MessageFields) => `${a.number} 您要的信息还说得不够清楚，请补充下面这些，一次说全：\n${a.list.map((l, i) => `${i + 1}. ${l}`).join('\n')}\n请在${a.due}直接在这里写给我们，写完发“已补齐”。收到后重新计算答复时间；到期不补，这次申请就算放弃。`,
  supplied:    (a: MessageFields) => `${a.number} 收到您补的材料了。${a.handler || '工作人员'}会核对${a.due ? `，最晚${a.due}${a.promised}` : '，核对完马上告诉您'}。`,
  lapsed:      (a: MessageFields) => `${a.number} 到期没有收到补交的材料，这次申请先结束了。您随时可以重新申请，发“${a.called}”就能开始。`,
  paused:      (a: MessageFields) => `${a.number} 需要先做：${a.text}。这段时间不算在办理期限里，书面告知见下面链接。做完我们接着办，并告诉您新的日期。`,
  resumed:     (a: MessageFields) => `${a.number} 接着办了。${by(a)}`,
  consulted:   (a: MessageFields) => `${a.number} 您要的信息牵涉别人，依法要先问对方的意见。问的这段时间不算在答复时间里，书面告知见下面链接。有了结果马上接着办，并告诉您新的日期。`,
  late:        (a: MessageFields) => `${a.number} 没能按时${a.promised}，对不起。\n原因：${a.text}\n书面说明见下面链接，里面写了新的时间。`,
  informed:    (a: MessageFields) => `${a.number} “${a.called}”怎么办、带什么、多少天、在哪儿办，一次给您写全了，见下面链接。看不清楚就打电话问${a.handler || '我们'}${call(a)}。`,
  extended:    (a: MessageFields) => `${a.number} 需要多一些时间。\n原因：${a.text}${by(a)}\n只延这一次，书面通知见下面链接。`,
  progress:    (a: MessageFields) => onlyAsksBack(a.text) ? `${a.number} ${a.handler || a.department}问您：\n${a.text}\n直接在这里回就行，照片也能发。` : `${a.number} 有进展：\n${a.text}${by(a)}`,
  answered:    (a: MessageFields) => `${a.number} 答复您：\n${a.text}\n——${a.department} ${a.handler}${call(a)}\n问题解决了吗？${a.confirmBy}不回就算解决了。`,
  completed:   (a: MessageFields) => `${a.number} 办好了：\n${a.text}\n——${a.department} ${a.handler}${call(a)}\n您看行吗？${a.confirmBy}不回就算办好了。`,
  disclosed:   (a: MessageFields) => `${a.number} 信息公开答复：\n${a.text}\n——${a.department} ${a.handler}${call(a)}\n书面答复见下面链接。您看行吗？${a.confirmBy}不回就算收到了。`,
  opinion:     (a: MessageFields) => `${a.number} 您反映的事有处理意见了：\n${a.text}\n——${a.department} ${a.handler}${call(a)}\n书面意见见下面链接，里面写了不同意怎么办。您看行吗？${a.confirmBy}不回就算收到了。`,
  refused:     (a: MessageFields) => `${a.number} 这次没有批准。\n原因：${a.text}\n书面决定见下面链接，里面写了您的权利和怎么提出不同意见。`,
  confirmed:   (a: MessageFields) => `好的，${a.number} 结案。谢谢您。方便的话给我们打个分：`,
  settled:     (a: MessageFields) => `${a.number} 已到确认时间，先结案了。要是还没解决，10个工作日内发“重办”。`,
  reopened:    (a: MessageFields) => `${a.number} 重新办理。${a.handler || a.department}会接着处理。${by(a)}`,
  'reopen-asked':   (a: MessageFields) => `${a.number} 的重办申请收到了，由另一位负责人决定，1个工作日内告诉您。`,
  'reopen-refused': (a: MessageFields) => `${a.number} 没有重办。\n原因：${a.text}\n不同意的话，发“投诉”，由镇里另外的人来看。`,
  rated:       () => `谢谢您的评价。`,
  urged:       (a: MessageFields) => `${a.number} 已帮您催办，${a.handler || a.department}收到了。${by(a)}`,
  heard:       (a: MessageFields) => `收到，已转给${a.handler || a.department}（${a.number}）：\n“${a.text}”${by(a)}`,
  corrected:   (a: MessageFields) => `${a.number} 按您说的更正了，${a.handler || a.department}收到了：\n${a.text}`,
  released:    (a: MessageFields) => `${a.number} 您的质询已经公开，没有写您是谁。${by(a)}\n别人同样想问的，可以发“附议 ${a.number}”。`,
  hidden:      (a: MessageFields) => `${a.number} 没有放上公开栏。\n原因：${a.text}\n照样办理。${by(a)}不同意不公开的，发“投诉”，由镇里另外的人来看。`,
  withdrawn:   (a: MessageFields) => `${a.number} 已撤回。以后需要，随时再来。`,
} as const satisfies Record<string, (a: MessageFields) => string>

export type ResidentMessageKind = keyof typeof RESIDENT_MESSAGES

/** Choices under a message: value is `<verb>:<case id in base 36>[:<argument>]`, well under 64 bytes. */
const CASE_CHOICES: Partial<Record<ResidentMessageKind, readonly { label: string; verb: string }[]>> = {
  answered: [
    { label: '解决了', verb: 'ok' },
    { label: '还没解决', verb: 'no' },
  ],
  completed: [
    { label: '办好了', verb: 'ok' },
    { label: '没办好', verb: 'no' },
  ],
  disclosed: [
    { label: '收到，没问题', verb: 'ok' },
    { label: '有问题', verb: 'no' },
  ],
  opinion: [
    { label: '收到，没问题', verb: 'ok' },
    { label: '有问题', verb: 'no' },
  ],
  supplement: [{ label: '已补齐', verb: 'sup' }],
  'disclosure-supplement': [{ label: '已补齐', verb: 'sup' }],
  confirmed: gradeChoices((label, score) => ({ label, verb: `r${score}` })),
}

/** The taps under `tell` for one case. */
export const caseChoices = (tell: ResidentMessageKind, caseId: number): Choice[] =>
  (CASE_CHOICES[tell] ?? []).map(({ label, verb }) => ({ label, value: `${verb}:${caseId.toString(36)}` }))
