// One indicator over time as a line, with a sentence that says the same to who does not see it.
import { Lines, lineSaid } from './lines.tsx'
import type { PanelModel } from './model.ts'
import { indicatorText, momentText, unitText } from './moments.ts'
import { say } from './strings.ts'
import type { Chart } from './time-model.ts'

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
          <Lines
            lines={[{ points }]}
            atMs={time.atMs.value}
            said={lineSaid(points, name, unit, zone)}
            high={HIGH}
            pad={PAD}
          />
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
