/** `/staff/report`: reports a period on one page for a leaders' meeting, to look at, to print and to hand out as a spreadsheet. */
import { localDate } from '../../core/date.ts'
import { reportSheets, reportTitle, sayReportPeriod } from '../../core/messages/report.ts'
import { type PeriodReading, readReportPeriod, type ReportPeriod, usualPeriods } from '../../core/report/period.ts'
import { appendAccountEvent } from '../../db/audit/account-log.ts'
import { type DeskReport, deskReport } from '../../services/reports/desk-report.ts'
import { workbook, XLSX } from '../../adapters/xlsx.ts'
import { html } from '../html.ts'
import { staticUrl } from '../static.ts'
import { userError } from '../../core/errors.ts'
import { asBuffer } from '../attach.ts'
import { sendBytes } from '../downloads.ts'
import { drawDepartments, drawTrend } from './report-chart.ts'
import { reportBody } from './report-view.ts'
import type { DeskModule, DeskRequest } from './desk-module.ts'

const HOME = '/staff/report'

export const reportRoom: DeskModule = {
  path: HOME,
  label: '会议报告',
  group: 'account',
  who: ['head', 'group', 'admin'],
  open(door) {
    door.get(HOME, async (v) => {
      const read = asked(v)
      const title = '会议报告'
      if (!read.ok)
        return v.page({
          title,
          status: 422,
          note: { text: `没有做成：${read.because}。`, bad: true },
          body: html`<h1>会议报告</h1>
            ${chooser(v, null)}`,
        })
      const { period } = read
      const report = await deskReport(v.db, v.ctx, v.staff, period)
      const query = addressOf(period)
      return v.page({
        title: `${title} ${sayReportPeriod(period)}`,
        styles: [staticUrl('desk-report.css'), `${HOME}/print.css?${query}`],
        scripts: ['desk-intake.js'],
        body: html`<div class="unprinted">
            <h1>会议报告</h1>
            ${chooser(v, period)}
            <p class="row">
              <button data-print hidden>打印</button>
              <a class="button plain" href="${HOME}/table.xlsx?${query}">下载表格</a>
            </p>
          </div>
          ${reportBody(v.ctx.townContext.town.name, report, `${HOME}/chart.svg?${query}`)}`,
      })
    })

    door.get(`${HOME}/chart.svg`, async (v) => {
      const report = await of(v)
      const svg = v.query('draw') === 'departments' ? await drawDepartments(report) : await drawTrend(report)
      return (
        v.reply
          .type('image/svg+xml; charset=utf-8')
          // the library writes style attributes: allowed here, in a picture that can run and fetch nothing
          .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
          .header('cache-control', 'private, max-age=60')
          .send(svg)
      )
    })

    // what stands at the edge of every printed page: only a style sheet can say it
    door.get(`${HOME}/print.css`, async (v) => {
      const { period } = periodOf(v)
      const title = `${reportTitle(v.ctx.townContext.town.name, null)}　${sayReportPeriod(period)}`
      return v.reply
        .type('text/css; charset=utf-8')
        .header('cache-control', 'private, max-age=600')
        .send(`@page { @top-left { font-size: 9pt; content: ${cssText(title)}; } @bottom-right { font-size: 9pt; content: "第 " counter(page) " 页，共 " counter(pages) " 页"; } }`) // prettier-ignore
    })

    door.get(`${HOME}/table.xlsx`, async (v) => {
      const report = await of(v)
      const bytes = await workbook(reportSheets(v.ctx.townContext.town.name, report))
      await v.change(async (tx, ctx) => {
        await appendAccountEvent(tx, ctx, 'ledger', { action: 'export', from: null, to: 'report', actor: { kind: 'staff', staff: v.staff, standsFor: [] }, data: { ...report.period, format: 'xlsx' } }) // prettier-ignore
        return { letters: [] }
      })
      void v.reply
        .type(XLSX)
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="report-${report.period.from}-${report.period.to}.xlsx"`)
      return sendBytes(v.reply, asBuffer(bytes))
    })
  },
}

const addressOf = ({ from, to }: ReportPeriod): string => new URLSearchParams({ from, to }).toString()

/** What the address names; this month where it names nothing. */
function asked(v: DeskRequest): PeriodReading {
  const [from, to] = [v.query('from'), v.query('to')]
  if (from !== '' || to !== '') return readReportPeriod(from, to)
  const period = usualPeriods(localDate(v.ctx.now)).find((p) => p.label === '本月')!
  return { ok: true, period: { from: period.from, to: period.to } }
}

function periodOf(v: DeskRequest): { period: ReportPeriod } {
  const read = asked(v)
  if (!read.ok) throw userError('not-yours')
  return read
}

const of = (v: DeskRequest): Promise<DeskReport> => deskReport(v.db, v.ctx, v.staff, periodOf(v).period)

/** A text of CSS: nothing in it ends it. */
const cssText = (text: string): string => `"${text.replaceAll(/["\\\n\r<>]/g, ' ')}"`

const chooser = (v: DeskRequest, is: ReportPeriod | null) =>
  html`<form class="row period" action="${HOME}">
      <span
        ><label for="from">从</label> <input id="from" name="from" type="date" value="${is?.from ?? ''}" required
      /></span>
      <span><label for="to">到</label> <input id="to" name="to" type="date" value="${is?.to ?? ''}" required /></span>
      <button>看</button>
    </form>
    <p class="usual">
      ${usualPeriods(localDate(v.ctx.now)).map((p) => {
        const here = p.from === is?.from && p.to === is.to
        return html`<a href="${HOME}?${addressOf(p)}" ${here && html`aria-current="page"`}>${p.label}</a> `
      })}
    </p>`
