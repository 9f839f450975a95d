// The panel "Meeting": the thing of now on top, below it one part at a time. In a headset, where nothing scrolls, the same as a
// board of rows and big buttons (headset-items.ts).
import { useRef } from 'preact/hooks'
import type { Host } from '../panels/host.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { BoardView } from '../panels/whatif.tsx'
import { AgendaTab } from './agenda.tsx'
import { useKeptFocus } from './bits.tsx'
import { recordsDue } from './deeds-record.ts'
import { DeskTab, NextAct, Papers } from './desk.tsx'
import { FormView } from './forms.tsx'
import { meetingItems } from './headset-items.ts'
import { HouseTab } from './house.tsx'
import { useInView } from './in-view.ts'
import { MeetingsTab } from './list.tsx'
import { type Tab, TABS } from './meeting-model.ts'
import { Now } from './now.tsx'
import { enterItems, pastItems } from './past-items.ts'
import { RecordsTab } from './records.tsx'
import { runningPoll, type Sight, waiting } from './sight.ts'
import { SpeakersTab } from './speakers.tsx'
import { VotesTab } from './votes-tab.tsx'

export function MeetingPanel({ model, host }: { readonly model: PanelModel; readonly host: Host }) {
  return host === 'headset' ? <BoardView items={meetingItems(model)} host={host} /> : <OnScreen model={model} />
}

function OnScreen({ model }: { readonly model: PanelModel }) {
  const { meeting } = model
  const box = useRef<HTMLDivElement>(null)
  useKeptFocus(box)
  const sight = meeting.sight.value
  const form = meeting.form.value
  useInView(box, meeting.tab.value, sight && !form ? (runningPoll(sight)?.id ?? '') : '')
  const past = pastItems(model)
  if (past)
    return (
      <div class="meeting-panel" ref={box}>
        <BoardView items={past} host="screen" />
      </div>
    )
  return (
    <div class="meeting-panel" ref={box}>
      {!sight && meeting.watched.value !== null && <p>{say('meetComes')}</p>}
      {!sight && <MeetingsTab model={model} />}
      {sight && <Now model={model} sight={sight} />}
      {sight && !form && <NextAct model={model} sight={sight} />}
      {sight && form && <FormView key={JSON.stringify(form)} model={model} sight={sight} form={form} />}
      {sight && !form && <BoardView items={enterItems(model)} host="screen" />}
      {sight && !form && <Tabs model={model} sight={sight} />}
    </div>
  )
}

type Parts = { readonly model: PanelModel; readonly sight: Sight }

function Tabs({ model, sight }: Parts) {
  const { meeting } = model
  const isOfficer = sight.own.roles.includes('chair') || sight.own.roles.includes('secretary')
  const tabs = TABS.filter((tab) => tab !== 'desk' || isOfficer)
  const shown = tabs.includes(meeting.tab.value) ? meeting.tab.value : 'agenda'
  const turn = (to: Tab | undefined): void => {
    if (!to) return
    meeting.tab.value = to
    document.getElementById(`meet-tab-${to}`)?.focus()
  }
  return (
    <>
      <div
        class="tabs"
        role="tablist"
        aria-label={say('meetTabs')}
        onKeyDown={(event) => {
          const at = tabs.indexOf(shown)
          const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
          if (to === undefined) return
          event.preventDefault()
          event.stopPropagation()
          turn(tabs[(to + tabs.length) % tabs.length])
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab}
            id={`meet-tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={tab === shown}
            aria-controls="meet-tab-shown"
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => {
              meeting.tab.value = tab
            }}
          >
            {say(`meetTab_${tab}`)}
            <TabCount sight={sight} tab={tab} />
          </button>
        ))}
      </div>
      <div id="meet-tab-shown" class="tab-shown" role="tabpanel" aria-labelledby={`meet-tab-${shown}`} tabIndex={0}>
        <Shown model={model} sight={sight} tab={shown} />
        {shown === 'votes' && <Papers meeting={sight.meeting} />}
      </div>
    </>
  )
}

function TabCount({ sight, tab }: { readonly sight: Sight; readonly tab: Tab }) {
  const counted: Partial<Record<Tab, () => number>> = {
    speakers: () => waiting(sight).length,
    house: () => sight.house.quorum.present,
    records: () => recordsDue(sight),
  }
  const count = counted[tab]?.() ?? 0
  return count > 0 ? <span class="tab-count"> {count}</span> : null
}

function Shown({ model, sight, tab }: Parts & { readonly tab: Tab }) {
  const { meeting } = model
  switch (tab) {
    case 'agenda':
      return <AgendaTab meeting={meeting} sight={sight} />
    case 'speakers':
      return <SpeakersTab meeting={meeting} sight={sight} />
    case 'house':
      return <HouseTab meeting={meeting} sight={sight} />
    case 'votes':
      return <VotesTab meeting={meeting} sight={sight} />
    case 'records':
      return <RecordsTab meeting={meeting} sight={sight} />
    case 'desk':
      return <DeskTab model={model} sight={sight} />
    case 'meetings':
      return <MeetingsTab model={model} />
  }
  return null
}
