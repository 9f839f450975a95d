// The level at a gauge: what was measured as a line, what a fork foresees as a broken one, and a sentence that says the same.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Choice } from '../../panels/choice.tsx'
import type { PanelModel } from '../../panels/model.ts'
import { clockText, momentText, numberText, unitText } from '../../panels/moments.ts'
import { language, say } from '../../panels/strings.ts'
import { isReady } from '../../panels/time-model.ts'
import { type GaugeShown, meeting, type Point } from './gauges.ts'

const WIDE = 300
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
        <Lines measured={measured} modelled={modelled} forecast={forecast} nowMs={time.atMs.value} said={gauge.name} />
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

type LinesProps = {
  readonly modelled: readonly Point[]
  readonly measured: readonly Point[]
  readonly forecast: readonly Point[]
  readonly nowMs: number
  readonly said: string
}

function Lines({ measured, modelled, forecast, nowMs, said }: LinesProps) {
  const all = [...measured, ...modelled, ...forecast]
  const [least, most] = rangeOf(all.map(([, value]) => value))
  const [fromMs, toMs] = rangeOf(all.map(([ms]) => ms))
  const x = (ms: number): number => ((ms - fromMs) / Math.max(1, toMs - fromMs)) * WIDE
  const y = (value: number): number =>
    most === least ? HIGH / 2 : HIGH - PAD - ((value - least) / (most - least)) * (HIGH - 2 * PAD)
  const path = (points: readonly Point[]): string =>
    points.map(([ms, value], i) => `${i === 0 ? 'M' : 'L'}${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  return (
    <svg class="line" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={said} lang={language.value}>
      <line class="grid" x1="0" x2={WIDE} y1={PAD} y2={PAD} />
      <line class="grid" x1="0" x2={WIDE} y1={HIGH - PAD} y2={HIGH - PAD} />
      <path class="modelled" d={path(modelled)} />
      <path d={path(measured)} />
      <path class="foreseen" d={path(forecast)} />
      {nowMs >= fromMs && nowMs <= toMs && <line class="at" x1={x(nowMs)} x2={x(nowMs)} y1="0" y2={HIGH} />}
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

const rangeOf = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)]

function saidOf(parts: {
  readonly measured: readonly Point[]
  readonly forecast: readonly Point[]
  readonly unit: string
  readonly zone: string
  readonly name: string
  readonly fork: string
}): string {
  const { measured, forecast, unit, zone, name, fork } = parts
  const [first, last] = [measured[0], measured.at(-1)]
  const past =
    first && last
      ? say('chartSaid', {
          name,
          unit,
          least: numberText(Math.min(...measured.map(([, v]) => v))),
          most: numberText(Math.max(...measured.map(([, v]) => v))),
          from: clockText(first[0], zone),
          to: clockText(last[0], zone),
          last: numberText(last[1]),
        })
      : ''
  if (fork === NONE) return past
  const [least, most] = rangeOf(forecast.map(([, v]) => v))
  const peak = forecast.find(([, v]) => v === most)
  const ahead = peak
    ? say('forecastSaid', {
        name: fork === LIVE ? say('forecastLive') : fork,
        least: numberText(least),
        most: numberText(most),
        unit,
        time: clockText(peak[0], zone),
      })
    : say('forecastAway')
  return `${past} ${ahead}`.trim()
}
