// One panel alone in a given element, with its style inside: what a surface in the headset shows. The views are the
// page's own; only the frame around them differs.
import { type ComponentChildren, render } from 'preact'
import { AroundPanel } from './around.tsx'
import { CardBody } from './card.tsx'
import { ChatPanel } from './chat.tsx'
import { ConsultPanel } from '../consultation/panel.tsx'
import { DutyPanel } from './duty.tsx'
import { MeetingPanel } from '../meeting/panel.tsx'
import type { PanelModel } from './model.ts'
import { PeoplePanel } from './people.tsx'
import { Search } from './search.tsx'
import { SettingsPanel } from './settings.tsx'
import { say } from './strings.ts'
import { TimePanel } from './time.tsx'
import { WhatifPanel } from './whatif.tsx'
import { titleText } from './words.ts'
import style from './styles/content.css?inline'

export type MountedPanel =
  | 'people'
  | 'chat'
  | 'card'
  | 'search'
  | 'settings'
  | 'around'
  | 'time'
  | 'duty'
  | 'whatif'
  | 'meeting'
  | 'consult'

/**
 * Draws the panel into `element` (its own width and height decide the layout) and keeps it up to date with the model;
 * returns what takes it out again.
 */
export function mountPanel(name: MountedPanel, model: PanelModel, element: HTMLElement): () => void {
  render(
    <div class="panel-host">
      <style>{style}</style>
      <Mounted name={name} model={model} />
    </div>,
    element,
  )
  return () => render(null, element)
}

function Mounted({ name, model }: { readonly name: MountedPanel; readonly model: PanelModel }) {
  const { title, body } = CONTENTS[name](model)
  return (
    <section class="panel mounted" aria-label={title}>
      <h2>{title}</h2>
      {body}
    </section>
  )
}

type Content = { readonly title: string; readonly body: ComponentChildren }

const CONTENTS: Readonly<Record<MountedPanel, (model: PanelModel) => Content>> = {
  people: (model) => ({
    title: say('people', { count: model.people.value.length }),
    body: <PeoplePanel model={model} host="headset" />,
  }),
  chat: (model) => ({ title: say('chat'), body: <ChatPanel model={model} host="headset" /> }),
  card: (model) => {
    const card = model.card.value
    return card
      ? { title: titleText(card.title), body: <CardBody model={model} card={card} /> }
      : { title: say('cardEmpty'), body: null }
  },
  search: (model) => ({ title: say('search'), body: <Search model={model} /> }),
  settings: (model) => ({ title: say('settings'), body: <SettingsPanel model={model} host="headset" /> }),
  around: (model) => ({ title: say('aroundTitle'), body: <AroundPanel model={model} host="headset" /> }),
  duty: (model) => ({ title: say('duty'), body: <DutyPanel model={model} host="headset" /> }),
  whatif: (model) => ({ title: say('whatif'), body: <WhatifPanel model={model} host="headset" /> }),
  meeting: (model) => ({ title: say('meeting'), body: <MeetingPanel model={model} host="headset" /> }),
  consult: (model) => ({ title: say('consult'), body: <ConsultPanel model={model} host="headset" /> }),
  time: (model) => ({ title: say('light'), body: <TimePanel model={model} host="headset" /> }),
}
