/** The body of each notice ①–⑯ (law facts 2.2): every element the law asks for, and nothing that is not known. */
import { KINDS } from '../case/kinds.ts'
import { OTHER_AGENCY, receivedOn, resultPromise, runningClock } from '../case/case-context.ts'
import { addDays, localDate, formatDate } from '../date.ts'
import { REPLY_TYPES } from '../disclosure/replies.ts'
import { familyOf } from '../promise/clock-families.ts'
import type { NoticeKind } from './kinds.ts'
import { basisOf, dueDay, limit, type NoticeInput, pauseBasis, resultClock, formatDay, formatPromiseLimit, formatItemLimits, today, unitOf, used } from './notice-input.ts' // prettier-ignore

export interface Body {
  readonly paragraphs: readonly string[]
  readonly list?: readonly string[]
}

const opened = (o: NoticeInput): string => formatDate(o.situation.case.openedOn)
const submitted = (o: NoticeInput): string => `你（单位）于${opened(o)}提出的“${o.about.matter}”申请`
const basis = (o: Pick<NoticeInput, 'item'>, otherwise: string): string => `依据：${basisOf(o) || otherwise}。`
const phone = (o: OneTimeInput): string =>
  o.item?.phone || o.about.phone ? `　电话：${o.item?.phone || o.about.phone}` : ''
const isLicence = (o: NoticeInput): boolean => o.item?.family === 'licence' || o.item?.family === 'licence-joint'
/** The code itself is not named: a notice is kept for ever as it was issued, and read by whoever has its address. */
const enquire = (o: NoticeInput): string =>
  `查询方式：凭查询编号${o.about.number}和登记时发送的查询码在网页查询，或者在聊天中发“进度”。`

/** What came in, told apart from what is needed: the applicant can prove what they gave. */
function received(o: NoticeInput): string[] {
  const { held, papers = [], files } = o.submitted
  if (held.length + papers.length + files.length === 0)
    return ['收到的材料：网上没有收到材料；在窗口当面交的，以窗口登记为准。']
  const none = papers.length > 0 ? '' : '收到的材料：网上没有收到照片、文件；在窗口当面交的，以窗口登记为准。'
  return [
    held.length > 0 ? `申请时说明手上已有的材料：${held.join('；')}。` : '',
    papers.length > 0 ? `收到的材料：窗口当面收到${papers.length}样：${papers.join('；')}。` : '',
    files.length > 0
      ? `收到的材料：网上收到照片、文件${files.length}份：${files.map((f) => `${f.name}（${formatDate(f.on)}）`).join('；')}。`
      : none,
  ]
}

/** What a one-time notice is written from: an item, with or without a case. */
export type OneTimeInput = Pick<NoticeInput, 'item'> & {
  readonly about: Pick<NoticeInput['about'], 'matter' | 'place' | 'phone'>
}

/** Everything an item asks for, told at once (policy: 一次性告知). */
export const oneTimeBody = (o: OneTimeInput): Body => ({
  paragraphs: [
    `您咨询的“${o.item?.name ?? o.about.matter}”，办理所需的全部内容一次告知如下。`,
    basis(o, '见镇政府公布的事项目录'),
    o.item?.conditions.length ? `条件：${o.item.conditions.join('；')}。` : '',
    `程序：${(o.item?.steps ?? []).join(' → ') || '到窗口提出，由首问责任人引导办理'}。`,
    `时限：${o.item ? formatItemLimits(o.item) : '以镇窗口公布为准'}。`,
    `收费：${o.item?.fee || '以镇窗口公布为准'}。`,
    `地点：${o.about.place}${phone(o)}。`,
    '所需全部材料：',
  ],
  list: (o.item?.materials ?? []).map(
    (m) => `${m.name}（${m.form}，${m.copies}份${m.required ? '' : '，有相应情形时提交'}）${m.note}`,
  ),
})

export const BODY: Readonly<Record<NoticeKind, (o: NoticeInput) => Body>> = {
  'one-time': oneTimeBody,

  supplement: (o) => ({
    paragraphs: [
      `你（单位）于${formatDate(receivedOn(o.before))}提交的“${o.about.matter}”申请材料收悉。经审查，材料不齐全或者不符合法定形式，请一次性补正下列全部内容。`,
      `依据：${isLicence(o) ? '行政许可法第32条第1款第4项' : '镇政务诚信公开承诺制度（一次性告知）'}。`,
      `请于${o.about.due || '规定期限内'}补正，可提交至${o.about.place}，也可在聊天中发送照片。`,
      '材料补正齐全后当日受理，办理期限自受理之日起计算；逾期未补正的，本次申请终止，可以重新申请。',
    ],
    list: o.given.list ?? [],
  }),

  acceptance: (o) => {
    const needed = (o.item?.materials ?? []).filter((m) => m.required)
    const on = o.situation.case.acceptedOn ?? localDate(o.now)
    return {
      paragraphs: [
        `${submitted(o)}，本机关自${formatDate(on)}起受理。`,
        o.action === 'deem-accepted'
          ? '因未在规定时间内一次告知补正内容，自收到申请材料之日起即为受理（行政许可法第32条第1款第4项）。'
          : '',
        limit(o),
        enquire(o),
        ...received(o),
        needed.length > 0 ? '本事项所需的材料：' : '',
      ],
      list: needed.map((m) => `${m.name}（${m.form}，${m.copies}份）`),
    }
  },

  'non-acceptance': (o) => ({
    paragraphs: [
      `${submitted(o)}，本机关决定不予受理。`,
      `事实和理由：${o.about.text}`,
      basis(o, isLicence(o) ? '行政许可法第32条' : '镇政府公布的事项目录'),
      o.item && o.item.routing !== 'town'
        ? `应当提出申请的机关：${o.item.department}，${o.item.place}${phone(o)}。`
        : `应当向哪里提出，见上述理由；不清楚的，凭查询编号到${o.about.place}询问，由首问责任人告知。`,
    ],
  }),

  ineligible: (o) => ({
    paragraphs: [
      `${submitted(o)}，对照下列条件，不符合办理条件。`,
      `事实和理由：${o.about.text}`,
      basis(o, '镇政府公布的事项目录'),
      '改进途径：情况变化或者补足条件后，可以随时重新申请；需要什么，由首问责任人一次告知。',
      '对照的条件：',
    ],
    list: o.item?.conditions ?? [],
  }),

  extension: (o) => {
    const old = resultPromise(o.before)
    const renewed = resultPromise(o.situation)
    const asked = o.before.requests.find((r) => r.kind === 'extension' && r.state === 'open')
    const approver = (old && familyOf(old.family)?.extension?.approver) ?? '承办人以外的负责人'
    return {
      paragraphs: [
        old ? `“${o.about.matter}”原期限：${formatPromiseLimit(old)}，原届满日${dueDay(old)}。` : '',
        `延长理由：${asked?.reason ?? o.about.text}`,
        `批准人：${o.by ? `${o.by.name}（${approver}）` : approver}。延长${asked?.days ?? ''}${unitOf(old?.unit ?? 'working')}${old ? `（依据：${familyOf(old.family)?.extension?.basis ?? old.basis}）` : ''}。`,
        `新的届满日：${renewed ? dueDay(renewed) : o.about.due}。本件只延长一次。`,
      ],
    }
  },

  'special-procedure': (o) => {
    const from = localDate(o.now)
    const asked = o.action === 'consult' ? runningClock(o.situation, 'consult') : undefined
    const needs = asked
      ? `${asked.amount}${unitOf(asked.unit)}，自${formatDate(from)}起至${dueDay(asked)}；对方提前答复的提前恢复`
      : `预计${o.given.days ?? 0}日，自${formatDate(from)}起至${formatDate(addDays(from, o.given.days ?? 0))}前后；以该程序实际结束之日为准`
    return {
      paragraphs: [
        `“${o.about.matter}”办理中需要进行下列程序：${o.given.procedure ?? ''}。`,
        `所需时间：${needs}。`,
        `上述时间不计入办理期限（依据：${pauseBasis(resultClock(o.before))}）。程序结束后继续计算，并告知新的届满日。`,
      ],
    }
  },

  completion: (o) => ({
    paragraphs: [
      `${submitted(o)}，已办结。`,
      `办理结果：${o.about.text}`,
      o.item?.result ? `结果名称：${o.item.result}。` : '',
      `领取、送达方式：${o.about.place}领取；不便前来的，请联系首问责任人。${isLicence(o) ? '证件自作出决定之日起10个工作日内颁发、送达（行政许可法第44条）。' : ''}`,
      used(o),
      '请您评价：扫描本页二维码，或者在聊天中点选。',
    ],
  }),

  refusal: (o) => ({
    paragraphs: [
      `${submitted(o)}，经审查，决定不予批准。`,
      `事实和理由：${o.about.text}`,
      basis(o, '见上述理由'),
      '陈述、申辩：对上述事实和理由有不同意见的，可以向本机关陈述、申辩，请联系首问责任人。',
    ],
  }),

  'disclosure-reply': (o) => {
    const type = REPLY_TYPES[o.given.reply?.type ?? 'R2_GRANT']
    return {
      paragraphs: [
        `本机关于${formatDate(receivedOn(o.before))}收到您的政府信息公开申请，申请内容：${o.situation.case.text}`,
        `答复类型：${type.label}（政府信息公开条例${type.basis}）。`,
        `答复内容、理由和提供方式：${o.about.text}`,
      ],
    }
  },

  'disclosure-supplement': (o) => ({
    paragraphs: [
      `本机关于${formatDate(receivedOn(o.before))}收到您的政府信息公开申请，内容不明确，请于${o.about.due || '规定期限内'}补正下列事项（政府信息公开条例第30条）。`,
      '答复期限自收到补正的申请之日起重新计算；无正当理由逾期不补正的，视为放弃申请，本机关不再处理。',
    ],
    list: o.given.list ?? [],
  }),

  'third-party': (o) => ({
    paragraphs: [
      `有人申请公开涉及你（单位）的政府信息，拟公开的内容：${o.about.text}`,
      o.given.procedure === OTHER_AGENCY
        ? '请自收到本征询书之日起15个工作日内提出意见；逾期未提出意见的，视为同意公开（政府信息公开条例第34条）。'
        : '请自收到本征询书之日起15个工作日内提出意见；逾期未提出意见的，由本机关依照政府信息公开条例的规定决定是否公开（第32条）。',
      '决定公开的，本机关将公开的内容和理由书面告知你（单位）。',
    ],
  }),

  'petition-notice': (o) => ({
    paragraphs:
      o.action === 'decline'
        ? [
            `您反映的事项，本机关已于${opened(o)}收到。经审查，不属于本机关职权范围，不予受理（信访工作条例第23条）。`,
            `事实和理由，应当向哪个机关提出：${o.about.text}`,
          ]
        : [
            `您反映的事项，本机关已于${opened(o)}收到，决定受理（信访工作条例第23条）。`,
            `处理途径和程序：由${o.about.department}调查办理，办结后书面答复。`,
            limit(o),
            enquire(o),
          ],
  }),

  'petition-opinion': (o) => ({
    paragraphs: [
      `投诉请求：${o.situation.case.text}`,
      `事实、理由和处理意见：${o.about.text}`,
      '依据：信访工作条例第32条；处理意见所依据的法律法规见上。',
    ],
  }),

  transfer: (o) => ({
    paragraphs: [
      `您的“${o.about.matter}”（${o.about.number}）已于${today(o)}转由${o.about.department}${o.about.handler}办理${o.about.phone ? `，电话${o.about.phone}` : ''}。`,
      `首问责任人${o.about.first}继续跟踪、催促，并向您反馈结果。`,
      o.about.due ? `答复时限：${o.about.due}。` : '',
    ],
  }),

  overdue: (o) => {
    const p = resultClock(o.situation)
    return {
      paragraphs: [
        `“${o.about.matter}”（${o.about.number}）未能在原定期限内${KINDS[o.situation.case.kind].accepts ? '办结' : '答复'}。`,
        p ? `原期限：${formatPromiseLimit(p)}，届满日${dueDay(p)}。` : '',
        `超时原因：${o.about.text}`,
        `新的时间：${o.until ? formatDay(o.until.date, o.until.provisional) : '见上述说明'}。`,
        `责任单位：${o.about.department}。本说明向社会公开（优化营商环境条例第36条第2款）。`,
      ],
    }
  },
}
