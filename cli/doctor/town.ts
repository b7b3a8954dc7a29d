/** Judges what the town has loaded and filled in for `town doctor`: calendar years, blanks, telephones. */
import { openBlanks } from '../../core/catalog/check-points.ts'
import { localDate, yearOf } from '../../core/date.ts'
import type { Town } from '../../core/town.ts'
import { type Finding, good, mend, note } from './finding.ts'

/** The State Council announces a year's holidays at the end of October or in November of the year before. */
const ANNOUNCED = '12-01'

/** `years`: those in force, in the database where it was asked, else in the town's folder. */
export function judgeCalendar(now: Date, years: readonly { year: number; confirmed: boolean }[]): Finding[] {
  const today = localDate(now)
  const year = yearOf(today)
  const confirmed = (y: number): boolean => years.some((k) => k.year === y && k.confirmed)
  const load = (y: number): string => `town calendar load ${y}.json`
  if (!confirmed(year))
    return [mend('工作日历', `没有 ${year} 年的放假安排，到期日都不准。请照国办通知填好，运行 ${load(year)}`)]
  if (confirmed(year + 1)) return [good('工作日历', `${year}、${year + 1} 年都有。`)]
  const urgent = today >= `${year}-${ANNOUNCED}`
  return [
    (urgent ? mend : note)(
      '工作日历',
      `还没有 ${year + 1} 年的放假安排，跨年的到期日会注明“可能顺延”。国办公布后运行 ${load(year + 1)}`,
    ),
  ]
}

export function judgeTown(town: Town, items: number): Finding[] {
  const blanks = openBlanks(town)
  const silent = town.departments.filter((d) => d.phone === '').map((d) => d.name)
  return [
    good('镇的资料', `${town.name}，${town.departments.length} 个科室，${items} 个事项。`),
    blanks.length === 0
      ? good('事项里的数', '都填好了。')
      : note('事项里的数', `还有 ${blanks.length} 处要镇里填，如“${blanks[0]!.label}”；town catalog blanks 列出全部。`),
    ...(town.phone === '' ? [note('电话', '镇的电话没有填（town.yaml 的 phone），机器人不会编一个。')] : []),
    ...(silent.length > 0
      ? [
          note(
            '电话',
            `${silent.length} 个科室没有电话：${silent.slice(0, 3).join('、')}${silent.length > 3 ? '……' : ''}`,
          ),
        ]
      : []),
    ...(town.alarm.phones.every((p) => p.name.includes('示例'))
      ? [note('值班电话', '紧急卡片上没有值班电话（town.yaml 的 alarm.phones），夜里出了事同事互相找不着。')]
      : []),
  ]
}
