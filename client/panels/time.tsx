// The light: the clock of the city, any hour and day, and back to now.
import type { Host } from './host.ts'
import { atMinuteOfDay, dayOf, minutesOfDay, onDay, type PanelModel } from './model.ts'
import { language, say } from './strings.ts'

const HOUR_MS = 3_600_000

export function TimePanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  const zone = model.timeZone.value
  const shown = model.shownTimeMs.value
  if (shown === 0) return null
  const time = new Intl.DateTimeFormat(language.value, { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  return (
    <div class="time-panel">
      {model.time.hasTwin.value && <p class="quiet">{say('lightTip')}</p>}
      <div class="row">
        <span>{say('localTime', { time: time.format(shown) })}</span>
        <button
          type="button"
          disabled={model.chosenTimeMs.value === null}
          onClick={() => {
            model.acts.setTime(null)
          }}
        >
          {say('now')}
        </button>
      </div>
      {host === 'screen' && (
        <input
          type="range"
          min={0}
          max={1439}
          step={5}
          aria-label={say('timeOfDay')}
          aria-valuetext={time.format(shown)}
          value={minutesOfDay(shown, zone)}
          onInput={(event) => {
            model.acts.setTime(atMinuteOfDay(shown, zone, Number(event.currentTarget.value)))
          }}
        />
      )}
      <div class="row">
        <button type="button" aria-label={say('earlier')} onClick={() => model.acts.setTime(shown - HOUR_MS)}>
          −1
        </button>
        <input
          type="date"
          aria-label={say('date')}
          value={dayOf(shown, zone)}
          onChange={(event) => {
            model.acts.setTime(onDay(shown, zone, event.currentTarget.value))
          }}
        />
        <button type="button" aria-label={say('later')} onClick={() => model.acts.setTime(shown + HOUR_MS)}>
          +1
        </button>
      </div>
    </div>
  )
}
