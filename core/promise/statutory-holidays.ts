/**
 * Public holidays known by law before the year's notice: 全国年节及纪念日放假办法 (2024) art. 2. Days moved for a longer
 * holiday (调休) and days given back for a weekend (art. 6) are not known before the notice.
 */
import { addDays, type LocalDate } from '../date.ts'

/** Holidays on a fixed date, 'MM-DD' and name. */
export const FIXED_STATUTORY = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
] as const

// A table, because the lunar calendar of Intl is a day off in some years (2027 and 2030 in ICU 78). The dates are those on
// which chinese-days 1.5.7 and lunar-javascript 1.7.7 agree: 正月初一, 五月初五, 八月十五.
// prettier-ignore
const LUNAR: Readonly<Record<number, readonly [newYear: string, dragonBoat: string, midAutumn: string]>> = {
  2024: ['02-10', '06-10', '09-17'],
  2025: ['01-29', '05-31', '10-06'],
  2026: ['02-17', '06-19', '09-25'],
  2027: ['02-06', '06-09', '09-15'],
  2028: ['01-26', '05-28', '10-03'],
  2029: ['02-13', '06-16', '09-22'],
  2030: ['02-03', '06-05', '09-12'],
  2031: ['01-23', '06-24', '10-01'],
  2032: ['02-11', '06-12', '09-19'],
  2033: ['01-31', '06-01', '09-08'],
  2034: ['02-19', '06-20', '09-27'],
  2035: ['02-08', '06-10', '09-16'],
  2036: ['01-28', '05-30', '10-04'],
  2037: ['02-15', '06-18', '09-24'],
  2038: ['02-04', '06-07', '09-13'],
  2039: ['01-24', '05-27', '10-02'],
  2040: ['02-12', '06-14', '09-20'],
}

/** The statutory holidays of a year by date; outside 2024–2040 without the three that follow the moon. */
export function statutoryDays(year: number): ReadonlyMap<LocalDate, string> {
  const days = new Map<LocalDate, string>()
  const lunar = LUNAR[year]
  if (lunar) {
    const [newYear, dragonBoat, midAutumn] = lunar
    for (const offset of [-1, 0, 1, 2]) days.set(addDays(`${year}-${newYear}`, offset), '春节')
    days.set(`${year}-${dragonBoat}`, '端午节')
    days.set(`${year}-${midAutumn}`, '中秋节')
  }
  days.set(`${year}-04-0${qingming(year)}`, '清明节')
  for (const [monthDay, name] of FIXED_STATUTORY) days.set(`${year}-${monthDay}`, name)
  return days
}

/** The day of April of 清明: the usual mean formula, good for 2000–2099. */
const qingming = (year: number): number => Math.floor((year % 100) * 0.2422 + 4.81) - Math.floor((year % 100) / 4)
