// What everybody may read of the flood: whether its water is drawn, how much it is in words, and its gauges over time.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { PanelModel } from '../../panels/model.ts'
import { WaterRow } from '../../../shared/systems/flood/told.ts'
import { numberText, quantityText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { GaugeChart } from './gauge-chart.tsx'
import { rowsOf } from '../rows.ts'
import { gaugesOf } from './gauges.ts'

const LEVEL = 'flood.level'

export function FloodReading({ model }: { readonly model: PanelModel }) {
  const { time } = model
  if (!time.layers.value.some(({ id }) => id === LEVEL)) return null
  const isOn = time.layersOn.value.includes(LEVEL)
  return (
    <section class="planning flood-reading" aria-label={say('flood')}>
      <h3>{say('flood')}</h3>
      <p role="status">{floodText(model)}</p>
      {time.canDrawLayers.value && (
        <div class="row">
          <span class="name">{say('floodWater')}</span>
          <button
            type="button"
            aria-pressed={isOn}
            aria-label={say('floodWaterShow')}
            onClick={() => time.acts.showLayer(LEVEL, !isOn)}
          >
            {say('showLayer')}
          </button>
        </div>
      )}
      <p class="quiet">{say('floodWaterTip')}</p>
      <Gauges model={model} />
    </section>
  )
}

/** The water of the moment one looks at in sentences; empty where nothing is told. */
export function floodText({ time }: PanelModel): string {
  const [water] = rowsOf(time.facts.value, 'flood.water', WaterRow)
  if (!water) return ''
  const { now, counts, inflowM3S, levelM, volume } = water
  const { areaHa = 0, linksClosed = 0 } = now
  const { buildings = 0 } = counts
  const land =
    areaHa === 0 && buildings === 0 && linksClosed === 0
      ? say('floodDry')
      : say('floodSaid', {
          area: quantityText(areaHa, 'ha'),
          buildings: numberText(buildings),
          links: numberText(linksClosed),
        })
  const river =
    levelM === null
      ? []
      : [say('floodRiver', { flow: quantityText(inflowM3S, 'm³/s'), level: quantityText(levelM, 'm') })]
  const balance = say('floodBalance', {
    into: quantityText(volume.inM3, 'm³'),
    gone: quantityText(volume.outM3, 'm³'),
    error: volume.errorShare.toExponential(0),
  })
  return [land, ...river, balance].join(' ')
}

function Gauges({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const open = useSignal('')
  useEffect(() => {
    time.thingsWanted.value++
    return () => {
      time.thingsWanted.value--
    }
  }, [time])
  const gauges = gaugesOf(model)
  const shown = gauges.find(({ id }) => id === open.value)
  return (
    <>
      <h3>{say('gauges')}</h3>
      {gauges.length === 0 && <p class="quiet">{say('gaugesNone')}</p>}
      <ul class="indicators">
        {gauges.map((gauge) => {
          const levelM = gauge.measured.at(-1)?.[1] ?? gauge.scaleM
          const trouble = say(`gaugeTrouble_${gauge.trouble}`)
          const value = levelM === null ? trouble : `${quantityText(levelM, 'm')}, ${trouble}`
          const isOpen = open.value === gauge.id
          return (
            <li key={gauge.id}>
              <button
                type="button"
                aria-pressed={isOpen}
                aria-label={say('gaugeShow', { name: gauge.name, value })}
                onClick={() => {
                  open.value = isOpen ? '' : gauge.id
                }}
              >
                <span>{gauge.name}</span>
                <span class="value">{value}</span>
              </button>
            </li>
          )
        })}
      </ul>
      {shown && <GaugeChart key={shown.id} model={model} gauge={shown} />}
    </>
  )
}
