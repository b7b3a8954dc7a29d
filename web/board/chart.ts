/** The assessment drawn: scores with how far each can be trusted, and completion in time over the months. SVG, made here. */
import type { CustomSeriesOption, EChartsCoreOption } from 'echarts'
import type { DepartmentScore } from '../../core/assessment/score.ts'

export interface Trend {
  readonly period: string
  /** Share of what was completed in time, in percent; null where too little was. */
  readonly inTime: number | null
}

/** Little wider than a phone: shrunk further, its words could not be read. */
const WIDTH = 480
const LINE = 34
const TOP = 40
const TREND = 210

/** Loaded when the first chart is asked for: the library is large, and most days nobody does. */
export async function chartLibrary() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core.js'),
    import('echarts/charts.js'),
    import('echarts/components.js'),
    import('echarts/renderers.js'),
  ])
  core.use([charts.BarChart, charts.LineChart, charts.CustomChart, components.GridComponent, components.TitleComponent, components.LegendComponent, renderers.SVGRenderer]) // prettier-ignore
  return core
}

export async function drawAssessment(rows: readonly DepartmentScore[], trend: readonly Trend[]): Promise<string> {
  const core = await chartLibrary()
  const ranked = rows.filter((r) => r.scored.ranked).sort((a, b) => (a.scored.score ?? 0) - (b.scored.score ?? 0))
  const bars = ranked.length * LINE
  const height = TOP + bars + 40 + TREND
  const chart = core.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  chart.setOption(option(ranked, trend, bars, height))
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

const INK = '#1b1f24'
const words = { color: INK, fontSize: 15, fontFamily: 'sans-serif' }

function option(
  ranked: readonly DepartmentScore[],
  trend: readonly Trend[],
  bars: number,
  height: number,
): EChartsCoreOption {
  const range: CustomSeriesOption = {
    type: 'custom',
    xAxisIndex: 0,
    yAxisIndex: 0,
    silent: true,
    z: 5,
    data: ranked.map((r, i) => [r.scored.low ?? 0, i, r.scored.high ?? 0]),
    renderItem: (_params, api) => {
      const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(1)])
      const [x2 = 0] = api.coord([api.value(2), api.value(1)])
      const line = (a: number, b: number, c: number, d: number) => ({ type: 'line' as const, shape: { x1: a, y1: b, x2: c, y2: d }, style: { stroke: INK, lineWidth: 2 } }) // prettier-ignore
      return { type: 'group', children: [line(x1, y, x2, y), line(x1, y - 5, x1, y + 5), line(x2, y - 5, x2, y + 5)] }
    },
  }
  return {
    animation: false,
    backgroundColor: '#ffffff',
    title: [
      {
        text: ranked.length > 0 ? '各科室得分（细线是可信范围）' : '各科室得分：件数太少，这期不排名',
        left: 8,
        top: 6,
        textStyle: { ...words, fontWeight: 'bold' },
      },
      ...(trend.length > 0 ? [{ text: '全镇按时答复和办结（%）', left: 8, top: height - TREND + 6, textStyle: { ...words, fontWeight: 'bold' } }] : []), // prettier-ignore
    ],
    grid: [
      { left: 140, right: 30, top: TOP, height: bars },
      { left: 48, right: 30, top: height - TREND + 44, height: TREND - 80 },
    ],
    xAxis: [
      { gridIndex: 0, type: 'value', min: 0, max: 100, axisLabel: words },
      { gridIndex: 1, type: 'category', data: trend.map((t) => t.period), axisLabel: { ...words, fontSize: 13 }, boundaryGap: true, show: trend.length > 0 }, // prettier-ignore
    ],
    yAxis: [
      { gridIndex: 0, type: 'category', data: ranked.map((r) => r.name), axisLabel: words, axisTick: { show: false } },
      { gridIndex: 1, type: 'value', min: 0, max: 100, axisLabel: { ...words, fontSize: 13 }, show: trend.length > 0 },
    ],
    series: [
      { type: 'bar', xAxisIndex: 0, yAxisIndex: 0, data: ranked.map((r) => r.scored.score), itemStyle: { color: '#7fb2e0' }, barWidth: 18, label: { show: true, position: 'insideLeft', ...words } }, // prettier-ignore
      range,
      { type: 'line', xAxisIndex: 1, yAxisIndex: 1, data: trend.map((t) => t.inTime), symbolSize: 8, itemStyle: { color: '#0a4f8f' }, lineStyle: { width: 3 }, label: { show: true, ...words, fontSize: 13 } }, // prettier-ignore
    ],
  }
}
