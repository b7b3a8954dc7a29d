/** The audit in plain words. */
import type { AuditResult, BrokenLink } from '../db/audit/verify-audit.ts'

// prettier-ignore
const WHY: Readonly<Record<BrokenLink['why'], string>> = {
  edited:    '内容被改过',
  missing:   '前面少了记录',
  reordered: '顺序被动过',
  cut:       '末尾的记录被删',
  anchor:    '当天的记录和公布的锚值对不上',
}
const LOG: Readonly<Record<BrokenLink['log'], string>> = {
  case_events: '办件',
  account_events: '问责',
  anchors: '日锚',
}

/** One line where all holds; else the first broken link by log, owner and place. */
export function sayAudit(audit: AuditResult): string {
  const b = audit.firstBroken
  if (!b) {
    const last = audit.last ? `最新锚值 ${audit.last.date}:${audit.last.hash}` : '还没有锚值'
    return `完好：${audit.events} 条记录，${audit.anchors} 天有锚值。${last}`
  }
  return `第一处断开：${LOG[b.log]} ${b.owner}${b.seq === null ? '' : ` 第${b.seq}条`}${b.id === null ? '' : `（记录 ${b.id}）`}，${b.date}：${WHY[b.why]}。`
}
