// One indicator over time as a line, with a sentence that says the same to who does not see it.
import type { PanelModel } from './model.ts'
import { clockText, indicatorText, momentText, numberText, unitText } from './moments.ts'
import { language, say } from './strings.ts'
import type { Chart } from './time-model.ts'

const WIDE = 300
const HIGH = 110
const PAD = 8

export function ChartCard({ model, chart }: { readonly model: PanelModel; readonly chart: Chart }) {
  const { time } = model
  const zone = model.timeZone.value
  const known = time.facts.value?.indicators.find(({ id }) => id === chart.indicator)
  const name = chart.name ?? indicatorText(known ?? { id: chart.indicator, label: chart.indicator })
  const unit = unitText(chart.unit)
  const { points } = chart
  const [first, last] = [points[0], points.at(-1)]
  return (
    <figure class="chart">
      <figcaption>
        <span>{say('chartOf', { name, unit })}</span>
        <button type="button" aria-label={say('closeChart')} class="close" onClick={() => time.acts.chart(null)}>
          ×
        </button>
      </figcaption>
      {first && last && points.length > 1 ? (
        <>
          <Line points={points} atMs={time.atMs.value} said={saidOf(points, name, unit, zone)} />
          <div class="ends" aria-hidden="true">
            <span>{momentText(first[0], zone, time.nowMs.value)}</span>
            <span>{momentText(last[0], zone, time.nowMs.value)}</span>
          </div>
        </>
      ) : (
        <p class="quiet">{say(chart.isLoading ? 'comesNow' : 'chartEmpty')}</p>
      )}
    </figure>
  )
}

type LineProps = { readonly points: Chart['points']; readonly atMs: number; readonly said: string }

function Line({ points, atMs, said }: LineProps) {
  const values = points.map(([, value]) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const fromMs = points[0]?.[0] ?? 0
  const spanMs = Math.max(1, (points.at(-1)?.[0] ?? 0) - fromMs)
  const x = (ms: number): number => ((ms - fromMs) / spanMs) * WIDE
  const y = (value: number): number =>
    most === least ? HIGH / 2 : HIGH - PAD - ((value - least) / (most - least)) * (HIGH - 2 * PAD)
  const path = points.map(([ms, value], i) => `${i === 0 ? 'M' : 'L'}${x(ms).toFixed(1)} ${y(value).toFixed(1)}`)
  const isIn = atMs >= fromMs && atMs <= fromMs + spanMs
  return (
    <svg class="line" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={said} lang={language.value}>
      <line class="grid" x1="0" x2={WIDE} y1={PAD} y2={PAD} />
      <line class="grid" x1="0" x2={WIDE} y1={HIGH - PAD} y2={HIGH - PAD} />
      <path d={path.join('')} />
      {isIn && <line class="at" x1={x(atMs)} x2={x(atMs)} y1="0" y2={HIGH} />}
      <text x="2" y={PAD + 12}>
        {numberText(most)}
      </text>
      {most !== least && (
        <text x="2" y={HIGH - PAD - 3}>
          {numberText(least)}
        </text>
      )}
    </svg>
  )
}

function saidOf(points: Chart['points'], name: string, unit: string, zone: string): string {
  const values = points.map(([, value]) => value)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return ''
  return say('chartSaid', {
    name,
    unit,
    least: numberText(Math.min(...values)),
    most: numberText(Math.max(...values)),
    from: clockText(first[0], zone),
    to: clockText(last[0], zone),
    last: numberText(last[1]),
  })
}
