import { expect, test } from 'vitest'
import { extend, pause, resume, start } from '../../core/promise/clock.ts'
import { explain } from '../../core/promise/explain.ts'
import { done } from './done.ts'
import { calendar } from './years.ts'

const foi = start({ family: 'FOI', startDate: '2026-08-03' }, calendar)
const asked = done(pause(foi, '征求第三方意见', '2026-08-10', calendar))
const answered = done(resume(asked, '2026-08-28', calendar))

test('names the worked Saturday and the holiday that is not counted', () => {
  const promise = start({ family: 'LICENSE_ACCEPT', startDate: '2026-02-13' }, calendar)
  expect(explain(promise, calendar, '2026-02-13')).toBe(
    '收到材料次日（2月14日）起第5个工作日为2月27日；2月14日周六为调休上班日；2月15日至23日春节放假不计。',
  )
})

test('says when natural days were rolled, and when a worked weekend kept them from it', () => {
  const notify = (startDate: string) => start({ family: 'PETITION_NOTIFY', startDate }, calendar)
  expect(explain(notify('2026-09-16'), calendar, '2026-09-16')).toBe(
    '收到次日（9月17日）起第15日为10月1日；10月1日逢国庆节放假，顺延到10月8日。',
  )
  expect(explain(notify('2026-09-05'), calendar, '2026-09-07')).toBe(
    '收到次日（9月6日）起第15日为9月20日；9月20日周日为调休上班日，不顺延。',
  )
  expect(explain(notify('2026-07-10'), calendar, '2026-07-10')).toBe(
    '收到次日（7月11日）起第15日为7月25日；7月25日是周六，顺延到7月27日。',
  )
})

test('says what stood still and what was left', () => {
  expect(explain(asked, calendar, '2026-08-20')).toBe(
    '收到申请次日（8月4日）起20个工作日内；8月10日起暂停计时（征求第三方意见），此前已用5个工作日，余15个工作日，恢复后接着算；周六、周日不计。',
  )
  expect(explain(answered, calendar, '2026-08-28')).toBe(
    '收到申请次日（8月4日）起扣除暂停时间，第20个工作日为9月18日；8月11日至28日因征求第三方意见暂停计时，不计入，此前已用5个工作日，余15个工作日自8月29日起接着算；周六、周日不计。',
  )
  expect(explain(done(resume(asked, '2026-08-10', calendar)), calendar, '2026-08-10')).toContain(
    '8月10日因征求第三方意见暂停计时，当日恢复，不影响期限',
  )
})

test('says what was extended, and where it ended before', () => {
  const licence = start({ family: 'LICENSE', startDate: '2026-09-18' }, calendar)
  expect(explain(done(extend(licence, 10, '2026-10-20', calendar)), calendar, '2026-10-20')).toBe(
    '受理次日（9月19日）起第30个工作日为11月5日；原为第20个工作日（10月22日），经批准延长10个工作日；9月20日周日、10月10日周六为调休上班日；9月25日至27日中秋节放假不计；10月1日至7日国庆节放假不计；其余周六、周日不计。',
  )
  expect(explain(done(extend(asked, 5, '2026-08-20', calendar)), calendar, '2026-08-20')).toContain(
    '原为第20个工作日，经批准延长5个工作日',
  )
})

test('says that a year is not announced, also at the end of December', () => {
  const notice = '2027年放假安排尚未公布，如遇调整顺延，以上日期为暂定。'
  const promise = start({ family: 'LICENSE', startDate: '2026-12-04' }, calendar)
  expect(explain(promise, calendar, '2026-12-04')).toBe(
    `受理次日（12月5日）起第20个工作日为2027年1月4日；2027年1月1日元旦放假不计；其余周六、周日不计；${notice}`,
  )
  const december = start({ family: 'LICENSE', startDate: '2026-12-01' }, calendar)
  expect(explain(december, calendar, '2026-12-01')).toContain(`12月29日；周六、周日不计；${notice}`)
  expect(
    explain(start({ family: 'LICENSE', startDate: '2026-11-23' }, calendar), calendar, '2026-11-23'),
  ).not.toContain('暂定')
})

test('says when a limit is only proposed', () => {
  const promise = start({ family: 'QUERY_ANSWER', startDate: '2026-03-02', proposed: true }, calendar)
  expect(explain(promise, calendar, '2026-03-02')).toBe(
    '登记疑问次日（3月3日）起第5个工作日为3月9日；周六、周日不计；该时限为拟定，尚未正式公布。',
  )
})

test('says the same day, rolled off a holiday', () => {
  const onTheSpot = (startDate: string) => start({ family: 'SERVICE_PROMISED', amount: 0, startDate }, calendar)
  expect(explain(onTheSpot('2026-09-30'), calendar, '2026-09-30')).toBe('受理当日（9月30日）办理。')
  expect(explain(onTheSpot('2026-10-03'), calendar, '2026-10-03')).toBe(
    '受理当日办理；10月3日逢国庆节放假，顺延到10月8日。',
  )
})

test('says minutes by the clock, round it or in office hours', () => {
  const startedAt = new Date('2026-10-01T23:50:00+08:00')
  const hotline = start({ family: 'HOTLINE_LIFE', startDate: '2026-10-01', startedAt }, calendar)
  expect(explain(hotline, calendar, '2026-10-01')).toBe(
    '派单（10月1日23:50）起15分钟内，即10月2日00:05前；不分昼夜和节假日。',
  )
  const hours = [{ from: '08:30', to: '12:00' }]
  const claim = start({ family: 'FIRST_CLAIM', startDate: '2026-10-01', startedAt, amount: 30 }, calendar, hours)
  expect(explain(claim, calendar, '2026-10-01', hours)).toBe(
    '登记（10月1日23:50）起30分钟内，即10月8日09:00前；只计工作时间。',
  )
})
