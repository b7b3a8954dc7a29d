/** Kinds of case 办件: the kind chooses the clocks, what may be done, who may see it and which notices are issued. */
import type { Item } from '../catalog/item.ts'

export interface Kind {
  readonly label: string
  /** Must be accepted 受理 before it is worked on; the acceptance notice starts its clock. */
  readonly accepts: boolean
  /** Clocks that start when it is opened: keys of PURPOSES. */
  readonly opens: readonly string[]
  /** The clock of the result: started at opening, or at acceptance where `accepts`. */
  readonly result: 'answer' | 'complete'
  readonly confidential: boolean
}

// prettier-ignore
export const KINDS = {
  consultation: { label: '咨询',         accepts: false, opens: ['claim', 'answer'],   result: 'answer',   confidential: false },
  application:  { label: '办件',         accepts: true,  opens: ['claim', 'accept'],   result: 'complete', confidential: false },
  report:       { label: '诉求',         accepts: false, opens: ['claim', 'answer'],   result: 'answer',   confidential: false },
  complaint:    { label: '监督投诉',     accepts: false, opens: ['claim', 'answer'],   result: 'answer',   confidential: true  },
  challenge:    { label: '质询',         accepts: false, opens: ['claim', 'answer', 'publish'], result: 'answer', confidential: false },
  // the law knows no acceptance of it: its answer is due from receipt (政府信息公开条例 31, 33)
  disclosure:   { label: '信息公开申请', accepts: false, opens: ['claim', 'complete'], result: 'complete', confidential: false },
  petition:     { label: '信访',         accepts: true,  opens: ['claim', 'accept'],   result: 'complete', confidential: true  },
} as const satisfies Record<string, Kind>

export type CaseKind = keyof typeof KINDS

/** The kind of case that an application for an item is: information asked for and grievances have laws of their own. */
export const kindOfItem = ({ family }: Pick<Item, 'family'>): 'application' | 'disclosure' | 'petition' =>
  family === 'disclosure' || family === 'petition' ? family : 'application'
