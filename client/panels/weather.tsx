// What the city tells of the moment one looks at: warnings with their weight in words and signs, indicators, any of them
// over time; and for planners what its systems let them do.
import type { Facts } from '../../shared/protocol/facts.ts'
import { ChartCard } from './chart.tsx'
import type { PanelModel } from './model.ts'
import { indicatorText, momentText, quantityText } from './moments.ts'
import { say } from './strings.ts'
import { SYSTEMS_HERE } from '../systems/index.ts'
import { alertText } from './told-words.ts'
import { truthText } from './words.ts'

type Alert = Facts['alerts'][number]
const SIGNS: Readonly<Record<Alert['severity'], string>> = { notice: 'i', warning: '!', emergency: '!!' }

export function WeatherPanel({ model }: { readonly model: PanelModel }) {
  const { time } = model
  const facts = time.facts.value
  const chart = time.chart.value
  const rain = time.layers.value.find(({ id }) => id.startsWith('weather.'))
  return (
    <div class="weather-panel">
      <p class="quiet">
        {say('weatherAt', { when: momentText(time.atMs.value, model.timeZone.value, time.nowMs.value) })}
        {rain && ` · ${truthText(rain.card.truth)}`}
      </p>
      {facts ? (
        <>
          <Alerts alerts={facts.alerts} />
          <ul class="indicators">
            {facts.indicators.map((one) => {
              const name = indicatorText(one)
              const value = quantityText(one.value, one.unit)
              return (
                <li key={one.id}>
                  <button
                    type="button"
                    aria-pressed={chart?.indicator === one.id}
                    aria-label={say('showChart', { name, value })}
                    onClick={() => time.acts.chart(chart?.indicator === one.id ? null : one.id)}
                  >
                    <span>{name}</span>
                    <span class="value">{value}</span>
                  </button>
                </li>
              )
            })}
          </ul>
        </>
      ) : (
        <p>{say('momentNotRecorded')}</p>
      )}
      {chart && !chart.of && <ChartCard model={model} chart={chart} />}
      {time.canPlan.value && SYSTEMS_HERE.map(({ id, Planning }) => Planning && <Planning key={id} model={model} />)}
    </div>
  )
}

function Alerts({ alerts }: { readonly alerts: readonly Alert[] }) {
  return (
    <div role="status" aria-label={say('alerts')}>
      {alerts.length === 0 && <p class="quiet">{say('noAlerts')}</p>}
      {alerts.map((alert) => (
        <p key={alert.id} class={`alert ${alert.severity}`}>
          <span class="sign" aria-hidden="true">
            {SIGNS[alert.severity]}
          </span>
          <span>
            <strong>{say(`severity_${alert.severity}`)}</strong> {alertText(alert)}
          </span>
        </p>
      ))}
    </div>
  )
}
