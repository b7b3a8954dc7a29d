/** What staff read about a breach. */
import { departmentOf, type Town } from '../town.ts'
import { BREACH_KINDS, type BreachKindName } from '../breach/kinds.ts'
import {
  type BreachAction,
  breachActions,
  type BreachFlow,
  type BreachRole,
  BREACH_STATES,
  BREACH_TRANSITIONS,
  MEASURES,
  type MeasureName,
} from '../breach/lifecycle.ts'
import type { LocalDate } from '../date.ts'

interface Shown extends BreachFlow {
  readonly foundOn: LocalDate
  readonly due: LocalDate | null
  readonly detail: string
  readonly about: string
}

const word = (action: BreachAction): string => BREACH_TRANSITIONS.find((r) => r.action === action)?.word ?? ''

// prettier-ignore
const MOVED: Readonly<Record<BreachAction, string>> = {
  'explain': '已说明', 'explain-missed': '逾期未说明', 'comment': '负责人已提意见', 'comment-missed': '负责人逾期未提意见',
  'uphold': '认定成立', 'dismiss': '认定不成立', 'measure': '已定措施', 'object': '提出异议，请重新认定', 'refer': '已移交',
  'do': '整改完成，请核实', 'check': '核实通过', 'send-back': '核实没通过，请继续整改', 'name': '决定公示姓名',
}

export const BREACH_MESSAGES = {
  found: '违诺，请说明',
  late: '违诺，已超期，请尽快',
  handedOver: '原责任人已离岗，转由您负责',
  moved: (action: BreachAction): string => `违诺：${MOVED[action]}`,
  line: (b: Shown): string =>
    `${b.breachId} ${BREACH_KINDS[b.kind as BreachKindName].label}${b.about ? ` ${b.about}` : ''}　${BREACH_STATES[b.state].label}${b.due ? ` ${b.due}前` : ''}`,
  /** One breach as a card: what, where it stands, by when, and what this reader may type. */
  card(head: string, b: Shown, town: Town, roles: ReadonlySet<BreachRole>): string {
    const can = breachActions(b, roles).map((a) => word(a))
    const measure = b.measure === null ? '' : MEASURES[b.measure as MeasureName].label
    return [
      `【${head}】${b.breachId} 号`,
      `${BREACH_KINDS[b.kind as BreachKindName].label}${b.about ? `　${b.about}` : ''}　${b.foundOn} 发现`,
      b.detail,
      `科室：${departmentOf(town, b.department).name}　现在：${BREACH_STATES[b.state].label}${b.due ? `，${b.due}前` : ''}`,
      measure ? `措施：${measure}${b.measureDue ? `，${b.measureDue}前完成` : ''}` : '',
      can.length ? `可以发：${can.map((w) => `${w} ${b.breachId}`).join(' / ')}` : '',
    ]
      .filter(Boolean)
      .join('\n')
  },
}
