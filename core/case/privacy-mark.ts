/** How the person behind a case asked to be kept, as staff who may see the case read it. */
import type { Case } from './case.ts'
import { KINDS } from './kinds.ts'

type Kept = Pick<Case, 'kind' | 'privacy'>

/** '保密', '匿名'; '实名' where others of the kind are kept secret; empty where nothing was asked. */
export function privacyMark({ kind, privacy }: Kept): string {
  if (privacy === 'normal') return KINDS[kind].confidential ? '实名' : ''
  return privacy === 'anonymous' ? '匿名' : '保密'
}

/** What follows from it for whoever works on the case. Source: 信访工作条例 30(3). */
export const privacyRule = ({ privacy }: Kept): string =>
  ({
    normal: '',
    confidential: '保密件：谁提的、提了什么，只能在办这件的人之间说，不能让被反映的人和单位知道。',
    anonymous: '匿名件：没有留名字，不要打听是谁。',
  })[privacy]
