// All sensors of the moment one looks at: name, values with unit, age, how true they are; each value over time, and the way
// there. Reads the same layers that are drawn, so the past and forks have their own sensors.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ChartCard } from '../../panels/chart.tsx'
import type { PanelModel } from '../../panels/model.ts'
import { say } from '../../panels/strings.ts'
import type { ThingShown } from '../../panels/time-model.ts'
import { ageText, matching, MOST_ROWS, valuesText } from './rows.ts'

export function SensorList({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const typed = useSignal('')
  useEffect(() => {
    time.thingsWanted.value++
    return () => {
      time.thingsWanted.value--
    }
  }, [time])
  const all = time.things.value
  const found = matching(all, typed.value)
  const silent = all.filter(({ isStale }) => isStale).length
  return (
    <section class="sensor-list" aria-label={say('sensors')}>
      <h3>{say('sensors')}</h3>
      <p class="quiet" role="status">
        {all.length === 0 ? say('sensorsNone') : say('sensorsCount', { n: all.length, silent })}
      </p>
      {all.length > 1 && (
        <input
          type="text"
          name="sensor"
          aria-label={say('sensorsFind')}
          placeholder={say('sensorsFind')}
          autocomplete="off"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') event.stopPropagation()
          }}
        />
      )}
      {all.length > 0 && found.length === 0 && <p class="quiet">{say('sensorsNoMatch')}</p>}
      {found.length > 0 && (
        <ul class="rows" aria-label={say('sensors')}>
          {found.slice(0, MOST_ROWS).map((thing) => (
            <Row key={thing.id} model={model} thing={thing} />
          ))}
        </ul>
      )}
      {found.length > MOST_ROWS && <p class="quiet">{say('sensorsMore', { n: found.length - MOST_ROWS })}</p>}
    </section>
  )
}

function Row({ model, thing }: { readonly model: PanelModel; readonly thing: ThingShown }) {
  const { time } = model
  const { name, values, isStale, atM, id } = thing
  const chart = time.chart.value
  return (
    <li class={`sensor ${isStale ? 'stale' : ''}`}>
      <div class="row-item">
        <span class="who">
          <span class="name">{name}</span>
          <span>{values.length === 0 ? say('layerNoData') : valuesText(thing)}</span>
          <span class="quiet">{ageText(thing, model.timeZone.value, time.atMs.value)}</span>
        </span>
        <button type="button" aria-label={say('goThereNamed', { name })} onClick={() => model.acts.goTo({ id, atM })}>
          {say('goTo')}
        </button>
      </div>
      {values.map((one) => {
        const isShown = chart?.indicator === one.key
        return (
          <div key={one.key}>
            <button
              type="button"
              aria-pressed={isShown}
              aria-label={say('overTimeNamed', { name: one.name, thing: name })}
              onClick={() => time.acts.chart(isShown ? null : one)}
            >
              {say('overTime', { name: one.name })}
            </button>
            {isShown && chart && <ChartCard model={model} chart={chart} />}
          </div>
        )
      })}
    </li>
  )
}
