// All panels on a screen, laid around the view; the host for headsets comes with them in another room.
import { render } from 'preact'
import { CardPanel } from './card.tsx'
import { Minimap } from './minimap.tsx'
import { atMinuteOfDay, dayOf, minutesOfDay, onDay, type PanelModel } from './model.ts'
import { Search } from './search.tsx'
import { language, say } from './strings.ts'
import { Welcome } from './welcome.tsx'
import './panels.css'

export function showPanels(model: PanelModel, host: HTMLElement): void {
  render(<App model={model} />, host)
}

function App({ model }: { readonly model: PanelModel }) {
  return (
    <>
      <header class="top">
        <div class="panel title">
          <strong>{model.cityName.value}</strong>
          <People model={model} />
        </div>
        <Search model={model} />
      </header>
      <Notice model={model} />
      <CardPanel model={model} />
      <aside class="corner">
        <Minimap model={model} />
        <TimeOfDay model={model} />
      </aside>
      <Toolbar model={model} />
      <footer class="attribution">
        <span>{model.attribution.value || say('attribution')}</span>
        {model.hasSynthetic.value && <span>{say('syntheticNote')}</span>}
      </footer>
      <Welcome model={model} />
    </>
  )
}

function People({ model }: { readonly model: PanelModel }) {
  const people = model.people.value
  return (
    <details class="people">
      <summary>{say('people', { count: people.length })}</summary>
      <ul aria-label={say('peopleTitle')}>
        {people.map((person) => (
          <li key={person.id}>
            {person.name}
            {person.isMe && <span class="quiet"> ({say('you')})</span>}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Notice({ model }: { readonly model: PanelModel }) {
  const connection = model.connection.value
  const text = !model.canDraw.value
    ? say('noWebGl')
    : connection === 'connecting'
      ? say('connecting')
      : connection === 'lost'
        ? say('lost')
        : connection === 'gone'
          ? say('lostForGood')
          : model.notice.value || (model.isSettled.value ? '' : say('loading'))
  return (
    <p class="panel notice" role="status" hidden={text === ''}>
      {text}
    </p>
  )
}

function TimeOfDay({ model }: { readonly model: PanelModel }) {
  const zone = model.timeZone.value
  const shown = model.shownTimeMs.value
  if (shown === 0) return null
  const time = new Intl.DateTimeFormat(language.value, { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  return (
    <div class="panel time">
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
      <input
        type="date"
        aria-label={say('date')}
        value={dayOf(shown, zone)}
        onChange={(event) => {
          model.acts.setTime(onDay(shown, zone, event.currentTarget.value))
        }}
      />
    </div>
  )
}

function Toolbar({ model }: { readonly model: PanelModel }) {
  const mode = model.mode.value
  return (
    <nav class="toolbar" aria-label="Townhall">
      <div class="panel row">
        <button type="button" aria-pressed={mode === 'walk'} onClick={() => model.acts.setMode('walk')}>
          {say('walk')}
        </button>
        <button type="button" aria-pressed={mode === 'fly'} onClick={() => model.acts.setMode('fly')}>
          {say('fly')}
        </button>
        {model.canEnterVr.value && (
          <button type="button" class="primary" onClick={() => model.acts.enterVr()}>
            {say('enterVr')}
          </button>
        )}
      </div>
      <p class="panel tip">{say(mode === 'walk' ? 'walkTip' : 'flyTip')}</p>
    </nav>
  )
}
