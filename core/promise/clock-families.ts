/** The clock families: which law or town rule gives a clock its days, who may stop it, and how far it may be extended. */

export interface Extension {
  /** Most units it may be extended by, once; 'half' of the amount, rounded down. */
  readonly max: number | 'half'
  readonly approver: string
  readonly basis: string
}

export interface Family {
  readonly label: string
  readonly authority: 'statutory' | 'promised'
  readonly unit: 'working' | 'calendar' | 'minutes'
  /** null: the item or town.yaml says how many. */
  readonly amount: number | null
  /** What starts it; said in explanations: 自…次日起. */
  readonly startEvent: string
  /** Procedures whose time is not counted; STATED stands for any that the item's published guide names. */
  readonly pausable: readonly string[]
  readonly extension: Extension | null
  /** The event from which all of it is counted anew. */
  readonly restart: string | null
  /** What silence means in law. */
  readonly silence: 'deemed-accepted' | 'deemed-consent' | 'abandoned' | null
  /** Only for minutes: whether nights and days off count. */
  readonly runs: 'always' | 'office'
  readonly basis: string
  /** V: read in the full text. W: in an excerpt of the official page. D: the town's own rule, published or proposed. */
  readonly evidence: 'V' | 'W' | 'D'
}

const STATED = '办理指南载明的环节'

const LICENCE_PAUSES = ['听证', '招标', '拍卖', '检验', '检测', '检疫', '鉴定', '专家评审']
const TOWN = '镇公开承诺'

// prettier-ignore
const EXTENSIONS = {
  licence:  { max: 10,     approver: '本机关负责人',           basis: '行政许可法第42条第1款' },
  joint:    { max: 15,     approver: '本级政府负责人',         basis: '行政许可法第42条第2款' },
  foi:      { max: 20,     approver: '政府信息公开工作机构负责人', basis: '政府信息公开条例第33条第2款' },
  petition: { max: 30,     approver: '本单位负责人',           basis: '信访工作条例第34条' },
  town:     { max: 'half', approver: '承办人以外的科室负责人', basis: TOWN },
} as const satisfies Record<string, Extension>

const law = { authority: 'statutory', pausable: [], extension: null, restart: null, silence: null, runs: 'always', evidence: 'V' } as const // prettier-ignore
const town = { authority: 'promised', unit: 'working', amount: null, pausable: [], extension: null, restart: null, silence: null, runs: 'always', basis: TOWN, evidence: 'D' } as const // prettier-ignore

// prettier-ignore
export const FAMILIES = {
  LICENSE_ACCEPT:     { ...law, label: '许可受理或补正告知', unit: 'working',  amount: 5,  startEvent: '收到材料',       silence: 'deemed-accepted', basis: '行政许可法第32条第1款第4项' },
  LICENSE:            { ...law, label: '许可审查决定',       unit: 'working',  amount: 20, startEvent: '受理',           pausable: LICENCE_PAUSES, extension: EXTENSIONS.licence, basis: '行政许可法第42条第1款' },
  LICENSE_JOINT:      { ...law, label: '许可统一、联合、集中办理', unit: 'working', amount: 45, startEvent: '受理',      pausable: LICENCE_PAUSES, extension: EXTENSIONS.joint,   basis: '行政许可法第42条第2款' },
  LICENSE_LOWER:      { ...law, label: '许可下级初审',       unit: 'working',  amount: 20, startEvent: '受理',           pausable: LICENCE_PAUSES, basis: '行政许可法第43条' },
  LICENSE_DELIVER:    { ...law, label: '证件颁发送达',       unit: 'working',  amount: 10, startEvent: '作出准予决定',   basis: '行政许可法第44条' },
  HEARING_REQUEST:    { ...law, label: '申请许可听证',       unit: 'working',  amount: 5,  startEvent: '被告知听证权利', basis: '行政许可法第47条' },
  HEARING_HOLD:       { ...law, label: '组织许可听证',       unit: 'working',  amount: 20, startEvent: '提出听证申请',   basis: '行政许可法第47条' },
  FOI:                { ...law, label: '信息公开答复',       unit: 'working',  amount: 20, startEvent: '收到申请',       pausable: ['征求第三方意见', '征求其他机关意见'], extension: EXTENSIONS.foi, restart: '收到补正', basis: '政府信息公开条例第33条' },
  FOI_SUPPLEMENT:     { ...law, label: '信息公开补正告知',   unit: 'working',  amount: 7,  startEvent: '收到申请',       basis: '政府信息公开条例第30条' },
  FOI_SUPPLY:         { ...law, label: '信息公开申请补正',   unit: 'working',  amount: null, startEvent: '收到补正告知', silence: 'abandoned', basis: '政府信息公开条例第30条' },
  FOI_THIRD_PARTY:    { ...law, label: '第三方提出意见',     unit: 'working',  amount: 15, startEvent: '收到征求意见书', basis: '政府信息公开条例第32条' },
  FOI_CO_MAKER:       { ...law, label: '共同制作机关提出意见', unit: 'working', amount: 15, startEvent: '收到征求意见书', silence: 'deemed-consent', basis: '政府信息公开条例第34条' },
  FOI_PUBLISH:        { ...law, label: '主动公开',           unit: 'working',  amount: 20, startEvent: '信息形成或变更', basis: '政府信息公开条例第26条' },
  PETITION_NOTIFY:    { ...law, label: '信访告知',           unit: 'calendar', amount: 15, startEvent: '收到',           basis: '信访工作条例第23条' },
  PETITION_OBJECT:    { ...law, label: '信访转送异议',       unit: 'working',  amount: 5,  startEvent: '收到',           basis: '信访工作条例第23条第3款' },
  PETITION_HANDLE:    { ...law, label: '信访办理',           unit: 'calendar', amount: 60, startEvent: '受理',           extension: EXTENSIONS.petition, basis: '信访工作条例第34条' },
  PETITION_REVIEW_REQUEST: { ...law, label: '请求信访复查',  unit: 'calendar', amount: 30, startEvent: '收到书面答复',   basis: '信访工作条例第35条' },
  PETITION_REVIEW:    { ...law, label: '信访复查',           unit: 'calendar', amount: 30, startEvent: '收到复查请求',   basis: '信访工作条例第35条' },
  PETITION_RECHECK:   { ...law, label: '信访复核',           unit: 'calendar', amount: 30, startEvent: '收到复核请求',   pausable: ['听证'], basis: '信访工作条例第36条' },
  HOTLINE_LIFE:       { ...law, label: '热线接收（危及生命财产）', unit: 'minutes', amount: 15, startEvent: '派单',      basis: '天津市政务服务便民热线实施细则', evidence: 'W' },
  HOTLINE_BASIC:      { ...law, label: '热线接收（基本民生）', unit: 'minutes', amount: 30, startEvent: '派单',          basis: '天津市政务服务便民热线实施细则', evidence: 'W' },
  HOTLINE_RECEIVE:    { ...law, label: '热线接收',           unit: 'working',  amount: 1,  startEvent: '派单',           basis: '天津市政务服务便民热线实施细则', evidence: 'W' },
  SERVICE_STATUTORY:  { ...law, label: '法定办结时限',       unit: 'working',  amount: null, startEvent: '受理',         pausable: [STATED], basis: '优化营商环境条例第36条第2款' },
  SERVICE_PROMISED:   { ...town, label: '承诺办结时限',      startEvent: '受理',     pausable: [STATED], extension: EXTENSIONS.town },
  FIRST_ASK:          { ...town, label: '首问反馈',          amount: 1, startEvent: '首次接触' },
  QUERY_ANSWER:       { ...town, label: '质询答复',          amount: 5, startEvent: '登记疑问' },
  CHALLENGE_RELEASE:  { ...town, label: '质询自动公开',      unit: 'minutes', startEvent: '登记', runs: 'office' },
  FIRST_CLAIM:        { ...town, label: '接单',              unit: 'minutes', startEvent: '登记', runs: 'office' },
  TRANSFER_TAKE:      { ...town, label: '接收转办',          unit: 'minutes', startEvent: '转办', runs: 'office' },
  ACCEPT:             { ...town, label: '受理或补正告知',    startEvent: '收到材料' },
  SUPPLY:             { ...town, label: '补交材料',          startEvent: '补正通知' },
  RESULT_RELAY:       { ...town, label: '反馈结果',          startEvent: '作出答复' },
  RETURN_VISIT:       { ...town, label: '差评回访',          startEvent: '收到差评' },
  PROCEDURE:          { ...town, label: '特别程序',          unit: 'calendar', startEvent: '特别程序告知' },
  REOPENING:          { ...town, label: '重办决定',          startEvent: '申请重办' },
  IDLE:               { ...town, label: '跟进',              startEvent: '上次进展' },
  CONFIRM:            { ...town, label: '确认结果',          startEvent: '送出结果' },
} as const satisfies Record<string, Family>

export type FamilyName = keyof typeof FAMILIES

/** The family of a stored name; null for one that is no longer in the table, which may then neither pause nor extend. */
export const familyOf = (name: string): Family | null =>
  Object.hasOwn(FAMILIES, name) ? FAMILIES[name as FamilyName] : null

/** Whether the time of `procedure` is left out of a clock of this family. */
export const isPausableBy = (family: Family, procedure: string): boolean =>
  procedure.trim() !== '' && (family.pausable.includes(STATED) || family.pausable.includes(procedure))

/** Most units a clock of `amount` may be extended by; 0 where it may not. */
export function extensionMax(family: Family, amount: number): number {
  if (family.extension === null) return 0
  return family.extension.max === 'half' ? Math.floor(amount / 2) : family.extension.max
}
