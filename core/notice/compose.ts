/** What each notice says (law facts 2.2): every element the law asks for, from the case, the catalogue and town.yaml. */
import type { Item } from '../catalog/item.ts'
import { localDate, sayDate } from '../date.ts'
import type { About } from '../messages/resident.ts'
import type { Situation, With } from '../case/plan.ts'
import type { Town } from '../town.ts'
import { type NoticeContent, type NoticeKind, NOTICES } from './kinds.ts'
import { remedyFor } from './remedy.ts'

export interface Occasion {
  readonly about: About
  readonly situation: Situation
  readonly before: Situation
  readonly item: Item | null
  readonly town: Town
  readonly now: Date
  readonly given: With
}

const unitOf = (unit: string): string =>
  ({ working: '个工作日', calendar: '日（自然日）', minutes: '分钟' })[unit] ?? unit

/** The clock of the result as a sentence: limit, unit, basis, last day. */
function limit(o: Occasion): string {
  const p = o.situation.promises.find((x) => (x.purpose === 'complete' || x.purpose === 'answer') && x.state !== 'void')
  if (!p) return ''
  const kind = p.authority === 'statutory' ? '法定' : p.proposed ? '拟承诺（以镇政府公布为准）' : '承诺'
  return `办理期限：${kind}${p.amount}${unitOf(p.unit)}（依据：${p.basis}），自${p.startEvent}之日的次日起算，届满日${sayDate(p.dueDate)}。${p.provisional ? '届满所在年份的放假安排尚未公布，如遇国家公布的节假日调整顺延。' : ''}`
}

/** The papers a case was received with, as listed at intake or in the catalogue. */
const received = (o: Occasion): string[] =>
  (o.item?.materials ?? []).filter((m) => m.required).map((m) => `${m.name}（${m.form}${m.copies}份）`)

const BODY: Record<NoticeKind, (o: Occasion) => { paragraphs: string[]; list?: readonly string[] }> = {
  'one-time': (o) => ({
    paragraphs: [
      `您咨询的“${o.about.matter}”，办理所需的全部内容一次告知如下。`,
      `依据：${(o.item?.basis ?? []).join('；') || '见镇政府公布的事项目录'}。`,
      `程序：${(o.item?.steps ?? []).join(' → ')}。`,
      `时限：${o.item ? sayLimits(o.item) : ''}`,
      `收费：${o.item?.fee ?? ''}。地点：${o.about.place}。`,
    ],
    list: (o.item?.materials ?? []).map(
      (m) => `${m.name}（${m.form}，${m.copies}份${m.required ? '' : '，有相应情形时提交'}）${m.note}`,
    ),
  }),
  supplement: (o) => ({
    paragraphs: [
      `你（单位）于${sayDate(o.situation.case.openedOn)}提出的“${o.about.matter}”申请收悉。经审查，材料不齐全或者不符合法定形式，请一次性补正下列全部内容。`,
      `请于${o.about.due || '期限内'}提交至${o.about.place}，或者在聊天中发送照片。材料补正齐全后当日受理，办理期限自受理之日起计算；逾期未补正的，本次申请终止，可以重新申请。`,
    ],
    list: o.given.list ?? [],
  }),
  acceptance: (o) => ({
    paragraphs: [
      `你（单位）提出的“${o.about.matter}”申请，材料齐全、符合法定形式，本机关自${sayDate(o.situation.case.acceptedOn ?? localDate(o.now))}起受理。${o.before.case.acceptedOn === null && o.situation.case.acceptedOn !== localDate(o.now) ? '因未在规定时间内一次告知补正内容，自收到材料之日起即为受理（行政许可法第32条）。' : ''}`,
      limit(o),
      `收到的材料：`,
    ],
    list: received(o),
  }),
  'non-acceptance': (o) => ({
    paragraphs: [
      `你（单位）于${sayDate(o.situation.case.openedOn)}提出的“${o.about.matter}”申请，本机关决定不予受理。`,
      `事实和理由：${o.about.text}`,
    ],
  }),
  ineligible: (o) => ({
    paragraphs: [
      `你（单位）提出的“${o.about.matter}”申请，对照下列条件，不符合办理条件。`,
      `事实和理由：${o.about.text}`,
    ],
    list: o.item?.conditions ?? [],
  }),
  extension: (o) => {
    const old = o.before.promises.find((p) => p.purpose === 'complete' || p.purpose === 'answer')
    return {
      paragraphs: [
        `“${o.about.matter}”原定${old ? sayDate(old.dueDate) : ''}届满。经本机关负责人批准，延长${o.before.requests.find((r) => r.kind === 'extension' && r.state === 'open')?.days ?? ''}${unitOf(old?.unit ?? 'working')}。`,
        `延长理由：${o.before.requests.find((r) => r.kind === 'extension' && r.state === 'open')?.reason ?? o.about.text}`,
        `新的届满日：${o.about.due}。本件只延长一次。`,
      ],
    }
  },
  'special-procedure': (o) => ({
    paragraphs: [
      `“${o.about.matter}”办理中需要进行：${o.given.procedure ?? ''}，预计需要${o.given.days ?? ''}天。`,
      `自${sayDate(localDate(o.now))}起至该程序结束，所需时间不计入办理期限（行政许可法第45条、政府信息公开条例第33条）。程序结束后继续计算，并告知新的届满日。`,
    ],
  }),
  completion: (o) => ({
    paragraphs: [
      `“${o.about.matter}”已办结。`,
      `办理结果：${o.about.text}`,
      `结果名称：${o.item?.result ?? ''}`,
      used(o),
    ],
  }),
  refusal: (o) => ({
    paragraphs: [
      `你（单位）提出的“${o.about.matter}”申请，经审查，决定不予批准。`,
      `事实和理由：${o.about.text}`,
      `依据：${(o.item?.basis ?? []).join('；')}`,
    ],
  }),
  'disclosure-reply': (o) => ({
    paragraphs: [
      `本机关于${sayDate(o.situation.case.openedOn)}收到您的政府信息公开申请：${o.situation.case.text}`,
      `答复：${o.about.text}`,
    ],
  }),
  'disclosure-supplement': (o) => ({
    paragraphs: [
      `您的政府信息公开申请内容不明确，请于${o.about.due || '期限内'}补正下列事项（政府信息公开条例第30条）。`,
      `答复期限自收到补正的申请之日起重新计算；无正当理由逾期不补正的，视为放弃申请。`,
    ],
    list: o.given.list ?? [],
  }),
  'third-party': (o) => ({
    paragraphs: [
      `有人申请公开涉及你（单位）的信息：${o.about.text}`,
      `请自收到本征询书之日起15个工作日内提出意见；逾期由本机关依照政府信息公开条例决定（第32条）。`,
    ],
  }),
  'petition-notice': (o) => ({
    paragraphs: [
      `您反映的事项，本机关已于${sayDate(o.situation.case.openedOn)}收到，决定受理。`,
      `处理途径和程序：由${o.about.department}调查办理。${limit(o)}`,
    ],
  }),
  'petition-opinion': (o) => ({
    paragraphs: [`投诉请求：${o.situation.case.text}`, `处理意见及依据：${o.about.text}`],
  }),
  transfer: (o) => ({
    paragraphs: [
      `您的“${o.about.matter}”（${o.about.number}）已于${sayDate(localDate(o.now))}转由${o.about.department}${o.about.handler}办理${o.about.phone ? `，电话${o.about.phone}` : ''}。`,
      `首问责任人${o.about.first}继续跟踪、催促，并向您反馈结果。${o.about.due ? `答复时限：${o.about.due}。` : ''}`,
    ],
  }),
  overdue: (o) => ({
    paragraphs: [
      `“${o.about.matter}”（${o.about.number}）未能在原定期限内办结。`,
      `原因：${o.about.text}`,
      `责任单位：${o.about.department}。（优化营商环境条例第36条）`,
    ],
  }),
}

function used(o: Occasion): string {
  const p = o.situation.promises.find((x) => x.purpose === 'complete')
  return p
    ? `${p.authority === 'statutory' ? '法定' : '承诺'}时限${p.amount}${unitOf(p.unit)}，届满日${sayDate(p.dueDate)}；实际于${sayDate(localDate(o.now))}办结。`
    : ''
}

/** The limits of an item in one plain sentence; never a number that was not checked (law facts 5). */
export function sayLimits(item: Item): string {
  const s = item.statutoryLimit
  const p = item.promisedLimit
  const law = s.verified && s.days !== null ? (s.days === 0 ? '法定当场办理' : `法定${s.days}${unitOf(s.unit)}`) : ''
  const promise = p
    ? p.days === 0
      ? '当场办'
      : `${p.proposed ? '镇里拟承诺' : '镇里承诺'}${p.days}${unitOf(p.unit)}${p.proposed ? '（还没正式公布，以镇政府公布为准）' : ''}`
    : ''
  return [law, promise].filter(Boolean).join('，') || '办理时限以镇窗口公布为准'
}

/** The whole content of a notice. Stored as it is; the page only lays it out. */
export function composeNotice(kind: NoticeKind, o: Occasion): NoticeContent {
  const { paragraphs, list } = BODY[kind](o)
  return {
    title: NOTICES[kind].title,
    recipient: '申请人',
    paragraphs: paragraphs.filter(Boolean),
    list: list ?? [],
    remedy: remedyFor(kind, o.situation.case.kind, o.town),
    sign: [
      o.town.authority,
      `首问责任人：${o.about.first || '（待接单）'}${o.about.phone ? `　电话：${o.about.phone}` : ''}　查询编号：${o.about.number}`,
    ],
    date: sayDate(localDate(o.now)),
  }
}
