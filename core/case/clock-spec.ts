/** Which promise a clock makes on a case: days, unit, basis; copied from the catalogue, the law or town.yaml at that moment. */
import type { Item } from '../catalog/item.ts'
import type { Town } from '../town.ts'
import type { CaseKind } from './kinds.ts'
import type { PurposeName } from './purposes.ts'
import type { ClockSpec } from '../promise/time-promise.ts'

const rule = (family: string, amount: number, startEvent: string, unit: ClockSpec['unit'] = 'working'): ClockSpec => ({
  family,
  basis: '镇公开承诺',
  authority: 'promised',
  proposed: false,
  unit,
  amount,
  startEvent,
})

const law = (
  family: string,
  amount: number,
  unit: ClockSpec['unit'],
  basis: string,
  startEvent: string,
): ClockSpec => ({
  family,
  basis,
  authority: 'statutory',
  proposed: false,
  unit,
  amount,
  startEvent,
})

/** The town's own promise where it has one, else the statute: the shorter always binds (营商环境条例 36). */
function ofItem(item: Item, startEvent: string): ClockSpec | null {
  const promised = item.promisedLimit
  if (promised && promised.days > 0)
    return {
      ...rule('SERVICE_PROMISED', promised.days, startEvent, promised.unit),
      basis: promised.basis,
      proposed: promised.proposed,
    }
  const { days, unit, basis, verified } = item.statutoryLimit
  return days && verified ? law('SERVICE_STATUTORY', days, unit, basis, startEvent) : null
}

/** Within which a request for information that is not clear is told so; no clock of the case, for most are clear. */
export const FOI_SUPPLEMENT = law('FOI_SUPPLEMENT', 7, 'working', '政府信息公开条例第30条', '收到申请')

/** What starts a clock that counts from the day the papers came. */
export const RECEIPTS: readonly string[] = ['收到', '收到材料', '收到申请', '收到补正']

/** The promise behind `purpose` on a case of `kind` about `item`. Throws for a purpose that kind never starts. */
export function clockSpecFor(
  purpose: PurposeName,
  kind: CaseKind,
  item: Item | null,
  town: Town,
  days?: number,
): ClockSpec {
  const { rules } = town
  switch (purpose) {
    case 'claim':
      return rule('FIRST_CLAIM', rules.claimMinutes, '登记', 'minutes')
    case 'publish':
      return rule('CHALLENGE_RELEASE', rules.challengeReleaseMinutes, '登记', 'minutes')
    case 'take':
      return rule('TRANSFER_TAKE', rules.takeHours * 60, '转办', 'minutes')
    case 'relay':
      return rule('RESULT_RELAY', rules.relayDays, '作出答复')
    case 'confirm':
      return rule('CONFIRM', rules.confirmDays, '送出结果')
    case 'visit':
      return rule('RETURN_VISIT', rules.visitDays, '收到差评')
    case 'idle':
      return rule('IDLE', rules.idleDays, '上次进展')
    case 'decide':
      return rule('REOPENING', 1, '申请重办')
    case 'procedure':
      return rule('PROCEDURE', days ?? 0, '特别程序告知', 'calendar')
    case 'consult':
      return law('FOI_THIRD_PARTY', 15, 'working', '政府信息公开条例第32条', '发出征询书')
    case 'supply':
      return rule('SUPPLY', days ?? rules.supplementDays, '补正通知')
    case 'accept':
      if (kind === 'petition') return law('PETITION_NOTIFY', 15, 'calendar', '信访工作条例第23条', '收到')
      if (item?.family === 'licence' || item?.family === 'licence-joint')
        return law('LICENSE_ACCEPT', 5, 'working', '行政许可法第32条', '收到材料')
      return rule('ACCEPT', rules.acceptDays, '收到材料')
    case 'complete':
      if (kind === 'petition') return law('PETITION_HANDLE', 60, 'calendar', '信访工作条例第34条', '受理')
      if (kind === 'disclosure') return law('FOI', 20, 'working', '政府信息公开条例第33条', '收到申请')
      if (item?.family === 'licence')
        return ofItem(item, '受理') ?? law('LICENSE', 20, 'working', '行政许可法第42条', '受理')
      if (item?.family === 'licence-joint')
        return ofItem(item, '受理') ?? law('LICENSE_JOINT', 45, 'working', '行政许可法第42条', '受理')
      return (item && ofItem(item, '受理')) ?? rule('SERVICE_PROMISED', rules.reportDays, '受理')
    case 'answer': {
      const amount = {
        consultation: rules.consultationDays,
        complaint: rules.complaintDays,
        challenge: rules.challengeDays,
      }[kind as 'consultation' | 'complaint' | 'challenge']
      return rule(kind === 'challenge' ? 'QUERY_ANSWER' : 'FIRST_ASK', amount ?? rules.reportDays, '登记')
    }
  }
}
