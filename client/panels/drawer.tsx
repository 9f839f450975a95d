// What is open over the view, one at a time: a dialog that leaves the city usable. Opening moves the focus in, Escape or
// the button closes, and the focus goes back to where it came from.
import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { AroundPanel } from './around.tsx'
import { ChatPanel } from './chat.tsx'
import { EmotesPanel, MorePanel } from './dock.tsx'
import { ConsultPanel } from '../consultation/panel.tsx'
import { DutyPanel } from './duty.tsx'
import { focusView, isNowhere } from './focus.ts'
import { HelpPanel } from './help.tsx'
import { IdentityPanel } from './identity.tsx'
import { LookPanel } from './look.tsx'
import { Icon } from './icons.tsx'
import { MeetingPanel } from '../meeting/panel.tsx'
import type { PanelModel, PanelName } from './model.ts'
import { PeoplePanel } from './people.tsx'
import { SettingsPanel } from './settings.tsx'
import { type Key, say } from './strings.ts'
import { LayersPanel } from './layers.tsx'
import { TimePanel } from './time.tsx'
import { TimelinePanel } from './timeline.tsx'
import { WeatherPanel } from './weather.tsx'
import { WhatifPanel } from './whatif.tsx'

type Content = { readonly title: (model: PanelModel) => Key; readonly body: (model: PanelModel) => ComponentChildren }

const CONTENTS: Readonly<Record<PanelName, Content>> = {
  people: { title: () => 'peopleTitle', body: (model) => <PeoplePanel model={model} host="screen" /> },
  chat: { title: () => 'chat', body: (model) => <ChatPanel model={model} host="screen" /> },
  around: { title: () => 'aroundTitle', body: (model) => <AroundPanel model={model} host="screen" /> },
  look: { title: () => 'look', body: (model) => <LookPanel model={model} /> },
  settings: { title: () => 'settings', body: (model) => <SettingsPanel model={model} host="screen" /> },
  identity: { title: () => 'identity', body: (model) => <IdentityPanel model={model} /> },
  help: { title: () => 'help', body: (model) => <HelpPanel model={model} /> },
  time: {
    title: ({ time }) => (time.hasTwin.value ? 'cityTime' : 'light'),
    body: (model) =>
      model.time.hasTwin.value ? <TimelinePanel model={model} /> : <TimePanel model={model} host="screen" />,
  },
  light: { title: () => 'onlyLight', body: (model) => <TimePanel model={model} host="screen" /> },
  weather: { title: () => 'weather', body: (model) => <WeatherPanel model={model} /> },
  layers: { title: () => 'layers', body: (model) => <LayersPanel model={model} /> },
  duty: { title: () => 'duty', body: (model) => <DutyPanel model={model} host="screen" /> },
  whatif: { title: () => 'whatif', body: (model) => <WhatifPanel model={model} host="screen" /> },
  meeting: { title: () => 'meeting', body: (model) => <MeetingPanel model={model} host="screen" /> },
  consult: { title: () => 'consult', body: (model) => <ConsultPanel model={model} host="screen" /> },
  emotes: { title: () => 'gestures', body: (model) => <EmotesPanel model={model} /> },
  more: { title: () => 'more', body: (model) => <MorePanel model={model} /> },
}

export function Drawer({ model }: { readonly model: PanelModel }) {
  const name = model.open.value
  const box = useRef<HTMLElement>(null)
  const opener = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const inside = box.current
    if (name === null || !inside) return () => {}
    const before = document.activeElement
    if (before instanceof HTMLElement && !inside.contains(before)) opener.current = before
    firstOf(inside).focus({ preventScroll: true })
    return () => {
      // Taken out with the focus in it, the panel leaves the focus nowhere.
      if (model.open.value === null && isNowhere(document.activeElement)) giveBack(opener.current)
    }
  }, [name, model])
  if (name === null) return null
  const { title, body } = CONTENTS[name]
  return (
    <section
      key={name}
      ref={box}
      class={`panel drawer drawer-${name}`}
      role="dialog"
      aria-labelledby="drawer-title"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        model.open.value = null
      }}
    >
      <header>
        <h2 id="drawer-title" tabIndex={-1}>
          {say(title(model))}
        </h2>
        <button
          type="button"
          class="close"
          aria-label={say('closeCard')}
          onClick={() => {
            model.open.value = null
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="drawer-body">{body(model)}</div>
    </section>
  )
}

/** The field or button meant for it, else the title; a touch keyboard that jumps up would hide the city. */
function firstOf(box: HTMLElement): HTMLElement {
  const first = matchMedia('(pointer: coarse)').matches ? null : box.querySelector<HTMLElement>('[data-first]')
  return first ?? box.querySelector<HTMLElement>('h2') ?? box
}

function giveBack(opener: HTMLElement | null): void {
  if (opener?.isConnected && opener !== document.body) opener.focus({ preventScroll: true })
  else focusView()
}
