// The level at a gauge: what was measured as a line, what a fork foresees as a broken one, and a sentence that says the same.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Choice } from '../../panels/choice.tsx'
import { Lines, lineSaid, rangeOf, spanOf } from '../../panels/lines.tsx'
import type { PanelModel } from '../../panels/model.ts'
import { clockText, momentText, numberText, unitText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { isReady } from '../../panels/time-model.ts'
import { type GaugeShown, meeting, type Point } from './gauges.ts'

const HIGH = 120
const PAD = 9
const MOST_FORKS = 5
const NONE = ''
/** No fork has such a name: they have no spaces. */
const LIVE = ' live'

type Props = { readonly model: PanelModel; readonly gauge: GaugeShown }

export function GaugeChart({ model, gauge }: Props) {
  const { time } = model
  const foreseen = useSignal<readonly Point[]>([])
  const isLoading = useSignal(false)
  const ready = time.everyFork.value.filter(isReady).slice(-MOST_FORKS)
  const fork = useSignal(LIVE)
  useEffect(() => {
    let isGone = false
    const name = fork.value
    foreseen.value = []
    const what = name === NONE || name === LIVE ? null : gauge.foreseen
    isLoading.value = what !== null
    if (what)
      void time.acts.history(what, name).then((points) => {
        if (isGone) return
        foreseen.value = points
        isLoading.value = false
      })
    return () => {
      isGone = true
    }
  }, [gauge.id, fork.value])
  const zone = model.timeZone.value
  const unit = unitText('m')
  const { measured, modelled } = gauge
  const forecast = fork.value === LIVE ? gauge.own : meeting(measured, foreseen.value)
  const all = [...measured, ...modelled, ...forecast]
  return (
    <figure class="chart">
      <figcaption>{say('chartOf', { name: gauge.name, unit })}</figcaption>
      {all.length > 1 ? (
        <Lines
          lines={[{ points: modelled, as: 'modelled' }, { points: measured }, { points: forecast, as: 'foreseen' }]}
          atMs={time.atMs.value}
          said={gauge.name}
          high={HIGH}
          pad={PAD}
        />
      ) : (
        <p class="quiet">{say(isLoading.value ? 'comesNow' : 'chartEmpty')}</p>
      )}
      {all.length > 1 && (
        <div class="ends" aria-hidden="true">
          <span>{momentText(Math.min(...all.map(([ms]) => ms)), zone, time.nowMs.value)}</span>
          <span>{momentText(Math.max(...all.map(([ms]) => ms)), zone, time.nowMs.value)}</span>
        </div>
      )}
      <p class="quiet" aria-hidden="true">
        <span class="key measured" /> {say('chartHistory')} <span class="key modelled" /> {say('chartModelled')}{' '}
        <span class="key foreseen" /> {say('chartForecast')}
      </p>
      <p class="quiet" role="status">
        {saidOf({ measured, forecast, unit, zone, name: gauge.name, fork: isLoading.value ? NONE : fork.value })}
      </p>
      <Choice
        title={say('forecastOf')}
        options={[
          { value: LIVE, text: say('forecastLive') },
          { value: NONE, text: say('forecastNone') },
          ...ready.map(({ name }) => ({ value: name, text: name })),
        ]}
        chosen={fork.value}
        choose={(name) => {
          fork.value = name
        }}
      />
    </figure>
  )
}

function saidOf(parts: {
  readonly measured: readonly Point[]
  readonly forecast: readonly Point[]
  readonly unit: string
  readonly zone: string
  readonly name: string
  readonly fork: string
}): string {
  const { measured, forecast, unit, zone, name, fork } = parts
  const past = lineSaid(measured, name, unit, zone)
  if (fork === NONE) return past
  const [least, most] = rangeOf(forecast.map(([, v]) => v))
  const peak = forecast.find(([, v]) => v === most)
  const ahead = peak
    ? say('forecastSaid', {
        name: fork === LIVE ? say('forecastLive') : fork,
        least: numberText(least, spanOf(least, most)),
        most: numberText(most, spanOf(least, most)),
        unit,
        time: clockText(peak[0], zone),
      })
    : say('forecastAway')
  return `${past} ${ahead}`.trim()
}
