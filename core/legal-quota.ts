/**
 * How much of what has effect in law may be asked for in a while: one table, counted where a case, a second, a seat or a
 * subscription is made. What is beyond it is not lost: the person keeps what they wrote, and the counter takes it.
 */
import type { CaseKind } from './case/kinds.ts'
import { WIDE_SENDERS } from './network.ts'

const MINUTE_MS = 60_000

export interface LegalQuota {
  /** What it counts, as people call it: '一件质询'. */
  readonly label: string
  /** Of one person; of all web sessions of one network, where nobody there has said who they are. */
  readonly person: number
  readonly network: number
  /** Of the network of 48 bits around an IPv6 one; `WIDE_SENDERS` times the network's where it is absent. */
  readonly wide?: number
  /**
   * Of all web sessions where nobody has said who they are, whatever their networks: what a person must look at first. Where
   * there is such a number, the shares of networks shrink as it is used up.
   */
  readonly desk?: number
  /** A local day, or so many milliseconds from the first. */
  readonly within: 'day' | number
}

/**
 * The numbers: a person is far above what one household brings in a bad week; a network is what a mobile carrier puts
 * many households behind, so it is wide, and who is known by account, telephone or at the counter does not count in it.
 * The desk's 质询 of a day are what its releasers can read in an hour: a network may have few of them, so that a few
 * networks cannot keep a town from asking.
 */
// prettier-ignore
export const LEGAL_QUOTAS = {
  consultation: { label: '咨询',         person: 20, network: 200, within: 'day' },
  report:       { label: '诉求',         person: 20, network: 200, within: 'day' },
  application:  { label: '申请',         person: 10, network: 100, within: 'day' },
  complaint:    { label: '投诉',         person: 5,  network: 20,  within: 'day' },
  challenge:    { label: '质询',         person: 5,  network: 5,   wide: 8, desk: 60, within: 'day' },
  disclosure:   { label: '信息公开申请', person: 5,  network: 20,  within: 'day' },
  petition:     { label: '信访',         person: 3,  network: 20,  within: 'day' },
  burst:        { label: '登记',         person: 6,  network: 60,  within: 10 * MINUTE_MS },
  urgent:       { label: '报警',         person: 2,  network: 10,  within: 30 * MINUTE_MS },
  second:       { label: '附议',         person: 20, network: 40,  within: 'day' },
  seat:         { label: '报名',         person: 5,  network: 20,  within: 'day' },
  subscription: { label: '订阅',         person: 20, network: 100, within: 'day' },
  'phone-code': { label: '验证码',       person: 3,  network: 10,  within: 'day' },
} as const satisfies Record<CaseKind | 'burst' | 'urgent' | 'second' | 'seat' | 'subscription' | 'phone-code', LegalQuota>

export type LegalQuotaName = keyof typeof LEGAL_QUOTAS

export const wideOf = ({ network, wide = network * WIDE_SENDERS }: LegalQuota): number => wide

/** What a network may still have of its `most` when `used` of the desk's number are: the square of what is left, one at least. */
export const shareLeft = (most: number, used: number, desk: number): number =>
  Math.max(1, Math.ceil(most * Math.max(0, 1 - used / desk) ** 2))

/** What opening a case of a kind is counted as: a question or a report is also one of a quick series. */
export const quotasOf = (kind: CaseKind): readonly LegalQuotaName[] =>
  kind === 'consultation' || kind === 'report' ? ['burst', kind] : [kind]

/** Which quota is used up, and whose. */
export interface OverQuota {
  readonly quota: LegalQuotaName
  readonly whose: 'person' | 'network' | 'desk'
}
