/** What staff read: one screen, number first, what to do next. */
import type { Choice } from '../channel.ts'
import { allowedActions, type Action, isAction, type Role, STATES, transition } from '../case/lifecycle.ts'
import type { Case } from '../case/case.ts'
import { privacyMark, privacyRule } from '../case/privacy-mark.ts'
import { factsOf } from '../case/facts.ts'
import { caseMessageFields, formatDue } from '../case/message-to-resident.ts'
import { itemOf, type TownContext } from '../town-context.ts'
import type { CaseContext } from '../case/case-context.ts'
import { KINDS } from '../case/kinds.ts'
import { actionForPlainText } from '../case/action-words.ts'
import { alarmDeadline, alarmPhones, alarmSince } from './alarm.ts'
import { formatNear, formatPlace } from './place.ts'
import { clockLabel, PURPOSES } from '../case/purposes.ts'

const clip = (text: string, n: number): string => (text.length > n ? `${text.slice(0, n)}…` : text)

/** The running clocks of a case, most urgent first: '答复 11月25日（周三）前'. */
function formatClocks(ctx: CaseContext, now: Date): string {
  return ctx.promises
    .filter((p) => p.state === 'open' && PURPOSES[p.purpose].owner === 'office' && p.purpose !== 'idle')
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .map((p) => `${clockLabel(p.purpose, ctx.case.kind)} ${formatDue(p, now)}${p.dueAt <= now ? '（已超时）' : ''}`)
    .join('；')
}

/** What a card offers as taps: acts that need nothing typed. */
const TAPS: readonly Action[] = [
  'acknowledge',
  'claim',
  'take',
  'accept',
  'resume',
  'grant-extension',
  'grant-reopen',
  'release',
  'urge',
]

/** Why a new case came to a department, and where else it may belong: one tap away. */
export interface Routing {
  readonly because: readonly string[]
  readonly others: readonly { readonly code: string; readonly name: string }[]
}

/** What a card names as words to type, the likeliest first; a phone screen holds eight. */
// prettier-ignore
const WORDS_SHOWN: readonly Action[] = [
  'acknowledge', 'claim', 'take', 'hand-back', 'accept', 'supplement', 'reply', 'complete', 'progress', 'resume', 'grant-extension', 'refuse-extension',
  'grant-reopen', 'refuse-reopen', 'account', 'transfer', 'consult', 'pause', 'extend', 'decline', 'ineligible', 'refuse', 'contact', 'inform',
  'release', 'hide', 'assign', 'reroute', 'supplement-again', 'supply', 'urge',
]

const QUOTED = {
  reply: '引用本条写字，或者发“答复 编号 内容”，就是答复本人。',
  progress: '引用本条写字，或者发“进展 编号 内容”，就是把进展告诉本人。',
} as const

/** What a tap on a card sends: the act, the case, and the version the card showed. A platform carries 64 bytes. */
export const tapValue = (action: Action, c: Pick<Case, 'id' | 'version'>, department = ''): string =>
  [`s:${action}:${c.id.toString(36)}:v${c.version.toString(36)}`, department].filter(Boolean).join(':')

/** The tap that acknowledges an alarm. It names no version: what has changed since makes it no less seen. */
export const acknowledgeTap = (c: Pick<Case, 'id'>): string => `s:acknowledge:${c.id.toString(36)}`

/** The tap read back; null for anything else. `version` is null on a card from before taps named one. */
export function readTap(
  value: string,
): { action: Action; caseId: number; version: number | null; department: string | null } | null {
  const [, action, id, version, department] = /^s:([a-z-]+):([0-9a-z]+)(?::v([0-9a-z]+))?(?::(\w+))?$/.exec(value) ?? []
  if (!action || !id || !isAction(action)) return null
  return {
    action,
    caseId: parseInt(id, 36),
    version: version === undefined ? null : parseInt(version, 36),
    department: department ?? null,
  }
}

/** A case as a card. `head` says why it came: 新办件, 转办给您 … */
export function caseCard(
  head: string,
  ctx: CaseContext,
  townContext: TownContext,
  now: Date,
  roles: ReadonlySet<Role>,
  /** What was said with what happened. */
  note = '',
  routing?: Routing,
): { text: string; choices: Choice[] } {
  const c = ctx.case
  const about = caseMessageFields(ctx, townContext, now)
  const can = allowedActions(
    { state: c.state, kind: c.kind, facts: factsOf(ctx, itemOf(townContext, c.item), townContext, now) },
    roles,
  )
  const words = WORDS_SHOWN.filter((action) => can.includes(action)).flatMap((action) =>
    transition(action).words.slice(0, 1),
  )
  const where = formatPlace(c, townContext.town)
  const near = formatNear(ctx.near)
  const alarm = c.alarmAt !== null
  const text = [
    `【${alarm ? `紧急·${head}` : head}】${c.number}`,
    alarm && alarmSince(ctx, townContext.town, now),
    !alarm &&
      `${KINDS[c.kind].label}${c.item ? `·${about.called}` : ''}　${STATES[c.state].label}${privacyMark(c) && `　【${privacyMark(c)}】`}`,
    privacyRule(c),
    clip(c.text, note && !alarm ? 60 : 200),
    note && `▸ ${clip(note, 120)}`,
    where && `地点：${clip(where, 80)}`,
    alarm && alarmDeadline(c, now),
    alarm && alarmPhones(townContext.town),
    near && `附近同样的事还在办：${near}`,
    `科室：${about.department}${about.handler ? `　承办：${about.handler}` : ''}${about.first ? `　首问：${about.first}` : ''}`,
    routing && can.includes('reroute') && reasons(routing).length
      ? `分到这里，因为：${clip(reasons(routing).join('、'), 40)}`
      : '',
    !alarm && formatClocks(ctx, now) && `时限：${formatClocks(ctx, now)}`,
    words.length ? `可以发：${[...new Set(words)].slice(0, 8).join(' / ')}` : '',
    can.includes(actionForPlainText(c.kind)) ? QUOTED[actionForPlainText(c.kind)] : '',
  ].filter(Boolean)
  return {
    text: text.join('\n'),
    choices: [
      ...TAPS.filter((action) => can.includes(action)).map((action) => ({
        label: transition(action).words[0] ?? action,
        value: action === 'acknowledge' ? acknowledgeTap(c) : tapValue(action, c),
      })),
      ...(routing && can.includes('reroute') ? routing.others : []).map(({ code, name }) => ({
        label: `改派${name}`,
        value: tapValue('reroute', c, code),
      })),
    ],
  }
}

/** One line of a list: number, matter, state, due. */
export function caseLine(c: Pick<Case, 'number' | 'kind' | 'state' | 'text' | 'privacy'>, due: string): string {
  return `${c.number} ${KINDS[c.kind].label}${privacyMark(c) && `【${privacyMark(c)}】`} ${STATES[c.state].label}${due ? ` ${due}` : ''}\n　${clip(c.text, 24)}`
}

export const STAFF_HELP = `引用卡片写字＝答复本人。编号写后四位就行。
认领 / 进展 / 答复 / 办结 编号 内容
收到（紧急的，看到马上回）
受理 编号　补正 编号 材料一；材料二
不予受理 / 不符合 / 不予批准 编号 原因
转办 编号 姓名 原因　接收 / 退回
中止 编号 程序 天数　恢复 编号
延期 编号 天数 原因　批准 / 驳回
超时说明 编号 再要几个工作日 原因
告知 编号 事项（该办的一次写全）
联系 编号 说了什么（电话、当面）
备注 编号 只给内部看的话
查 编号　我的　待办　即将到期
代办登记 事情（来访、来电的人）
登记本人 登记号 姓名 手机号（来窗口确认附议、报名的）
代理 姓名 到 2026-12-01
网页（在电脑或手机浏览器里办）
信息公开申请，发“帮助 公开”；没答上的问题，发“帮助 收录”。
违诺、听证、公开登记、承诺、考核，发“帮助 监督”。`

export const FAQ_HELP = `没答上的问题和收录：
未答　看没答上、说没用的问题
未答 12 不用（不用答的，划掉）
收录 编号 事项 问题怎么问（把这件的答复收为常见问题，负责人）
收录 问12 事项 答复内容（没有办件的，直接写答复）
收录 撤 事项 问题（收错了，撤下来）
事项写编号或简称，比如 dibao、低保。收录以后马上就能答。`

export const DISCLOSURE_HELP = `信息公开申请，20个工作日内答复：
补正 编号 要写清的事（收到后7个工作日内，一次）
征求 编号 某公司：拟公开什么（等15个工作日，不计时）
征求 编号 机关 区水务局：拟公开什么
恢复 编号（意见来了）
答复 编号 加下面一种：
已主动公开 途径：…
予以公开 途径：…；时间：…
部分公开 15 理由：… 途径：… 时间：…
不予公开 15 理由：…（依据写14、15或16）
信息不存在 检索：…
不由本机关公开 理由：… 机关：…
不予重复处理 前次答复：…
依特别规定办理 法规：…
不予加工 理由：…　不作为申请处理 渠道：…`

/** Words that say why to a person: a bare number of the text says nothing. */
const reasons = ({ because }: Routing): string[] => because.filter((word) => /[\p{Script=Han}\p{L}]/u.test(word))

/** Said with 联系: what is recorded is not sent. */
export const CONTACT_NOTED = '只记在办件里，没有发给本人；要发给本人，写“进展 编号 内容”。'
/** Said where a clerk's words only asked. */
export const ASKED_BACK = '这是追问，没算作答复，答复的期限照计；本人的回话会转给您。'
/** Asked for where a command or words for a resident name no case. */
export const WHICH_CASE = '要办哪一件？请带上编号（后四位就行），或者引用那张卡片。'
