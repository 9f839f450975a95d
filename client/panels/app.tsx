// All panels on a screen, laid around the view. Each can also be mounted alone for the headset (mount.tsx).
import { effect } from '@preact/signals'
import { render } from 'preact'
import { CardPanel } from './card.tsx'
import { CompareView } from './compare.tsx'
import { Dock } from './dock.tsx'
import { Drawer } from './drawer.tsx'
import { keepChoices } from './kept.ts'
import { Minimap } from './minimap.tsx'
import { PlacingCross } from './placing.tsx'
import type { PanelModel } from './model.ts'
import { News } from './news.tsx'
import { Search } from './search.tsx'
import { language, say } from './strings.ts'
import { TimePanel } from './time.tsx'
import { TimelinePanel } from './timeline.tsx'
import { TouchSticks } from './touch-sticks.tsx'
import { Welcome } from './welcome.tsx'
import './styles/content.css'
import './styles/page.css'
import './styles/drawer.css'
import './styles/time.css'
import './styles/whatif.css'
import './styles/meeting.css'
import './styles/records.css'
import './styles/consultation.css'
import './styles/small.css'

export function showPanels(model: PanelModel, host: HTMLElement): void {
  keepChoices(model)
  effect(() => {
    document.documentElement.lang = language.value
    document.querySelector('#view')?.setAttribute('aria-label', say('viewLabel'))
  })
  render(<App model={model} />, host)
}

function App({ model }: { readonly model: PanelModel }) {
  const open = model.open.value
  const hasTwin = model.time.hasTwin.value
  const hasCard = model.card.value !== null
  return (
    <>
      <div class={`around-view ${open ? `is-open open-${open}` : ''} ${hasCard ? 'has-card' : ''}`}>
        <header class="top">
          <div class="panel title">
            <h1>{model.cityName.value || 'Townhall'}</h1>
          </div>
          <div class="panel search-bar" role="search" aria-label={say('search')}>
            <Search model={model} />
          </div>
        </header>
        <main class="middle">
          <CompareView model={model} />
          <News model={model} />
          <Dock model={model} />
          <Drawer model={model} />
          <div class="corner">
            <Minimap model={model} />
            <section class="panel clock" aria-label={say(hasTwin ? 'cityTime' : 'light')}>
              {hasTwin ? <TimelinePanel model={model} /> : <TimePanel model={model} host="screen" />}
            </section>
            <CardPanel model={model} />
          </div>
          <TouchSticks model={model} />
          <PlacingCross model={model} />
        </main>
        <footer class="attribution">
          <span>{model.attribution.value || say('attribution')}</span>
          {model.hasSynthetic.value && <span>{say('syntheticNote')}</span>}
        </footer>
      </div>
      <Welcome model={model} />
    </>
  )
}
