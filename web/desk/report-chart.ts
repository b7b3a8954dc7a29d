/** Draws the curves of a report as SVG, also where there is little or nothing to draw. */
import type { EChartsCoreOption } from 'echarts'
import { chartLibrary } from '../board/chart.ts'
import type { DeskReport } from '../../services/reports/desk-report.ts'

const SIZE = { width: 640, height: 300 } as const
/** Bars in one picture; the table has them all. */
const MOST_BARS = 10
const words = { color: '#1b1f24', fontSize: 13, fontFamily: 'sans-serif' }

async function draw(option: EChartsCoreOption): Promise<string> {
  const core = await chartLibrary()
  const chart = core.init(null, null, { renderer: 'svg', ssr: true, ...SIZE })
  chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

const heading = (text: string) => ({ text, left: 8, top: 4, textStyle: { ...words, fontSize: 15, fontWeight: 'bold' } })
const legend = { top: 28, left: 8, textStyle: words, itemWidth: 18, itemHeight: 10 }

/** Received as bars, done as a line, the year before as a broken one. */
export function drawTrend(r: DeskReport): Promise<string> {
  const line = (name: string, data: number[], color: string, type: 'solid' | 'dashed') => ({ name, type: 'line', data, symbolSize: 6, itemStyle: { color }, lineStyle: { width: 2, type } }) // prettier-ignore
  const empty = r.trend.every((t) => t.received + t.done + t.before === 0)
  return draw({
    title: heading(empty ? '走势：这段时间没有件' : '走势'),
    legend,
    grid: { left: 44, right: 20, top: 62, bottom: 34 },
    xAxis: {
      type: 'category',
      data: r.trend.map((t) => `${Number(t.from.slice(5, 7))}/${Number(t.from.slice(8))}`),
      axisLabel: words,
    },
    yAxis: { type: 'value', minInterval: 1, min: 0, axisLabel: words },
    series: [
      { name: '收到', type: 'bar', data: r.trend.map((t) => t.received), itemStyle: { color: '#7fb2e0' } },
      line('办结', r.trend.map((t) => t.done), '#0a4f8f', 'solid'),
      line('去年同期收到', r.trend.map((t) => t.before), '#8a5a00', 'dashed'),
    ],
  }) // prettier-ignore
}

/** What each department received, and of how much it let a day pass. */
export function drawDepartments(r: DeskReport): Promise<string> {
  const all = r.groups.find((g) => g.title === '科室')?.groups ?? []
  // the first stands on top
  const shown = all.slice(0, MOST_BARS).reverse()
  const bar = (name: string, data: number[], color: string) => ({ name, type: 'bar', data, barMaxWidth: 24, itemStyle: { color }, label: { show: true, position: 'right', ...words } }) // prettier-ignore
  return draw({
    title: heading(shown.length === 0 ? '各科室：这段时间没有件' : '各科室'),
    legend,
    grid: { left: 130, right: 40, top: 62, bottom: 24 },
    xAxis: { type: 'value', minInterval: 1, min: 0, axisLabel: words },
    yAxis: { type: 'category', data: shown.map((g) => g.label.slice(0, 8)), axisLabel: words, axisTick: { show: false } }, // prettier-ignore
    series: [
      bar('收到', shown.map((g) => g.figures.received), '#7fb2e0'),
      bar('超期', shown.map((g) => g.figures.late), '#a01713'),
    ],
  }) // prettier-ignore
}
