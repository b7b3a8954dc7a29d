/** What a refused person may do, by kind (law facts 1.7). A wrong sentence here costs somebody their right. */
import type { CaseKind } from '../case/kinds.ts'
import type { Town } from '../town.ts'
import type { NoticeKind } from './kinds.ts'

const REFUSALS: readonly NoticeKind[] = [
  'non-acceptance',
  'ineligible',
  'refusal',
  'disclosure-reply',
  'petition-opinion',
]

/** The remedy text of a notice; empty where nothing was refused. */
export function remedyFor(notice: NoticeKind, kind: CaseKind, town: Town): string {
  if (!REFUSALS.includes(notice)) return ''
  const online = town.reconsiderationUrl ? `网上复议申请：${town.reconsiderationUrl}。` : ''
  // 信访条例 35: review by the authority above, no 行政复议
  if (kind === 'petition') return `如不服本处理意见，可自收到之日起30日内向${town.petitionReview}请求复查。`
  // 行政复议法 23: reconsideration first
  if (kind === 'disclosure')
    return `如不服本答复，应当先自收到之日起60日内向${town.reconsideration}申请行政复议；对复议决定不服的，可自收到复议决定书之日起15日内依法向${town.court}提起行政诉讼。${online}`
  return `如不服本决定，可自收到本决定之日起60日内向${town.reconsideration}申请行政复议，也可自收到之日起6个月内依法向${town.court}提起行政诉讼。${online}`
}
